/**
 * A few lines of the learner's browser code, run against real streams of the lab. They see `url`, where the stream is,
 * and `show(value)`; it is judged by what is shown (`tasks/judge-code.ts`).
 */
import * as z from 'zod';
import { CODE_BOUNDS } from './code-bounds.ts';
import { scenarioSchema, type Scenario } from './scenario.ts';

const B = CODE_BOUNDS;

const sentence = z.string().trim().min(1);
const code = z.string().max(B.code);

export const codeSchema = z.strictObject({
  /** What to do, as one sentence. */
  do: sentence,
  /** What stands in the editor at first: the body of an async function. */
  start: code,
  /** What `show` has to be called with, in this order and with nothing else, whatever stream it is. */
  shows: z.array(z.json()).min(1).max(B.shows),
  /** Default: that of the step, as it is and cut at every byte. */
  streams: z.array(scenarioSchema).min(1).max(B.streams).optional(),
  /** Shown to those who tried and failed. */
  hint: sentence.optional(),
  solution: code,
  wrong: z.array(code).min(1),
});

export type Code = Omit<z.infer<typeof codeSchema>, 'streams'> & { readonly streams: readonly Scenario[] };

/** What code is run against where the lesson says nothing. A browser that is busy reads two bytes at once if they are nearer. */
export const streamsOf = (scenario: Scenario): readonly Scenario[] => [
  scenario,
  { ...scenario, split: { bytes: 1, gap: 5 } },
];
