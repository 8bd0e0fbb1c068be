/** Where the parts of a step stand in its file: for what only the run of a lesson, or the whole course, can judge. */
import type { Placed, PlacedLink } from './prose.ts';

export interface StepLines {
  readonly heading: number;
  /** Null when nothing is to be predicted. */
  readonly prediction: number | null;
  readonly tasks: readonly number[];
  /** Of what is to be written: a stream, or code; null when nothing is. */
  readonly written: number | null;
  readonly texts: readonly Placed[];
  readonly links: readonly PlacedLink[];
}
