/**
 * What follows a 101 response that changes a connection to WebSocket, in one direction: frames one after another,
 * RFC 6455 5. Bytes that break a rule end the decoding of this direction. Kept are where each frame begins in the
 * direction and in the capture, 8 bytes for each; what a frame says is read again from its header.
 *
 * Bound: 1,000,000 frames in a direction. Payloads are not looked into.
 */
import type { Ending } from './arrival.ts';
import type { Direction } from './direction.ts';
import { valuesOf, type Head } from './head.ts';
import { asciiLowerCase } from './http-bytes.ts';
import type { Journal } from './journal.ts';
import { Offsets } from './offsets.ts';
import type { LeafKind, Reason } from './token.ts';
import { CLOSE, faultIn, HEADER_BOUND, isControl, readWebSocketHeader } from './websocket-header.ts';

export const FRAMES_BOUND = 1_000_000;

const AFTER_CLOSE = { text: 'bytes after a Close frame, which is the last one', rule: 'RFC 6455 5.5.1' };
const TOO_MANY = {
  text: `more than ${FRAMES_BOUND} frames in one direction: no more are read`,
  rule: 'a bound of this decoder',
};

/** What the head of a 101 response says about WebSocket, RFC 6455 4.2.2; null when the protocol is another. */
export function webSocketOf(head: Head): { readonly extended: boolean } | null {
  if (asciiLowerCase(valuesOf(head, 'upgrade').join()) !== 'websocket') return null;
  return { extended: valuesOf(head, 'sec-websocket-extensions').length > 0 };
}

/** From which byte of the direction on there are no more frames, and why. */
interface End {
  readonly at: number;
  readonly reason: Reason;
}

/** What the bytes are from there on. */
interface Stop extends End {
  readonly kind: LeafKind;
}

export class WebSocketFrames {
  readonly direction: Direction;
  readonly from: number;
  /** They are in no HTTP message. */
  readonly message = null;
  readonly #journal: Journal;
  readonly #extended: boolean;
  readonly #starts = new Offsets();
  /** Where the last frame ends, which may be still to come; Infinity while its header is. */
  #lastTo: number;
  /** Whether a message of several frames goes on. */
  #fragmented = false;
  #closed = false;
  #ended: End | null = null;

  /** The frames begin at the offset `from` of the direction. `extended`: the 101 response names an extension. */
  constructor(direction: Direction, from: number, extended: boolean, journal: Journal) {
    this.direction = direction;
    this.from = from;
    this.#lastTo = from;
    this.#extended = extended;
    this.#journal = journal;
  }

  /** Frames that have begun. */
  get count(): number {
    return this.#starts.length;
  }

  /** Offset of the direction after the last byte of a frame so far. */
  get to(): number {
    return this.#ended?.at ?? this.direction.length;
  }

  /** Null while more may come. */
  get ended(): End | null {
    return this.#ended;
  }

  /** Index of the frame that the byte at `offset` of the direction is in; -1 before the first. */
  indexAt(offset: number): number {
    return this.#starts.countUpTo(offset) - 1;
  }

  /** Offset of the first byte of the frame at `index`. */
  startOf(index: number): number {
    return this.#starts.at(index);
  }

  /** Offset after it, as far as it has arrived. */
  endOf(index: number): number {
    return index + 1 < this.count ? this.#starts.at(index + 1) : Math.min(this.#lastTo, this.to);
  }

  isComplete(index: number): boolean {
    return index + 1 < this.count || this.#lastTo <= this.to;
  }

  /** The next bytes are there, those before `to`. Gives where they can no longer be decoded; null while they can. */
  receive(to: number): Stop | null {
    let stop = this.#lastTo === Infinity ? this.#readHeader(this.#starts.at(this.count - 1)) : null;
    while (stop === null && this.#lastTo < to) stop = this.#begin(this.#lastTo);
    if (stop !== null) this.#ended = stop;
    return stop;
  }

  #begin(start: number): Stop | null {
    if (this.#closed) return { kind: 'malformed', at: start, reason: AFTER_CLOSE };
    if (this.count === FRAMES_BOUND) return { kind: 'undecoded', at: start, reason: TOO_MANY };
    return this.#readHeader(start);
  }

  #readHeader(start: number): Stop | null {
    const bytes = this.direction.bytes(start, start + HEADER_BOUND);
    const header = readWebSocketHeader(bytes);
    const rules = { from: this.direction.from, extended: this.#extended, fragmented: this.#fragmented };
    const fault = faultIn(bytes, header, rules);
    // A frame has begun when its first byte may be there.
    if (start === this.#lastTo && fault?.at !== 0) {
      this.#starts.push(start);
      this.#journal.webSocketFrames.push(this.direction.at(start));
      this.#lastTo = Infinity;
    }
    if (fault !== null) return { kind: 'malformed', at: start + fault.at, reason: fault.reason };
    const { opcode, fin, size } = header;
    if (size === null || bytes.length < header.to) return null;
    this.#lastTo = start + header.to + size;
    if (!isControl(opcode)) this.#fragmented = !fin;
    this.#closed = opcode === CLOSE;
    return null;
  }

  /** The sender ended the direction. */
  end(ending: Ending): void {
    if (this.#ended !== null) return;
    const how = ending === 'fin' ? 'closed' : 'reset';
    const reason = { text: `the connection was ${how} inside a frame`, rule: 'RFC 6455 5.2' };
    this.#ended = { at: this.direction.length, reason };
  }
}
