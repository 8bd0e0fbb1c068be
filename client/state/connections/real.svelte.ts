/** What this browser really did with a workload: seen by the lab, told by the tabs, held against the model. */
import type { PoolRules } from '../../../lessons/protocol/connection-pool/browsers.ts';
import { judge, type Judged } from '../../../lessons/protocol/connection-pool/races.ts';
import type { RealRun } from '../../../lessons/protocol/connection-pool/real-run.ts';
import { seenTimeline, type Asked } from '../../../lessons/protocol/connection-pool/seen-timeline.ts';
import { shifted } from '../../../lessons/protocol/connection-pool/shifted.ts';
import type { PoolRequest, PoolTimeline } from '../../../lessons/protocol/connection-pool/timeline.ts';
import type { Workload } from '../../../lessons/schema/workload.ts';
import type { WorkloadSummary } from '../../../server/contract.ts';
import { playWorkload, type PlayedWorkload, type TabNote } from '../../io/real-run.ts';
import type { RunProblem } from '../../io/api.ts';
import { evidence, timingOf, type Evidence, type Timed } from './evidence.ts';

export type RealStatus = 'none' | 'starting' | 'untrusted' | 'opening' | 'running' | 'over';

const NOTHING: PoolTimeline = { requests: [], connections: [] };

export class Real {
  #status = $state<RealStatus>('none');
  #problem = $state.raw<RunProblem | null>(null);
  #workload = $state.raw<Workload | null>(null);
  #real = $state.raw<RealRun | null>(null);
  #summary = $state.raw<WorkloadSummary | null>(null);
  #asked = $state.raw<readonly Asked[]>([]);
  #timings = $state.raw<readonly Timed[]>([]);
  #opened = $state(0);
  #zero = $state<number | null>(null);
  #untrusted = $state<string | null>(null);
  #released = $state(false);
  #wasHidden = $state(false);
  #playing: PlayedWorkload | null = null;
  #distrust: AbortController | null = null;

  get status(): RealStatus {
    return this.#status;
  }
  get problem(): RunProblem | null {
    return this.#problem;
  }
  /** The one that is played, or was. */
  get workload(): Workload | null {
    return this.#workload;
  }
  /** Documents of tabs that are open, while they are being opened. */
  get opened(): number {
    return this.#opened;
  }
  /** Time 0, in `Date.now()`'s time; null before it is known. */
  get zero(): number | null {
    return this.#zero;
  }
  /** The origin whose certificate the learner has to accept before it goes on. */
  get untrusted(): string | null {
    return this.#untrusted;
  }
  get released(): boolean {
    return this.#released;
  }
  /** Whether the page was out of sight meanwhile: a browser lets the timers of such a page wait. */
  get wasHidden(): boolean {
    return this.#wasHidden;
  }
  readonly going: boolean = $derived(this.#status !== 'none' && this.#status !== 'over');

  readonly #evidence: Evidence | null = $derived(
    this.#summary && this.#real
      ? evidence(this.#real.workload, this.#summary, this.#asked, this.#timings)
      : null,
  );

  /** The port that the browser spoke from on a connection; null where that is not known. */
  portOf(connection: number): number | null {
    return this.#evidence?.ports.get(connection) ?? null;
  }

  /** Milliseconds from time 0, as in the model. `predicted`: of the same workload. */
  timeline(predicted: PoolTimeline): PoolTimeline {
    if (this.#evidence === null) return NOTHING;
    const { exchanges, lines, asked } = this.#evidence;
    return seenTimeline(predicted, exchanges, lines, asked);
  }

  /** Whether it came as predicted, with the races won as they were: known when it is over. Null: nothing was played. */
  judged(rules: PoolRules): Judged | null {
    if (this.#real === null || this.#evidence === null) return null;
    const { workload, begins } = this.#real;
    const seen = this.#evidence.exchanges.map((exchange) => ({ ...exchange, at: exchange.at + begins }));
    const { timeline, agreement } = judge(workload, rules, seen, begins);
    return { timeline: shifted(timeline, begins), agreement };
  }

  /** How long the browser itself says that a request waited before it was sent, in milliseconds; null: it does not say. */
  waitOf({ id, startedAt }: PoolRequest): number | null {
    if (this.#real === null || startedAt === null) return null;
    const timing = timingOf(this.#real.workload, this.#timings, id, startedAt);
    return timing && timing.requestStart - timing.startTime;
  }

  /** `frames`: where its tabs are to be. */
  play(workload: Workload, frames: HTMLElement): void {
    this.discard();
    this.#workload = workload;
    this.#real = null;
    this.#summary = null;
    this.#asked = [];
    this.#timings = [];
    this.#problem = null;
    this.#opened = 0;
    this.#zero = null;
    this.#released = false;
    this.#wasHidden = false;
    this.#status = 'starting';
    this.#playing = playWorkload(
      workload,
      frames,
      {
        created: (real) => {
          this.#real = real;
        },
        opened: (count) => {
          this.#trust();
          this.#status = 'opening';
          this.#opened = count;
        },
        begins: (zero) => {
          this.#status = 'running';
          this.#zero = zero;
        },
        noted: (note) => {
          this.#note(note);
        },
        seen: (summary) => {
          this.#summary = summary;
        },
        over: (problem) => {
          this.#trust();
          this.#problem = problem;
          this.#status = this.#summary === null ? 'none' : 'over';
          this.#playing = null;
        },
      },
      (origin) => {
        this.#status = 'untrusted';
        this.#untrusted = origin;
        this.#distrust = new AbortController();
        return this.#distrust.signal;
      },
    );
  }

  /** The server ends all responses; what waited comes, and gets nothing. */
  release(): void {
    if (this.#status !== 'running') return;
    this.#released = true;
    this.#playing?.release();
  }

  /** The learner does not accept the certificate. */
  distrust(): void {
    this.#distrust?.abort();
  }

  /** The page is out of sight. */
  hide(): void {
    if (this.going) this.#wasHidden = true;
  }

  dismiss(): void {
    this.#problem = null;
  }

  /** Stops what goes on; what was seen stays. */
  discard(): void {
    this.#playing?.discard();
    this.#playing = null;
    this.#trust();
    if (this.going) this.#status = this.#summary === null ? 'none' : 'over';
  }

  #trust(): void {
    this.#untrusted = null;
    this.#distrust = null;
  }

  #note(note: TabNote): void {
    if ('url' in note) {
      this.#timings = [...this.#timings, note];
    } else if ('id' in note && note.what === 'asked') {
      this.#asked = [...this.#asked, { id: note.id, attempt: 1, at: note.at }];
    }
  }
}
