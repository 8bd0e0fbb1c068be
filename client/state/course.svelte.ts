/** Where the learner is in the course, what was answered and done. Kept in this browser. */
import { judge, type Scene, type Verdict } from '../../lessons/schema/check.ts';
import type { Lesson, Step } from '../../lessons/schema/lesson.ts';
import { findPlace } from '../../lessons/schema/place.ts';
import type { Answer } from '../../lessons/schema/prediction.ts';
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { Span } from '../../lessons/protocol/capture.ts';
import { grade, isAnswer, type Grade } from '../../lessons/tasks/grade.ts';
import { pointedIn, type Pointed } from '../../lessons/tasks/pointed.ts';
import { play, whyUnplayable } from '../../lessons/trial/play.ts';
import { load, save } from '../io/storage.ts';
import { readAddress, screenOf, writeAddress } from '../io/address.ts';
import { lessons } from './lessons.ts';

interface Progress {
  /** Step that was open last, from 0. */
  step: number;
  /** What was committed to, by step. */
  answers: Record<string, Answer>;
  /** `step.task` of each task done. */
  done: string[];
  /** What stands in the editor of a step, where the learner has changed it. */
  drafts: Record<string, string>;
}

export interface TaskState {
  readonly key: string;
  readonly text: string;
  readonly hint: string | null;
  readonly verdict: Verdict;
}

const EMPTY: Progress = { step: 0, answers: {}, done: [], drafts: {} };
const KEY = 'progress';

/** Only those that answer their step: a lesson may have changed since they were stored. */
function knownAnswers(lesson: Lesson, answers: unknown): Record<string, Answer> {
  if (typeof answers !== 'object' || answers === null) return {};
  return Object.fromEntries(
    Object.entries(answers as Record<string, unknown>).filter((entry): entry is [string, Answer] => {
      const prediction = lesson.steps[Number(entry[0])]?.prediction;
      return !!prediction && isAnswer(prediction, entry[1]);
    }),
  );
}

/** The key, among those of the tasks, of what is to be written in a step. */
const writtenIn = (step: number): string => `${step}.written`;

const isWritten = ({ build, code }: Step): boolean => build !== null || code !== null;

function knownDrafts(lesson: Lesson, drafts: unknown): Record<string, string> {
  if (typeof drafts !== 'object' || drafts === null) return {};
  return Object.fromEntries(
    Object.entries(drafts as Record<string, unknown>).filter((entry): entry is [string, string] => {
      const step = lesson.steps[Number(entry[0])];
      return step !== undefined && isWritten(step) && typeof entry[1] === 'string';
    }),
  );
}

function loadProgress(): Record<string, Progress> {
  const stored = load(KEY);
  const known: Record<string, Progress> = {};
  if (typeof stored !== 'object' || stored === null) return known;
  for (const [slug, value] of Object.entries(stored as Record<string, Partial<Progress> | null>)) {
    const lesson = lessons.find((candidate) => candidate.slug === slug);
    if (!lesson || typeof value !== 'object' || value === null) continue;
    const step = Number.isInteger(value.step) ? Number(value.step) : 0;
    known[slug] = {
      step: Math.min(Math.max(0, step), lesson.steps.length - 1),
      answers: knownAnswers(lesson, value.answers),
      done: Array.isArray(value.done) ? value.done.filter((key) => typeof key === 'string') : [],
      drafts: knownDrafts(lesson, value.drafts),
    };
  }
  return known;
}

export class Course {
  readonly lessons = lessons;
  #progress = $state.raw(loadProgress());
  #slug = $state('');
  /** The answer marked but not committed yet. */
  chosen = $state.raw<Answer | null>(null);
  /** Whether the learner asked for the step to be judged, and it was not done. */
  #tried = $state(false);

  constructor() {
    const last = load('lesson');
    this.#slug = lessons.find((lesson) => lesson.slug === last)?.slug ?? (lessons[0]?.slug as string);
    this.openAddress(readAddress());
  }

