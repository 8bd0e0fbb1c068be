/** Bounds of code that a learner writes, and of what it does against one stream. */
export const CODE_BOUNDS = {
  /** Characters of the code. */
  code: 10_000,
  /** Calls of `show`, and characters of one value as JSON. */
  shows: 100,
  value: 2000,
  streams: 4,
  /** Milliseconds that a stream may take. */
  time: 10_000,
} as const;
