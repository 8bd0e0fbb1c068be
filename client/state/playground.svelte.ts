/** The page's one state: one recording, one cursor, one selection, and what is computed from them. */
import type { Scene, Verdict } from '../../lessons/schema/check.ts';
import type { Lesson } from '../../lessons/schema/lesson.ts';
import type { Scenario } from '../../lessons/schema/scenario.ts';
import { Dissection } from '../../lessons/protocol/dissect.ts';
import { writeAddress } from '../io/address.ts';
import type { OwnBytes } from '../io/own-bytes.ts';
import type { RunProblem } from '../io/api.ts';
import { Console } from './console.svelte.ts';
import { Course } from './course.svelte.ts';
import { Cursor } from './cursor.svelte.ts';
import { endOf, type Bytes } from './marked.ts';
import { OwnLesson } from './own-lesson.svelte.ts';
import { Pool } from './pool.svelte.ts';
import { Recording } from './recording.svelte.ts';
import { Selection } from './selection.svelte.ts';
import type { Written } from './written/written.svelte.ts';

const NOT_YET: Verdict = { done: false, missing: null, show: null };

export class Playground {
  readonly course = new Course();
  readonly recording = new Recording();
  readonly cursor: Cursor = new Cursor(
    this.recording,
    () => this.horizon,
    () => this.#end,
  );
  readonly selection = new Selection(this.recording, this.cursor);
  readonly pool = new Pool(this.recording, this.cursor);
  readonly console = new Console({
    attend: (source) => {
      this.cursor.pause();
      const record = this.recording.attend(source);
      this.pool.clear();
      this.selection.clear();
      this.cursor.goTo(0);
      return record;
    },
    refuse: (problem) => {
      this.recording.refuse(problem);
    },
    follow: () => {
      this.selection.clear();
      this.cursor.toEnd();
    },
  });
  readonly ownLesson = new OwnLesson(this.course, (problem) => {
    this.recording.refuse(problem);
  });
  /** Whether the Events pane shows the comparison that there is, instead of the events. */
  compares = $state(true);
  /** Whether the Wire shows bytes in hexadecimal instead of text. */
  hex = $state(false);
  /** The text of a scenario that came by a link, until the bench has taken it. */
  linked = $state<string | null>(null);
  dialog = $state<'keys' | 'client' | 'own' | 'bench' | null>(null);

  #written = $state.raw<Written | null>(null);

  /** What is written in the step that is open; null until it is loaded. */
  get written(): Written | null {
    return this.#written;
  }

  /** Loads what it takes to write something: for the first step that asks for it. */
  async loadWritten(): Promise<Written> {
    const { Written } = await import('./written/written.svelte.ts');
    return (this.#written ??= new Written(this.course, this.recording));
  }

  /** The time of the latest thing to see: now while a stream is open, else the last that was recorded or simulated. */
  get #end(): number {
    const { recording, pool } = this;
    // The page's clock may be a little behind that of the tap.
    const recorded = recording.dissection.capture.arrivals.latestAt;
    return Math.max(recorded, recording.clock ?? pool.lastChange);
  }

  /** The latest time there is to show. While a simulated request is open, time may go on for ever. */
  get horizon(): number {
    return this.recording.clock === null && this.pool.isOpen ? Infinity : this.#end;
  }

  /** What the parser and the connection hold at the cursor. */
  readonly moment = $derived.by(() => this.recording.dissection.stateAt(this.cursor.offset));

  /** What Start plays: the scenario of the step, or what stands in its editor; null while that is none. */
  readonly scenario: Scenario | null = $derived.by(() =>
    this.course.step.build ? (this.written?.build.scenario ?? null) : this.course.step.scenario,
  );

  /** What reads the stream in the browser, or is going to. */
  readonly client: 'EventSource' | 'fetch' = $derived(
    (this.recording.scenario ?? this.scenario)?.fetch ? 'fetch' : 'EventSource',
  );

  /** Whether what was recorded belongs to another scenario than that of the step. */
  readonly foreign = $derived(
    this.recording.own !== null ||
      this.recording.typed ||
      JSON.stringify(this.recording.scenario) !== JSON.stringify(this.scenario),
  );

  /** What there is to compare: the ways of delivery that are recorded, or the clients of a race. */
  readonly comparison: 'ways' | 'race' | null = $derived.by(() => {
    if (this.recording.own !== null || this.recording.typed) return null;
    if (this.recording.scenario?.deliver) return 'ways';
    return this.course.step.race ? 'race' : null;
  });

