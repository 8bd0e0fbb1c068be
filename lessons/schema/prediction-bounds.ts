/** Bounds of predictions. */

/** The largest number that may be asked for, and its digits are few enough for a field. */
export const LARGEST_NUMBER = 1_000_000_000;

/** Bytes of content in which a place can be pointed at: as many as are shown at once. */
export const MOST_POINTED = 1000;
