/** HTTP/2: all requests of a group on one connection, each a stream of its own (RFC 9113 5). */
import type { PoolRules } from './browsers.ts';
import type { Clock } from './clock.ts';
import { Line } from './line.ts';
import type { Load } from './load.ts';

export class Http2Session {
  readonly #clock: Clock;
  readonly #rules: PoolRules;
  readonly #begin: (load: Load, stream: number) => void;
  readonly #waiting = new Line<Load>();
  #limit: number;
  #open = 0;
  // RFC 9113 5.1.1: streams begun by a client have odd numbers.
  #next = 1;

  /** `begin` is called for each request that gets a stream. */
  constructor(clock: Clock, rules: PoolRules, begin: (load: Load, stream: number) => void) {
    this.#clock = clock;
    this.#rules = rules;
    this.#begin = begin;
    this.#limit = rules.streamsUntilTold;
  }

  /** The server's SETTINGS have come. What is open already stays. */
  settings(maxStreams: number): void {
    // Seen in Chromium 156 on loopback: 4, 10, 100, 200 are kept to exactly; of 1000 it uses 256.
    this.#limit = Math.min(maxStreams, this.#rules.mostStreams);
    this.#serve();
  }

  request(load: Load): void {
    this.#waiting.join(load, load.rank);
    if (this.#open < this.#limit) this.#serve();
    else load.waitFor('streams', this.#clock.now);
  }

  /** Closing a stream resets that stream alone (RFC 9113 5.4.2); seen in Chromium 156: RST_STREAM, CANCEL. */
  release(): void {
    this.#open -= 1;
    this.#serve();
  }

  #serve(): void {
    // Seen in Chromium 156 on loopback: by priority, here too.
    while (this.#open < this.#limit) {
      const next = this.#waiting.first;
      if (next === null) return;
      next.leaveLine();
      this.#open += 1;
      this.#begin(next, this.#next);
      this.#next += 2;
    }
  }
}
