import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ENDS_WITH_CR,
  ENDS_WITH_CRLF,
  HAS_COLON,
  HAS_SPACE,
  lineEndSize,
  LineIndex,
  roleOf,
} from '../../../lessons/protocol/line-index.ts';
import * as Role from '../../../lessons/protocol/role.ts';

/** Runs of lines with the same roles, over and over: thousands of lines, blank ones rare or everywhere. */
const roles = fc
  .array(
    fc.tuple(
      fc.array(fc.constantFrom(...Object.values(Role)), { minLength: 1, maxLength: 5 }),
      fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 50, max: 400 })),
    ),
    { maxLength: 6 },
  )
  .map((runs) => runs.flatMap(([each, times]) => Array.from({ length: times }, () => each).flat()));

const isBlank = (role: Role.Any) => role === Role.LoneBlank || role === Role.Dispatch || role === Role.NoData;

function indexOf(list: readonly Role.Any[], start = 0) {
  const index = new LineIndex();
  index.start = start;
  const ends: number[] = [];
  let end = start;
  for (const [number, role] of list.entries()) {
    end += 1 + (number % 7);
    index.add(end, role | (number % 2 === 0 ? HAS_COLON | HAS_SPACE : 0));
    ends.push(end);
  }
  return { index, ends };
}

/** What a walk over all lines finds, for the first 0, 1, 2, ... of them. */
function walked(list: readonly Role.Any[]) {
  const after = [{ blockStart: 0, id: -1, retry: -1, type: -1, data: 0, dispatched: 0 }];
  for (const [at, role] of list.entries()) {
    const now = { ...(after.at(-1) as (typeof after)[number]) };
    if (isBlank(role)) now.blockStart = at + 1;
    if (role === Role.Id) now.id = at;
    if (role === Role.Retry) now.retry = at;
    if (role === Role.Event) now.type = at;
    if (role === Role.Data) now.data++;
    if (role === Role.Dispatch) now.dispatched++;
    after.push(now);
  }
  return after;
}

describe('the index of lines', () => {
  it('answers about any line what a walk over all lines answers', () => {
    fc.assert(
      fc.property(roles, (list) => {
        const { index } = indexOf(list);
        const after = walked(list);
        const found = after.map((_, lines) => ({
          blockStart: index.blockStart(lines),
          id: index.lastId(lines),
          retry: index.lastRetry(lines),
          type: index.lastType(lines),
          data: index.dataWithin(lines),
          dispatched: index.dispatchedWithin(lines),
        }));
        expect(found).toEqual(after);

        let next: number | null = null;
        const blanks: (number | null)[] = [null];
        for (let at = list.length - 1; at >= 0; at--) {
          if (isBlank(list[at] as Role.Any)) next = at;
          blanks.unshift(next);
        }
        expect(Array.from(blanks, (_, at) => index.nextBlank(at))).toEqual(blanks);

        const linesOf = (role: Role.Any) => [...list.keys()].filter((at) => list[at] === role);
        const dispatching = linesOf(Role.Dispatch);
        expect(dispatching.map((_, number) => index.dispatchLine(number))).toEqual(dispatching);
        const data = linesOf(Role.Data);
        expect(data.map((_, number) => index.dataLine(number))).toEqual(data);
      }),
      { numRuns: 40 },
    );
  });

  it('answers the same while it grows as at the end', () => {
    fc.assert(
      fc.property(roles, (list) => {
        const index = new LineIndex();
        const after = walked(list);
        for (const [at, role] of list.entries()) {
          index.add(at + 1, role);
          if (at % 64 < 62 && at % 256 > 2) continue;
          const { blockStart, id, type, data, dispatched } = after[at + 1] as (typeof after)[number];
          expect([
            index.blockStart(at + 1),
            index.lastId(at + 1),
            index.lastType(at + 1),
            index.dataWithin(at + 1),
            index.dispatchedWithin(at + 1),
            index.nextBlank(at),
          ]).toEqual([blockStart, id, type, data, dispatched, isBlank(role) ? at : null]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('finds which lines have ended within so many bytes', () => {
    fc.assert(
      fc.property(roles, fc.constantFrom(0, 3), (list, start) => {
        const { index, ends } = indexOf(list, start);
        expect(index.length).toBe(list.length);
        const found = ends.map((end) => [index.countWithin(end - 1), index.countWithin(end)]);
        expect(found).toEqual(ends.map((_, at) => [at, at + 1]));
        expect(ends.map((_, at) => index.startOf(at))).toEqual(
          [start, ...ends].slice(0, -1).slice(0, ends.length),
        );
        expect(index.startOf(list.length)).toBe(ends.at(-1) ?? start);
        expect(ends.map((_, at) => [index.endOf(at), index.roleAt(at)])).toEqual(
          ends.map((end, at) => [end, list[at]]),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('lets the last line grow by a LF, with its CR then a CRLF, and nothing else of it another', () => {
    const index = new LineIndex();
    for (let count = 1; count <= 9000; count++) {
      index.add(count * 3 - 1, Role.Data | HAS_COLON | HAS_SPACE | ENDS_WITH_CR);
      index.growLast();
    }
    for (const at of [0, 1, 15, 16, 255, 256, 4095, 4096, 8999]) {
      const form = index.formOf(at);
      expect(index.endOf(at)).toBe(at * 3 + 3);
      expect(form).toBe(Role.Data | HAS_COLON | HAS_SPACE | ENDS_WITH_CRLF);
      expect([roleOf(form), lineEndSize(form)]).toEqual([Role.Data, 2]);
    }
  });

  it('takes 5 bytes for a line, and a little for its marks', () => {
    const lines = 100_000;
    const { index } = indexOf(Array<Role.Any>(lines).fill(Role.Data));
    expect(index.bytes).toBeGreaterThanOrEqual(5 * lines);
    expect(index.bytes).toBeLessThanOrEqual(5.5 * lines);
  });
});
