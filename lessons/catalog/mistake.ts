/** What is wrong with a lesson file, and where. */

/** In one file. */
export interface Mistake {
  /** Line of the file, from 1. */
  readonly line: number;
  /** The rule that is broken, in words. */
  readonly rule: string;
}

export interface CatalogError extends Mistake {
  /** Path of the file, as it was given. */
  readonly file: string;
}
