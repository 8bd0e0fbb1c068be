/** Many times in whole milliseconds, in as much memory as a few: how often each came. */

/** What takes longer counts as this. */
const MOST = 20_000;

export class Latencies {
  readonly #counts: Uint32Array;

  constructor(counts: ArrayLike<number> = []) {
    this.#counts = new Uint32Array(MOST + 1);
    this.#counts.set(counts);
  }

  get count(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  add(milliseconds: number): void {
    const place = Math.min(Math.max(0, Math.round(milliseconds)), MOST);
    this.#counts[place] = (this.#counts[place] as number) + 1;
  }

  /** Those of another process, too. */
  addAll(other: Latencies): void {
    for (const [place, count] of other.#counts.entries()) {
      if (count > 0) this.#counts[place] = (this.#counts[place] as number) + count;
    }
  }

  clear(): void {
    this.#counts.fill(0);
  }

  /** The least time that this part of all, from 0 to 1, did not exceed; null when there is none. */
  quantile(part: number): number | null {
    const { count } = this;
    if (count === 0) return null;
    let left = Math.max(1, Math.ceil(count * part));
    return this.#counts.findIndex((each) => (left -= each) <= 0);
  }

  /** For another process: `new Latencies` takes it. */
  counts(): number[] {
    const last = this.#counts.findLastIndex((count) => count > 0);
    return [...this.#counts.subarray(0, last + 1)];
  }
}
