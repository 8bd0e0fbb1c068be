import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOf, holds, meet, startOf, type Bytes } from '../../../client/state/marked.ts';
import type { Span } from '../../../lessons/protocol/capture.ts';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import { arrivals } from '../../lessons/protocol/random.ts';
import { dissect } from '../../lessons/protocol/wire.ts';

/** Some of what can be pointed at around some bytes: tokens of every layer, and lists of spans. */
function marksIn(dissection: Dissection, offsets: readonly number[]): Bytes[] {
  const { length } = dissection.capture;
  return offsets.flatMap((offset) => {
    const at = offset % length;
    const { leaf, headLine, chunk, line, block, message } = dissection.at(at);
    const tokens = [leaf, headLine, chunk, line, block, message].filter((token) => token !== null);
    const spans = [
      { start: at, end: at + 1 },
      { start: Math.min(length, at + 3), end: Math.min(length, at + 7) },
    ].filter(({ start, end }) => end > start);
    return [...tokens, spans];
  });
}

const spansOf = (bytes: Bytes): readonly Span[] => ('axis' in bytes ? bytes.spans : bytes);

const offsetsIn = (bytes: Bytes): Set<number> => {
  const offsets = new Set<number>();
  for (const { start, end } of spansOf(bytes)) {
    for (let offset = start; offset < end; offset++) offsets.add(offset);
  }
  return offsets;
};

const captures = arrivals.map(dissect).filter(({ capture }) => capture.length > 0);
const places = fc.array(fc.nat(), { minLength: 1, maxLength: 4 });

describe('bytes that belong together', () => {
  it('begin and end where their spans do, and hold what those cover', () => {
    fc.assert(
      fc.property(captures, places, (dissection, offsets) => {
        for (const bytes of marksIn(dissection, offsets)) {
          const covered = offsetsIn(bytes);
          expect([startOf(bytes), endOf(bytes)]).toEqual([Math.min(...covered), Math.max(...covered) + 1]);
          const held = Array.from({ length: dissection.capture.length }, (_, offset) => offset).filter(
            (offset) => holds(bytes, offset),
          );
          expect(held).toEqual([...covered]);
        }
      }),
    );
  });

  it('meet others where they have a byte in common', () => {
    fc.assert(
      fc.property(captures, places, (dissection, offsets) => {
        const all = marksIn(dissection, offsets);
        for (const a of all) {
          const covered = offsetsIn(a);
          for (const b of all) {
            const common = [...offsetsIn(b)].some((offset) => covered.has(offset));
            expect(meet(a, b)).toBe(common);
          }
        }
      }),
    );
  });

  it('may be none', () => {
    expect([startOf([]), endOf([]), holds([], 0), meet([], [{ start: 0, end: 1 }])]).toEqual([
      0,
      0,
      false,
      false,
    ]);
  });
});
