import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LongList } from '../../../../client/views/wire/long-list.ts';

describe('a long list', () => {
  it('is a list, of which the last few can be taken back', () => {
    const actions = fc.array(fc.oneof(fc.nat(2 ** 32 - 1), fc.constant('take back' as const)), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(actions, fc.integer({ min: 1, max: 5 }), (list, most) => {
        const long = new LongList(most);
        const plain: number[] = [];
        let takenBack = 0;
        for (const action of list) {
          if (action !== 'take back') {
            long.push(action);
            plain.push(action);
            takenBack = Math.max(0, takenBack - 1);
          } else if (takenBack < most) {
            expect(long.pop()).toBe(plain.pop());
            takenBack += 1;
          }
        }
        expect(Array.from({ length: long.length + 1 }, (_, index) => long.at(index))).toEqual([
          ...plain,
          undefined,
        ]);
      }),
    );
  });

  it('gives nothing back that it keeps for good', () => {
    const long = new LongList(2);
    for (const number of [1, 2, 3]) long.push(number);
    expect([long.pop(), long.pop(), long.pop()]).toEqual([3, 2, undefined]);
    expect(long.at(0)).toBe(1);
  });
});
