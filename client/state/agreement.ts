/**
 * Event by event, whether the client in the browser made of the stream what the parser did. What agrees is only counted;
 * kept is what differs, and what came from one of the two and not yet from the other.
 */
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { EventBlock } from '../../lessons/protocol/event-tokens.ts';
import { countLeading } from '../../lessons/protocol/span.ts';
import type { SeenEvent } from '../../lessons/tasks/came.ts';

/** More events than these are not kept: past one of them, nothing more is compared. */
const MOST_WAITING = 50_000;
const MOST_DIFFERING = 1000;

/** What the client made of an event of the stream, where that differs; `missed` when it never had it. */
export type Other = SeenEvent | 'missed';

export class Agreement {
  readonly #dissection: Dissection;
  /** What the browser has dispatched, and the parser not yet; each with how many responses had ended for it before. */
  #waiting: { readonly event: SeenEvent; readonly response: number }[] = [];
  /** What the browser dispatched instead, by number of the event. */
  readonly #others = new Map<number, Other>();
  /** Responses that have ended for the browser, as far as it tells. */
  #ended = 0;
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

  /** What the browser has dispatched and the parser has not, or not yet: where content is compressed, it never will. */
  get unread(): readonly SeenEvent[] {
    return this.#waiting.map(({ event }) => event);
  }

  /** How many of the first `count` events differ: in type, data or last event ID. */
  differing(count: number): number {
    return countLeading(this.#differing, (number) => number <= count);
  }

  /** What the browser dispatched as event `number`, where that differs; else null. */
  other(number: number): Other | null {
    return this.#others.get(number) ?? null;
  }

  /** The first event that differs; null while none does. */
  get firstDiffering(): number | null {
    return this.#differing[0] ?? null;
  }

  /** The browser dispatched this. */
  observe(event: SeenEvent): void {
    if (this.#compared + this.#waiting.length >= this.#limit) return;
    this.#waiting.push({ event, response: this.#ended });
    this.compare();
    if (this.#waiting.length > MOST_WAITING) this.#stop();
  }

  /** A response has ended for the browser: what it dispatches from now on is of the next one. */
  responseEnded(): void {
    this.#ended += 1;
    this.compare();
  }

  /** Compares what has come from both since. */
  compare(): void {
    const { events } = this.#dissection;
    let taken = 0;
    while (this.#compared < Math.min(events.length, this.#limit)) {
      const seen = this.#waiting[taken];
      const event = events.at(this.#compared);
      const next = seen?.response ?? this.#ended;
      // What a cut follows at once, a browser may drop.
      const missed = next > 0 && next > this.#responseOf(event);
      if (!missed && seen === undefined) break;
      this.#compared += 1;
      if (missed) this.#keep('missed');
      else if (seen !== undefined) {
        taken += 1;
        if (!this.#same(event, seen.event)) this.#keep(seen.event);
      }
    }
    if (taken > 0) this.#waiting = this.#waiting.slice(taken);
  }

  /** From 0: each is asked for when the one before it has ended. */
  #responseOf({ message: { start } }: EventBlock): number {
    return (
      this.#dissection.messages.filter((each) => each.kind === 'request' && each.start < start).length - 1
    );
  }

  #same(event: EventBlock, { type, data, lastEventId }: SeenEvent): boolean {
    const dissection = this.#dissection;
    return (
      type === dissection.eventType(event) &&
      data === dissection.eventData(event) &&
      lastEventId === dissection.eventId(event)
    );
  }

  #keep(seen: Other): void {
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
