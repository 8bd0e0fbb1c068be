/** Where the learner is in the course, what was answered and done. Kept in this browser. */
import { judge, type Scene, type Verdict } from '../../lessons/schema/check.ts';
import type { Lesson, Step } from '../../lessons/schema/lesson.ts';
import { findWhole } from '../../lessons/schema/place.ts';
import type { Answer } from '../../lessons/schema/prediction.ts';
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { Span } from '../../lessons/protocol/capture.ts';
import { grade, type Grade } from '../../lessons/tasks/grade.ts';
import { pointedIn, type Pointed } from '../../lessons/tasks/pointed.ts';
import { play, whyUnplayable } from '../../lessons/trial/play.ts';
import { browserLanguages } from '../io/browser.ts';
import { load, save } from '../io/storage.ts';
import { OWN, readAddress, screenOf, writeAddress } from '../io/address.ts';
import { firstOf, inLanguage, languagesOf } from './language.ts';
import { shipped } from './lessons.svelte.ts';
import {
  EMPTY,
  isWritten,
  knownProgress,
  loadProgress,
  saveProgress,
  writtenIn,
  type Kept,
  type Progress,
} from './progress.ts';

export interface TaskState {
  readonly key: string;
  readonly text: string;
  readonly hint: string | null;
  readonly verdict: Verdict;
}

const LANGUAGE = 'language';

/** The one that was chosen, then those of the browser. */
const wantedLanguages = (): string[] => [load(LANGUAGE), ...browserLanguages()].map(String);

