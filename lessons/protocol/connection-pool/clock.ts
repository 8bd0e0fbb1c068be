/** Simulated time: what is to happen at which moment, and in which order at the same one. */
import { Heap } from './heap.ts';
import type { Dispatch } from './apis.ts';

/**
 * The order of what happens at one moment. What the network was due to bring comes before a task of the page; what the
 * task sets off takes some time, however short, and so comes after all of it.
 */
const PHASES = {
  network: 0,
  'at once': 1,
  'in a microtask': 2,
  'in the next task': 3,
  'set off': 4,
} as const satisfies Record<Dispatch | 'network' | 'set off', number>;

interface Due {
  readonly at: number;
  readonly phase: number;
  /** Of two that are due together the first planned comes first. */
  readonly number: number;
  readonly run: () => void;
}

export class Clock {
  readonly #due = new Heap<Due>((one, other) => {
    if (one.at !== other.at) return one.at < other.at;
    return one.phase === other.phase ? one.number < other.number : one.phase < other.phase;
  });
  #planned = 0;
  #now = 0;

  /** Milliseconds. */
  get now(): number {
    return this.#now;
  }

  /** Something of the page: `at` is not in the past. */
  plan(at: number, dispatch: Dispatch, run: () => void): void {
    this.#add(at, PHASES[dispatch], run);
  }

  /** Something that takes its time: the network, a server, a timer. */
  after(milliseconds: number, run: () => void): void {
    if (milliseconds === Infinity) return;
    this.#add(this.#now + milliseconds, milliseconds > 0 ? PHASES.network : PHASES['set off'], run);
  }

  /** Lets time pass, up to and including `until`. */
  run(until: number): void {
    for (let next = this.#due.first; next !== undefined && next.at <= until; next = this.#due.first) {
      this.#due.take();
      this.#now = next.at;
      next.run();
    }
  }

  #add(at: number, phase: number, run: () => void): void {
    this.#due.add({ at, phase, number: this.#planned, run });
    this.#planned += 1;
  }
}
