/** In points. */
const LARGEST = 10.5;

/** In letters: each text begins a line, and leaves about half of one empty. */
const HALF_A_LINE = 28;

/** Square points that all letters together may have. */
const PAGE = 470_000;

/** The size of the letters, in points, with which these texts are one page of A4 or Letter. */
export function sheetSize(texts: readonly string[]): number {
  const letters = texts.reduce((sum, { length }) => sum + length + HALF_A_LINE, 0);
  return Math.min(LARGEST, Math.sqrt(PAGE / letters));
}
