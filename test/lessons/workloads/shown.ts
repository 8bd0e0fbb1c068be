/** A workload as the page shows it: played by the model where the lab is. By labels; times from its beginning. */
import { realRun } from '../../../lessons/protocol/connection-pool/real-run.ts';
import type { PoolRequest } from '../../../lessons/protocol/connection-pool/timeline.ts';
import type { Workload } from '../../../lessons/schema/workload.ts';
import { play, type Played } from '../protocol/connection-pool/play.ts';

const LAB_PLACE = { run: 'run', host: 'localhost', port: 4281, tlsPort: 4282 };

export class Shown {
  readonly #played: Played;
  readonly #begins: number;

  constructor(given: Workload) {
    const { workload, begins } = realRun(given, LAB_PLACE);
    this.#played = play(workload.actions, workload);
    this.#begins = begins;
  }

  /** Those with that label in the order of asking, each attempt by itself, and not their preflights. */
  requests(label: string): readonly PoolRequest[] {
    const found = this.#played.timeline.requests.filter(
      (request) => request.label === label && request.role === 'request',
    );
    if (found.length === 0) throw new Error(`no request ${label}`);
    return found;
  }

  /** The first with that label. */
  request(label: string): PoolRequest {
    return this.requests(label)[0] as PoolRequest;
  }

  preflights(label: string): readonly PoolRequest[] {
    return this.#played.timeline.requests.filter(
      (request) => request.label === label && request.role === 'preflight',
    );
  }

  workerScripts(): readonly PoolRequest[] {
    return this.#played.timeline.requests.filter(({ role }) => role === 'worker script');
  }

  /** In milliseconds; null for one that never starts. */
  starts(label: string): (number | null)[] {
    return this.requests(label).map(({ startedAt }) => startedAt && startedAt - this.#begins);
  }

  ends(label: string): (number | null)[] {
    return this.requests(label).map(({ endedAt }) => endedAt && endedAt - this.#begins);
  }

  /** Numbers of their connections, in the order of opening: that of the first document is 1. */
  connections(...labels: string[]): (number | null)[] {
    return labels.flatMap((label) => this.requests(label).map(({ connection }) => connection));
  }

  /** Labels in the order of starting, from a time on. */
  order(from = 0): string[] {
    const { requests } = this.#played.timeline;
    return this.#played.order(this.#begins + from).flatMap((id) => {
      return requests.find((request) => request.id === id && request.role === 'request')?.label ?? [];
    });
  }

  /** Labels, the next to be served first. */
  waiting(at: number): string[] {
    return this.#played.at(this.#begins + at).waiting.map(({ request }) => request.label);
  }

  running(at: number): string[] {
    return this.#played.at(this.#begins + at).running.map(({ label }) => label);
  }

  /** How many are open. */
  open(at: number): number {
    return this.#played.openAt(this.#begins + at);
  }
}
