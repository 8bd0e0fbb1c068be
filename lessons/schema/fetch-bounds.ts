/** What is fixed of a request that the page sends with `fetch`, for those who do not read scenarios. */
export const FETCH_BOUNDS = {
  /** Characters of the body. */
  body: 4096,
  /** How often the same request is sent again. */
  retries: 5,
} as const;

/** The type that `fetch` gives a body that is a string (Fetch, extract a body). */
export const BODY_TYPE = 'text/plain;charset=UTF-8';

/** Milliseconds from a response that was broken off to the same request again. */
export const RETRY_WAIT = 500;
