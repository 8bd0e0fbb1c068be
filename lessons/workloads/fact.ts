/** Something that a browser does, for somebody who wonders. */

export interface Fact {
  /** In links. */
  readonly slug: string;
  readonly question: string;
  /** Where no workload shows it, this also says how to try it by hand. */
  readonly answer: string;
  /** Where it was seen, or read. Nothing else is a fact. */
  readonly seen: string;
  /** The slug of the workload of the gallery that shows it; null where none can. */
  readonly workload: string | null;
}

export const CHROMIUM = 'Chromium 156, headless, on loopback';
