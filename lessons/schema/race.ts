/** A race of clients: the stream of the step, as several programs and the browser read it, side by side. */
import * as z from 'zod';
import type { Scenario } from './scenario.ts';

/** There is nothing to say about it: the block may be empty. */
export const raceSchema = z.preprocess((value) => value ?? {}, z.strictObject({}));

export type Race = z.infer<typeof raceSchema>;

/** Why there can be no race over such a stream; null when there can. */
export function whyNoRace(scenario: Scenario | null): string | null {
  if (scenario === null) return 'a race needs a stream: a scenario in this step, or in one before it';
  if (scenario.deliver) return 'a race goes without deliver';
  const answers = [scenario, ...(scenario.attempts ?? [])];
  if (answers.some(({ gzip }) => gzip)) return 'a race goes without gzip: the programs read plain content';
  // One client asks for itself, and later.
  return JSON.stringify(answers).includes('{time}')
    ? 'a race goes without {time}: each client has to get the same'
    : null;
}
