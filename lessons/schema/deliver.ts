/** How the notifications of a scenario are delivered besides the event stream, so that the ways can be compared. */
import * as z from 'zod';

export const DELIVER_BOUNDS = {
  /** Notifications in all. */
  notifications: 1000,
  /** Milliseconds from the first request to the last notification, and to the end of the time offline. */
  time: 600_000,
  /** Milliseconds from one poll to the next, and of one long poll. */
  poll: { least: 100, most: 60_000 },
} as const;

const B = DELIVER_BOUNDS;
const pollTime = z.int().min(B.poll.least).max(B.poll.most);

/**
 * - `poll`: a client asks every so many milliseconds, and is told at once what it does not have yet.
 * - `longPoll`: a client asks, and is answered when there is something it does not have yet, or with nothing after so
 *   many milliseconds; then it asks again.
 * - `webSocket: true`: one message each.
 * - `offline`: from `from` to `to`, in milliseconds since the first request, the lab breaks every connection off.
 */
export const deliverSchema = z.strictObject({
  poll: pollTime.optional(),
  longPoll: pollTime.optional(),
  webSocket: z.literal(true).optional(),
  offline: z
    .strictObject({ from: z.int().min(0), to: z.int().max(B.time) })
    .refine(({ from, to }) => from < to, 'from must be before to')
    .optional(),
});

export type Deliver = z.infer<typeof deliverSchema>;
