/**
 * What programs make of the event streams of a capture, and where that differs from what the standard says. Each is given
 * the content as the server wrote it: one arrival, without its framing, is one read. It begins anew with each response.
 * What is the same is not kept.
 */
import type { Recorded } from '../protocol/arrivals.ts';
import type { Dissection } from '../protocol/dissect.ts';
import type { EventBlock } from '../protocol/event-tokens.ts';
import type { Message } from '../protocol/message.ts';
import type { Span } from '../protocol/span.ts';
import { align } from './align.ts';
import type { Decoder, Made, Program } from './program.ts';

/** Some programs look through all they have again with each read: past one of these, nothing more is read. */
export const RACE_BOUNDS = { bytes: 256 * 1024, reads: 20_000 } as const;

/** Where a program made something else than the standard says. */
export interface Difference {
  /** `differs`: another event; `missing`: none; `extra`: one more, after event `number`. */
  readonly kind: 'differs' | 'missing' | 'extra';
  /** Of the event, from 1; of the one before it where that is extra: 0 before the first. */
  readonly number: number;
  readonly made: Made | null;
  /** The bytes of the read in which it came, or did not. */
  readonly read: readonly Span[];
  /** Absolute offset after the last of them. */
  readonly at: number;
}

/** A stream that is read. */
interface Stream {
  readonly message: Message;
  /** Bytes of its content that were read. */
  length: number;
  readonly readers: readonly ((bytes: Uint8Array) => readonly Made[])[];
}

export class Race<Name extends string> {
  readonly #dissection: Dissection;
  readonly #programs: readonly (readonly [Name, Program])[];
  readonly #decoder: () => Decoder;
  readonly #differences = new Map<Name, Difference[]>();
  /** The same by number of the event. */
  readonly #byNumber = new Map<Name, Map<number, Difference[]>>();
  readonly #known = new WeakSet<Message>();
  #streams: Stream[] = [];
  #arrivals = 0;
  #messages = 0;
  #events = 0;
  #bytes = 0;
  #reads = 0;
  #over: number | null = null;

  /** The dissection may go on growing. `decoder` makes one for each program and each stream. */
  constructor(dissection: Dissection, programs: Readonly<Record<Name, Program>>, decoder: () => Decoder) {
    this.#dissection = dissection;
    this.#programs = Object.entries(programs) as [Name, Program][];
    this.#decoder = decoder;
    for (const [name] of this.#programs) {
      this.#differences.set(name, []);
      this.#byNumber.set(name, new Map());
    }
  }

  /** How many writes of the server held content of an event stream. */
  get reads(): number {
    return this.#reads;
  }

  /** Absolute offset at which a bound was reached; null while the race goes on. */
  get over(): number | null {
    return this.#over;
  }

  /** Where a program differs, in the order of the reads. */
  differencesOf(name: Name): readonly Difference[] {
    return this.#differences.get(name) ?? [];
  }

  /** Those at an event, with what comes before the next one. */
  differencesAt(name: Name, number: number): readonly Difference[] {
    return this.#byNumber.get(name)?.get(number) ?? [];
  }

  /** Reads on to the last arrival. */
  follow(): void {
    const { capture, messages } = this.#dissection;
    // One may have begun before others that are known already.
    if (messages.length > this.#messages) {
      for (const message of messages) if (!this.#known.has(message)) this.#begin(message);
      this.#messages = messages.length;
    }
    for (; this.#arrivals < capture.arrivals.length && this.#over === null; this.#arrivals += 1) {
      const arrival = capture.arrivals.at(this.#arrivals) as Recorded;
      if (arrival.from !== 'server') continue;
      const events = this.#eventsUntil(arrival.end);
      for (const stream of this.#streams) {
        if (stream.message.connection === arrival.connection) this.#read(stream, arrival, events);
      }
      if (this.#bytes >= RACE_BOUNDS.bytes || this.#reads >= RACE_BOUNDS.reads) this.#over = arrival.end;
    }
    this.#streams = this.#streams.filter(
      ({ message, length }) => message.open || length < (message.eventStream?.length ?? 0),
    );
  }

  #begin(message: Message): void {
    this.#known.add(message);
    if (message.kind === 'request') return;
    const readers = this.#programs.map(([, program]) => {
      let made: Made[] = [];
      const read = program(this.#decoder(), (event) => made.push(event));
      return (bytes: Uint8Array) => {
        made = [];
        read(bytes);
        return made;
      };
    });
    this.#streams.push({ message, length: 0, readers });
  }

  /** The events that the bytes before `end` have dispatched since, each with its number. */
  #eventsUntil(end: number): Numbered[] {
    const { events } = this.#dissection;
    const found: Numbered[] = [];
    for (; this.#events < events.length; this.#events += 1) {
      const block = events.at(this.#events);
      if ((block.endAt as number) > end) break;
      found.push({ number: this.#events + 1, block });
    }
    return found;
  }

  #read(stream: Stream, arrival: Recorded, events: readonly Numbered[]): void {
    const { message, length } = stream;
    if (message.eventStream === null || message.content === null) return;
    const to = message.content.countBefore(arrival.end);
    if (to <= length) return;
    const read = message.content.spans(length, to);
    // A program may keep what it is given.
    const bytes = message.content.bytes(length, to).slice();
    stream.length = to;
    this.#bytes += bytes.length;
    this.#reads += 1;
    const own = events
      .filter(({ block }) => block.message === message)
      .map(({ number, block }) => ({ number, event: this.#eventOf(block) }));
    const before = (own[0]?.number ?? this.#events + 1) - 1;
    for (const [index, [name]] of this.#programs.entries()) {
      const made = (stream.readers[index] as Stream['readers'][number])(bytes);
      let number = before;
      for (const [standard, other] of align(own, made, (a, b) => alike(a.event, b))) {
        number = standard?.number ?? number;
        const kind = standard === null ? 'extra' : other === null ? 'missing' : 'differs';
        if (standard !== null && other !== null && same(standard.event, other)) continue;
        this.#keep(name, { kind, number, made: other, read, at: message.content.after(to) });
      }
    }
  }

  #keep(name: Name, difference: Difference): void {
    this.#differences.get(name)?.push(difference);
    const byNumber = this.#byNumber.get(name) as Map<number, Difference[]>;
    const there = byNumber.get(difference.number);
    if (there) there.push(difference);
    else byNumber.set(difference.number, [difference]);
  }

  #eventOf(block: EventBlock): Made {
    const dissection = this.#dissection;
    return {
      type: dissection.eventType(block),
      data: dissection.eventData(block),
      lastEventId: dissection.eventId(block),
    };
  }
}

interface Numbered {
  readonly number: number;
  readonly block: EventBlock;
}

/** Also where it is the first line alone. */
const alike = (a: Made, b: Made): boolean => a.data === b.data || a.data.startsWith(`${b.data}\n`);

const same = (a: Made, b: Made): boolean =>
  a.type === b.type && a.data === b.data && a.lastEventId === b.lastEventId;
