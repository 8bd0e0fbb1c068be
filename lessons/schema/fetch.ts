/**
 * How the page asks for the stream of a scenario with `fetch`, in place of an EventSource: as it is done for the answers
 * of language models.
 *
 * The body is a text, and `fetch` says so in the request: `Content-Type: text/plain;charset=UTF-8`. There is no other
 * type to choose. The lab is of another origin than the page, and a browser that is to send `application/json` there
 * asks for leave first, with a request of its own (Fetch, CORS-preflight fetch), which would be one more on the wire.
 */
import * as z from 'zod';
import { FETCH_BOUNDS } from './fetch-bounds.ts';

/**
 * - `method`: default POST. `body`: what is sent with it.
 * - `retries`: how often the client sends the same request again by itself when the response was broken off, as many
 *   libraries do: not when it ended as its framing says, not when it was aborted, and whatever it had read before.
 */
export const fetchSchema = z
  .strictObject({
    method: z.enum(['POST', 'GET']).default('POST'),
    body: z.string().max(FETCH_BOUNDS.body).optional(),
    retries: z.int().min(0).max(FETCH_BOUNDS.retries).optional(),
  })
  .refine(({ method, body }) => method === 'POST' || body === undefined, {
    path: ['body'],
    error: 'goes with POST: a GET has no body (Fetch, Request constructor)',
  });

export type FetchAsked = z.infer<typeof fetchSchema>;
