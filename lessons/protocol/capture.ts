/**
 * A capture: the append-only list of arrivals of one run. Every view reads it, nothing ever changes it.
 *
 * Its byte axis is the order in which the tap saw the bytes, over all connections and both directions: byte 0
 * is the first byte of the first arrival. An absolute offset on that axis names a byte for good.
 */
import type { Arrival, Sender } from './arrival.ts';
import { Arrivals, type Recorded } from './arrivals.ts';
import { ByteStore } from './byte-store.ts';
import { Direction } from './direction.ts';
import type { Span } from './span.ts';

export type { Arrival, Ending, Sender } from './arrival.ts';
export type { Recorded } from './arrivals.ts';
export type { Span } from './span.ts';

export class Capture {
  readonly arrivals = new Arrivals();
  readonly store = new ByteStore();
  readonly #directions: Direction[] = [];
  readonly #connections = new Map<number, Readonly<Record<Sender, Direction>>>();

  /** Bytes recorded so far, all connections and both directions. */
  get length(): number {
    return this.store.length;
  }

  /** All directions of which something was asked, or recorded. */
  get directions(): readonly Direction[] {
    return this.#directions;
  }

  /** Both directions of a connection. */
  connection(number: number): Readonly<Record<Sender, Direction>> {
    let both = this.#connections.get(number);
    if (both === undefined) {
      const add = (from: Sender) => {
        const direction = new Direction(this.store, this.#directions.length, number, from);
        this.#directions.push(direction);
        return direction;
      };
      both = { client: add('client'), server: add('server') };
      this.#connections.set(number, both);
    }
    return both;
  }

  /** Records a copy of the bytes, and gives the direction. Throws a RangeError past the bound of the store. */
  append({ connection, from, at, bytes, ending }: Arrival): Direction {
    const direction = this.connection(connection)[from];
    const start = this.length;
    this.store.append(bytes);
    direction.extend(start, bytes.length);
    if (ending !== null) direction.ended = { how: ending, at: this.length };
    this.arrivals.push(direction, this.length, at, ending);
    return direction;
  }

  /** The arrival that brought the byte at `offset`; null past the end. */
  arrivalAt(offset: number): Recorded | null {
    if (offset < 0 || offset >= this.length) return null;
    return this.arrivals.at(this.arrivals.indexAt(offset)) ?? null;
  }

  /** Offset of a byte among those of its connection and sender; null past the end. */
  localOffset(offset: number): number | null {
    return this.arrivalAt(offset)?.direction.localOf(offset) ?? null;
  }

  /** How many of the first `offset` bytes came from this sender. */
  countFrom(sender: Sender, offset: number): number {
    let count = 0;
    for (const each of this.#directions) if (each.from === sender) count += each.countBefore(offset);
    return count;
  }

  /** How many bytes had arrived at time `at` (milliseconds since the run began). */
  lengthAt(at: number): number {
    return this.arrivals.endAt(at);
  }

  /** The byte at `offset`, 0 to 255; undefined past the end. */
  byte(offset: number): number | undefined {
    return this.store.byte(offset);
  }

  /** The bytes of the spans, in order, cut to what has been recorded. The result must not be changed. */
  bytes(of: Span | readonly Span[]): Uint8Array {
    return 'start' in of ? this.store.view(of.start, of.end) : this.store.bytes(of);
  }
}
