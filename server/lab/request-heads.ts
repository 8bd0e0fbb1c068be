/**
 * Cuts the bytes that a client sends on one connection into requests, so that each can be given to its own run, also
 * when several arrive in one read. A request here is its head alone: whoever takes a request with content has to call
 * `stop`, as what follows is no head.
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

export class RequestHeads {
  #complete: Piece[][] = [];
  #pieces: Piece[] = [];
  /** Whether the request-line has begun; RFC 9112 2.2 allows empty lines before it. */
  #begun = false;
  /** Characters of the current line, its line end aside. */
  #column = 0;
  #stopped = false;

  push(bytes: Uint8Array, at: number): void {
    if (this.#stopped) return;
    let start = 0;
    for (const [offset, byte] of bytes.entries()) {
      if (byte === CR) continue;
      if (byte !== LF) {
        this.#begun = true;
        this.#column += 1;
        continue;
      }
      // RFC 9112 2.1: an empty line ends the head.
      if (this.#begun && this.#column === 0) {
        this.#pieces.push({ at, bytes: bytes.subarray(start, offset + 1) });
        this.#complete.push(this.#pieces);
        this.#pieces = [];
        this.#begun = false;
        start = offset + 1;
      }
      this.#column = 0;
    }
    if (start < bytes.length) this.#pieces.push({ at, bytes: bytes.subarray(start) });
  }

  /** The next request that is complete, in order. */
  next(): readonly Piece[] {
    const next = this.#complete.shift() ?? [];
    // An array keeps the room that it once had, and most connections have one request.
    if (this.#complete.length === 0) this.#complete = [];
    return next;
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
    this.#complete = [];
  }
}
