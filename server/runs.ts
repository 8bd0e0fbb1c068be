/** The runs that are kept, within the bounds of `limits.ts`. The oldest without an open stream go first. */
import { randomBytes } from 'node:crypto';
import type { Scenario } from '../lessons/schema/scenario.ts';
import type { Workload } from '../lessons/schema/workload.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import type { Run, RunPlace } from './run.ts';
import { ScenarioRun } from './scenario-run.ts';
import { WorkloadRun, type LabAddress } from './workload-run.ts';

export class Runs {
  /** In the order of creation. */
  readonly #runs = new Map<string, Run>();
  readonly #limits: Limits;
  #bytes = 0;

  constructor(limits: Limits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  get(id: string): Run | undefined {
    return this.#runs.get(id);
  }

  /** `bytes` is the size of the scenario. Null when there is no room: every run kept has an open stream. */
  create(scenario: Scenario, bytes: number): ScenarioRun | null {
    return this.#keep(bytes, (place) => new ScenarioRun(place, scenario));
  }

  /** The same for a workload, and where the lab plays it. */
  createWorkload(workload: Workload, bytes: number, lab: LabAddress): WorkloadRun | null {
    return this.#keep(bytes, (place) => new WorkloadRun(place, workload, lab));
  }

  #keep<T extends Run>(bytes: number, make: (place: RunPlace) => T): T | null {
    if (this.#runs.size >= this.#limits.runs && !this.#discardOldest(null)) return null;
    if (!this.#makeRoom(null, bytes)) return null;
    const run = make({
      // Not to be guessed: the lab lets every origin read a run whose id it knows.
      id: randomBytes(12).toString('base64url'),
      cost: bytes,
      limits: this.#limits,
      claim: (claimant, more) => this.#makeRoom(claimant, more),
    });
    this.#runs.set(run.id, run);
    return run;
  }

  /** Takes `bytes` of the store, for `claimant` or a run to be. False when they are not to be had. */
  #makeRoom(claimant: Run | null, bytes: number): boolean {
    while (this.#bytes + bytes > this.#limits.storeBytes) {
      if (!this.#discardOldest(claimant)) return false;
    }
    this.#bytes += bytes;
    return true;
  }

  #discardOldest(except: Run | null): boolean {
    for (const run of this.#runs.values()) {
      if (run.streams > 0 || run === except) continue;
      this.#runs.delete(run.id);
      this.#bytes -= run.cost;
      run.discard();
      return true;
    }
    return false;
  }
}
