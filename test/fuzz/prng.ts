/**
 * Random numbers that a seed and a number decide, so that each random input can be made again by itself. The
 * generator is sfc32 by Chris Doty-Humphrey: 128 bits of state, a few operations for each number.
 */

const FIRST_ROUNDS = 12;

export class Random {
  #a: number;
  #b: number;
  #c = 0x9e3779b9;
  #counter = 1;

  /** `seed` and `number` are whole numbers; their lowest 32 bits count. */
  constructor(seed: number, number = 0) {
    this.#a = seed | 0;
    this.#b = number | 0;
    for (let round = 0; round < FIRST_ROUNDS; round++) this.next();
  }

  /** A whole number from 0 to 2^32-1. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A whole number from 0 to `limit - 1`; `limit` is at most 2^32. */
  below(limit: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * limit);
  }

  /** True once in `times`, on average. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}
