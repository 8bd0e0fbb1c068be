/**
 * One run: what is played, and the capture of every exchange that played it. The capture only grows, so a feed is no
 * more than a position in it.
 */
import { Capture, type Ending, type Sender } from '../lessons/protocol/capture.ts';
import type { ArrivalSummary } from './contract.ts';
import type { Limits } from './limits.ts';

/** What a run needs of the store. */
export interface RunPlace {
  readonly id: string;
  /** Bytes that what is played takes. */
  readonly cost: number;
  readonly limits: Pick<Limits, 'captureBytes' | 'arrivalCost'>;
  /** Asks the store for room for so many bytes. */
  readonly claim: (run: Run, bytes: number) => boolean;
}

export abstract class Run {
  readonly id: string;
  /** Streams of this run that are open now. */
  streams = 0;
  /** When the first byte of one arrived, on `performance.now()`'s clock; null before. */
  firstRequestAt: number | null = null;

  readonly #limits: Pick<Limits, 'captureBytes' | 'arrivalCost'>;
  readonly #claim: RunPlace['claim'];
  readonly #began = performance.now();
  #capture = new Capture();
  readonly #numbers = new WeakMap<object, number>();
  readonly #watchers = new Set<() => void>();
  #connections = 0;
  #cost: number;
  #full = false;
  #discarded = false;

  constructor({ id, cost, limits, claim }: RunPlace) {
    this.id = id;
    this.#limits = limits;
    this.#cost = cost;
    this.#claim = claim;
  }

  get capture(): Capture {
    return this.#capture;
  }

  /** Bytes of memory it is charged for. */
  get cost(): number {
    return this.#cost;
  }

  /** The capture has reached its bound: what came after is not in it. */
  get full(): boolean {
    return this.#full;
  }

  /** The store has let go of it. */
  get discarded(): boolean {
    return this.#discarded;
  }

  /** Milliseconds since it began: the clock of its arrivals. */
  get elapsed(): number {
    return performance.now() - this.#began;
  }

  /** TCP connections it has used. */
  get connections(): number {
    return this.#connections;
  }

  /**
   * Appends an arrival. `connection` is whatever stands for the TCP connection; `at` is on `performance.now()`'s
   * clock. A request is recorded once it is known whose it is, so its first bytes may be older than the last arrival
   * of another connection, or than the run: `at` then counts as that moment, for time never decreases in a capture.
   */
  record(
    connection: object,
    from: Sender,
    at: number,
    bytes: Uint8Array,
    ending: Ending | null = null,
  ): void {
    this.firstRequestAt ??= Math.max(at, this.#began);
    if (this.#full || this.#discarded) return;
    const cost = bytes.length + this.#limits.arrivalCost;
    if (this.#cost + cost > this.#limits.captureBytes || !this.#claim(this, cost)) {
      this.#full = true;
    } else {
      this.#cost += cost;
      this.#capture.append({
        connection: this.numberOf(connection),
        from,
        at: Math.max(at - this.#began, this.#capture.arrivals.latestAt),
        bytes,
        ending,
      });
    }
    this.#tell();
  }

  /** Calls `changed` after each arrival, and when the run becomes full or is discarded. Returns the way to stop. */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => {
      this.#watchers.delete(changed);
    };
  }

  /** Forgets the capture; nothing is recorded any more. */
  discard(): void {
    this.#discarded = true;
    this.#capture = new Capture();
    this.#tell();
  }

  arrivals(): ArrivalSummary[] {
    return Array.from(this.#capture.arrivals, ({ connection, from, at, start, end, ending, direction }) => ({
      connection,
      from,
      at,
      start: direction.countBefore(start),
      end: direction.countBefore(end),
      ending,
    }));
  }

  /** The bytes that `from` sent on a connection, in order: for `server`, what `curl --raw -i` prints. */
  bytes(connection: number, from: Sender): Uint8Array {
    const direction = this.#capture.connection(connection)[from];
    return direction.bytes(0, direction.length);
  }

  /** From 1, in the order in which they came; `connection` is whatever stands for the TCP connection. */
  numberOf(connection: object): number {
    let number = this.#numbers.get(connection);
    if (number === undefined) {
      number = this.#connections += 1;
      this.#numbers.set(connection, number);
    }
    return number;
  }

  #tell(): void {
    for (const changed of this.#watchers) changed();
  }
}
