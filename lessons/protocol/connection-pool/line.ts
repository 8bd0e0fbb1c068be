/**
 * A waiting line: the highest rank first, first come, first served within a rank. Joining and leaving, from any place,
 * cost the same however many wait: each rank is a list whose places are linked in both directions.
 */
import { RANKS } from './apis.ts';

/** Where somebody stands in a line. */
export class Place<T> {
  readonly item: T;
  readonly rank: number;
  readonly #line: Line<T>;
  previous: Place<T> | null;
  next: Place<T> | null = null;

  constructor(item: T, rank: number, line: Line<T>, previous: Place<T> | null) {
    this.item = item;
    this.rank = rank;
    this.#line = line;
    this.previous = previous;
  }

  /** Once only. */
  leave(): void {
    this.#line.remove(this);
  }
}

interface Rank<T> {
  first: Place<T> | null;
  last: Place<T> | null;
  length: number;
}

export class Line<T> {
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
  get first(): Place<T> | null {
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
      let place = this.#ranks[rank]?.first ?? null;
      for (; place !== null && head.length < count; place = place.next) head.push(place.item);
    }
    return head;
  }

  join(item: T, rank: number): Place<T> {
    const list = this.#ranks[rank] as Rank<T>;
    const place = new Place(item, rank, this, list.last);
    if (list.last) list.last.next = place;
    else list.first = place;
    list.last = place;
    list.length += 1;
    this.#length += 1;
    return place;
  }

  remove(place: Place<T>): void {
    const list = this.#ranks[place.rank] as Rank<T>;
    if (place.previous) place.previous.next = place.next;
    else list.first = place.next;
    if (place.next) place.next.previous = place.previous;
    else list.last = place.previous;
    list.length -= 1;
    this.#length -= 1;
  }
}
