/**
 * One axis of bytes laid over another: which stretch of the outer axis holds each run of the inner one. The bytes of
 * one sender lie so in the capture, where other senders' bytes come in between; the content of a message lies so
 * among the bytes of its sender, where chunk framing or frame headers come in between.
 *
 * Eight bytes for each stretch, however long it is.
 */
import { Offsets } from './offsets.ts';
import type { Span } from './span.ts';

export class Stretches {
  readonly #inner = new Offsets();
  readonly #outer = new Offsets();
  #length = 0;
  #outerEnd = -1;

  /** Bytes of the inner axis. */
  get length(): number {
    return this.#length;
  }

  /** How many stretches there are. */
  get count(): number {
    return this.#inner.length;
  }

  /** Bytes that the lists take. */
  get bytes(): number {
    return this.#inner.bytes + this.#outer.bytes;
  }

  /** The inner axis goes on with `size` bytes of the outer one, from `outer` on. They are never before earlier ones. */
  add(outer: number, size: number): void {
    if (size === 0) return;
    if (outer !== this.#outerEnd) {
      this.#inner.push(this.#length);
      this.#outer.push(outer);
    }
    this.#length += size;
    this.#outerEnd = outer + size;
  }

  /** The stretch at `index` as inner offset of its first byte, outer offset of it, and size. */
  stretch(index: number): { readonly inner: number; readonly outer: number; readonly size: number } {
    const inner = this.#inner.at(index);
    const next = index + 1 < this.#inner.length ? this.#inner.at(index + 1) : this.#length;
    return { inner, outer: this.#outer.at(index), size: next - inner };
  }

  /** Index of the stretch that holds the byte at the inner `offset`; -1 before the first, the last one past the end. */
  indexOf(offset: number): number {
    return this.#inner.countUpTo(offset) - 1;
  }

  /** Index of the last stretch that begins at or before the outer `offset`; -1 when none does. */
  indexOfOuter(offset: number): number {
    return this.#outer.countUpTo(offset) - 1;
  }

  /** Outer offset of the byte at the inner `offset`, which must be below `length`. */
  outerOf(offset: number): number {
    const index = this.indexOf(offset);
    return this.#outer.at(index) + (offset - this.#inner.at(index));
  }

  /** Outer offset of the first of the inner bytes `[start, end)` if one stretch holds them all; null if not. */
  whole(start: number, end: number): number | null {
    if (start < 0 || end > this.#length || start >= end) return null;
    const index = this.indexOf(start);
    const next = index + 1 < this.#inner.length ? this.#inner.at(index + 1) : this.#length;
    return end <= next ? this.#outer.at(index) + (start - this.#inner.at(index)) : null;
  }

  /** Outer offset right after the first `count` bytes; before the first stretch when there are none. */
  outerAfter(count: number): number {
    if (count > 0) return this.outerOf(count - 1) + 1;
    return this.count > 0 ? this.#outer.at(0) : 0;
  }

  /** How many bytes of the inner axis lie before the outer `offset`. */
  countBefore(offset: number): number {
    const index = this.indexOfOuter(offset - 1);
    if (index < 0) return 0;
    const { inner, outer, size } = this.stretch(index);
    return inner + Math.min(size, offset - outer);
  }

  /** Inner offset of the byte at the outer `offset`; null when it is in no stretch. */
  innerOf(offset: number): number | null {
    const index = this.indexOfOuter(offset);
    if (index < 0) return null;
    const { inner, outer, size } = this.stretch(index);
    return offset - outer < size ? inner + (offset - outer) : null;
  }

  /** Where the inner bytes `[start, end)` lie on the outer axis, in order; cut to those that are there. */
  spans(start: number, end: number): Span[] {
    const spans: Span[] = [];
    const stop = Math.min(end, this.#length);
    let offset = Math.max(0, start);
    for (let index = this.indexOf(offset); offset < stop; index++) {
      const { inner, outer, size } = this.stretch(index);
      const until = Math.min(stop, inner + size);
      spans.push({ start: outer + (offset - inner), end: outer + (until - inner) });
      offset = until;
    }
    return spans;
  }
}
