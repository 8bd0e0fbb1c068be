import { describe, expect, it } from 'vitest';
import { exponent, median, spread, throughput } from './measure.ts';
import { digits, figuresOf, isMet, textOf, verdict, type Figure } from './table.ts';

describe('the numbers', () => {
  it('have a middle and a spread', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(spread([5, 1, 2, 3, 4])).toBeCloseTo(2 / 3, 10);
    expect(throughput(2_000_000, 4)).toBe(500);
  });

  it.each([0.5, 1, 1.15, 2])('of growth are fitted exactly: %d', (k) => {
    const points = [1, 2, 4, 8].map((size) => [size, 3 * size ** k] as const);
    expect(exponent(points)).toBeCloseTo(k, 10);
  });

  it('of growth are fitted to all points alike', () => {
    // prettier-ignore
    expect(exponent([[1, 1], [2, 4], [4, 4], [8, 16]])).toBeCloseTo(1.2, 10);
  });
});

describe('a table', () => {
  const figure = (value: number | null, target: Figure['target']): Figure => ({
    name: 'a',
    value,
    unit: 'ms',
    target,
  });

  it('says of each target whether it is met', () => {
    expect(
      [figure(1.5, { least: 1.5 }), figure(1.49, { least: 1.5 }), figure(null, { least: 1 })].map(verdict),
    ).toEqual(['ok', 'BELOW', 'NOT MEASURED']);
    expect([figure(24, { most: 24 }), figure(24.1, { most: 24 })].map(verdict)).toEqual(['ok', 'ABOVE']);
    expect(verdict(figure(1, null))).toBe('');
    expect([isMet(figure(1, null)), isMet(figure(null, { most: 1 }))]).toEqual([null, false]);
  });

  it('shows a missed target as missed', () => {
    expect(digits(1.49)).toBe('1.49');
    expect([digits(999.4), digits(12.34), digits(0.004), digits(null)]).toEqual(['999', '12.3', '0.00', '-']);
  });

  it('lays its columns out', () => {
    const text = textOf({
      title: 'T',
      columns: ['a', 'bb'],
      rows: [
        ['ccc', '1'],
        ['d', '22'],
      ],
      notes: ['n'],
      figures: [],
    });
    expect(text).toBe('T\n\na    bb\n---  --\nccc   1\nd    22\n\nn');
  });

  it('gives its figures to programs', () => {
    const figures = [figure(1, { most: 2 }), { ...figure(null, { least: 1 }), note: 'why' }];
    expect(figuresOf({ t: { title: '', columns: [], rows: [], notes: [], figures } })).toEqual([
      { table: 't', name: 'a', value: 1, unit: 'ms', target: { most: 2 }, met: true },
      { table: 't', name: 'a', value: null, unit: 'ms', target: { least: 1 }, met: false, note: 'why' },
    ]);
  });
});
