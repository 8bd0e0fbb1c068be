/**
 * One input as it is read: its bytes go into a dissection as those of one connection in one direction, so that an offset
 * of the capture is an offset of the input.
 *
 * Bound: the first 512 MiB are explained, the rest is counted and passed over. They are all kept, and so are up to five
 * bytes more for each line.
 */
import { Dissection } from '../../lessons/protocol/dissect.ts';
import type { Protocol } from '../../lessons/protocol/protocol.ts';
import { openingOf, type Opening } from '../../lessons/protocol/opening.ts';

export const INPUT_BOUND = 2 ** 29;

export class Reading {
  /** What the input is, and what has been found out about it; null while its first bytes do not tell. */
  opening: Opening | null = null;
  dissection: Dissection | null = null;
  /** Bytes past the bound. */
  passedOver = 0;
  readonly bound: number;
  readonly #as: Protocol | null;
  /** The first bytes, while they do not tell. */
  #held = new Uint8Array(0);
  #size = 0;

  /** `as`: the protocol of the input; null for the one that its first bytes tell. */
  constructor(as: Protocol | null = null, bound = INPUT_BOUND) {
    this.#as = as;
    this.bound = bound;
  }

  /** Bytes that are explained. */
  get size(): number {
    return this.#size;
  }

  append(bytes: Uint8Array): void {
    const taken = bytes.subarray(0, this.bound - this.#size);
    this.passedOver += bytes.length - taken.length;
    this.#size += taken.length;
    if (taken.length > 0) this.#take(taken, false);
  }

  /** The input has ended. Past the bound nobody knows how: what is explained ends in the middle. */
  end(): void {
    if (this.#held.length > 0) this.#take(new Uint8Array(0), true);
    if (this.passedOver === 0) this.#give(new Uint8Array(0), 'fin');
  }

  #take(bytes: Uint8Array, over: boolean): void {
    if (this.dissection !== null) {
      this.#give(bytes, null);
      return;
    }
    const first = Buffer.concat([this.#held, bytes]);
    this.#held = first;
    this.opening = openingOf(first, this.#as, over);
    if (this.opening === null) return;
    this.dissection = new Dissection(this.opening.protocol);
    this.#held = new Uint8Array(0);
    this.#give(first, null);
  }

  #give(bytes: Uint8Array, ending: 'fin' | null): void {
    const { opening, dissection } = this;
    if (opening !== null) dissection?.append({ connection: 1, from: opening.from, at: 0, bytes, ending });
  }
}
