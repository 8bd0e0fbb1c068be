import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ticks, timeWindow } from '../../../client/views/time.ts';

const times = fc.double({ min: 0, max: 1e7, noNaN: true });

it('the chart has between two and seven ticks on whole seconds, all inside it', () => {
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
