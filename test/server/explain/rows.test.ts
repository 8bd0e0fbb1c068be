/** The rows of an input: all its bytes once, in order, with the problems that `--json` lists, whatever the reads were. */
import { describe, expect, it } from 'vitest';
import { problemsOf, type Problem } from '../../../server/explain/problems.ts';
import type { Reading } from '../../../server/explain/reading.ts';
import type { Row } from '../../../server/explain/row.ts';
import { Rows } from '../../../server/explain/rows.ts';
import { cutsOf, INPUTS, read, type Input } from './inputs.ts';

interface Told {
  readonly reading: Reading;
  readonly rows: Row[];
  /** Bytes after the last row: those that are not decoded. */
  readonly left: number;
}

/** Plays an input. With `all`, a pause is made after each arrival, so that what is unfinished is shown too. */
function play(input: Input, cuts: readonly number[] = [], all = false): Told {
  const rows: Row[] = [];
  let source: Rows | null = null;
  const take = ({ dissection, opening }: Reading, rest: boolean) => {
    if (dissection === null || opening === null) return;
    source ??= new Rows(dissection, opening);
    rows.push(...source.next(rest));
  };
  const reading = read(input, cuts, (each) => take(each, all));
  take(reading, true);
  const shown = source as Rows | null;
  const left = shown?.left ?? 0;
  if (shown !== null) rows.push(...shown.end());
  return { reading, rows, left };
}

const withBytes = (rows: readonly Row[]) => rows.filter(({ runs }) => runs.length > 0);

/** What does not tile the input, in words. */
function untiled({ rows, left, reading }: Told): string[] {
  const wrong: string[] = [];
  let end = 0;
  for (const row of withBytes(rows)) {
    for (const run of row.runs) {
      if (run.start !== end || run.end <= run.start) wrong.push(`${run.start}-${run.end} after ${end}`);
      end = run.end;
    }
    if (row.end !== end || row.start !== row.runs[0]?.start) wrong.push(`a row to ${row.end}, not ${end}`);
  }
  if (end + left !== reading.size) wrong.push(`${end} and ${left} of ${reading.size}`);
  return wrong;
}

const problemText = ({ at, rule, message }: Problem) => `${at}: ${message} (${rule})`;
const sorted = (problems: readonly Problem[]) => problems.map(problemText).sort();
const marked = ({ rows }: Told) => sorted(rows.flatMap(({ problems }) => problems));

/** A row without its tokens: they are others each time. */
const plain = ({ event, begins, ...row }: Row) => ({
  ...row,
  event: event?.start ?? null,
  begins: begins?.start ?? null,
});

const HALF_A_BOM = 'A stream that ends inside a byte order mark';

describe.each(INPUTS)('$name', (input) => {
  const whole = play(input);

  it('is shown byte for byte, with its problems', () => {
    expect(untiled(whole)).toEqual([]);
    expect(marked(whole)).toEqual(sorted(problemsOf(whole.reading)));
    const events = whole.rows.filter(({ event }) => event !== null).length;
    expect(events).toBe(whole.reading.dissection?.events.length ?? 0);
    for (const row of withBytes(whole.rows)) expect(row.says ?? row.problems[0]).toBeDefined();
  });

  // Two bytes of a byte order mark are one or none: that depends on what has arrived when they are shown.
  if (!input.name.startsWith(HALF_A_BOM)) {
    it('is shown the same wherever it is cut', () => {
      const rows = whole.rows.map(plain);
      for (const cuts of cutsOf(input))
        expect(play(input, cuts).rows.map(plain), `cut at ${cuts.join(' ')}`).toEqual(rows);
    });
  }

  it('is shown once, with the same problems, when it pauses anywhere', () => {
    for (const cuts of cutsOf(input)) {
      const told = play(input, cuts, true);
      const where = `cut at ${cuts.join(' ')}`;
      expect(untiled(told), where).toEqual([]);
      expect(marked(told), where).toEqual(marked(whole));
    }
  });
});
