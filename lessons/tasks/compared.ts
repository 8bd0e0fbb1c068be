/** What came beside what was wanted, one row for each, as far as the longer of the two goes. */

export interface Row {
  /** Null where one more came than was wanted. */
  readonly wanted: string | null;
  /** Null where nothing came, or not yet. */
  readonly came: string | null;
}

export interface Compared {
  readonly rows: readonly Row[];
  /** Index of the first row in which the two differ; null when all that came is as wanted, though more may be wanted. */
  readonly differs: number | null;
}

/** `same` tells whether item `index`, which both have, is as wanted. */
export function compare(
  wanted: readonly string[],
  came: readonly string[],
  same: (index: number) => boolean,
): Compared {
  const length = Math.max(wanted.length, came.length);
  const rows = Array.from({ length }, (_, index) => ({
    wanted: wanted[index] ?? null,
    came: came[index] ?? null,
  }));
  const differs = came.findIndex((_, index) => index >= wanted.length || !same(index));
  return { rows, differs: differs < 0 ? null : differs };
}

const LONGEST = 200;

/** A text as it would stand in code, so that its line ends are seen. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
