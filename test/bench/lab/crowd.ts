/** Many readers in one process: what they have in common, whatever their protocol. */
import { EventCounter } from './event-counter.ts';
import { Latencies } from './latencies.ts';

/** What came within a while. */
export interface Received {
  readonly events: number;
  /** For how long it was counted. */
  readonly milliseconds: number;
  /** How old the events were when they were read, and how long after the one before it each came: see `Latencies`. */
  readonly ages: readonly number[];
  readonly gaps: readonly number[];
  /** Streams that ended although nobody asked them to. */
  readonly lost: number;
}

export interface Asked {
  readonly port: number;
  readonly streams: number;
  /** What to ask for: each of the streams takes the next, over and over. */
  readonly paths: readonly string[];
}

/** How many streams wait for their head at a time. */
const AT_A_TIME = 100;

export class Tally {
  readonly #ages = new Latencies();
  readonly #gaps = new Latencies();
  #events = 0;
  #lost = 0;
  #began = performance.now();

  begin(): void {
    this.#ages.clear();
    this.#gaps.clear();
    this.#events = this.#lost = 0;
    this.#began = performance.now();
  }

  received(): Received {
    return {
      events: this.#events,
      milliseconds: performance.now() - this.#began,
      ages: this.#ages.counts(),
      gaps: this.#gaps.counts(),
      lost: this.#lost,
    };
  }

  lost(): void {
    this.#lost++;
  }

  /** What takes the bytes of one stream. */
  reader(): (bytes: Buffer) => void {
    const counter = new EventCounter((age) => this.#ages.add(age));
    let latest = 0;
    return (bytes) => {
      const now = Date.now();
      const events = counter.read(bytes, now);
      if (events === 0) return;
      this.#events += events;
      if (latest > 0) this.#gaps.add(now - latest);
      for (let more = 1; more < events; more++) this.#gaps.add(0);
      latest = now;
    };
  }
}

/** Opens all streams, some at a time; resolves with the milliseconds until the last one had its head. */
export async function openAll(
  { streams, paths }: Pick<Asked, 'streams' | 'paths'>,
  open: (path: string, index: number) => Promise<void>,
): Promise<number> {
  const began = performance.now();
  let next = 0;
  const oneAfterAnother = async (): Promise<void> => {
    while (next < streams) {
      const index = next++;
      await open(paths[index % paths.length] as string, index);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, oneAfterAnother));
  return performance.now() - began;
}
