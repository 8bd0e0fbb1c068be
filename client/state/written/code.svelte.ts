/** Code that the learner writes: it is run in the sandbox, against one stream after the other, and judged as it shows. */
import { CODE_BOUNDS } from '../../../lessons/schema/code-bounds.ts';
import type { Code as Asked } from '../../../lessons/schema/code.ts';
import type { Step } from '../../../lessons/schema/lesson.ts';
import type { Scenario } from '../../../lessons/schema/scenario.ts';
import { judgeCode, wantedOf, type CodeRun, type CodeVerdict } from '../../../lessons/tasks/judge-code.ts';
import type { Compared } from '../../../lessons/tasks/compared.ts';
import { timeForAll } from '../../../lessons/tasks/timing.ts';
import type { RunProblem } from '../../io/api.ts';
import { after } from '../../io/clock.ts';
import { openSandbox } from '../../io/sandbox.ts';
import { WRITTEN } from '../../words/written.ts';
import type { Course } from '../course.svelte.ts';
import type { Draft } from './draft.svelte.ts';
import { ON_ITS_WAY } from './patience.ts';

/** What was run, and what has come of it: a verdict for each stream that was begun. */
interface Tried {
  readonly step: Step;
  readonly text: string;
  readonly verdicts: readonly CodeVerdict[];
}

export class Code {
  readonly #course: Course;
  readonly #draft: Draft;
  #tried = $state.raw<Tried | null>(null);
  #problem = $state.raw<RunProblem | null>(null);
  /** Ends what is running; null when nothing is. */
  #stop = $state.raw<(() => void) | null>(null);

  constructor(course: Course, draft: Draft) {
    this.#course = course;
    this.#draft = draft;
  }

  readonly #here = $derived.by(() => (this.#tried?.step === this.#course.step ? this.#tried : null));
  /** One for each stream that was begun. */
  readonly verdicts: readonly CodeVerdict[] = $derived.by(() => this.#here?.verdicts ?? []);
  /** Whether the text is another than what was run. */
  readonly changed: boolean = $derived.by(() => this.#here?.text !== this.#draft.text);
  /** Whether it is as wanted, whatever stream it is run against. */
  readonly passes: boolean = $derived.by(() => {
    const count = this.#course.step.code?.streams.length;
    return this.verdicts.length === count && this.verdicts.every(({ state }) => state === 'done');
  });
  /** What the latest stream has shown, beside what is wanted. */
  readonly shown: Compared | null = $derived.by(() => {
    const { code } = this.#course.step;
    return this.verdicts.at(-1)?.shown ?? (code && wantedOf(code.shows));
  });

  get running(): boolean {
    return this.#stop !== null;
  }
  /** What kept the code from being run. */
  get problem(): RunProblem | null {
    return this.#problem;
  }

  /** Runs what stands in the editor, until it fails against one of the streams. */
  async run(): Promise<void> {
    const { step } = this.#course;
    if (!step.code || this.running) return;
    const { text } = this.#draft;
    this.#problem = null;
    this.#tried = { step, text, verdicts: [] };
    for (const stream of step.code.streams) {
      if (!(await this.#runAgainst(stream, step.code, text))) break;
    }
  }

  stop(): void {
    this.#stop?.();
  }

  /** Whether it passes. */
  #runAgainst(stream: Scenario, asked: Asked, text: string): Promise<boolean> {
    let resolve: (passes: boolean) => void = () => {};
    const promise = new Promise<boolean>((settle) => (resolve = settle));
    const before = this.#tried?.verdicts ?? [];
    let run: CodeRun = { shown: [], error: null, over: false };
    /** Whether nothing more is to be expected of it: it has come to its end, and no EventSource is open. */
    let [returned, listening] = [false, false];

    const end = (passes: boolean) => {
      this.#stop = null;
      forget();
      close();
      resolve(passes);
    };
    const becomes = (change: Partial<CodeRun>, why = '') => {
      run = { ...run, ...change };
      const verdict = judgeCode(asked.shows, run);
      const fault = verdict.fault && { ...verdict.fault, says: verdict.fault.says + why };
      if (this.#tried) this.#tried = { ...this.#tried, verdicts: [...before, { ...verdict, fault }] };
      if (verdict.state !== 'open') end(verdict.state === 'done');
    };

    let forget = () => {};
    const began = () => {
      const time = Math.min(timeForAll(stream), CODE_BOUNDS.time) + ON_ITS_WAY;
      forget = after(time, () => {
        const stopped = ` ${WRITTEN.stoppedAfter(time / 1000)}`;
        becomes({ over: true }, returned || listening ? '' : stopped);
      });
    };
    this.#stop = () => {
      end(false);
    };
    const close = openSandbox(text, stream, {
      began,
      shown(value) {
        becomes({ shown: [...run.shown, value] });
      },
      listening() {
        listening = true;
      },
      returned() {
        returned = true;
        // What it did not wait for itself may still come.
        if (!listening && run.shown.length >= asked.shows.length) becomes({ over: true });
      },
      error(error) {
        becomes({ error });
      },
      failed: (problem) => {
        this.#problem = problem;
        end(false);
      },
    });
    becomes({});
    return promise;
  }
}
