/** The visitors, in a process of their own. */
import { perform } from '../perform.ts';
import type { Ports } from './server-process.ts';
import { Visitors, type Seen } from './visitors.ts';

export interface VisitorTasks {
  readonly come: { ask: { ports: Ports; places: number; seed: number }; answer: null };
  readonly seen: { ask: null; answer: Seen };
  /** Answered when the last has gone. */
  readonly end: { ask: null; answer: Seen };
}

let visitors: Visitors;

perform<VisitorTasks>({
  come({ ports, places, seed }) {
    visitors = new Visitors(ports, seed);
    visitors.come(places);
    return null;
  },
  seen: () => visitors.seen,
  async end() {
    await visitors.end();
    return visitors.seen;
  },
});
