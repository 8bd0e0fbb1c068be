/**
 * A stream that the learner writes or repairs: as text, which is the content as it stands, or as a scenario. The lab
 * plays it, and it is judged by what comes of it (`tasks/judge-build.ts`).
 */
import * as z from 'zod';
import { oneKindOf } from './one-of.ts';
import { SCENARIO_BOUNDS, scenarioSchema } from './scenario.ts';

const sentence = z.string().trim().min(1);
const content = z.string().max(SCENARIO_BOUNDS.text);

/** Requests after which an EventSource that asks for ever is not played on: a build has to ask for fewer. */
const MOST_REQUESTS = 3;

const asked = {
  /** What to do, as one sentence. */
  do: sentence,
  /** What has to be dispatched, in this order and nothing else. What is left out of one does not matter. */
  events: z
    .array(
      z.strictObject({ type: z.string().optional(), data: z.string().optional(), id: z.string().optional() }),
    )
    .max(50),
  /** Shown to those who tried and failed. */
  hint: sentence.optional(),
};

/** `text` is what stands in the editor at first; `solution` passes; each of `wrong` fails. */
const textSchema = z.strictObject({
  ...asked,
  text: content,
  solution: content,
  wrong: z.array(content).min(1),
});

/**
 * The same with scenarios.
 * - `requests`: exactly so many have to reach the lab. Without it, what comes of the first request alone is judged.
 * - `within`: each event has to reach the client at most so many milliseconds after the server wrote it.
 * - `ends: clean`: the response has to end, and as its framing says.
 */
const scenarioBuildSchema = z.strictObject({
  ...asked,
  scenario: scenarioSchema,
  solution: scenarioSchema,
  wrong: z.array(scenarioSchema).min(1),
  requests: z.int().min(1).max(MOST_REQUESTS).optional(),
  within: z.int().min(1).max(SCENARIO_BOUNDS.wait).optional(),
  ends: z.literal('clean').optional(),
});

export const buildSchema = oneKindOf('a build', { text: textSchema, scenario: scenarioBuildSchema });

export type TextBuild = z.infer<typeof textSchema>;
export type ScenarioBuild = z.infer<typeof scenarioBuildSchema>;
export type Build = TextBuild | ScenarioBuild;
export type WantedEvent = Build['events'][number];
