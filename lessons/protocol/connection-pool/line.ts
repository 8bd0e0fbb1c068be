/**
 * A waiting line: the highest rank first, first come, first served within a rank. Joining and leaving, from any place,
 * cost the same however many wait: each rank is a list whose members are linked in both directions.
 */
import { RANKS } from './apis.ts';

/** Who can stand in a line, in no more than one at a time. `T` is what it is. */
export class Waiter<T extends Waiter<T>> {
  /** The line that it stands in, its rank there, and its neighbours of the same rank: set by `Line` alone. */
  line: Line<T> | null = null;
  rankInLine = 0;
  before: T | null = null;
  behind: T | null = null;

  get inLine(): boolean {
    return this.line !== null;
  }
}

interface Rank<T> {
  first: T | null;
  last: T | null;
  length: number;
}

export class Line<T extends Waiter<T>> {
  readonly #ranks: readonly Rank<T>[] = Object.values(RANKS).map(() => ({
    first: null,
    last: null,
    length: 0,
  }));
  #length = 0;

  get length(): number {
    return this.#length;
  }

  lengthOf(rank: number): number {
    return this.#ranks[rank]?.length ?? 0;
  }

  /** Who is served next, or null when nobody waits. */
  get first(): T | null {
    if (this.#length === 0) return null;
    for (let rank = this.#ranks.length - 1; rank >= 0; rank -= 1) {
      const first = this.#ranks[rank]?.first;
      if (first) return first;
    }
    return null;
  }

  /** So many of those who are served next, or fewer. */
  head(count: number): T[] {
    const head: T[] = [];
    for (let rank = this.#ranks.length - 1; rank >= 0 && head.length < count; rank -= 1) {
      let next = this.#ranks[rank]?.first ?? null;
      for (; next !== null && head.length < count; next = next.behind) head.push(next);
    }
    return head;
  }

  /** Only for one who stands in no line. */
  join(waiter: T, rank: number): void {
    const list = this.#ranks[rank] as Rank<T>;
    waiter.line = this;
    waiter.rankInLine = rank;
    waiter.before = list.last;
    if (list.last) list.last.behind = waiter;
    else list.first = waiter;
    list.last = waiter;
    list.length += 1;
    this.#length += 1;
  }

  /** Only for one who stands in this line. */
  leave(waiter: T): void {
    const list = this.#ranks[waiter.rankInLine] as Rank<T>;
    if (waiter.before) waiter.before.behind = waiter.behind;
    else list.first = waiter.behind;
    if (waiter.behind) waiter.behind.before = waiter.before;
    else list.last = waiter.before;
    list.length -= 1;
    this.#length -= 1;
    waiter.line = waiter.before = waiter.behind = null;
  }
}
