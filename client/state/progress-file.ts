/** A file of progress, read. It is loaded when one is opened: the schema is large. */
import '../io/no-eval.ts';
import * as z from 'zod';
import type { Lesson } from '../../lessons/schema/lesson.ts';
import { inputErrors, type InputError } from '../../lessons/schema/issues.ts';
import { knownProgress, WHAT, type Kept } from './progress.ts';

/** Whether an answer is one of its step is judged by `knownAnswers`. */
const fileSchema = z.strictObject({
  what: z.literal(WHAT),
  /** By the slug of the lesson. */
  lessons: z.record(
    z.string(),
    z.strictObject({
      step: z.int().min(0),
      answers: z.record(z.string().regex(/^\d+$/, 'a step is a number, from 0'), z.json()),
      done: z.array(z.string()),
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
    return { errors: [{ path: '', rule: `is no JSON: ${(error as Error).message}` }] };
  }
  const read = fileSchema.safeParse(json);
  if (!read.success) return { errors: inputErrors(read.error) };
  const kept = knownProgress(lessons, read.data.lessons);
  const left = Object.entries(read.data.lessons).flatMap(([slug, { answers }]) => {
    const known = kept[slug];
    if (!known) return [`the lesson “${slug}”, which is not in this course`];
    const lost = Object.keys(answers).filter((step) => known.answers[step] === undefined);
    return lost.map((step) => `the answer to step ${Number(step) + 1} of “${slug}”, which is none there`);
  });
  return { kept, left };
}
