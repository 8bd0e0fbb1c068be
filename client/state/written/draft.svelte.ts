/** What stands in the editor of the step that is open. The course keeps it. */
import { CODE_BOUNDS } from '../../../lessons/schema/code-bounds.ts';
import type { Step } from '../../../lessons/schema/lesson.ts';
import { SCENARIO_BOUNDS } from '../../../lessons/schema/scenario.ts';
import { startOf, type Draft as Drafted } from '../../../lessons/tasks/built.ts';
import type { Course } from '../course.svelte.ts';
import { writeScenario } from '../scenario-text.ts';

const textOf = (draft: Drafted): string => (typeof draft === 'string' ? draft : writeScenario(draft));

function textsOf({ build, code }: Step): { readonly first: string; readonly solution: string } {
  if (build) return { first: textOf(startOf(build)), solution: textOf(build.solution) };
  return { first: code?.start ?? '', solution: code?.solution ?? '' };
}

export class Draft {
  readonly #course: Course;
  /** What was put away for something else, until the learner goes on writing. */
  #before = $state.raw<{ readonly step: Step; readonly text: string } | null>(null);

  constructor(course: Course) {
    this.#course = course;
  }

  readonly #texts = $derived.by(() => textsOf(this.#course.step));
  readonly text: string = $derived.by(() => this.#course.draft ?? this.#texts.first);
  readonly solution: string = $derived(this.#texts.solution);
  readonly changed: boolean = $derived(this.text !== this.#texts.first);
  /** Characters that have room. */
  readonly longest: number = $derived.by(() =>
    this.#course.step.code ? CODE_BOUNDS.code : SCENARIO_BOUNDS.text,
  );
  readonly undoable: boolean = $derived.by(() => this.#before?.step === this.#course.step);

  type(text: string): void {
    this.#before = null;
    this.#put(text);
  }

  /** Puts back what stood there at first. */
  reset(): void {
    this.#replace(this.#texts.first);
  }

  takeSolution(): void {
    this.#replace(this.solution);
  }

  undo(): void {
    const before = this.#before;
    if (before?.step !== this.#course.step) return;
    this.#before = null;
    this.#put(before.text);
  }

  #replace(text: string): void {
    this.#before = { step: this.#course.step, text: this.text };
    this.#put(text);
  }

  #put(text: string): void {
    this.#course.write(text === this.#texts.first ? null : text.slice(0, this.longest));
  }
}
