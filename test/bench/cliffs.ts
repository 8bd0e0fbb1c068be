/** How time grows with size on the inputs where parsers fall off a cliff. */
import type { ContestantName } from './contestants.ts';
import { exponent } from './measure.ts';
import { withContenders, type Contender } from './processes.ts';
import { SHAPED, SHAPES } from './shapes.ts';
import type { Effort, Progress } from './speed.ts';
import { digits, verdict, type Figure, type Table } from './table.ts';

/** 2^1.15 is 2.2: a doubled size may take 2.2 times as long, since more of it misses the caches. */
const MOST = 1.15;
const PARTS = [8, 4, 2, 1];
/** Milliseconds: a size that takes longer is the last, since the next would take at least twice as long. */
const PATIENCE = 15_000;

interface Growth {
  /** Milliseconds for the largest size that was measured. */
  readonly time: number;
  readonly size: number;
  /** Null with fewer than three sizes. */
  readonly exponent: number | null;
}

async function growthOf(
  contender: Contender,
  contestant: ContestantName,
  index: number,
  effort: Effort,
): Promise<Growth> {
  const { size: largest } = SHAPES[index] as (typeof SHAPES)[number];
  const times = new Map<number, number>();
  for (let round = 0; round < Math.min(3, effort.rounds); round++) {
    for (const part of PARTS) {
      const size = largest / part;
      const before = times.get(largest / (part * 2)) ?? 0;
      if (before > PATIENCE || (round > 0 && (times.get(size) ?? Infinity) > PATIENCE / 10)) continue;
      const time = await contender.ask('shape', {
        contestant,
        shape: index,
        size,
        milliseconds: effort.milliseconds,
      });
      times.set(size, Math.min(time, times.get(size) ?? Infinity));
    }
  }
  const points = [...times];
  const [size, time] = points.at(-1) as [number, number];
  return { size, time, exponent: points.length < 3 ? null : exponent(points) };
}

export async function cliffs(effort: Effort, progress: Progress): Promise<Table> {
  const rows: string[][] = [];
  const figures: Figure[] = [];
  const notes = new Set<string>();
  for (const [index, { name, size }] of SHAPES.entries()) {
    progress(name);
    const row = [name];
    for (const contestant of SHAPED) {
      const subject = contestant === 'at once';
      const figure = (value: number | null, note?: string): Figure => {
        return {
          name: `${name}: ${contestant}`,
          value,
          unit: 'exponent',
          target: subject ? { most: MOST } : null,
          ...(note ? { note } : {}),
        };
      };
      const growth = await withContenders(1, ([contender]) =>
        growthOf(contender as Contender, contestant, index, effort),
      ).catch((error: unknown) => String(error));
      const measured = typeof growth === 'string' ? figure(null, growth) : figure(growth.exponent);
      figures.push(measured);
      const partly =
        typeof growth !== 'string' && growth.size < size ? ` (1/${Math.round(size / growth.size)})` : '';
      row.push(
        typeof growth === 'string' ? 'failed' : `${digits(growth.time)} ms${partly}`,
        digits(measured.value),
      );
      if (subject) row.push(verdict(measured));
      if (partly !== '') notes.add('(1/n): at that part of the size; more would have taken too long.');
    }
    rows.push(row);
  }
  return {
    title: 'How time grows with size: every string made at once',
    columns: ['input', 'decoder', 'exponent', `<= ${MOST}`, SHAPED[1] as string, 'exponent'],
    rows,
    notes: [
      'The exponent k of time = c * size^k, fitted to 1/8, 1/4, 1/2 and all of the size. 1 is linear, 2 quadratic.',
      ...notes,
    ],
    figures,
  };
}
