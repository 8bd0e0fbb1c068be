/**
 * The arrivals of a capture as a list of numbers: some 17 bytes for each, and an object only for one that is asked
 * for. Their bytes lie in the capture.
 */
import type { Arrival, Ending } from './arrival.ts';
import type { Direction } from './direction.ts';
import { Offsets } from './offsets.ts';

/** An arrival with its place in the capture, which holds its bytes. */
export interface Recorded extends Omit<Arrival, 'bytes'> {
  /** 0 for the first arrival of the capture. */
  readonly index: number;
  readonly direction: Direction;
  /** Absolute offset of its first byte. */
  readonly start: number;
  /** Absolute offset after its last byte. */
  readonly end: number;
}

export class Arrivals {
  readonly #ends = new Offsets();
  readonly #times: number[] = [];
  /** Of each arrival, which of the directions it belongs to. */
  readonly #of = new Offsets();
  readonly #directions: Direction[] = [];
  readonly #endings = new Map<number, Ending>();

  get length(): number {
    return this.#ends.length;
  }

  /** When the latest came; 0 before the first. */
  get latestAt(): number {
    return this.#times[this.#times.length - 1] ?? 0;
  }

  /** An arrival that brought the bytes of the capture up to `end`. */
  push(direction: Direction, end: number, at: number, ending: Ending | null): void {
    if (ending !== null) this.#endings.set(this.length, ending);
    this.#ends.push(end);
    this.#times.push(at);
    this.#of.push(direction.index);
    this.#directions[direction.index] = direction;
  }

  /** The arrival at `index`, from the end when that is negative. */
  at(index: number): Recorded | undefined {
    const place = index < 0 ? index + this.length : index;
    if (place < 0 || place >= this.length) return undefined;
    const direction = this.#directions[this.#of.at(place)] as Direction;
    return {
      index: place,
      direction,
      connection: direction.connection,
      from: direction.from,
      at: this.#times[place] as number,
      start: this.#end(place - 1),
      end: this.#end(place),
      ending: this.#endings.get(place) ?? null,
    };
  }

  *[Symbol.iterator](): Generator<Recorded> {
    for (let index = 0; index < this.length; index++) yield this.at(index) as Recorded;
  }

  /** The last arrival that holds `test`. */
  findLast(test: (arrival: Recorded) => boolean): Recorded | undefined {
    for (let index = this.length - 1; index >= 0; index--) {
      const arrival = this.at(index) as Recorded;
      if (test(arrival)) return arrival;
    }
    return undefined;
  }

  /** Index of the arrival that brought the byte at `offset`, which must have arrived. */
  indexAt(offset: number): number {
    return this.#ends.countUpTo(offset);
  }

  /** Absolute offset after all that had arrived at time `at`. */
  endAt(at: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle] as number) <= at) low = middle + 1;
      else high = middle;
    }
    return this.#end(low - 1);
  }

  #end(index: number): number {
    return index < 0 ? 0 : this.#ends.at(index);
  }
}
