import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RANKS } from '../../../../lessons/protocol/connection-pool/apis.ts';
import { Line, type Place } from '../../../../lessons/protocol/connection-pool/line.ts';

it('a line serves the highest rank first, in order of joining, whoever leaves it from wherever', () => {
  const join = fc.record({ join: fc.constantFrom(...Object.values(RANKS)) });
  const leave = fc.record({ leave: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(fc.oneof(join, leave)), (steps) => {
      const line = new Line<number>();
      const held: Place<number>[] = [];
      for (const [number, step] of steps.entries()) {
        if ('join' in step) held.push(line.join(number, step.join));
        else held.splice(step.leave, 1)[0]?.leave();
        const order = held.toSorted((one, other) => other.rank - one.rank || one.item - other.item);
        expect(line.length).toBe(held.length);
        expect(line.first?.item).toBe(order[0]?.item);
        expect(line.head(5)).toEqual(order.slice(0, 5).map(({ item }) => item));
        expect(line.lengthOf(RANKS.medium)).toBe(order.filter(({ rank }) => rank === RANKS.medium).length);
      }
    }),
  );
});