  readonly lesson: Lesson = $derived(
    this.lessons.find((lesson) => lesson.slug === this.#slug) ?? (this.lessons[0] as Lesson),
  );
  readonly #here: Progress = $derived(this.#progress[this.#slug] ?? EMPTY);
  readonly stepIndex: number = $derived(this.#here.step);
  readonly step: Step = $derived(this.lesson.steps[this.stepIndex] as Step);
  readonly number: number = $derived(this.lessons.indexOf(this.lesson) + 1);
  readonly nextLesson: Lesson | null = $derived(this.lessons[this.number] ?? null);

  get tried(): boolean {
    return this.#tried;
  }

  /** The content that a prediction points at; null where it asks for something else. */
  readonly pointed: Pointed | null = $derived.by(() => {
    const { prediction, scenario } = this.step;
    if (!prediction || !('point' in prediction) || !scenario || whyUnplayable(scenario) !== null) return null;
    return pointedIn(play(scenario));
  });

  /** The answer of this step that was committed to; null before. */
  readonly answer: Answer | null = $derived(this.#here.answers[String(this.stepIndex)] ?? null);
  readonly answered: Grade | null = $derived(
    this.answer && this.step.prediction ? grade(this.step.prediction, this.answer, this.pointed) : null,
  );

  /** What the learner has written in this step; null where it stands as it was. */
  readonly draft: string | null = $derived(this.#here.drafts[String(this.stepIndex)] ?? null);

  /** Keeps what is written in this step; null: it stands as it was. */
  write(text: string | null): void {
    const { [String(this.stepIndex)]: _, ...drafts } = this.#here.drafts;
    if (text !== null) drafts[String(this.stepIndex)] = text;
    this.#change({ drafts });
  }

  /** `finished` when every prediction of the lesson was made and every task done, in whatever order. */
  progressOf(lesson: Lesson): { finished: boolean; started: boolean; step: number } {
    const progress = this.#progress[lesson.slug] ?? EMPTY;
    const finished = lesson.steps.every(
      (step, index) =>
        (step.prediction === null || progress.answers[String(index)] !== undefined) &&
        step.tasks.every((_, task) => progress.done.includes(`${index}.${task}`)) &&
        (!isWritten(step) || progress.done.includes(writtenIn(index))),
    );
    return { finished, started: progress !== EMPTY, step: progress.step };
  }

  /** Where the wire decides the committed prediction; null while that has not been captured, or nothing need be. */
  decidedAt(dissection: Dissection): readonly Span[] | null {
    const show = this.answered?.show;
    return show ? findPlace(dissection, show) : null;
  }

  /** Whether what decides the committed prediction has been seen. Once seen it stays so. */
  decided(scene: Scene): boolean {
    const { answered } = this;
    if (!answered || this.#here.done.includes(this.#decision)) return answered !== null;
    if (answered.show && !findPlace(scene.dissection, answered.show)) return false;
    return !answered.decides || judge(answered.decides, scene).done;
  }

  get #decision(): string {
    return `${this.stepIndex}.prediction`;
  }

  /** How the tasks of this step stand. A task once done stays done. */
  tasks(scene: Scene): TaskState[] {
    return this.step.tasks.map((task, index) => {
      const key = `${this.stepIndex}.${index}`;
      const done = this.#here.done.includes(key);
      return {
        key,
        text: task.do,
        hint: task.hint ?? null,
        verdict: done ? { done, missing: null, show: null } : judge(task.check, scene),
      };
    });
  }

  /** What is to be written in this step, as a task; null where nothing is. Once done it stays done. */
  writtenTask(verdict: Verdict): TaskState | null {
    const asked = this.step.build ?? this.step.code;
    if (asked === null) return null;
    const key = writtenIn(this.stepIndex);
    const done = this.#here.done.includes(key);
    return {
      key,
      text: asked.do,
      hint: asked.hint ?? null,
      verdict: done ? { done, missing: null, show: null } : verdict,
    };
  }

  /**
   * Remembers what is done in this scene. Before the prediction is committed, nothing of the step counts. True when the
   * prediction has just been decided, for the first time.
   */
  settle(tasks: readonly TaskState[], decided: boolean): boolean {
    if (this.step.prediction && this.answer === null) return false;
    const keys = tasks.filter((task) => task.verdict.done).map((task) => task.key);
    if (this.step.prediction && decided) keys.push(this.#decision);
    const fresh = keys.filter((key) => !this.#here.done.includes(key));
    if (fresh.length > 0) this.#change({ done: [...this.#here.done, ...fresh] });
    return fresh.includes(this.#decision);
  }

  commit(): void {
    if (this.chosen === null || this.answer !== null || !this.step.prediction) return;
    this.#change({ answers: { ...this.#here.answers, [String(this.stepIndex)]: this.chosen } });
    this.#tried = false;
  }

  /** Takes the answer of this step back, so that another one can be given. */
  reconsider(): void {
    const { [String(this.stepIndex)]: _, ...answers } = this.#here.answers;
    this.chosen = null;
    this.#change({ answers, done: this.#here.done.filter((key) => key !== this.#decision) });
  }

  /** Marks that the step was put to the test and something is missing. */
  fail(): void {
    this.#tried = true;
  }

  goTo(slug: string, step: number): void {
    const lesson = this.lessons.find((candidate) => candidate.slug === slug);
    if (!lesson) return;
    this.#slug = slug;
    this.chosen = null;
    this.#tried = false;
    this.#change({ step: Math.min(Math.max(0, step), lesson.steps.length - 1) });
    save('lesson', slug);
    writeAddress(`${slug}/${this.stepIndex + 1}`, false);
  }

  /** The next step, or the next lesson after the last step. False at the end of the course. */
  forward(): boolean {
    if (this.stepIndex + 1 < this.lesson.steps.length) this.goTo(this.#slug, this.stepIndex + 1);
    else if (this.nextLesson) this.open(this.nextLesson);
    else return false;
    return true;
  }

  /** Opens a lesson where the learner left it, a finished one at its beginning. */
  open(lesson: Lesson): void {
    const { finished, step } = this.progressOf(lesson);
    this.goTo(lesson.slug, finished ? 0 : step);
  }

  back(): void {
    if (this.stepIndex > 0) this.goTo(this.#slug, this.stepIndex - 1);
  }

  /** Opens `slug/step` as it stands in the page's address; anything else leaves the learner where they were. */
  openAddress(address: string): void {
    if (screenOf(address) !== 'playground') return;
    const [slug = '', step] = address.split('/');
    const lesson = this.lessons.find((candidate) => candidate.slug === slug);
    if (!lesson) {
      writeAddress(`${this.#slug}/${this.stepIndex + 1}`, true);
      return;
    }
    const wanted = Number(step) - 1;
    if (slug === this.#slug && wanted === this.stepIndex) return;
    this.goTo(slug, Number.isInteger(wanted) ? wanted : this.progressOf(lesson).step);
  }

  /** Forgets the answers and tasks of the lesson that is open. */
  restart(): void {
    this.#progress = { ...this.#progress, [this.#slug]: EMPTY };
    this.goTo(this.#slug, 0);
  }

  #change(change: Partial<Progress>): void {
    this.#progress = { ...this.#progress, [this.#slug]: { ...this.#here, ...change } };
    save(KEY, this.#progress);
  }
}
