/** What has been recorded of the current run, and how the run stands; or bytes of the learner's own instead. */
import type { Arrival } from '../../lessons/protocol/capture.ts';
import { Dissection } from '../../lessons/protocol/dissect.ts';
import { eventTypes } from '../../lessons/schema/event-types.ts';
import type { Scenario } from '../../lessons/schema/scenario.ts';
import { openingOf } from '../../lessons/protocol/opening.ts';
import type { Protocol } from '../../lessons/protocol/protocol.ts';
import { now, soon } from '../io/clock.ts';
import type { OwnBytes } from '../io/own-bytes.ts';
import { type RunProblem } from '../io/api.ts';
import { openRun, prepareRun, type Run } from '../io/run.ts';
import type { Phase } from '../io/stream-client.ts';
import { Agreement } from './agreement.ts';
import { Exchanges } from './exchanges.ts';
import { Reads } from './reads.ts';

export type RunStatus = 'none' | 'starting' | 'live' | 'over' | 'own';

/** What brings arrivals besides a run: the console. */
export interface Source {
  /** The time of `now()` at which the clock of the arrivals stood at 0. */
  readonly startedAt: number;
  /** Whether more may come. */
  readonly live: boolean;
  /** Another recording takes the place of this one. */
  discard(): void;
}

export class Recording {
  #dissection = new Dissection();
  /** Counts what was shown of its growth: reading `dissection` depends on it, since that itself only grows. */
  #version = $state(0);
  /** Whether the page is to be shown what has come since: once for all that comes within one repaint. */
  #grown = false;
  #exchanges = $state.raw({ of: new Exchanges(this.#dissection) });
  #starting = $state(false);
  #phase = $state<Phase | null>(null);
  #agreement = new Agreement(this.#dissection);
  #reads = new Reads();
  #problem = $state.raw<RunProblem | null>(null);
  #notice = $state<string | null>(null);
  #closed = $state(false);
  #url = $state<string | null>(null);
  #scenario = $state.raw<Scenario | null>(null);
  #own = $state.raw<{ readonly name: string; readonly protocol: Protocol } | null>(null);
  #source = $state.raw<Source | null>(null);
  #run: Run | null = null;
  #generation = $state(0);
  #untrusted = $state.raw<{ readonly origin: string; readonly stop: AbortController } | null>(null);

