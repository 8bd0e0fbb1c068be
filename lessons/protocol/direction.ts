/**
 * The bytes of one sender on one connection, one after another: what a decoder reads, and what `curl --raw -i` counts.
 * They have offsets of their own, from 0, whatever else arrived in between.
 */
import type { Ending, Sender } from './arrival.ts';
import type { ByteStore } from './byte-store.ts';
import { through, type Span } from './span.ts';
import { Stretches } from './stretches.ts';

/** An axis of bytes of the capture: those of a sender, or the content of a message. */
export interface Axis {
  readonly length: number;
  /** Where its bytes `[start, end)` are in the capture, in order. */
  spans(start: number, end: number): Span[];
  /** Its bytes `[start, end)`, cut to those that are there. They must not be changed. */
  bytes(start: number, end: number): Uint8Array;
  /** Absolute offset of its byte at `offset`. */
  at(offset: number): number;
  /** Absolute offset right after its first `count` bytes. */
  after(count: number): number;
  /** How many of its bytes are among the first `offset` of the capture. */
  countBefore(offset: number): number;
  /** The part of the capture around its byte at `offset` that holds only bytes of `[from, to)`, one after another. */
  run(offset: number, from: number, to: number): Span;
}

export class Direction implements Axis {
  /** 0 for the first direction of the capture. */
  readonly index: number;
  readonly connection: number;
  readonly from: Sender;
  readonly store: ByteStore;
  readonly #stretches = new Stretches();
  /** How the sender ended it, and the length of the capture then; null while it may go on. */
  ended: { readonly how: Ending; readonly at: number } | null = null;

  constructor(store: ByteStore, index: number, connection: number, from: Sender) {
    this.store = store;
    this.index = index;
    this.connection = connection;
    this.from = from;
  }

  get length(): number {
    return this.#stretches.length;
  }

  /** Its next `size` bytes are in the capture from `start` on. */
  extend(start: number, size: number): void {
    this.#stretches.add(start, size);
  }

  spans(start: number, end: number): Span[] {
    return this.#stretches.spans(start, end);
  }

  bytes(start: number, end: number): Uint8Array {
    const whole = this.#stretches.whole(start, end);
    if (whole !== null) return this.store.view(whole, whole + (end - start));
    return this.store.bytes(this.spans(start, end));
  }

  at(offset: number): number {
    return this.#stretches.outerOf(offset);
  }

  after(count: number): number {
    return this.#stretches.outerAfter(count);
  }

  countBefore(offset: number): number {
    return this.#stretches.countBefore(offset);
  }

  run(offset: number, from: number, to: number): Span {
    const { inner, outer, size } = this.#stretches.stretch(this.#stretches.indexOf(offset));
    return {
      start: outer + Math.max(0, from - inner),
      end: outer + Math.min(size, to - inner),
    };
  }

  /** Its offset of the byte at the absolute `offset`; null when that is no byte of it. */
  localOf(offset: number): number | null {
    return this.#stretches.innerOf(offset);
  }

  /** Bytes that this takes besides those of the capture. */
  get indexBytes(): number {
    return this.#stretches.bytes;
  }
}

/** The content of a message: the bytes of a direction without the framing around them. */
export class Content implements Axis {
  readonly direction: Direction;
  readonly stretches = new Stretches();

  constructor(direction: Direction) {
    this.direction = direction;
  }

  get length(): number {
    return this.stretches.length;
  }

  /** It goes on with `size` bytes of the direction, from `start` on. */
  extend(start: number, size: number): void {
    this.stretches.add(start, size);
  }

  spans(start: number, end: number): Span[] {
    return through(this.stretches.spans(start, end), (from, to) => this.direction.spans(from, to));
  }

  bytes(start: number, end: number): Uint8Array {
    const whole = this.stretches.whole(start, end);
    if (whole !== null) return this.direction.bytes(whole, whole + (end - start));
    return this.direction.store.bytes(this.spans(start, end));
  }

  at(offset: number): number {
    return this.direction.at(this.stretches.outerOf(offset));
  }

  after(count: number): number {
    return this.direction.after(this.stretches.outerAfter(count));
  }

  countBefore(offset: number): number {
    return this.stretches.countBefore(this.direction.countBefore(offset));
  }

  run(offset: number, from: number, to: number): Span {
    const { inner, outer, size } = this.stretches.stretch(this.stretches.indexOf(offset));
    const start = outer + Math.max(0, from - inner);
    return this.direction.run(outer + (offset - inner), start, outer + Math.min(size, to - inner));
  }
}
