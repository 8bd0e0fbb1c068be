/** What was answered and done in each lesson. Kept in this browser, and sent nowhere. */
import type { Lesson, Step } from '../../lessons/schema/lesson.ts';
import type { Answer } from '../../lessons/schema/prediction.ts';
import { isAnswer } from '../../lessons/tasks/grade.ts';
import { load, save } from '../io/storage.ts';

export interface Progress {
  /** Step that was open last, from 0. */
  readonly step: number;
  /** By step. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** `step.task` of each task done. */
  readonly done: readonly string[];
  /** What stands in the editor of a step, where the learner has changed it. */
  readonly drafts: Readonly<Record<string, string>>;
}

/** By the slug of the lesson. */
export type Kept = Readonly<Record<string, Progress>>;

export const EMPTY: Progress = { step: 0, answers: {}, done: [], drafts: {} };
const KEY = 'progress';

export const PROGRESS_FILE = 'sse-playground-progress.json';
/** What such a file says it is. */
export const WHAT = 'progress in the SSE Playground';

/** The key, among those of the tasks, of what is to be written in a step. */
export const writtenIn = (step: number): string => `${step}.written`;

export const isWritten = ({ build, code }: Step): boolean => build !== null || code !== null;

/** Only those that answer their step: a lesson may have changed since they were stored. */
export const knownAnswers = (lesson: Lesson, answers: unknown): Record<string, Answer> =>
  known(
    lesson,
    answers,
    ({ prediction }, value): value is Answer => prediction !== null && isAnswer(prediction, value),
  );

const knownDrafts = (lesson: Lesson, drafts: unknown): Record<string, string> =>
  known(lesson, drafts, (step, value): value is string => isWritten(step) && typeof value === 'string');

/** What is kept by step, as far as it belongs there. */
function known<T>(
  lesson: Lesson,
  stored: unknown,
  belongs: (step: Step, value: unknown) => value is T,
): Record<string, T> {
  if (typeof stored !== 'object' || stored === null) return {};
  const entries = Object.entries(stored as Record<string, unknown>).filter((entry): entry is [string, T] => {
    const step = lesson.steps[Number(entry[0])];
    return step !== undefined && belongs(step, entry[1]);
  });
  return Object.fromEntries(entries);
}

/** What there is in it for these lessons, whatever it is. */
export function knownProgress(lessons: readonly Lesson[], stored: unknown): Kept {
  const kept: Record<string, Progress> = {};
  if (typeof stored !== 'object' || stored === null) return kept;
  for (const [slug, value] of Object.entries(stored as Record<string, Partial<Progress> | null>)) {
    const lesson = lessons.find((candidate) => candidate.slug === slug);
    if (!lesson || typeof value !== 'object' || value === null) continue;
    const step = Number.isInteger(value.step) ? Number(value.step) : 0;
    kept[slug] = {
      step: Math.min(Math.max(0, step), lesson.steps.length - 1),
      answers: knownAnswers(lesson, value.answers),
      done: Array.isArray(value.done) ? value.done.filter((key) => typeof key === 'string') : [],
      drafts: knownDrafts(lesson, value.drafts),
    };
  }
  return kept;
}

/** As it was stored, whatever that is. */
export const loadProgress = (): unknown => load(KEY);

export function saveProgress(kept: Kept): void {
  save(KEY, kept);
}

export const writeProgress = (kept: Kept): string =>
  `${JSON.stringify({ what: WHAT, lessons: kept }, null, 2)}\n`;
