/** A run of one scenario: each request for its stream gets the same, or the next of its attempts. */
import type { Scenario } from '../lessons/schema/scenario.ts';
import type { RunSummary } from './contract.ts';
import { Run, type RunPlace } from './run.ts';

export class ScenarioRun extends Run {
  readonly scenario: Scenario;
  /** Requests for its stream so far. */
  requests = 0;

  constructor(place: RunPlace, scenario: Scenario) {
    super(place);
    this.scenario = scenario;
  }

  summary(): RunSummary {
    const { id, scenario, full } = this;
    return { id, scenario, length: this.capture.length, full, arrivals: this.arrivals() };
  }
}
