/**
 * How one frame is cut into leaves, from left to right: numbers and runs of bytes, each with what it says in words.
 * The leaves tile what has arrived of the frame. A number that is cut short has no value and no reason yet.
 */
import type { Fault, Reason } from './errors.ts';
import type { FrameHeader } from './frame-header.ts';

export type FrameLeafKind =
  | 'frame-length'
  | 'frame-type'
  | 'frame-flags'
  | 'frame-stream-id'
  | 'pad-length'
  | 'stream-dependency'
  | 'weight'
  | 'field-block-fragment'
  | 'content'
  | 'padding'
  | 'error-code'
  | 'setting-identifier'
  | 'setting-value'
  | 'promised-stream-id'
  | 'ping-data'
  | 'last-stream-id'
  | 'debug-data'
  | 'window-increment'
  | 'prioritized-stream-id'
  | 'priority-field-value'
  | 'opaque'
  | 'malformed';

export interface FrameLeaf {
  readonly kind: FrameLeafKind;
  /** Offsets from the first byte of the frame, `[start, end)`; never empty. */
  readonly start: number;
  readonly end: number;
  /** The number that it holds, without reserved bits; null where it holds none, or is cut short. */
  readonly value: number | null;
  readonly reason: Reason | null;
}

export interface LaidFrame {
  /** Null while fewer than 9 bytes have arrived. */
  readonly header: FrameHeader | null;
  readonly leaves: readonly FrameLeaf[];
  /** What its own bytes break. The leaf where it shows has the fault as its reason. */
  readonly faults: readonly Fault[];
}

export class FrameLayout {
  readonly #bytes: Uint8Array;
  /** Where the frame ends, whether or not it has arrived so far. */
  readonly #end: number;
  readonly #leaves: FrameLeaf[] = [];
  readonly #faults: Fault[] = [];
  #at = 0;

  /** `bytes` are those of the frame alone, as far as they have arrived; `end` is its length with its header. */
  constructor(bytes: Uint8Array, end: number) {
    this.#bytes = bytes;
    this.#end = end;
  }

  /** Bytes of the frame after the last leaf, arrived or not. */
  get left(): number {
    return this.#end - this.#at;
  }

  /** Whether bytes after the last leaf have arrived. */
  get more(): boolean {
    return this.#at < this.#bytes.length;
  }

  laid(header: FrameHeader | null): LaidFrame {
    return { header, leaves: this.#leaves, faults: this.#faults };
  }

  break(fault: Fault): Fault {
    this.#faults.push(fault);
    return fault;
  }

  /**
   * The next `size` bytes are a number of which the lowest `bits` count: gives it, or null when it is cut short.
   * `say` gets it with and without the bits before.
   */
  number(
    kind: FrameLeafKind,
    size: number,
    say: (value: number, whole: number) => Reason,
    bits: number = size * 8,
  ): number | null {
    const start = this.#at;
    if (start + size > this.#bytes.length) {
      this.#leaf(kind, size, null, null);
      return null;
    }
    const whole = uint(this.#bytes, start, start + size);
    const value = whole % 2 ** bits;
    this.#leaf(kind, size, value, say(value, whole));
    return value;
  }

  /** The next `size` bytes are no number. */
  run(kind: FrameLeafKind, size: number, reason: Reason): void {
    this.#leaf(kind, size, null, reason);
  }

  rest(kind: FrameLeafKind, reason: Reason): void {
    this.run(kind, this.left, reason);
  }

  /** Whether the last `size` bytes of the frame are all zero, as far as they have arrived. */
  endsInZeros(size: number): boolean {
    return this.#bytes.subarray(this.#end - size).every((byte) => byte === 0);
  }

  #leaf(kind: FrameLeafKind, size: number, value: number | null, reason: Reason | null): void {
    const start = Math.min(this.#at, this.#bytes.length);
    const end = Math.min(this.#at + size, this.#bytes.length);
    if (end > start) this.#leaves.push({ kind, start, end, value, reason });
    this.#at += size;
  }
}

/** The unsigned number in the bytes `[start, end)`, in network byte order. */
function uint(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 256 + (bytes[at] as number);
  return value;
}
