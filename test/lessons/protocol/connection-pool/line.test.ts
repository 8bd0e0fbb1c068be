import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RANKS } from '../../../../lessons/protocol/connection-pool/apis.ts';
import { Line, Waiter } from '../../../../lessons/protocol/connection-pool/line.ts';

class Someone extends Waiter<Someone> {
  readonly number: number;

  constructor(number: number) {
    super();
    this.number = number;
  }
}

it('a line serves the highest rank first, in order of joining, whoever leaves it from wherever', () => {
  const join = fc.record({ join: fc.constantFrom(...Object.values(RANKS)) });
  const leave = fc.record({ leave: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(fc.oneof(join, leave)), (steps) => {
      const line = new Line<Someone>();
      const here: Someone[] = [];
      for (const [number, step] of steps.entries()) {
        if ('join' in step) {
          here.push(new Someone(number));
          line.join(here.at(-1) as Someone, step.join);
        } else {
          const [left] = here.splice(step.leave, 1);
          if (left) line.leave(left);
          expect(left?.inLine ?? false).toBe(false);
        }
        const order = here.toSorted(
          (one, other) => other.rankInLine - one.rankInLine || one.number - other.number,
        );
        expect(here.every(({ inLine }) => inLine)).toBe(true);
        expect(line.length).toBe(here.length);
        expect(line.first).toBe(order[0] ?? null);
        expect(line.head(5)).toEqual(order.slice(0, 5));
        const medium = order.filter(({ rankInLine }) => rankInLine === RANKS.medium);
        expect(line.lengthOf(RANKS.medium)).toBe(medium.length);
      }
    }),
  );
});