  /** What tasks and predictions are judged by: nothing, while the step's own stream has not been started. */
  readonly scene: Scene = $derived.by(() => ({
    dissection: this.foreign ? new Dissection() : this.recording.dissection,
    cursor: this.foreign ? 0 : this.cursor.offset,
    closed: !this.foreign && this.recording.closed,
    typed: this.recording.typed ? this.recording.dissection : null,
    pool: {
      timeline: this.pool.timeline,
      moment: this.pool.moment,
      protocol: this.pool.protocol,
      at: this.cursor.at,
    },
  }));

  readonly tasks = $derived.by(() => this.course.tasks(this.scene));
  /** What is to be written, as one more task; null where nothing is. */
  readonly writing = $derived.by(() => this.course.writtenTask(this.written?.verdict ?? NOT_YET));
  readonly tasksDone = $derived(
    this.tasks.every((task) => task.verdict.done) && this.writing?.verdict.done !== false,
  );

  readonly decided = $derived.by(() => this.course.decided(this.scene));

  /**
   * Starts a stream that plays this scenario, or what the step has to be played. It is recorded from its first byte; the
   * cursor waits.
   */
  async start(given: Scenario | null = null): Promise<void> {
    const { step } = this.course;
    // Where it cannot be loaded, the lesson says so.
    if (!given && step.build && !this.written) await this.loadWritten().catch(() => null);
    const scenario = given ?? this.scenario;
    if (!scenario) {
      // What stands in the editor has mistakes, which it tells.
      if (step.build) this.course.fail();
      return;
    }
    this.cursor.pause();
    await this.recording.start(scenario, () => {
      this.pool.clear();
      if (scenario.protocol === 'HTTP/2') this.pool.protocol = 'HTTP/2';
      this.selection.clear();
      this.cursor.goTo(0);
      this.written?.build.played(given ? null : step, scenario);
    });
  }

  /** Opens the bench with a scenario that came by a link; it is not started. */
  openLinked(text: string | null): void {
    if (text === null) return;
    this.linked = text;
    this.dialog = 'bench';
  }

  /** Shows bytes of the learner's own, all of them received; or says why they cannot be shown. */
  open(own: OwnBytes | RunProblem): void {
    if ('what' in own) {
      this.recording.refuse(own);
      return;
    }
    this.cursor.pause();
    this.recording.open(own);
    this.pool.clear();
    this.selection.clear();
    this.cursor.toEnd();
  }

  /** Plays or pauses. Bytes of the learner's own came at no known time: they are stepped through. */
  toggle(): void {
    if (this.recording.own === null) this.cursor.toggle();
  }

  startOrStop(): void {
    if (this.recording.status === 'live' && !this.foreign) this.recording.stop();
    else void this.start();
  }

  /** Moves the cursor to right after a place and marks it. */
  show(bytes: Bytes): void {
    this.cursor.pause();
    this.cursor.goTo(endOf(bytes));
    this.selection.pin(endOf(bytes) - 1, bytes);
  }

  /** Puts the cursor right after a byte and marks what the byte belongs to. */
  select(offset: number): void {
    this.cursor.pause();
    this.cursor.goTo(offset + 1);
    this.selection.pin(offset);
  }

  /** Enter: commits the prediction, or goes on when everything in the step is done. */
  proceed(): void {
    const { course } = this;
    if (course.step.prediction && course.answer === null) {
      if (course.chosen === null) course.fail();
      else course.commit();
      return;
    }
    if (!this.tasksDone) course.fail();
    else if (!course.forward()) this.toContents();
  }

  toContents(): void {
    writeAddress('contents', false);
  }

  /** Forgets what was done in one lesson, or in all. Of the open one, the stream that did it leaves the screen. */
  forget(lesson: Lesson | null): void {
    if (lesson) this.course.forget(lesson);
    else this.course.replace({});
    if (this.recording.typed || (lesson && lesson !== this.course.lesson)) return;
    this.recording.clear();
    this.pool.clear();
    this.selection.clear();
    this.cursor.goTo(0);
  }

  /** A wrong answer is shown the byte that decides it, as soon as that byte has been captured. */
  showIfWrong(): void {
    const { answered } = this.course;
    const place = this.course.decidedAt(this.scene.dissection);
    if (answered && !answered.right && place) this.show(place);
  }
}
