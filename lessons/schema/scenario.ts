/**
 * A scenario: what the lab server is to write, and when. Data, not code. This schema is the only judge of one,
 * wherever it comes from: a lesson, the page, a request to the server.
 */
import * as z from 'zod';
import { oneOf } from './one-of.ts';

/** Bounds of a scenario. Past one, it does not validate, and the message names the bound. */
export const SCENARIO_BOUNDS = {
  /** Steps in one scenario. */
  steps: 1000,
  /** Characters in one text, data or comment. */
  text: 65_536,
  /** Milliseconds of one wait. */
  wait: 60_000,
  /** Milliseconds a reconnection time may ask for. */
  retry: 600_000,
} as const;

const B = SCENARIO_BOUNDS;

const oneLine = (name: string) =>
  z
    .string()
    .max(B.text)
    .regex(/^[^\r\n]*$/, `${name} must not hold a CR or LF: it would end the line (HTML 9.2.5)`);

const eventFields = z
  .strictObject({
    comment: oneLine('comment').optional(),
    event: oneLine('event').optional(),
    data: z.string().max(B.text).optional(),
    id: oneLine('id')
      .refine(
        (id) => !id.includes('\0'),
        'id must not hold U+0000: the parser would ignore the field (HTML 9.2.6)',
      )
      .optional(),
    retry: z.int().min(0).max(B.retry).optional(),
  })
  .refine(
    (fields) => Object.keys(fields).length > 0,
    'an event needs at least one of comment, event, data, id, retry',
  );

const hex = z
  .string()
  .max(2 * B.text)
  .regex(/^(\s*[0-9a-fA-F]{2})+\s*$/, 'bytes must be pairs of hexadecimal digits, such as "c3 a9"');

const step = oneOf('a step', {
  event: eventFields,
  text: z.string().min(1).max(B.text),
  bytes: hex,
  wait: z.int().min(0).max(B.wait),
});

/**
 * - `steps`: written in order. `event` is formatted as the standard says and ends with its blank line; `text` is
 *   UTF-8; `bytes` are hexadecimal. Each of the three is one write, and so one chunk. `wait` is milliseconds.
 * - `then`: what follows the last step. `end` finishes the response, `hold` leaves it unfinished for ever,
 *   `cut` closes the socket without the last-chunk. Default `hold`.
 */
export const scenarioSchema = z.strictObject({
  steps: z.array(step).max(B.steps),
  then: z.enum(['end', 'hold', 'cut']).default('hold'),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioStep = Scenario['steps'][number];
export type EventFields = z.infer<typeof eventFields>;
