/**
 * What is to be written in the step that is open, and how it stands. It brings the parser of YAML and the judges, so it
 * is loaded when a step first asks for it.
 */
import '../../io/no-eval.ts';
import type { Verdict } from '../../../lessons/schema/check.ts';
import { WRITTEN } from '../../words/written.ts';
import type { Course } from '../course.svelte.ts';
import type { Recording } from '../recording.svelte.ts';
import { Build } from './build.svelte.ts';
import { Code } from './code.svelte.ts';
import { Draft } from './draft.svelte.ts';

const missing = (missing: string): Verdict => ({ done: false, missing, show: null });

const DONE: Verdict = { done: true, missing: null, show: null };

export class Written {
  readonly #course: Course;
  readonly draft: Draft;
  readonly build: Build;
  readonly code: Code;
  #reached = $state(0);

  constructor(course: Course, recording: Recording) {
    this.#course = course;
    this.draft = new Draft(course);
    this.build = new Build(course, recording, this.draft);
    this.code = new Code(course, this.draft);
  }

  /** Counts how often the learner wanted to go on writing: the editor takes the keyboard. */
  get reached(): number {
    return this.#reached;
  }
  reach(): void {
    this.#reached += 1;
  }

  /** How what is to be written stands: once it is done, and only for the text that stands there now. */
  readonly verdict: Verdict = $derived.by(() => (this.#course.step.code ? this.#ofCode() : this.#ofBuild()));

  #ofBuild(): Verdict {
    const { verdict, mistakes, changed, closedEarly } = this.build;
    const [mistake] = mistakes;
    if (mistake) return missing(WRITTEN.inLine(mistake.line, mistake.rule));
    if (verdict === null) return missing(WRITTEN.missing.start);
    if (changed) return missing(WRITTEN.missing.startAgain);
    const [fault] = verdict.faults;
    if (fault) return { done: false, missing: fault.says, show: fault.show };
    if (verdict.state === 'done') return DONE;
    return missing(closedEarly ? WRITTEN.missing.closedEarly : WRITTEN.missing.moreToCome);
  }

  #ofCode(): Verdict {
    const { verdicts, changed, passes, running } = this.code;
    const fault = verdicts.at(-1)?.fault;
    if (running) return missing(WRITTEN.missing.stillRunning);
    if (verdicts.length === 0) return missing(WRITTEN.missing.run);
    if (changed) return missing(WRITTEN.missing.runChanged);
    if (fault) return missing(fault.says);
    return passes ? DONE : missing(WRITTEN.missing.runStopped);
  }
}
