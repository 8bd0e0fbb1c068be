/** A stream that the learner writes: what of it the lab can play, and how what came of it is judged. */
import type { Outcome } from '../../../lessons/catalog/read-yaml.ts';
import type { Mistake } from '../../../lessons/catalog/mistake.ts';
import type { Step } from '../../../lessons/schema/lesson.ts';
import type { Scenario } from '../../../lessons/schema/scenario.ts';
import { scenarioOf } from '../../../lessons/tasks/built.ts';
import type { Compared } from '../../../lessons/tasks/compared.ts';
import { judgeBuild, wantedOf, type BuildVerdict } from '../../../lessons/tasks/judge-build.ts';
import { overAt } from '../../../lessons/tasks/timing.ts';
import { after } from '../../io/clock.ts';
import type { Course } from '../course.svelte.ts';
import type { Recording } from '../recording.svelte.ts';
import { readScenario } from '../scenario-text.ts';
import type { Draft } from './draft.svelte.ts';
import { ON_ITS_WAY } from './patience.ts';

export class Build {
  readonly #course: Course;
  readonly #recording: Recording;
  readonly #draft: Draft;
  /** What was started last of what the learner has written, and in which step. */
  #played = $state.raw<{ readonly step: Step; readonly scenario: Scenario } | null>(null);
  /** Whether it has had all the time that it takes. */
  #over = $state(false);
  #forget = () => {};

  constructor(course: Course, recording: Recording, draft: Draft) {
    this.#course = course;
    this.#recording = recording;
    this.#draft = draft;
  }

  readonly #read: Outcome<Scenario> = $derived.by(() => {
    const { build } = this.#course.step;
    if (!build) return { mistakes: [] };
    return 'text' in build ? { value: scenarioOf(this.#draft.text) } : readScenario(this.#draft.text);
  });
  /** What the lab is to play; null while the text says none. */
  readonly scenario: Scenario | null = $derived('value' in this.#read ? this.#read.value : null);
  readonly mistakes: readonly Mistake[] = $derived('value' in this.#read ? [] : this.#read.mistakes);

  /** How the latest run of this step's draft stands; null before there is one, or when something else is recorded. */
  readonly verdict: BuildVerdict | null = $derived.by(() => {
    const played = this.#played;
    const { build } = this.#course.step;
    if (!build || played?.step !== this.#course.step) return null;
    const { scenario, dissection, agreement } = this.#recording;
    if (scenario !== played.scenario) return null;
    return judgeBuild(build, { scenario, dissection, seen: agreement.unread, over: this.#over });
  });

  /** Whether the text says something else than what is judged. */
  readonly changed: boolean = $derived(
    JSON.stringify(this.scenario) !== JSON.stringify(this.#played?.scenario),
  );

  /** Whether the learner closed the stream before all of it had come. */
  readonly closedEarly: boolean = $derived.by(() => this.#recording.closed && !this.#over);

  readonly events: Compared | null = $derived.by(() => {
    const { build } = this.#course.step;
    return this.verdict?.events ?? (build && wantedOf(build));
  });

  /** A run of this scenario has begun, which the editor of `step` said; null: it did not. */
  played(step: Step | null, scenario: Scenario): void {
    this.#forget();
    this.#over = false;
    this.#played = step?.build ? { step, scenario } : null;
    if (!step?.build) return;
    const { requests }: { requests?: number | undefined } = 'scenario' in step.build ? step.build : {};
    // Whether another request comes is known when it could have come.
    const most = requests === undefined ? 1 : requests + 1;
    this.#forget = after(overAt(scenario, most) + ON_ITS_WAY, () => {
      this.#over = !this.#recording.closed;
    });
  }
}