  /** Everything decoded so far. Read it anew in each derivation: it grows in place. */
  get dissection(): Dissection {
    void this.#version;
    return this.#dissection;
  }
  get status(): RunStatus {
    if (this.#starting) return 'starting';
    if (this.#own !== null) return 'own';
    if (this.#source) return this.#source.live ? 'live' : 'over';
    if (this.#scenario === null) return 'none';
    return this.#phase === 'over' ? 'over' : 'live';
  }
  /** Of the client in the browser; null before the first run. */
  get phase(): Phase | null {
    return this.#phase;
  }
  /** What the client in the browser made of the stream, beside what the parser did. */
  get agreement(): Agreement {
    void this.#version;
    return this.#agreement;
  }
  /** What a client that uses `fetch` has read. */
  get reads(): Reads {
    void this.#version;
    return this.#reads;
  }
  /** The messages, and how connections ended. Reading it depends on these alone, not on every byte. */
  get exchanges(): Exchanges {
    return this.#exchanges.of;
  }

  get problem(): RunProblem | null {
    return this.#problem;
  }
  get notice(): string | null {
    return this.#notice;
  }
  /** Whether the learner closed the EventSource of this run, or aborted its fetch. */
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
  /** The bytes of the learner's own that are shown instead of a run's: what they are called, what they are. */
  get own(): { readonly name: string; readonly protocol: Protocol } | null {
    return this.#own;
  }
  /** Whether the requests were typed in the console: no EventSource of the browser has a part in it. */
  get typed(): boolean {
    return this.#source !== null;
  }
  /** The lab's origin whose certificate the learner has yet to accept; null when nobody waits for that. */
  get untrusted(): string | null {
    return this.#untrusted?.origin ?? null;
  }
  /** Counts runs: a new number is a new capture. */
  get generation(): number {
    return this.#generation;
  }

  /** Whether more may come: a stream is live, or about to be. */
  get growing(): boolean {
    return this.status === 'live' || this.#starting;
  }

  /** Milliseconds since the run began; null when no stream is open. */
  get clock(): number | null {
    const source = this.#source ?? this.#run;
    return this.status === 'live' && source ? now() - source.startedAt : null;
  }

  /**
   * Starts a run. The capture of the run before it is kept until the server has accepted the new one; `fresh` is called
   * when the new, empty one has taken its place.
   */
  async start(scenario: Scenario, fresh: () => void): Promise<void> {
    if (this.#starting) return;
    this.#starting = true;
    this.dismiss();
    const before = this.#generation;
    const prepared = await prepareRun(scenario, (origin) => this.#askToTrust(origin));
    this.#untrusted = null;
    if (before !== this.#generation || prepared === null || 'what' in prepared) {
      this.#starting = false;
      if (prepared !== null && 'what' in prepared && before === this.#generation) this.#problem = prepared;
      return;
    }
    this.#reset();
    this.#scenario = scenario;
    fresh();
    const generation = this.#generation;
    const current = () => generation === this.#generation;
    const run = openRun(prepared, eventTypes(scenario), {
      arrived: (arrival) => {
        if (!current()) return;
        this.#dissection.append(arrival);
        this.#agreement.compare();
        // While the browser keeps trying, new bytes say that the lab can be reached again.
        if (arrival.bytes.length > 0 && this.#phase !== 'over') this.#problem = null;
        this.#show();
      },
      observed: (event) => {
        if (!current()) return;
        this.#agreement.observe(event);
        this.#show();
      },
      phase: (phase) => {
        if (current()) this.#phase = phase;
      },
      read: (bytes) => {
        if (!current()) return;
        this.#reads.read(bytes);
        this.#show();
      },
      ended: (end) => {
        if (!current()) return;
        this.#reads.ended(end);
        this.#agreement.responseEnded();
        this.#show();
      },
      notice: (text) => {
        if (!current()) return;
        this.#notice = text;
        this.#agreement.end();
      },
      problem: (problem) => {
        if (!current()) return;
        // What is said of the end is said when all that came before it is shown.
        this.#showNow();
        this.#problem = problem;
      },
    });
    this.#run = run;
    this.#url = run.url;
    this.#starting = false;
  }

  /** Shows bytes that were not recorded here. When they came, and how their connection ended, nobody knows. */
  open({ name, bytes }: OwnBytes): void {
    // With no more to come, every opening is told.
    const opening = openingOf(bytes, null, true);
    if (opening === null) return;
    const { protocol, from } = opening;
    this.#reset(new Dissection(protocol));
    this.#own = { name, protocol };
    this.#dissection.append({ connection: 1, from, at: 0, bytes, ending: null });
    this.#show();
  }

  /** Begins a recording of what `source` brings. What is returned records an arrival, until another recording begins. */
  attend(source: Source): (arrival: Arrival) => void {
    this.#reset();
    this.#source = source;
    const generation = this.#generation;
    return (arrival) => {
      if (generation !== this.#generation) return;
      this.#dissection.append(arrival);
      this.#show();
    };
  }

  /** Ends the run and shows nothing, as before the first. */
  clear(): void {
    this.#reset();
  }

  /** Gives up the run that waits for the certificate. */
  distrust(): void {
    this.#untrusted?.stop.abort();
  }

  #askToTrust(origin: string): AbortSignal {
    const stop = new AbortController();
    this.#untrusted = { origin, stop };
    return stop.signal;
  }

  /** Says that bytes could not be shown. */
  refuse(problem: RunProblem): void {
    this.#problem = problem;
  }

  /** Shows the page what has come, soon: hundreds of arrivals and events may come before it is painted again. */
  #show(): void {
    if (this.#grown) return;
    this.#grown = true;
    soon(() => {
      this.#showNow();
    });
  }

  #showNow(): void {
    if (!this.#grown) return;
    this.#grown = false;
    const { of } = this.#exchanges;
    if (of.follow()) this.#exchanges = { of };
    this.#version += 1;
  }

  /** Closes the EventSource, or aborts the fetch. What was recorded stays. */
  stop(): void {
    if (this.status !== 'live') return;
    this.#closed = true;
    this.#run?.stop();
  }

  #reset(dissection = new Dissection()): void {
    this.#run?.discard();
    this.#run = null;
    this.#source?.discard();
    this.#source = null;
    this.#own = null;
    this.#scenario = null;
    this.#generation += 1;
    this.#dissection = dissection;
    this.#agreement = new Agreement(this.#dissection);
    this.#reads = new Reads();
    this.#exchanges = { of: new Exchanges(this.#dissection) };
    this.#version += 1;
    this.#phase = null;
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
