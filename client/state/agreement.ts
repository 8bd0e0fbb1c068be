/**
 * Event by event, whether the browser's own EventSource dispatched what the parser did. What agrees is only counted;
 * kept is what differs, and what came from one of the two and not yet from the other.
 */
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { EventBlock } from '../../lessons/protocol/event-tokens.ts';
import { countLeading } from '../../lessons/protocol/span.ts';
import type { ObservedEvent } from '../io/run.ts';

/** More events than these are not kept: past one of them, nothing more is compared. */
const MOST_WAITING = 50_000;
const MOST_DIFFERING = 1000;

export class Agreement {
  readonly #dissection: Dissection;
  /** What the browser has dispatched, and the parser not yet. */
  #waiting: ObservedEvent[] = [];
  /** What the browser dispatched instead, by number of the event. */
  readonly #others = new Map<number, ObservedEvent>();
  readonly #differing: number[] = [];
  #compared = 0;
  /** How many events there will be to compare with. */
  #limit = Infinity;

  constructor(dissection: Dissection) {
    this.#dissection = dissection;
  }

  /** How many events, from the first on, both have dispatched. */
  get compared(): number {
    return this.#compared;
  }

  /** How many the browser has dispatched that the parser has not, or not yet. */
  get ahead(): number {
    return this.#waiting.length;
  }

  /** How many of the first `count` events differ: in type, data or last event ID. */
  differing(count: number): number {
    return countLeading(this.#differing, (number) => number <= count);
  }

  /** What the browser dispatched as event `number`, where that differs; else null. */
  other(number: number): ObservedEvent | null {
    return this.#others.get(number) ?? null;
  }

  /** The first event that differs; null while none does. */
  get firstDiffering(): number | null {
    return this.#differing[0] ?? null;
  }

  /** The browser dispatched this. */
  observe(event: ObservedEvent): void {
    if (this.#compared + this.#waiting.length >= this.#limit) return;
    this.#waiting.push(event);
    this.compare();
    if (this.#waiting.length > MOST_WAITING) this.#stop();
  }

  /** Compares what has come from both since. */
  compare(): void {
    const { events } = this.#dissection;
    const from = this.#compared;
    while (this.#compared < Math.min(events.length, this.#limit)) {
      const seen = this.#waiting[this.#compared - from];
      if (seen === undefined) break;
      const event = events.at(this.#compared);
      this.#compared += 1;
      if (!this.#same(event, seen)) this.#keep(seen);
    }
    if (this.#compared > from) this.#waiting = this.#waiting.slice(this.#compared - from);
  }

  #same(event: EventBlock, { type, data, lastEventId }: ObservedEvent): boolean {
    const dissection = this.#dissection;
    return (
      type === dissection.eventType(event) &&
      data === dissection.eventData(event) &&
      lastEventId === dissection.eventId(event)
    );
  }

  #keep(seen: ObservedEvent): void {
    this.#differing.push(this.#compared);
    this.#others.set(this.#compared, seen);
    if (this.#differing.length === MOST_DIFFERING) this.#stop();
  }

  /** The parser dispatches no more events than it has. */
  end(): void {
    this.#limit = Math.min(this.#limit, this.#dissection.events.length);
    this.#waiting.length = Math.min(this.#waiting.length, this.#limit - this.#compared);
  }

  #stop(): void {
    this.#limit = this.#compared;
    this.#waiting = [];
  }
}
