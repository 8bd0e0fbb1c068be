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

/** The rule stands in a column of its own, beside the first line. */
export const wrapBesideRule = (text: string, rule: string, cells: number): Wrapped[] =>
  wrap(text, cells).map((line, index) =>
    index === 0
      ? { text: line, gap: cells - widthOf(line) + BETWEEN, rule }
      : { text: line, gap: 0, rule: '' },
  );

/** The rule stands after the last line, or under it. */
export function wrapWithRule(text: string, rule: string, cells: number): Wrapped[] {
  const lines = wrap(text, cells);
  const last = lines.pop() ?? '';
  const bare = (line: string): Wrapped => ({ text: line, gap: 0, rule: '' });
  const fits = rule === '' || widthOf(last) + BETWEEN + rule.length <= cells;
  return fits
    ? [...lines.map(bare), { text: last, gap: BETWEEN, rule }]
    : [...lines.map(bare), bare(last), { text: '', gap: 0, rule }];
}
