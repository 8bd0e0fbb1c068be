import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentOf, tickText, ticksOf } from '../../../../client/views/connections/axis.ts';
import { WORKLOAD_BOUNDS } from '../../../../lessons/schema/workload.ts';

const until = fc.double({ min: 0, max: WORKLOAD_BOUNDS.time, noNaN: true });

describe('the time axis', () => {
  it('has a few ticks from 0 on, at equal distances, for a moment as for a day', () => {
    fc.assert(
      fc.property(until, (end) => {
        const ticks = ticksOf(end);
        expect(ticks[0]).toBe(0);
        expect(ticks.length).toBeLessThanOrEqual(9);
        if (end >= 30) expect(ticks.length).toBeGreaterThanOrEqual(3);
        const step = ticks[1] ?? 0;
        for (const [index, tick] of ticks.entries()) expect(tick).toBe(index * step);
        expect(ticks.at(-1)).toBeLessThanOrEqual(end);
        expect(new Set(ticks.map(tickText)).size).toBe(ticks.length);
      }),
    );
  });

  it('says a time in the unit that is read best', () => {
    expect([0, 500, 2000, 90_000, 180_000, 3_600_000, 5_400_000, 5_460_000].map(tickText)).toEqual([
      '0 s',
      '0.5 s',
      '2 s',
      '90 s',
      '3 min',
      '1 h',
      '1.5 h',
      '91 min',
    ]);
  });

  it('has each time between its ends', () => {
    expect([-5, 0, 250, 1000, 2000].map((at) => percentOf(at, 1000))).toEqual([0, 0, 25, 100, 100]);
    expect(percentOf(5, 0)).toBe(0);
  });
});
