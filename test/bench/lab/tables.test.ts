import { describe, expect, it } from 'vitest';
import { verdict } from '../table.ts';
import { http1Aims } from './aims.ts';
import { Latencies } from './latencies.ts';
import { cell, figureOf, measurements, targets, type Aim, type Trials } from './tables.ts';
import { loadOf, periodFor, type Load, type Trial } from './trial.ts';

const load: Load = { delivered: 1000, percent: 100, p50: 1, p99: 10, gap: 20, processor: 5, lost: 0 };
const trial = (opened: number, resident = 1024, loads: Partial<Load>[] = [{}]): Trial => ({
  opened,
  resident,
  heap: 512,
  loads: loads.map((each) => ({ ...load, ...each })),
});

describe('what a load was', () => {
  it('is put together from what each process read', () => {
    const [one, other] = [new Latencies(), new Latencies()];
    for (let age = 1; age <= 50; age++) one.add(age);
    for (let age = 51; age <= 100; age++) other.add(age);
    const part = (ages: Latencies, events: number, milliseconds: number, lost: number) => {
      return { events, milliseconds, ages: ages.counts(), gaps: [0, 0, 4], lost };
    };
    expect(loadOf([part(one, 1000, 2000, 0), part(other, 500, 1000, 2)], 2000)).toEqual({
      delivered: 1000,
      percent: 50,
      p50: 50,
      p99: 99,
      gap: 2,
      lost: 2,
    });
  });

  it('is a period for each stream, of a millisecond at least', () => {
    expect([periodFor(2000, 20_000), periodFor(10_000, 200_000), periodFor(10, 200_000)]).toEqual([
      100, 50, 1,
    ]);
  });
});

describe('the tables of the lab', () => {
  const opened: Aim = {
    what: 'opened',
    server: 'lab, untapped',
    peer: 'Express',
    pick: (each) => each.opened,
    unit: 'x',
    target: { least: 1 },
  };

  it('compare round by round, and take the middle', () => {
    const trials: Trials = {
      'lab, untapped': [trial(100), trial(90), trial(300)],
      Express: [trial(50), trial(100), trial(100)],
    };
    expect(figureOf(opened, trials)).toMatchObject({
      name: 'lab, untapped: opened, beside Express',
      value: 2,
    });
    expect(figureOf({ ...opened, peer: null }, trials).value).toBe(100);
  });

  it('do not call met what was not measured', () => {
    const figure = figureOf(opened, { 'lab, untapped': [trial(100)], Express: [] });
    expect([figure.value, verdict(figure)]).toEqual([null, 'NOT MEASURED']);
  });

  it('take all times up to a millisecond for the same', () => {
    const p99: Aim = { ...opened, pick: ({ loads }) => loads[0]?.p99, target: { most: 1 } };
    const trials: Trials = {
      'lab, untapped': [trial(1, 1, [{ p99: 1 }])],
      Express: [trial(1, 1, [{ p99: 0 }])],
    };
    expect(figureOf(p99, trials).value).toBe(1);
  });

  it('show the range of several rounds', () => {
    expect(cell([trial(1), trial(3), trial(2)], (each) => each.opened)).toBe('2.00 (1.00 .. 3.00)');
    expect(cell([trial(1)], (each) => each.opened)).toBe('1.00');
    expect(cell([trial(1)], () => null)).toBe('-');
  });

  it('have a line for each server and rate, and a verdict for each target', () => {
    const two = [{}, { percent: 40 }];
    const trials: Trials = {
      'node:http': [trial(100, 1000, two)],
      Express: [trial(100, 1000, two)],
      'better-sse': [trial(100, 1000, two)],
      'lab, untapped': [trial(99, 1100, two)],
      'lab, tapped': [trial(100, 2001, [{ percent: 99 }, {}])],
    };
    const rates = [1000, 200_000];
    const plan = { streams: 10, connections: null, rates, milliseconds: 1 };
    const { rows, columns } = measurements('T', trials, plan);
    expect(rows).toHaveLength(10);
    for (const row of rows) expect(row).toHaveLength(columns.length);
    expect(targets('T', trials, http1Aims(rates)).rows.map(([what, , , met]) => [what, met])).toEqual([
      ['lab, untapped: memory, beside node:http', 'ok'],
      ['lab, tapped: memory, beside node:http', 'ABOVE'],
      ['lab, untapped: streams opened per second, beside Express', 'BELOW'],
      ['lab, untapped: delivered at 1000/s', 'ok'],
      ['lab, tapped: delivered at 1000/s', 'BELOW'],
      ['lab, untapped: p99 at 1000/s, beside node:http', 'ok'],
      ['lab, untapped: delivered per second, overloaded, beside node:http', 'ok'],
      ['lab, untapped: delivered per second, overloaded, beside better-sse', 'BELOW'],
    ]);
  });
});
