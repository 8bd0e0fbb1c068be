/** What tells the programs apart: the same bytes, cut in the same places. */
import { describe, expect, it } from 'vitest';
import { align } from '../../../lessons/race/align.ts';
import type { Made, Program } from '../../../lessons/race/program.ts';
import { split } from '../../../lessons/race/split.ts';
import { trim } from '../../../lessons/race/trim.ts';
import { bytesOf, type Bytes } from '../protocol/wire.ts';

/** What a program makes of these reads, in short: the data, and what else it has. */
function made(program: Program, reads: readonly Bytes[]): string[] {
  const events: Made[] = [];
  const read = program(new TextDecoder(), (event) => events.push(event));
  for (const bytes of reads) read(bytes instanceof Uint8Array ? bytes : bytesOf(bytes));
  return events.map(
    ({ type, data, lastEventId }) =>
      `${type === 'message' ? '' : `${type}: `}${data}${lastEventId && ` #${lastEventId}`}`,
  );
}

const VECTORS: readonly [what: string, reads: readonly Bytes[], split: string[], trim: string[]][] = [
  ['a whole event in one read', ['data: a\n\n'], ['a'], ['a']],
  ['two events in one read', ['data: a\n\ndata: b\n\n'], ['a', 'b'], ['a', 'b']],
  ['an event over two reads', ['data: hel', 'lo\n\n'], ['hel'], ['hello']],
  ['a blank line over two reads', ['data: a\n', '\n'], ['a'], ['a']],
  [
    'a character over two reads',
    [
      ['data: h', 0xc3],
      [0xa9, '\n\n'],
    ],
    ['h\ufffd'],
    ['hé'],
  ],
  ['several data lines', ['data: a\ndata: b\n\n'], ['a', 'b'], ['ab']],
  ['two spaces', ['data:  a\n\n'], [' a'], ['a']],
  ['no space', ['data:a\n\n'], [], ['a']],
  ['a space at the end', ['data: a \n\n'], ['a '], ['a']],
  ['data without text', ['data: \n\n'], [''], []],
  ['CRLF', ['data: a\r\n\r\n'], ['a\r'], ['a']],
  ['CR', ['data: a\r\rdata: b\r\r'], ['a\r\rdata: b\r\r'], []],
  ['a type and an id', ['event: login\nid: 7\ndata: a\n\n'], ['a'], ['login: a #7']],
  ['a comment', [': data: no\ndata: a\n\n'], ['a'], ['a']],
  ['a byte order mark', [[0xef, 0xbb, 0xbf, 'data: a\n\n']], ['a'], ['a']],
  ['an event that never ends', ['data: a\n'], ['a'], []],
];

describe.each(VECTORS)('%s', (_what, reads, bySplit, byTrim) => {
  it('is split', () => {
    expect(made(split, reads)).toEqual(bySplit);
  });

  it('is trimmed', () => {
    expect(made(trim, reads)).toEqual(byTrim);
  });
});

describe('lists of events', () => {
  const pairs = (as: string, bs: string) =>
    align([...as], [...bs], (a, b) => a === b).map(([a, b]) => `${a ?? '-'}${b ?? '-'}`);

  it.each([
    ['abc', 'abc', ['aa', 'bb', 'cc']],
    ['abc', 'ac', ['aa', 'b-', 'cc']],
    ['abc', 'axc', ['aa', 'bx', 'cc']],
    ['abc', 'xybc', ['ax', '-y', 'bb', 'cc']],
    ['abc', '', ['a-', 'b-', 'c-']],
    ['', 'ab', ['-a', '-b']],
    ['ab', 'xy', ['ax', 'by']],
    ['aab', 'ab', ['aa', 'a-', 'bb']],
  ])('%s and %s are paired', (as, bs, expected) => {
    expect(pairs(as, bs)).toEqual(expected);
  });
});
