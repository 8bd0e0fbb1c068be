/**
 * The decoder under test, as the benchmark sees it. Nothing else here knows the decoder.
 */
import type { Arrival } from '../../lessons/protocol/capture.ts';
import { Dissection } from '../../lessons/protocol/dissect.ts';
import type { Contestant, Decoding, Visit } from './contestant.ts';

/** What is measured beyond speed. */
export interface Inspected extends Decoding {
  /** Bytes that it holds beyond the captured ones, as it counts them itself; null where it does not. */
  indexBytes(): number | null;
  /** What each layer holds after the first `offset` bytes. */
  stateAt(offset: number): unknown;
  /** The tokens that the byte at `offset` is in. */
  tokensAt(offset: number): unknown;
}

const HEAD = new TextEncoder().encode('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n');
const NOTHING = new Uint8Array();

const arrival = (bytes: Uint8Array, ending: Arrival['ending'] = null): Arrival => {
  return { connection: 1, from: 'server', at: 0, bytes, ending };
};

class Subject implements Inspected {
  readonly #dissection = new Dissection();
  readonly #visit: Visit | null;
  #visited = 0;

  /** With `visit` every string is made at once, else on demand. */
  constructor(visit: Visit | null) {
    this.#visit = visit;
  }

  get events(): number {
    return this.#dissection.events.length;
  }

  receive(bytes: Uint8Array): void {
    this.#dissection.append(arrival(bytes));
    if (this.#visit !== null) this.read(this.#visit);
  }

  end(): void {
    this.#dissection.append(arrival(NOTHING, 'fin'));
  }

  read(visit: Visit): void {
    const { events } = this.#dissection;
    for (; this.#visited < events.length; this.#visited++) {
      const event = events[this.#visited] as (typeof events)[number];
      const dissection = this.#dissection;
      visit(dissection.eventType(event), dissection.eventData(event), dissection.eventId(event));
    }
  }

  indexBytes(): number | null {
    return null;
  }

  stateAt(offset: number): unknown {
    return this.#dissection.stateAt(offset);
  }

  tokensAt(offset: number): unknown {
    return this.#dissection.at(offset);
  }
}

/** Bytes of an event stream alone. This decoder wants a head before them. */
function eventStream(visit: Visit | null): Subject {
  const subject = new Subject(visit);
  subject.receive(HEAD);
  return subject;
}

export const subjectStream: { onDemand: () => Inspected; atOnce: Contestant } = {
  onDemand: () => eventStream(null),
  atOnce: (visit) => eventStream(visit),
};

/** Bytes as a server sends them on one connection. */
export const subjectWire: { onDemand: () => Inspected; atOnce: Contestant } = {
  onDemand: () => new Subject(null),
  atOnce: (visit) => new Subject(visit),
};
