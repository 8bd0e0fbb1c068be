/** The lesson file that the learner opened: what is wrong with it, or what its trial found. */
import type { Mistake } from '../../lessons/catalog/mistake.ts';
import { writeAddress } from '../io/address.ts';
import type { RunProblem } from '../io/api.ts';
import { textOfFile } from '../io/files.ts';
import { readOwnLesson } from '../io/own-lesson.ts';
import { loadInTab, saveInTab } from '../io/storage.ts';
import { OWN_LESSON } from '../words/own-lesson.ts';
import type { Course } from './course.svelte.ts';
import { shipped } from './lessons.svelte.ts';

type Stage = 'reading' | 'mistaken' | 'trying' | 'tried';

/** Where the tab keeps the file, for when the page is loaded anew. */
const KEPT = 'own-lesson';

export class OwnLesson {
  readonly #course: Course;
  readonly #refuse: (problem: RunProblem) => void;
  #name = $state('');
  #stage = $state<Stage | null>(null);
  #found = $state.raw<readonly Mistake[]>([]);
  #stop: (() => void) | null = null;

  constructor(course: Course, refuse: (problem: RunProblem) => void) {
    this.#course = course;
    this.#refuse = refuse;
    const kept = loadInTab(KEPT);
    if (course.asksForOwn && isKept(kept)) this.#read(kept.name, kept.text);
  }

  /** Of the file. */
  get name(): string {
    return this.#name;
  }
  /** Null before a file is opened. */
  get stage(): Stage | null {
    return this.#stage;
  }
  /** The mistakes of a file that is no lesson, or what is to be said of one that is. */
  get found(): readonly Mistake[] {
    return this.#found;
  }

  async open(file: File): Promise<void> {
    const text = await textOfFile(file);
    if (typeof text !== 'string') {
      this.#refuse(text);
      return;
    }
    this.#read(file.name, text);
  }

  #read(name: string, text: string): void {
    this.#stop?.();
    this.#name = name;
    this.#stage = 'reading';
    this.#found = [];
    this.#stop = readOwnLesson(
      { text, course: this.#course.lessons, glossary: shipped.glossary },
      (said) => {
        if ('lesson' in said) {
          this.#stage = 'trying';
          saveInTab(KEPT, { name, text });
          this.#course.openOwn(said.lesson);
        } else if ('mistakes' in said) this.#mistaken(said.mistakes);
        else {
          this.#stage = 'tried';
          this.#found = said.remarks;
        }
      },
      (why) => {
        if (this.#stage === 'reading') this.#mistaken([{ line: 1, rule: OWN_LESSON.notRead(why) }]);
        else {
          this.#stage = 'tried';
          this.#found = [{ line: 1, rule: OWN_LESSON.trialStopped(why) }];
        }
      },
    );
  }

  #mistaken(mistakes: readonly Mistake[]): void {
    this.#stage = 'mistaken';
    this.#found = mistakes;
    writeAddress('contents', false);
  }
}

const isKept = (kept: unknown): kept is { readonly name: string; readonly text: string } =>
  typeof kept === 'object' &&
  kept !== null &&
  'name' in kept &&
  'text' in kept &&
  typeof kept.name === 'string' &&
  typeof kept.text === 'string';
