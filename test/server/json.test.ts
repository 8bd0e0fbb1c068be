import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../server/json.ts';

const malformed = (text: string) => {
  const parsed = parseJson(text);
  return 'malformed' in parsed ? parsed.malformed : null;
};

const offset = (text: string) => Number(/offset (\d+)/.exec(malformed(text) ?? '')?.[1] ?? -1);

describe('parseJson', () => {
  it('gives the value of any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text)).toEqual({ value: JSON.parse(text) as unknown });
      }),
    );
  });

  it.each([
    ['', 0],
    ['  ', 2],
    ['x', 0],
    ['{"a": x}', 6],
    ['{"a": 1,}', 8],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['[1', 2],
    ['{"a"', 4],
    ['{"a" 1}', 5],
    ['{a: 1}', 1],
    ['{} x', 3],
    ['[1}', 2],
    [']', 0],
    ['{"a": 01}', 7],
    ['[1.]', 2],
    ['[tru]', 1],
    ['["a\nb"]', 3],
    ['["a\\x"]', 3],
    ['["a', 3],
  ])('finds where %j breaks at offset %i', (text, where) => {
    expect(offset(text)).toBe(where);
  });

  it('counts lines and columns from 1', () => {
    expect(malformed('{\n  "a": ?\n}')).toContain('line 2, column 8 (offset 9), where "?" is');
    expect(malformed('{\n')).toContain('line 2, column 1 (offset 2), where the end is');
  });

  it('finds a place in every text that is not JSON: what comes before it can be the beginning of JSON', () => {
    const edited = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '1', '\\', '\n', 'e'),
      )
      .map(([text, at, piece]) => {
        const where = at % (text.length + 1);
        return text.slice(0, where) + piece + text.slice(where + 1);
      });
    fc.assert(
      fc.property(edited, (text) => {
        const where = offset(text);
        fc.pre(where >= 0);
        expect(where).toBeLessThanOrEqual(text.length);
        // Nothing before it is blamed when the text ends there.
        expect(offset(text.slice(0, where))).toSatisfy(
          (shorter: number) => shorter === -1 || shorter === where,
        );
      }),
      { numRuns: 500 },
    );
  });
});
