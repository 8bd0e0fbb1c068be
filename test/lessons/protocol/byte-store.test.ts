import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteStore, STORE_BOUND } from '../../../lessons/protocol/byte-store.ts';
import type { Span } from '../../../lessons/protocol/span.ts';

/** Sizes of what is appended: small ones, and some around those at which the store takes a new block. */
const sizes = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.nat(40) },
    { weight: 1, arbitrary: fc.constantFrom(1023, 1024, 1025, 8191, 65_535, 65_536, 65_537, 150_000) },
  ),
  { maxLength: 12 },
);

function filled(each: readonly number[]) {
  const store = new ByteStore();
  const all = Uint8Array.from(
    { length: each.reduce((sum, size) => sum + size, 0) },
    (_, i) => (i * 31) ^ (i >> 8),
  );
  let at = 0;
  for (const size of each) {
    store.append(all.subarray(at, at + size));
    at += size;
  }
  return { store, all };
}

const same = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

describe('a byte store', () => {
  it('gives back what was appended, whatever the sizes were', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (each, from, size) => {
        const { store, all } = filled(each);
        expect(store.length).toBe(all.length);
        expect(same(store.view(0, all.length), all)).toBe(true);
        const start = from % (all.length + 1);
        const end = start + (size % (all.length + 1));
        const back = { start: Math.floor(start / 2), end: start };
        const wanted = Buffer.concat([all.subarray(start, end), all.subarray(back.start, back.end)]);
        expect(same(store.bytes([{ start, end }, back]), wanted)).toBe(true);
        expect(same(store.view(start, end), all.subarray(start, end))).toBe(true);
        expect(store.byte(start)).toBe(all[start]);
        expect([store.byte(-1), store.byte(all.length)]).toEqual([undefined, undefined]);
      }),
      { numRuns: 60 },
    );
  });

  it('gives its blocks in order, each with the same bytes four by four', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (each, from) => {
        const { store, all } = filled(each);
        const start = from % (all.length + 1);
        const parts: Uint8Array[] = [];
        let mismatch = 0;
        store.eachBlock(start, all.length, ({ bytes, words }, blockFrom, to) => {
          parts.push(bytes.slice(blockFrom, to));
          const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
          if (words.byteLength !== bytes.byteLength) mismatch++;
          for (let at = 0; at < words.length; at += 509)
            if (words[at] !== view.getInt32(at * 4, true)) mismatch++;
        });
        expect(mismatch).toBe(0);
        expect(same(Buffer.concat(parts), all.subarray(start))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps a copy: what the caller then does with its bytes changes nothing', () => {
    const store = new ByteStore();
    const bytes = Uint8Array.of(1, 2, 3);
    store.append(bytes);
    bytes.fill(9);
    expect([...store.view(0, 3)]).toEqual([1, 2, 3]);
  });

  it('goes on without changing what it gave before', () => {
    const { store, all } = filled([1000]);
    const before = store.view(10, 990);
    for (let i = 0; i < 100; i++) store.append(all);
    expect(same(before, all.subarray(10, 990))).toBe(true);
    expect(same(store.view(10, 990), before)).toBe(true);
  });

  it('cuts spans to what is there, and takes none', () => {
    const { store } = filled([5]);
    const sizes = (spans: readonly Span[]) => store.bytes(spans).length;
    expect(sizes([])).toBe(0);
    expect(sizes([{ start: -3, end: 2 }])).toBe(2);
    expect(sizes([{ start: 4, end: 99 }])).toBe(1);
    expect(
      sizes([
        { start: 7, end: 9 },
        { start: 3, end: 1 },
      ]),
    ).toBe(0);
    expect(
      [store.view(-3, 2), store.view(4, 99), store.view(7, 9), store.view(3, 1)].map(({ length }) => length),
    ).toEqual([2, 1, 0, 0]);
  });

  it('refuses more bytes than its bound, and has them not', () => {
    const { store } = filled([5]);
    const tooMany = { length: STORE_BOUND - 4 } as Uint8Array;
    expect(() => {
      store.append(tooMany);
    }).toThrow(RangeError);
    expect(store.length).toBe(5);
    store.append(Uint8Array.of(1));
    expect(store.length).toBe(6);
  });
});
