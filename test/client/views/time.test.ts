import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seconds, ticks, timeWindow } from '../../../client/views/time.ts';

const times = fc.double({ min: 0, max: 1e7, noNaN: true });

describe('the stretch of time that is drawn', () => {
  it('begins with the run while that is short', () => {
    expect(timeWindow(0)).toEqual({ from: 0, to: 4000 });
    expect(timeWindow(3000)).toEqual({ from: 0, to: 4000 });
    expect(timeWindow(8700).from).toBe(0);
  });

  it('holds the cursor, with room to its right and at most 13 seconds in all', () => {
    fc.assert(
      fc.property(times, (at) => {
        const { from, to } = timeWindow(at);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(at).toBeGreaterThanOrEqual(from);
        expect((at - from) / (to - from)).toBeLessThan(0.9);
        expect(to - from).toBeLessThanOrEqual(13_000);
      }),
    );
  });

  it('never moves back while time goes on', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        const [earlier, later] = a < b ? [a, b] : [b, a];
        expect(timeWindow(later).from).toBeGreaterThanOrEqual(timeWindow(earlier).from);
        expect(timeWindow(later).to).toBeGreaterThanOrEqual(timeWindow(earlier).to);
      }),
    );
  });

  it('has between two and seven ticks on whole seconds, all inside it', () => {
    fc.assert(
      fc.property(times, (at) => {
        const span = timeWindow(at);
        const list = ticks(span);
        expect(list.length).toBeGreaterThanOrEqual(2);
        expect(list.length).toBeLessThanOrEqual(7);
        expect(list).toEqual(list.toSorted((a, b) => a - b));
        for (const tick of list) {
          expect(tick % 1000).toBe(0);
          expect(tick).toBeGreaterThanOrEqual(span.from);
          expect(tick).toBeLessThanOrEqual(span.to);
        }
      }),
    );
  });
});

describe('seconds', () => {
  it('are written whole, or with the digits asked for', () => {
    expect(seconds(2000)).toBe('2 s');
    expect(seconds(1449, 1)).toBe('1.4 s');
    expect(seconds(0, 1)).toBe('0.0 s');
  });
});
