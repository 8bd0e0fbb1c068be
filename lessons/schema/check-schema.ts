/** What a lesson can ask a learner to bring about. `check.ts` judges it. */
import * as z from 'zod';
import { oneOf } from './one-of.ts';
import { placeSchema } from './place-schema.ts';

const count = z.int().min(0);

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
  /**
   * On one connection of the console: at least so many requests have been typed, and exactly so many responses have
   * begun.
   */
  typed: z.strictObject({ requests: count, responses: count }),
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
