/** A file of progress, read. It is loaded when one is opened: the schema is large. */
import '../io/no-eval.ts';
import * as z from 'zod';
import type { Lesson } from '../../lessons/schema/lesson.ts';
import { inputErrors, type InputError } from '../../lessons/schema/issues.ts';
import { PROGRESS } from '../words/progress.ts';
import { knownProgress, WHAT, type Kept } from './progress.ts';

const STEP = { rule: /^\d+$/, says: PROGRESS.stepRule };

/** Whether an answer is one of its step is judged by `knownAnswers`. */
const fileSchema = z.strictObject({
  what: z.literal(WHAT),
  /** By the slug of the lesson. */
  lessons: z.record(
    z.string(),
    z.strictObject({
      step: z.int().min(0),
      answers: z.record(z.string().regex(STEP.rule, STEP.says), z.json()),
      done: z.array(z.string()),
      drafts: z.record(z.string().regex(STEP.rule, STEP.says), z.string()),
    }),
  ),
});

export interface OpenedProgress {
  readonly kept: Kept;
  /** What the file has that this course has not, in words. */
  readonly left: readonly string[];
}

export function readProgress(
  lessons: readonly Lesson[],
  text: string,
): OpenedProgress | { readonly errors: readonly InputError[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { errors: [{ path: '', rule: PROGRESS.noJson((error as Error).message) }] };
  }
  const read = fileSchema.safeParse(json);
  if (!read.success) return { errors: inputErrors(read.error) };
  const kept = knownProgress(lessons, read.data.lessons);
  const left = Object.entries(read.data.lessons).flatMap(([slug, { answers }]) => {
    const known = kept[slug];
    if (!known) return [PROGRESS.noLesson(slug)];
    const lost = Object.keys(answers).filter((step) => known.answers[step] === undefined);
    return lost.map((step) => PROGRESS.noAnswer(Number(step) + 1, slug));
  });
  return { kept, left };
}
