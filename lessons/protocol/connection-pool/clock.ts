/** Simulated time: what is to happen at which moment, and in which order at the same one. */
import { Heap } from './heap.ts';
import type { Dispatch } from './apis.ts';

/**
 * The order of what happens at one moment. What the network was due to bring comes before a task of the page, and of that
 * the connections come first: a server takes some time to answer, however short. What the task sets off takes some, too,
 * and so comes after all of it.
 */
const PHASES = {
  connected: 0,
  answered: 1,
  'at once': 2,
  'in a microtask': 3,
  'in the next task': 4,
  'by another process': 5,
  'set off': 6,
} as const satisfies Record<Dispatch | 'connected' | 'answered' | 'set off', number>;

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
  after(milliseconds: number, run: () => void, phase: 'connected' | 'answered' = 'answered'): void {
    if (milliseconds === Infinity) return;
    this.#add(this.#now + milliseconds, milliseconds > 0 ? PHASES[phase] : PHASES['set off'], run);
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
