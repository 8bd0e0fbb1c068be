/**
 * The decoder under test, as the benchmark sees it. Nothing else here knows the decoder.
 */
import { isAscii, isUtf8, transcode } from 'node:buffer';
import { ByteStore, type Block } from '../../lessons/protocol/byte-store.ts';
import type { Arrival } from '../../lessons/protocol/capture.ts';
import { Direction } from '../../lessons/protocol/direction.ts';
import { Dissection } from '../../lessons/protocol/dissect.ts';
import { EventReader } from '../../lessons/protocol/event-reader.ts';
import { EventStream } from '../../lessons/protocol/event-stream.ts';
import type { Contestant, Decoding, Visit } from './contestant.ts';

/** What is measured beyond speed. */
export interface Inspected extends Decoding {
  /** Bytes that it holds beyond the captured ones, as it counts them itself. */
  indexBytes(): number;
  /** What each layer holds after the first `offset` bytes. */
  stateAt(offset: number): unknown;
  /** The tokens that the byte at `offset` is in. */
  tokensAt(offset: number): unknown;
}

const NOTHING = new Uint8Array();

const arrival = (bytes: Uint8Array, ending: Arrival['ending'] = null): Arrival => {
  return { connection: 1, from: 'server', at: 0, bytes, ending };
};

/** What Buffer has for all bytes, and its types do not tell: no object is made for the text of a few bytes. */
const { latin1Slice, ucs2Slice } = Buffer.prototype as unknown as Record<
  'latin1Slice' | 'ucs2Slice',
  (this: Uint8Array, start: number, end: number) => string
>;

/** From so many bytes on it is faster to make UTF-16 of them first. */
const MANY = 2048;

/** Text as Node decodes it fastest. */
function textDecoder(): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return (bytes) => {
    if (isAscii(bytes)) return latin1Slice.call(bytes, 0, bytes.length);
    if (bytes.length < MANY || !isUtf8(bytes)) return decoder.decode(bytes, { stream: true });
    const wide = transcode(bytes, 'utf8', 'utf16le');
    return ucs2Slice.call(wide, 0, wide.length);
  };
}

function readerOf(stream: EventStream, visit: Visit): EventReader {
  return new EventReader(stream, textDecoder(), ({ type, data, lastEventId }) => {
    visit(type, data, lastEventId);
  });
}

/** The layer of the event stream alone, over the bytes that it keeps. */
class StreamAlone implements Decoding {
  readonly #store = new ByteStore();
  readonly #bytes = new Direction(this.#store, 0, 1, 'server');
  readonly #stream = new EventStream(this.#bytes);
  readonly #reader: EventReader | null;
  readonly #receive = (block: Block, from: number, to: number): void => {
    this.#stream.receive(block, from, to);
    this.#reader?.read();
  };

  /** With `visit` every string is made at once, else on demand. */
  constructor(visit: Visit | null) {
    this.#reader = visit && readerOf(this.#stream, visit);
  }

  get events(): number {
    return this.#stream.dispatched;
  }

  receive(bytes: Uint8Array): void {
    const start = this.#store.length;
    this.#store.append(bytes);
    this.#bytes.extend(start, bytes.length);
    this.#store.eachBlock(start, this.#store.length, this.#receive);
  }

  end(): void {
    this.#stream.end(this.#store.length);
  }

  read(visit: Visit): void {
    if (this.#reader === null) readerOf(this.#stream, visit).read();
  }
}

/** A whole capture, with all of its layers. */
class Captured implements Inspected {
  readonly #dissection: Dissection;
  readonly #visit: Visit | null;
  #reader: EventReader | null = null;

  constructor(visit: Visit | null, as: 'event-stream' | null) {
    this.#dissection = new Dissection(as);
    this.#visit = visit;
  }

  get events(): number {
    return this.#dissection.events.length;
  }

  receive(bytes: Uint8Array): void {
    this.#dissection.append(arrival(bytes));
    if (this.#visit !== null) this.#read(this.#visit);
  }

  end(): void {
    this.#dissection.append(arrival(NOTHING, 'fin'));
  }

  read(visit: Visit): void {
    if (this.#visit === null) this.#read(visit);
  }

  #read(visit: Visit): void {
    const stream = this.#dissection.messages[0]?.eventStream;
    if (!stream) return;
    this.#reader ??= readerOf(stream, visit);
    this.#reader.read();
  }

  indexBytes(): number {
    return this.#dissection.indexBytes;
  }

  stateAt(offset: number): unknown {
    return this.#dissection.stateAt(offset);
  }

  tokensAt(offset: number): unknown {
    return this.#dissection.at(offset);
  }
}

/** Bytes of an event stream alone. */
export const subjectStream: { onDemand: () => Decoding; atOnce: Contestant; captured: () => Inspected } = {
  onDemand: () => new StreamAlone(null),
  atOnce: (visit) => new StreamAlone(visit),
  captured: () => new Captured(null, 'event-stream'),
};

/** Bytes as a server sends them on one connection. */
export const subjectWire: { onDemand: () => Inspected; atOnce: Contestant } = {
  onDemand: () => new Captured(null, null),
  atOnce: (visit) => new Captured(visit, null),
};
