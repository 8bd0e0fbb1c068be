/** The content of a response as glyphs to point at, line by line. */
import { PREDICTION } from '../../words/prediction.ts';
import { glyphAt } from '../wire/glyphs.ts';

export interface PointGlyph {
  readonly text: string;
  /** Offset in the content of its first byte, and how many bytes it is. */
  readonly at: number;
  readonly size: number;
  /** Whether it ends a line; `rest` is the LF of a CRLF. */
  readonly ending: false | 'whole' | 'rest';
}

export function glyphsOf(bytes: Uint8Array): PointGlyph[] {
  const glyphs: PointGlyph[] = [];
  for (let at = 0; at < bytes.length;) {
    const { text, bytes: size } = glyphAt(bytes, at);
    const isRest = text === '\\n' && glyphs.at(-1)?.text === '\\r';
    const ending = text === '\\n' || text === '\\r' ? (isRest ? 'rest' : 'whole') : false;
    glyphs.push({ text, at, size, ending });
    at += size;
  }
  return glyphs;
}

/** Index of the first glyph of each line. */
export const lineStarts = (glyphs: readonly PointGlyph[]): number[] =>
  glyphs.flatMap((glyph, index) =>
    index === 0 || (glyphs[index - 1]?.ending && glyph.ending !== 'rest') ? [index] : [],
  );

/** `line 2, \n after “data: one”`. */
export function inWords(glyphs: readonly PointGlyph[], index: number): string {
  const starts = lineStarts(glyphs);
  const line = starts.findLastIndex((start) => start <= index);
  const { text = '', ending = false } = glyphs[index] ?? {};
  const start = starts[line] ?? 0;
  const textOf = (from: number, to: number) =>
    glyphs
      .slice(from, to)
      .map((each) => each.text)
      .join('');
  const name = ending ? (text === '\\n' ? PREDICTION.lf : PREDICTION.cr) : PREDICTION.glyph(text);
  return index === start
    ? PREDICTION.atBeginning(name, line + 1)
    : PREDICTION.after(name, textOf(start, index), line + 1);
}
