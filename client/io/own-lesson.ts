/** A lesson file of the learner's own, read and tried in a thread of its own: whatever is in it, the page does not wait. */
import type { Entry } from '../../lessons/catalog/glossary.ts';
import type { Mistake } from '../../lessons/catalog/mistake.ts';
import type { Lesson } from '../../lessons/schema/lesson.ts';
import { OWN_LESSON } from '../words/own-lesson.ts';

export interface LessonFile {
  readonly text: string;
  /** The course beside which it is read. */
  readonly course: readonly Lesson[];
  readonly glossary: readonly Entry[];
}

/** What the thread says: the lesson, or why it is none; and after a lesson, what its trial found. */
export type Said =
  | { readonly lesson: Lesson }
  | { readonly mistakes: readonly Mistake[] }
  | { readonly remarks: readonly Mistake[] };

/** Milliseconds for reading and for the trial together. */
const PATIENCE = 15_000;

/** Returns what stops it. `gaveUp` is called when it takes too long, or breaks. */
export function readOwnLesson(
  file: LessonFile,
  said: (what: Said) => void,
  gaveUp: (why: string) => void,
): () => void {
  const worker = new Worker(new URL('./own-lesson-worker.ts', import.meta.url), { type: 'module' });
  const timer = setTimeout(() => {
    worker.terminate();
    gaveUp(OWN_LESSON.tookTooLong(PATIENCE / 1000));
  }, PATIENCE);
  const stop = () => {
    clearTimeout(timer);
    worker.terminate();
  };
  worker.onmessage = ({ data }: MessageEvent<Said>) => {
    if (!('lesson' in data)) stop();
    said(data);
  };
  worker.onerror = ({ message }) => {
    stop();
    gaveUp(message || OWN_LESSON.serverGone);
  };
  worker.postMessage(file);
  return stop;
}
