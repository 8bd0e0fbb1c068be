/** What was answered and done in each lesson. Kept in this browser, and sent nowhere. */
import type { Lesson } from '../../lessons/schema/lesson.ts';
import { load, save } from '../io/storage.ts';

/** The choice that was committed to, by its number from 0. */
export type Answer = number;

export interface Progress {
  /** Step that was open last, from 0. */
  readonly step: number;
  /** By step. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** `step.task` of each task done. */
  readonly done: readonly string[];
}

/** By the slug of the lesson. */
export type Kept = Readonly<Record<string, Progress>>;

export const EMPTY: Progress = { step: 0, answers: {}, done: [] };
const KEY = 'progress';

export const PROGRESS_FILE = 'sse-playground-progress.json';
/** What such a file says it is. */
export const WHAT = 'progress in the SSE Playground';

/** Only those that are a choice of their step: a lesson may have changed since they were stored. */
export function knownAnswers(lesson: Lesson, answers: unknown): Record<string, Answer> {
  if (typeof answers !== 'object' || answers === null) return {};
  return Object.fromEntries(
    Object.entries(answers as Record<string, unknown>).filter(
      (entry): entry is [string, Answer] =>
        lesson.steps[Number(entry[0])]?.prediction?.choices[entry[1] as number] !== undefined,
    ),
  );
}

/** What there is in it for these lessons, whatever it is. */
export function knownProgress(lessons: readonly Lesson[], stored: unknown): Kept {
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
    };
  }
  return known;
}

export const loadProgress = (lessons: readonly Lesson[]): Kept => knownProgress(lessons, load(KEY));

export function saveProgress(kept: Kept): void {
  save(KEY, kept);
}

export const writeProgress = (kept: Kept): string =>
  `${JSON.stringify({ what: WHAT, lessons: kept }, null, 2)}\n`;
