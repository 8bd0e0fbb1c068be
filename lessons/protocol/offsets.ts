/**
 * A growing list of whole numbers from 0 to 2^32-1, four bytes each. It grows by adding blocks and never copies more
 * than one of them, so that appending to a long list costs what appending to a short one costs.
 */
const FIRST = 16;
const BITS = 12;
const BLOCK = 1 << BITS;
const MASK = BLOCK - 1;

export class Offsets {
  #blocks: Uint32Array[] = [];
  #last = new Uint32Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const at = this.#length & MASK;
    if (at === 0 || at === this.#last.length) this.#grow(at);
    this.#last[at] = value;
    this.#length++;
  }

  /** The number at `index`, from 0; it must be below `length`. */
  at(index: number): number {
    return (this.#blocks[index >> BITS] as Uint32Array)[index & MASK] as number;
  }

  /** How many numbers at the head are at most `limit`, in a list that never decreases. */
  countUpTo(limit: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) <= limit) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Bytes that the list takes. */
  get bytes(): number {
    return this.#blocks.reduce((sum, block) => sum + block.byteLength, 0);
  }

  /** The last block is full: a short one is doubled, after a whole one a new one begins. */
  #grow(used: number): void {
    const block = new Uint32Array(used === 0 ? (this.#length === 0 ? FIRST : BLOCK) : used * 2);
    block.set(this.#last.subarray(0, used));
    // There may be thousands of short lists: an array that is pushed to has room for 17.
    if (this.#length < BLOCK) this.#blocks = [block];
    else this.#blocks.push(block);
    this.#last = block;
  }
}
