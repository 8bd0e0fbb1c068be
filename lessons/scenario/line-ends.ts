/** The line ends of an event stream, HTML 9.2.5: `end-of-line = ( cr lf / cr / lf )`. */
import type { Answer } from '../schema/scenario.ts';

type LineEnd = NonNullable<Answer['lineEnd']>;

const ENDS = { lf: '\n', cr: '\r', crlf: '\r\n' } as const;
const same = (text: string): string => text;
/** CR is never followed by a lone LF: across a blank line a parser would take the two for one line end. */
const MIXED = [ENDS.lf, ENDS.cr, ENDS.crlf];

/** What gives lines that end with LF the line ends asked for. Mixed ones go on from one text to the next. */
export function lineEnds(kind: LineEnd = 'lf'): (text: string) => string {
  if (kind === 'lf') return same;
  if (kind !== 'mixed') return (text) => text.replaceAll('\n', ENDS[kind]);
  let lines = 0;
  return (text) => text.replace(/\n/g, () => MIXED[lines++ % MIXED.length] as string);
}