export class Course {
  readonly languages: readonly string[] = $derived(languagesOf(shipped.lessons));
  #language = $state(this.languages.length > 1 ? firstOf(wantedLanguages(), this.languages) : 'en');
  readonly lessons: readonly Lesson[] = $derived(
    shipped.lessons.map((each) => inLanguage(each, this.#language)),
  );
  #stored = $state.raw(loadProgress());
  readonly #progress = $derived(knownProgress(shipped.lessons, this.#stored));
  /** The lesson of the course that was open last. */
  #slug = $state('');
  /** The learner's own, once there is one. It is no part of the course: what is done in it is kept nowhere. */
  #own = $state.raw<{ readonly lesson: Lesson; readonly progress: Progress } | null>(null);
  #ownOpen = $state(false);
  /** The step of the learner's own, from 0, for which the address asked before there was one. */
  #ownAsked: number | null = null;
  /** The answer marked but not committed yet. */
  chosen = $state.raw<Answer | null>(null);
  /** Whether the learner asked for the step to be judged, and it was not done. */
  #tried = $state(false);

  constructor() {
    const last = load('lesson');
    const { lessons } = shipped;
    this.#slug = lessons.find((lesson) => lesson.slug === last)?.slug ?? (lessons[0]?.slug as string);
    this.openAddress(readAddress());
  }

  readonly lesson: Lesson = $derived(
    (this.#ownOpen && this.#own?.lesson) || this.#find(this.#slug) || (this.lessons[0] as Lesson),
  );
  readonly #here: Progress = $derived(this.#progressOf(this.lesson));
  readonly stepIndex: number = $derived(this.#here.step);
  readonly step: Step = $derived(this.lesson.steps[this.stepIndex] as Step);
  /** From 1; 0 for the learner's own. */
  readonly number: number = $derived(this.lessons.indexOf(this.lesson) + 1);
  readonly nextLesson: Lesson | null = $derived(
    this.number === 0 ? null : (this.lessons[this.number] ?? null),
  );
  readonly lessonBefore: Lesson | null = $derived(this.lessons[this.number - 2] ?? null);
  /** Where to go on: the lesson that was open last, or the next one that is not finished; null when all are. */
  readonly unfinished: Lesson | null = $derived.by(() => {
    const last = this.lessons.findIndex(({ slug }) => slug === this.#slug);
    const inTurn = [...this.lessons.slice(last), ...this.lessons.slice(0, last)];
    return inTurn.find((lesson) => !this.progressOf(lesson).finished) ?? null;
  });

  get language(): string {
    return this.#language;
  }
  /** All progress in the course, as it is kept. */
  get kept(): Kept {
    return this.#progress;
  }

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
    const step = String(this.stepIndex);
    const { [step]: _, ...drafts } = this.#here.drafts;
    this.#change({ drafts: text === null ? drafts : { ...drafts, [step]: text } });
  }

  /** `finished` when every prediction of the lesson was made and every task done, in whatever order. */
  progressOf(lesson: Lesson): { finished: boolean; started: boolean; step: number } {
    const progress = this.#progressOf(lesson);
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
    return show ? findWhole(dissection, show) : null;
  }

  /** Whether what decides the committed prediction has been seen. Once seen it stays so. */
  decided(scene: Scene): boolean {
    const { answered } = this;
    if (!answered || this.#here.done.includes(this.#decision)) return answered !== null;
    if (answered.show && !findWhole(scene.dissection, answered.show)) return false;
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
    const lesson = this.#find(slug);
    if (!lesson) return;
    this.#ownOpen = slug === OWN;
    if (!this.#ownOpen) {
      this.#slug = slug;
      save('lesson', slug);
    }
    this.chosen = null;
    this.#tried = false;
    this.#change({ step: Math.min(Math.max(0, step), lesson.steps.length - 1) });
    writeAddress(`${slug}/${this.stepIndex + 1}`, false);
  }

  /** The next step, or the next lesson after the last step. False at the end of the course. */
  forward(): boolean {
    if (this.stepIndex + 1 < this.lesson.steps.length) this.goTo(this.lesson.slug, this.stepIndex + 1);
    else if (this.nextLesson) this.open(this.nextLesson);
    else return false;
    return true;
  }

  /** Opens a lesson where the learner left it, a finished one at its beginning. */
  open(lesson: Lesson): void {
    const { finished, step } = this.progressOf(lesson);
    this.goTo(lesson.slug, finished ? 0 : step);
  }

  /** The step before, or the last one of the lesson before. */
  back(): void {
    if (this.stepIndex > 0) this.goTo(this.lesson.slug, this.stepIndex - 1);
    else if (this.lessonBefore) this.goTo(this.lessonBefore.slug, this.lessonBefore.steps.length - 1);
  }

  /** Whether the address asked for a lesson of the learner's own, and there was none. */
  get asksForOwn(): boolean {
    return this.#ownAsked !== null && this.#own === null;
  }

  /** Opens a lesson of the learner's own. One that is opened again, after it was edited, keeps the step. */
  openOwn(lesson: Lesson): void {
    const step = this.#own?.progress.step ?? this.#ownAsked ?? 0;
    this.#own = { lesson, progress: EMPTY };
    this.goTo(OWN, step);
  }

  /** Opens `slug/step` as it stands in the page's address; anything else leaves the learner where they were. */
  openAddress(address: string): void {
    if (screenOf(address) !== 'playground') return;
    const [slug = '', step] = address.split('/');
    const lesson = this.#find(slug);
    if (!lesson) {
      if (slug === OWN) this.#ownAsked = (Number(step) || 1) - 1;
      writeAddress(`${this.lesson.slug}/${this.stepIndex + 1}`, true);
      return;
    }
    const wanted = Number(step) - 1;
    if (slug === this.lesson.slug && wanted === this.stepIndex) return;
    this.goTo(slug, Number.isInteger(wanted) ? wanted : this.progressOf(lesson).step);
  }

  /** Puts other progress in the place of what there is. What `kept` was before undoes it. */
  replace(kept: Kept): void {
    this.#stored = kept;
    saveProgress(kept);
    this.chosen = null;
    this.#tried = false;
  }

  /** Forgets what was answered and done in a lesson. */
  forget({ slug }: Lesson): void {
    const { [slug]: _, ...others } = this.#progress;
    this.replace(others);
  }

  speak(language: string): void {
    this.#language = language;
    save(LANGUAGE, language);
  }

  #find(slug: string): Lesson | undefined {
    return slug === OWN ? this.#own?.lesson : this.lessons.find((lesson) => lesson.slug === slug);
  }

  #progressOf({ slug }: Lesson): Progress {
    return (slug === OWN ? this.#own?.progress : this.#progress[slug]) ?? EMPTY;
  }

  #change(change: Partial<Progress>): void {
    const progress = { ...this.#here, ...change };
    if (this.#ownOpen && this.#own) this.#own = { ...this.#own, progress };
    else {
      this.#stored = { ...this.#progress, [this.lesson.slug]: progress };
      saveProgress(this.#progress);
    }
  }
}
