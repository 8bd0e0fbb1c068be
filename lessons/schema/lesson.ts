/**
 * A lesson, as its Markdown file says it. The catalog turns a file into this shape; the page and the tests use
 * nothing else.
 */
import type { RootContent } from 'mdast';
import * as z from 'zod';
import type { BreakEven } from './break-even-fields.ts';
import type { Build } from './build.ts';
import { checkSchema } from './check-schema.ts';
import type { Code } from './code.ts';
import type { Prediction } from './prediction.ts';
import type { Race } from './race.ts';
import type { Scenario } from './scenario.ts';
import type { Take } from './take.ts';

const sentence = z.string().trim().min(1);

/** The front matter of a lesson file. */
export const frontMatterSchema = z.strictObject({
  title: sentence,
  /** What somebody who has done the lesson can answer. */
  question: sentence,
  /** The answer to it, in one or two sentences. */
  answer: sentence,
  /** How long it takes. */
  minutes: z.int().min(1).max(45),
  /** What to check, in this order, when something is not as it should be: printed with the summary. */
  checklist: z.array(sentence).min(2).max(8).optional(),
  /** The language that it is written in, as BCP 47 names it. */
  lang: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/, 'a language is written as in "en", "de" or "pt-BR"')
    .default('en'),
});

export const taskSchema = z.strictObject({
  /** What to do, as one sentence. */
  do: sentence,
  check: checkSchema,
  /** Shown when the learner asks, or tried and failed. */
  hint: sentence.optional(),
});
export type Task = z.infer<typeof taskSchema>;

export interface Step {
  /** From the step's heading. */
  readonly title: string;
  /** The step's text, without its blocks, as a Markdown syntax tree without positions. */
  readonly prose: readonly RootContent[];
  /**
   * The scenario that Start plays in this step: its own, or that of the nearest step before it. Where a stream is to be
   * built, what stands in the editor at first.
   */
  readonly scenario: Scenario | null;
  readonly prediction: Prediction | null;
  readonly tasks: readonly Task[];
  /** What is to be written in this step: at most one of the two. */
  readonly build: Build | null;
  readonly code: Code | null;
  /** The same as a program of one's own. */
  readonly take: Take | null;
  /** What is shown besides. */
  readonly race: Race | null;
  readonly breakEven: BreakEven | null;
}

export interface Lesson {
  /** Folder name without its number; the link to the lesson. */
  readonly slug: string;
  readonly chapter: string;
  readonly title: string;
  readonly question: string;
  readonly answer: string;
  readonly minutes: number;
  readonly checklist?: readonly string[] | undefined;
  readonly lang: string;
  /** The statement that the lesson puts to the test, from its block quote. */
  readonly claim: string;
  readonly steps: readonly Step[];
  /** The same lesson in other languages, where there are any. */
  readonly translations?: readonly Lesson[];
}
