/**
 * A lesson, as its Markdown file says it. The catalog turns a file into this shape; the page and the tests use
 * nothing else.
 */
import type { RootContent } from 'mdast';
import * as z from 'zod';
import type { BreakEven } from './break-even-fields.ts';
import type { Build } from './build.ts';
import type { Code } from './code.ts';
import { oneOf } from './one-of.ts';
import type { Race } from './race.ts';
import { scenarioSchema, type Scenario } from './scenario.ts';

const count = z.int().min(0);
const nth = z.int().min(1);
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

/** The places in a capture that a lesson can name. `findPlace` finds them. */
export const TARGETS = [
  'start-line',
  'head-end',
  'chunk',
  'chunk-size',
  'chunk-data-end',
  'last-chunk',
  'line',
  'field-name',
  'field-value',
  'blank-line',
  'event',
  'character',
  'end-of-bytes',
] as const;

/**
 * A place in the capture, named by what it is and never by an offset, so that it holds for every browser.
 * - `nth`: which one, from 1, in the order of the bytes. Default 1.
 * - `event`: only inside the nth event dispatched, or the block that will be it.
 * - `text`: only where the decoded text is this.
 */
export const placeSchema = z.strictObject({
  target: z.enum(TARGETS),
  nth: nth.optional(),
  event: nth.optional(),
  text: z.string().optional(),
});
export type Place = z.infer<typeof placeSchema>;

/** Something the learner has to bring about. It is judged by what is on screen at the cursor, never by text. */
export const checkSchema = oneOf('a check', {
  /** At least so many requests of the run have reached the lab. */
  requests: count,
  /**
   * Where the cursor stands. `inside`: the last byte received is one of the place's; `after`: it is the place's last
   * one; `part`: some of the place has been received, but not all.
   */
  cursor: placeSchema.extend({ edge: z.enum(['inside', 'after', 'part']).default('inside') }),
  /** Exactly so many events have been dispatched at the cursor. */
  dispatched: count,
  /** The learner has closed the EventSource. */
  closed: z.literal(true),
  /** What the simulated pool shows at the cursor. Each number given must be reached at least. */
  pool: z.strictObject({
    streams: count.optional(),
    waiting: count.optional(),
    /** Requests that had to wait and were then served. */
    served: count.optional(),
    connections: z.strictObject({ exactly: count }).optional(),
    protocol: z.enum(['HTTP/1.1', 'HTTP/2']).optional(),
  }),
});
export type Check = z.infer<typeof checkSchema>;

export const taskSchema = z.strictObject({
  /** What to do, as one sentence. */
  do: sentence,
  check: checkSchema,
  /** Shown when the learner asks, or tried and failed. */
  hint: sentence.optional(),
});
export type Task = z.infer<typeof taskSchema>;

const choiceSchema = z.strictObject({
  text: sentence,
  right: z.literal(true).optional(),
  /** Why it is right or wrong, said after the learner has committed to it. */
  because: sentence,
  /** The rule that decides, such as `HTML 9.2.6`. */
  rule: sentence.optional(),
  /** Where the wire decides it: the cursor goes there. The verdict waits until the place has been captured. */
  show: placeSchema.optional(),
  /** What has to be seen first, where it is not the wire that decides. */
  decides: checkSchema.optional(),
});

export const predictionSchema = z
  .strictObject({
    ask: sentence,
    choices: z.array(choiceSchema).min(2).max(5),
  })
  .refine((prediction) => prediction.choices.filter((choice) => choice.right).length === 1, {
    path: ['choices'],
    error: 'exactly one choice has "right: true"',
  });
export type Prediction = z.infer<typeof predictionSchema>;
export type Choice = Prediction['choices'][number];

export { scenarioSchema };

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
}
