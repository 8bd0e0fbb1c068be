/** How a lesson names a place in a capture. `place.ts` finds it. */
import * as z from 'zod';

const nth = z.int().min(1);

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
