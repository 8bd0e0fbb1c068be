/** What has been recorded of the current run, and how the run stands. */
import { Dissection } from '../../lessons/protocol/dissect.ts';
import { eventTypes } from '../../lessons/schema/event-types.ts';
import type { Block } from '../../lessons/protocol/token.ts';
import type { Scenario } from '../../lessons/schema/scenario.ts';
import { now } from '../io/clock.ts';
import {
  createRun,
  openRun,
  type ObservedEvent,
  type ReadyState,
  type Run,
  type RunProblem,
} from '../io/run.ts';

export type RunStatus = 'none' | 'starting' | 'live' | 'over';

/** More events than a full capture can hold are not kept for comparison. */
const MOST_OBSERVED = 50_000;

export class Recording {
  #dissection = new Dissection();
  /** Counts appends: reading `dissection` depends on it, since the dissection itself only grows. */
  #version = $state(0);
  #starting = $state(false);
  #readyState = $state<ReadyState | null>(null);
  #observed: ObservedEvent[] = [];
  #compared = $state(0);
  #differing: number[] = [];
  #problem = $state.raw<RunProblem | null>(null);
  #notice = $state<string | null>(null);
  #closed = $state(false);
  #url = $state<string | null>(null);
  #scenario = $state.raw<Scenario | null>(null);
  #run: Run | null = null;
  #generation = $state(0);

  /** Everything decoded so far. Read it anew in each derivation: it grows in place. */
  get dissection(): Dissection {
    void this.#version;
    return this.#dissection;
  }
  get status(): RunStatus {
    if (this.#starting) return 'starting';
    if (this.#scenario === null) return 'none';
    return this.#readyState === 'CLOSED' ? 'over' : 'live';
  }
  /** Of the browser's own EventSource; null before the first run. */
  get readyState(): ReadyState | null {
    return this.#readyState;
  }
  /** How many events, from the first on, both the parser and the browser's own EventSource have dispatched. */
  get compared(): number {
    return this.#compared;
  }

  /** Numbers of the events among those that the two do not agree on: type, data or last event ID differ. */
  get differing(): readonly number[] {
    void this.#compared;
    return this.#differing;
  }

  /** What the browser dispatched as event `number`; null when it has not (yet). */
  observed(number: number): ObservedEvent | null {
    return number <= this.compared ? (this.#observed[number - 1] ?? null) : null;
  }

  get problem(): RunProblem | null {
    return this.#problem;
  }
  get notice(): string | null {
    return this.#notice;
  }
  /** Whether the learner closed the EventSource of this run. */
  get closed(): boolean {
    return this.#closed;
  }
  /** What this run plays; null before the first. */
  get scenario(): Scenario | null {
    return this.#scenario;
  }
  get url(): string | null {
    return this.#url;
  }
  /** Counts runs: a new number is a new capture. */
  get generation(): number {
    return this.#generation;
  }

  /** Milliseconds since the run began; null when no stream is open. */
  get clock(): number | null {
    return this.status === 'live' && this.#run ? now() - this.#run.startedAt : null;
  }

  /**
   * Starts a run. The capture of the run before it is kept until the server has accepted the new one; `fresh` is called
   * when the new, empty one has taken its place.
   */
  async start(scenario: Scenario, fresh: () => void): Promise<void> {
    if (this.#starting) return;
    this.#starting = true;
    this.dismiss();
    const created = await createRun(scenario);
    if ('what' in created) {
      this.#starting = false;
      this.#problem = created;
      return;
    }
    this.#reset();
    this.#scenario = scenario;
    fresh();
    const generation = this.#generation;
    const current = () => generation === this.#generation;
    const run = await openRun(created, eventTypes(scenario), {
      arrived: (arrival) => {
        if (!current()) return;
        this.#dissection.append(arrival);
        this.#version += 1;
        // While the browser keeps trying, new bytes say that the lab can be reached again.
        if (arrival.bytes.length > 0 && this.#readyState !== 'CLOSED') this.#problem = null;
        this.#compare();
      },
      observed: (event) => {
        if (!current() || this.#observed.length >= MOST_OBSERVED) return;
        this.#observed.push(event);
        this.#compare();
      },
      readyState: (state) => {
        if (current()) this.#readyState = state;
      },
      notice: (text) => {
        if (current()) this.#notice = text;
      },
      problem: (problem) => {
        if (current()) this.#problem = problem;
      },
    });
    this.#run = run;
    this.#url = run.url;
    this.#starting = false;
  }

  /** Compares, event by event, what has come from both since. */
  #compare(): void {
    const dissection = this.#dissection;
    const both = Math.min(dissection.events.length, this.#observed.length);
    for (let index = this.#compared; index < both; index += 1) {
      const event = dissection.events[index] as Block;
      const seen = this.#observed[index] as ObservedEvent;
      const agrees =
        seen.type === dissection.eventType(event) &&
        seen.data === dissection.eventData(event) &&
        seen.lastEventId === dissection.eventId(event);
      if (!agrees) this.#differing.push(index + 1);
    }
    this.#compared = both;
  }

  /** Closes the EventSource. What was recorded stays. */
  stop(): void {
    if (this.status !== 'live') return;
    this.#closed = true;
    this.#run?.stop();
  }

  #reset(): void {
    this.#run?.discard();
    this.#run = null;
    this.#generation += 1;
    this.#dissection = new Dissection();
    this.#version += 1;
    this.#readyState = null;
    this.#observed = [];
    this.#differing = [];
    this.#compared = 0;
    this.#problem = null;
    this.#notice = null;
    this.#closed = false;
    this.#url = null;
  }

  /** Takes the messages away. */
  dismiss(): void {
    this.#problem = null;
    this.#notice = null;
  }
}
