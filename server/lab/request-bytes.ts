/**
 * Cuts the bytes that a client sends on one connection into requests, so that each can be given to its own run, also
 * when several arrive in one read. A head is cut where Node says that it is complete. Whoever takes a request with
 * content has to `take` that before the next head, or call `stop`, as what follows is no head.
 *
 * Needs no bound of its own: Node refuses a head past `maxHeaderSize`, and stops reading when requests pile up.
 */

/** Part of a request, as it was read at once. */
export interface Piece {
  /** On `performance.now()`'s clock. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

const LF = 0x0a;
const CR = 0x0d;

export class RequestBytes {
  /** What was read and belongs to no request yet. */
  #pieces: Piece[] = [];
  #stopped = false;

  push(bytes: Uint8Array, at: number): void {
    if (!this.#stopped) this.#pieces.push({ at, bytes });
  }

  /** The head of the next request; none while it is not complete. */
  head(): readonly Piece[] {
    /** Whether the request-line has begun; RFC 9112 2.2 allows empty lines before it. */
    let begun = false;
    /** Characters of the current line, its line end aside. */
    let column = 0;
    let size = 0;
    for (const { bytes } of this.#pieces) {
      for (const byte of bytes) {
        size += 1;
        if (byte === CR) continue;
        if (byte !== LF) {
          begun = true;
          column += 1;
          continue;
        }
        // RFC 9112 2.1: an empty line ends the head.
        if (begun && column === 0) return this.take(size);
        column = 0;
      }
    }
    return [];
  }

  /** The next bytes, at most so many: those that are there. */
  take(most: number): readonly Piece[] {
    const taken: Piece[] = [];
    let left = most;
    while (left > 0) {
      const [first] = this.#pieces;
      if (first === undefined) break;
      const { at, bytes } = first;
      taken.push({ at, bytes: bytes.subarray(0, left) });
      if (bytes.length > left) this.#pieces[0] = { at, bytes: bytes.subarray(left) };
      else this.#pieces.shift();
      left -= Math.min(left, bytes.length);
    }
    // An array keeps the room that it once had, and most connections have one request.
    if (this.#pieces.length === 0) this.#pieces = [];
    return taken;
  }

  /** What came after the requests that are complete. Nothing that follows is a request. */
  rest(): readonly Piece[] {
    const pieces = this.#pieces;
    this.stop();
    return pieces;
  }

  /** Nothing that follows is a request. */
  stop(): void {
    this.#stopped = true;
    this.#pieces = [];
  }
}
