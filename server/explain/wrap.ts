/** Texts in lines of so many cells, each with the rule that it follows from. */
import { widthOf } from './visible.ts';

export interface Wrapped {
  readonly text: string;
  /** Cells between text and rule. */
  readonly gap: number;
  /** Empty on all lines but one. */
  readonly rule: string;
}

const BETWEEN = 2;
/** Cells of a rule that names a section, such as `HTML 9.2.5/9.2.6`. */
export const LONGEST_RULE = 16;

/** Cuts a text into lines of so many cells, between words where that is possible. At least one line. */
export function wrap(text: string, cells: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= cells) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    for (; widthOf(line) > cells; line = line.slice(cells)) lines.push(line.slice(0, cells));
  }
  return [...lines, line];
}

const bare = (text: string): Wrapped => ({ text, gap: 0, rule: '' });

/** A rule that is no section but a sentence stands in the text. */
const wrapSentence = (text: string, rule: string, cells: number): Wrapped[] =>
  wrap(`${text} (${rule})`, cells).map(bare);

/** The rule stands in a column of its own, beside the first line. */
export function wrapBesideRule(text: string, rule: string, cells: number): Wrapped[] {
  if (rule.length > LONGEST_RULE) return wrapSentence(text, rule, cells);
  const [first = '', ...others] = wrap(text, cells);
  return [{ text: first, gap: cells - widthOf(first) + BETWEEN, rule }, ...others.map(bare)];
}

/** The rule stands after the last line, or under it. */
export function wrapWithRule(text: string, rule: string, cells: number): Wrapped[] {
  if (rule.length > LONGEST_RULE) return wrapSentence(text, rule, cells);
  const lines = wrap(text, cells);
  const last = lines.pop() ?? '';
  const fits = rule === '' || widthOf(last) + BETWEEN + rule.length <= cells;
  return fits
    ? [...lines.map(bare), { text: last, gap: BETWEEN, rule }]
    : [...lines.map(bare), bare(last), { text: '', gap: 0, rule }];
}
