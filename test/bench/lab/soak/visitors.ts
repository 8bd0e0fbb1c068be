/** Visitors who come, one after the other in each of many places, until they are told that it is over. */
import { Random } from '../../../fuzz/prng.ts';
import type { RunCreated } from '../../../../server/contract.ts';
import type { Ports } from './server-process.ts';
import { MANNERS, pay, PROTOCOLS, type Visit } from './visit.ts';

/** What has been seen so far. */
export interface Seen {
  readonly visits: number;
  /** Those that are under way. */
  readonly here: number;
  readonly bytes: number;
  /** Visits, by what they were, that were not answered with a stream although they waited for it. */
  readonly refused: readonly string[];
}

/** Milliseconds. */
const LONGEST_STAY = 4000;
/** So long a visitor waits for an answer at least, before its absence is told. */
const PATIENCE = 2000;
/** Enough of them each second that no socket takes all. */
const FLOOD = { every: 1, data: 'x'.repeat(8000) };
const TRICKLE = { every: 20, data: '{time} event {n}' };

export class Visitors {
  readonly #ports: Ports;
  readonly #random: Random;
  #visits = 0;
  #here = 0;
  #bytes = 0;
  readonly #refused = new Set<string>();
  #over = false;
  #all: Promise<unknown> = Promise.resolve();

  constructor(ports: Ports, seed: number) {
    this.#ports = ports;
    this.#random = new Random(seed);
  }

  come(places: number): void {
    this.#all = Promise.all(Array.from({ length: places }, () => this.#place()));
  }

  /** Lets nobody else come, and waits until the last has gone. */
  async end(): Promise<void> {
    this.#over = true;
    await this.#all;
  }

  get seen(): Seen {
    return { visits: this.#visits, here: this.#here, bytes: this.#bytes, refused: [...this.#refused] };
  }

  async #place(): Promise<void> {
    while (!this.#over) {
      const manner = this.#random.pick(MANNERS);
      const protocol = this.#random.pick(PROTOCOLS);
      const recorded = this.#random.oneIn(2);
      const stay = this.#random.below(LONGEST_STAY);
      const flow = manner === 'stall' ? FLOOD : TRICKLE;
      const path = recorded ? await this.#newRun(protocol, flow) : pathOf(flow);
      this.#here++;
      const { bytes, status } = await pay({ manner, protocol, stay, path }, this.#ports);
      this.#here--;
      this.#visits++;
      this.#bytes += bytes;
      const waited = stay > PATIENCE && manner !== 'stall' && manner !== 'go';
      if (status === null ? waited : status !== 200)
        this.#refused.add(`${protocol} ${manner}${recorded ? ', recorded' : ''}: ${status ?? 'no answer'}`);
    }
  }

  async #newRun(protocol: Visit['protocol'], { every, data }: typeof FLOOD): Promise<string> {
    const scenario = { protocol, steps: [{ repeat: { every, steps: [{ event: { data } }] } }] };
    const answer = await fetch(`http://127.0.0.1:${this.#ports.page}/api/runs`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(scenario),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return ((await answer.json()) as RunCreated).stream;
  }
}

const pathOf = ({ every, data }: typeof FLOOD): string =>
  `/stream?every=${every}&data=${encodeURIComponent(data)}`;
