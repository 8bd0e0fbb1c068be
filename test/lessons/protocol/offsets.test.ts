import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Offsets } from '../../../lessons/protocol/offsets.ts';

const MOST = 2 ** 32 - 1;

const listOf = (values: Iterable<number>) => {
  const offsets = new Offsets();
  for (const value of values) offsets.push(value);
  return offsets;
};

describe('offsets', () => {
  it('give back every number at its index, however many there are', () => {
    const offsets = new Offsets();
    // One past the sizes at which the list takes more memory: 16, 32, ... 4096, 8192, 12288.
    for (let index = 0; index < 12_300; index++) {
      expect(offsets.length).toBe(index);
      offsets.push((index * 2_654_435_761) % 2 ** 32);
    }
    for (let index = 0; index < 12_300; index++) {
      if (offsets.at(index) !== (index * 2_654_435_761) % 2 ** 32) throw new Error(`another at ${index}`);
    }
  });

  it('hold numbers from 0 to 2^32-1', () => {
    const offsets = listOf([0, MOST, 2 ** 31]);
    expect([0, 1, 2].map((index) => offsets.at(index))).toEqual([0, MOST, 2 ** 31]);
    expect(offsets.countUpTo(MOST)).toBe(3);
  });

  it('count those up to a limit as a walk over them does, repeated ones included', () => {
    const steps = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 2000 })), { maxLength: 8 });
    fc.assert(
      fc.property(steps, fc.nat(3), (runs, limitStep) => {
        const values: number[] = [];
        for (const [step, times] of runs) {
          for (let i = 0; i < times; i++) values.push((values.at(-1) ?? 0) + step);
        }
        const offsets = listOf(values);
        const last = values.at(-1) ?? 0;
        for (let limit = -1; limit <= last + 1; limit += 1 + limitStep * 97) {
          const walked = values.findIndex((value) => value > limit);
          expect(offsets.countUpTo(limit)).toBe(walked < 0 ? values.length : walked);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('take four bytes for a number, and at most a block more', () => {
    expect(new Offsets().bytes).toBe(0);
    for (const count of [1, 16, 17, 1000, 4096, 4097, 100_000]) {
      const { bytes } = listOf(Array.from({ length: count }, (_, index) => index));
      expect(bytes).toBeGreaterThanOrEqual(4 * count);
      expect(bytes).toBeLessThanOrEqual(Math.max(64, Math.min(8 * count, 4 * (count + 4096))));
    }
  });
});
