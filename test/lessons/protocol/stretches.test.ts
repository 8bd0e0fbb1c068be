import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Content, Direction } from '../../../lessons/protocol/direction.ts';
import { ByteStore } from '../../../lessons/protocol/byte-store.ts';
import { countLeading, sizeOf, through, type Span } from '../../../lessons/protocol/span.ts';
import { Stretches } from '../../../lessons/protocol/stretches.ts';

/** Runs of an outer axis: how many bytes are left out before each, and how many are in it. */
const runs = fc.array(fc.tuple(fc.nat(3), fc.nat(4)), { maxLength: 12 });

/** The stretches, and the outer offset of each inner byte as a plain list. */
function laid(each: readonly (readonly [number, number])[]) {
  const stretches = new Stretches();
  const outer: number[] = [];
  let at = 0;
  for (const [gap, size] of each) {
    at += gap;
    stretches.add(at, size);
    for (let i = 0; i < size; i++) outer.push(at++);
  }
  return { stretches, outer, end: at };
}

/** Outer offsets, ascending, as spans. */
function spansOf(offsets: readonly number[]): Span[] {
  const spans: { start: number; end: number }[] = [];
  for (const offset of offsets) {
    const last = spans.at(-1);
    if (last?.end === offset) last.end++;
    else spans.push({ start: offset, end: offset + 1 });
  }
  return spans;
}

describe('stretches', () => {
  it('answer all that a list of the outer offset of each byte answers', () => {
    fc.assert(
      fc.property(runs, (each) => {
        const { stretches, outer, end } = laid(each);
        expect(stretches.length).toBe(outer.length);
        expect(stretches.count).toBe(spansOf(outer).length);
        for (const [inner, offset] of outer.entries()) {
          expect(stretches.outerOf(inner)).toBe(offset);
          expect(stretches.outerAfter(inner + 1)).toBe(offset + 1);
          const { inner: from, outer: start, size } = stretches.stretch(stretches.indexOf(inner));
          expect(spansOf(outer)).toContainEqual({ start, end: start + size });
          expect(outer[from]).toBe(start);
          expect(start <= offset && offset < start + size).toBe(true);
        }
        for (let offset = -1; offset <= end + 1; offset++) {
          const inner = outer.indexOf(offset);
          expect(stretches.innerOf(offset)).toBe(inner < 0 ? null : inner);
          expect(stretches.countBefore(offset)).toBe(outer.filter((each) => each < offset).length);
          const begun = spansOf(outer).filter(({ start }) => start <= offset).length;
          expect(stretches.indexOfOuter(offset)).toBe(begun - 1);
        }
        expect(stretches.indexOf(-1)).toBe(-1);
        expect(stretches.indexOf(outer.length)).toBe(stretches.count - 1);
      }),
      { numRuns: 300 },
    );
  });

  it('give the spans of any range, cut to the bytes that are there', () => {
    fc.assert(
      fc.property(
        runs,
        fc.integer({ min: -2, max: 50 }),
        fc.integer({ min: -2, max: 50 }),
        (each, start, end) => {
          const { stretches, outer } = laid(each);
          expect(stretches.spans(start, end)).toEqual(
            spansOf(outer.slice(Math.max(0, start), Math.max(0, end))),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('take eight bytes for each stretch, however long it is, and none for nothing', () => {
    const stretches = new Stretches();
    stretches.add(0, 0);
    expect([stretches.count, stretches.bytes]).toEqual([0, 0]);
    for (let i = 0; i < 1000; i++) stretches.add(i * 1000, 1000);
    expect([stretches.count, stretches.length]).toEqual([1, 1_000_000]);
    for (let i = 0; i < 9999; i++) stretches.add(2_000_000 + i * 2, 1);
    expect(stretches.count).toBe(10_000);
    expect(stretches.bytes).toBeLessThanOrEqual(8 * (10_000 + 4096));
  });

  it('lie on one another: content on a direction, a direction in a capture', () => {
    fc.assert(
      fc.property(runs, runs, fc.nat(40), fc.nat(40), (lower, upper, from, size) => {
        const store = new ByteStore();
        store.append(Uint8Array.from({ length: 200 }, (_, index) => index));
        const direction = new Direction(store, 0, 1, 'server');
        const below: number[] = [];
        let at = 0;
        for (const [gap, length] of [...lower, [0, 40] as const]) {
          at += gap;
          direction.extend(at, length);
          for (let i = 0; i < length; i++) below.push(at++);
        }
        const content = new Content(direction);
        const above: number[] = [];
        let inner = 0;
        for (const [gap, length] of upper) {
          inner += gap;
          const fits = Math.max(0, Math.min(length, below.length - inner));
          content.extend(inner, fits);
          for (let i = 0; i < fits; i++) above.push(below[inner++] as number);
        }
        expect(content.length).toBe(above.length);
        expect(content.spans(from, from + size)).toEqual(spansOf(above.slice(from, from + size)));
        expect([...content.bytes(from, from + size)]).toEqual(above.slice(from, from + size));
        for (const [index, offset] of above.entries()) {
          expect(content.at(index)).toBe(offset);
          expect(content.after(index + 1)).toBe(offset + 1);
          const run = content.run(index, from, from + size);
          if (index >= from && index < from + size) {
            const spans = spansOf(above.slice(from, from + size));
            expect(spans).toContainEqual(run);
            expect(run.start <= offset && offset < run.end).toBe(true);
          }
        }
        for (let offset = 0; offset <= 200; offset++) {
          expect(content.countBefore(offset)).toBe(above.filter((each) => each < offset).length);
          const local = below.indexOf(offset);
          expect(direction.localOf(offset)).toBe(local < 0 ? null : local);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('spans', () => {
  it('have the size of all their bytes', () => {
    expect(sizeOf([])).toBe(0);
    expect(
      sizeOf([
        { start: 3, end: 5 },
        { start: 9, end: 10 },
      ]),
    ).toBe(3);
  });

  it('become one where they touch on the axis below', () => {
    const twice = (start: number, end: number) => [{ start: start * 2, end: end * 2 }];
    expect(
      through(
        [
          { start: 0, end: 1 },
          { start: 1, end: 3 },
          { start: 4, end: 5 },
        ],
        twice,
      ),
    ).toEqual([
      { start: 0, end: 6 },
      { start: 8, end: 10 },
    ]);
    expect(through([{ start: 2, end: 4 }], twice)).toEqual([{ start: 4, end: 8 }]);
    expect(through([], twice)).toEqual([]);
  });

  it('are counted by bisection as by a walk', () => {
    const list = [1, 1, 2, 5, 5, 9];
    for (let limit = 0; limit <= 10; limit++) {
      expect(countLeading(list, (each) => each <= limit)).toBe(list.filter((each) => each <= limit).length);
    }
    expect(countLeading([], () => true)).toBe(0);
  });
});
