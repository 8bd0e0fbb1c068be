/**
 * A capture: the append-only list of arrivals of one run. Every view reads it, nothing ever changes it.
 *
 * Its byte axis is the order in which the tap saw the bytes, over all connections and both directions: byte 0
 * is the first byte of the first arrival. An absolute offset on that axis names a byte for good.
 */

/** Who sent the bytes: `client` for requests, `server` for responses. */
export type Sender = 'client' | 'server';

/** How a sender ended its direction of a connection: an orderly FIN, or a reset (RST). */
export type Ending = 'fin' | 'reset';

/** One timed read of one socket in one direction, as the tap saw it. Not a packet: those cannot be seen. */
export interface Arrival {
  /** The TCP connection, counted from 1 in the order in which the run used them. */
  readonly connection: number;
  readonly from: Sender;
  /** Milliseconds since the run began, on the tap's clock. Never decreases within a capture. */
  readonly at: number;
  /** What was read or written at once. Empty only when `ending` says that the direction ended. */
  readonly bytes: Uint8Array;
  /** Set when this sender ended its direction right after `bytes`. */
  readonly ending: Ending | null;
}

/** An arrival with its place in the capture. */
export interface Recorded extends Arrival {
  /** 0 for the first arrival of the capture. */
  readonly index: number;
  /** Absolute offset of its first byte. */
  readonly start: number;
  /** Absolute offset after its last byte. */
  readonly end: number;
  /** Offset of its first byte among the bytes of the same connection and sender: what `curl --raw -i` counts. */
  readonly localStart: number;
}

/** Half-open range of absolute byte offsets of a capture, `[start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export class Capture {
  readonly #arrivals: Recorded[] = [];
  readonly #local = new Map<string, number>();
  #length = 0;

  get arrivals(): readonly Recorded[] {
    return this.#arrivals;
  }

  /** Bytes recorded so far, all connections and both directions. */
  get length(): number {
    return this.#length;
  }

  append(arrival: Arrival): Recorded {
    const side = `${arrival.connection} ${arrival.from}`;
    const localStart = this.#local.get(side) ?? 0;
    const recorded: Recorded = {
      ...arrival,
      index: this.#arrivals.length,
      start: this.#length,
      end: this.#length + arrival.bytes.length,
      localStart,
    };
    this.#arrivals.push(recorded);
    this.#local.set(side, localStart + arrival.bytes.length);
    this.#length = recorded.end;
    return recorded;
  }

  /** The arrival that brought the byte at `offset`; null past the end. */
  arrivalAt(offset: number): Recorded | null {
    if (offset < 0 || offset >= this.#length) return null;
    let low = 0;
    let high = this.#arrivals.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#arrivals[middle] as Recorded).end > offset) high = middle;
      else low = middle + 1;
    }
    return this.#arrivals[low] ?? null;
  }

  /** Offset of a byte among those of its connection and sender; null past the end. */
  localOffset(offset: number): number | null {
    const arrival = this.arrivalAt(offset);
    return arrival && arrival.localStart + (offset - arrival.start);
  }

  /** How many of the first `offset` bytes came from this sender. */
  countFrom(sender: Sender, offset: number): number {
    let count = 0;
    for (const arrival of this.#arrivals) {
      if (arrival.start >= offset) break;
      if (arrival.from === sender) count += Math.min(arrival.end, offset) - arrival.start;
    }
    return count;
  }

  /** How many bytes had arrived at time `at` (milliseconds since the run began). */
  lengthAt(at: number): number {
    let low = 0;
    let high = this.#arrivals.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#arrivals[middle] as Recorded).at <= at) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : (this.#arrivals[low - 1] as Recorded).end;
  }

  /** The byte at `offset`, 0 to 255; undefined past the end. */
  byte(offset: number): number | undefined {
    const arrival = this.arrivalAt(offset);
    return arrival?.bytes[offset - arrival.start];
  }

  /** The bytes of the spans, in order, as one copy. Spans are cut to what has been recorded. */
  bytes(...spans: readonly Span[]): Uint8Array {
    const parts: Uint8Array[] = [];
    let size = 0;
    for (const span of spans) {
      let offset = Math.max(0, span.start);
      const end = Math.min(span.end, this.#length);
      while (offset < end) {
        const arrival = this.arrivalAt(offset) as Recorded;
        const part = arrival.bytes.subarray(offset - arrival.start, end - arrival.start);
        parts.push(part);
        size += part.length;
        offset += part.length;
      }
    }
    const joined = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }
}
