import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CR, findLineEnds, LF } from '../../../lessons/protocol/line-end.ts';

function find(bytes: Uint8Array, from: number, to: number): number[] {
  const found = new Int32Array(to - from);
  const count = findLineEnds(bytes, new Int32Array(bytes.buffer), from, to, found);
  return [...found.subarray(0, count)];
}

function walk(bytes: Uint8Array, from: number, to: number): number[] {
  const all = Array.from({ length: to - from }, (_, index) => from + index);
  return all.filter((at) => bytes[at] === LF || bytes[at] === CR);
}

const SIZE = 40;

describe('the search for line ends', () => {
  it('takes LF and CR for one, and no other byte, at any place of any range', () => {
    const wrong: string[] = [];
    for (const fill of [0x00, 0x41, 0x0e, 0x7f, 0x80, 0xff]) {
      const bytes = new Uint8Array(SIZE).fill(fill);
      for (let place = 0; place < SIZE; place++) {
        for (let value = 0; value < 256; value++) {
          bytes[place] = value;
          const expected = value === LF || value === CR ? String(place) : '';
          for (let from = Math.max(0, place - 17); from <= place; from++) {
            if (find(bytes, from, SIZE).join() !== expected) wrong.push(`${fill} ${value} ${place} ${from}`);
          }
          if (find(bytes, 0, place).length > 0) wrong.push(`${value} found past the end ${place}`);
          if (find(bytes, place + 1, SIZE).length > 0) wrong.push(`${value} found before the begin ${place}`);
        }
        bytes[place] = fill;
      }
    }
    expect(wrong).toEqual([]);
  });

  it('finds all among any bytes, in order', () => {
    const byte = fc.oneof(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0x7e, max: 0x8f }), fc.nat(255));
    fc.assert(
      fc.property(fc.array(byte, { minLength: 8, maxLength: 64 }), (values) => {
        const bytes = new Uint8Array((values.length + 3) & ~3);
        bytes.set(values);
        for (let from = 0; from <= values.length; from++) {
          for (let to = from; to <= values.length; to++) {
            if (find(bytes, from, to).join() !== walk(bytes, from, to).join()) {
              throw new Error(`${from} to ${to}`);
            }
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
