/** Simulated time: what is to happen at which moment, and in which order at the same one. */
import { Heap } from './heap.ts';
import { Queue } from './queue.ts';
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
  /** What has still to come when its moment does. */
  readonly #later = new Heap<Due>((one, other) => {
    if (one.at !== other.at) return one.at < other.at;
    return one.phase === other.phase ? one.number < other.number : one.phase < other.phase;
  });
  /** By phase: what was planned at this moment for this moment. Of one phase, what was planned before it comes first. */
  readonly #present = Object.values(PHASES).map(() => new Queue<() => void>());
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
    for (;;) {
      const phase = this.#present.findIndex((queue) => !queue.isEmpty);
      const next = this.#later.first;
      const isNext = next !== undefined && (phase < 0 || (next.at === this.#now && next.phase <= phase));
      if (isNext && next.at > until) return;
      if (isNext) {
        this.#later.take();
        this.#now = next.at;
        next.run();
      } else if (phase < 0) return;
      else this.#present[phase]?.take()?.();
    }
  }

  #add(at: number, phase: number, run: () => void): void {
    if (at === this.#now) {
      this.#present[phase]?.add(run);
      return;
    }
    this.#later.add({ at, phase, number: this.#planned, run });
    this.#planned += 1;
  }
}
