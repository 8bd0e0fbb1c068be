/** A list of whole numbers from 0 to 2^32-1, four bytes each, of which the last few can be taken back. */
import { Offsets } from '../../../lessons/protocol/offsets.ts';

export class LongList {
  readonly #kept = new Offsets();
  readonly #last: number[] = [];
  /** How many can be taken back, at least. */
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get length(): number {
    return this.#kept.length + this.#last.length;
  }

  /** The number at `index`, from 0; undefined where there is none. */
  at(index: number): number | undefined {
    return index < this.#kept.length ? this.#kept.at(index) : this.#last[index - this.#kept.length];
  }

  push(value: number): void {
    if (this.#last.length === this.#most) this.#kept.push(this.#last.shift() as number);
    this.#last.push(value);
  }

  /** Takes the last number back; undefined when it can no longer be. */
  pop(): number | undefined {
    return this.#last.pop();
  }
}
