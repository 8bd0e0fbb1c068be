import { describe, expect, it } from 'vitest';
import { glyphsOf, inWords, lineStarts } from '../../../../client/views/prediction/point-text.ts';

const glyphs = glyphsOf(new TextEncoder().encode('a: \u00e9\r\n\rb\n\n'));

describe('content to point at', () => {
  it('is one glyph for each character, with its bytes, and each line end by itself', () => {
    expect(glyphs.map(({ text, at, size }) => [text, at, size])).toEqual([
      ['a', 0, 1],
      [':', 1, 1],
      [' ', 2, 1],
      ['\u00e9', 3, 2],
      ['\\r', 5, 1],
      ['\\n', 6, 1],
      ['\\r', 7, 1],
      ['b', 8, 1],
      ['\\n', 9, 1],
      ['\\n', 10, 1],
    ]);
  });

  it('has lines as an event stream has: a CRLF ends one, not two', () => {
    expect(lineStarts(glyphs)).toEqual([0, 6, 7, 9]);
  });

  it('is named by its line and what stands before it', () => {
    expect([0, 3, 5, 6].map((index) => inWords(glyphs, index))).toEqual([
      '“a” at the beginning of line 1',
      '“\u00e9” after “a: ” in line 1',
      'the LF after “a: \u00e9\\r” in line 1',
      'the CR at the beginning of line 2',
    ]);
  });
});
