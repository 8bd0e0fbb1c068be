/**
 * Bytes that are only ever added to, in blocks of 64 KiB: what decodes them reads from few large pieces however small
 * those were in which they came, and nothing is moved when there are many. A short store takes a short block.
 *
 * Bound: 2^31-1 bytes.
 */
import type { Span } from './span.ts';

export const STORE_BOUND = 2 ** 31 - 1;

/** A piece of memory, seen byte by byte and four bytes at once. */
export interface Block {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
}

const BITS = 16;
const SIZE = 1 << BITS;
const MASK = SIZE - 1;
const FIRST = 1024;

export class ByteStore {
  readonly #blocks: Block[] = [];
  #last = newBlock(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Copies the bytes. Throws a RangeError past the bound. */
  append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > STORE_BOUND) {
      throw new RangeError(`no more than ${STORE_BOUND} bytes can be stored`);
    }
    for (let done = 0; done < bytes.length;) {
      const at = this.#length & MASK;
      if (at === 0 || at === this.#last.bytes.length) this.#grow(at);
      const size = Math.min(this.#last.bytes.length - at, bytes.length - done);
      this.#last.bytes.set(size === bytes.length ? bytes : bytes.subarray(done, done + size), at);
      done += size;
      this.#length += size;
    }
  }

  /** Calls `read` for each piece that holds bytes of `[start, end)`: those at `[from, to)` of a block. */
  eachBlock(start: number, end: number, read: (block: Block, from: number, to: number) => void): void {
    for (let offset = start; offset < end;) {
      const from = offset & MASK;
      const to = Math.min(SIZE, from + (end - offset));
      read(this.#blocks[offset >>> BITS] as Block, from, to);
      offset += to - from;
    }
  }

  /** The byte at `offset`, 0 to 255; undefined past the end. */
  byte(offset: number): number | undefined {
    if (offset < 0 || offset >= this.#length) return undefined;
    return this.#blocks[offset >>> BITS]?.bytes[offset & MASK];
  }

  /** The bytes of the spans, in order. Spans are cut to what is there. The result must not be changed. */
  bytes(spans: readonly Span[]): Uint8Array {
    const parts = spans.map(({ start, end }) => this.view(start, end));
    const [only] = parts;
    if (parts.length === 1 && only) return only;
    const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }

  /** The bytes `[start, end)`, cut to those that are there: not a copy if it can be helped, so not to be changed. */
  view(start: number, end: number): Uint8Array {
    const from = Math.max(0, start);
    const to = Math.min(end, this.#length);
    if (to <= from) return new Uint8Array(0);
    const block = from >>> BITS;
    if (block === (to - 1) >>> BITS) {
      const at = from & MASK;
      return (this.#blocks[block] as Block).bytes.subarray(at, at + (to - from));
    }
    const joined = new Uint8Array(to - from);
    let at = 0;
    this.eachBlock(from, to, ({ bytes }, first, last) => {
      joined.set(bytes.subarray(first, last), at);
      at += last - first;
    });
    return joined;
  }

  /** The last block is full: a short one is doubled, after a whole one a new one begins. */
  #grow(used: number): void {
    const block = newBlock(used === 0 && this.#length > 0 ? SIZE : Math.min(SIZE, Math.max(FIRST, used * 2)));
    if (used > 0) {
      block.bytes.set(this.#last.bytes);
      this.#blocks.pop();
    }
    this.#blocks.push(block);
    this.#last = block;
  }
}

function newBlock(size: number): Block {
  const buffer = new ArrayBuffer(size);
  return { bytes: new Uint8Array(buffer), words: new Int32Array(buffer) };
}
