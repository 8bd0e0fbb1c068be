import { describe, expect, it } from 'vitest';
import { bracketsOf } from '../../../../client/views/wire/brackets.ts';
import { Rows } from '../../../../client/views/wire/rows.ts';
import { switching, webSocketFrame } from '../../../lessons/protocol/websocket-wire.ts';
import {
  arrival,
  bytesOf,
  chunk,
  dissect,
  EVENT_STREAM_HEAD,
  type Bytes,
} from '../../../lessons/protocol/wire.ts';

const HEAD = `${EVENT_STREAM_HEAD}Transfer-Encoding: chunked\r\n\r\n`;
/** Rows of the head: three field and status lines and the blank line. */
const HEAD_ROWS = 4;

/** The brackets around `rows` of these bytes, from row `from` up to `to`, as plain values. */
function bracketsIn(bytes: Bytes, from = 0, to?: number) {
  const dissection = dissect([arrival([HEAD, bytesOf(bytes)])]);
  const rows = new Rows(dissection, 40, null, new Set());
  return bracketsOf(rows.slice(from, to ?? rows.length), dissection).map(({ around, ...rest }) => ({
    ...rest,
    kind: around.kind,
    number: 'number' in around ? around.number : null,
  }));
}

const FIRST = chunk(bytesOf('data: a\n\n'));
const SECOND = chunk(bytesOf('data: b\n'));

describe('brackets', () => {
  it('hold the rows of a chunk together, from its size to its last CRLF', () => {
    expect(bracketsIn([FIRST, SECOND])).toEqual([
      { kind: 'chunk', number: 1, from: HEAD_ROWS, to: HEAD_ROWS + 3, begins: true, ends: true },
      { kind: 'chunk', number: 2, from: HEAD_ROWS + 4, to: HEAD_ROWS + 6, begins: true, ends: true },
    ]);
  });

  it('are there for the last chunk too', () => {
    expect(bracketsIn([FIRST, '0\r\n\r\n']).at(-1)).toMatchObject({
      kind: 'last-chunk',
      begins: true,
      ends: true,
    });
  });

  it('stay open while the chunk is not complete', () => {
    const cut = FIRST.subarray(0, FIRST.length - 2);
    expect(bracketsIn([cut])).toMatchObject([{ number: 1, begins: true, ends: false }]);
    expect(bracketsIn([FIRST.subarray(0, FIRST.length - 1)])).toMatchObject([{ ends: false }]);
  });

  it('go beyond the screen where the chunk does', () => {
    const [from, to] = [HEAD_ROWS + 1, HEAD_ROWS + 3];
    expect(bracketsIn([FIRST, SECOND], from, to)).toEqual([
      { kind: 'chunk', number: 1, from: 0, to: 1, begins: false, ends: false },
    ]);
    expect(bracketsIn([FIRST, SECOND], to, to + 3)).toMatchObject([
      { number: 1, from: 0, to: 0, begins: false, ends: true },
      { number: 2, from: 1, to: 2, begins: true, ends: false },
    ]);
  });

  it('hold the header and the payload of a WebSocket frame together', () => {
    const payload = webSocketFrame('server', 0x81, 'two\nlines');
    const dissection = dissect([
      arrival(switching()),
      arrival([payload, webSocketFrame('server', 0x89, ''), payload.subarray(0, 4)]),
    ]);
    const rows = new Rows(dissection, 40, null, new Set());
    const first = rows.indexOf(switching().length);
    expect(bracketsOf(rows.slice(first, rows.length), dissection)).toMatchObject([
      { around: { kind: 'ws-frame', number: 1 }, from: 0, to: 2, begins: true, ends: true },
      { around: { kind: 'ws-frame', number: 2 }, from: 3, to: 3, begins: true, ends: true },
      { around: { kind: 'ws-frame', number: 3 }, from: 4, to: 5, begins: true, ends: false },
    ]);
  });

  it('are not drawn where there is no chunk', () => {
    expect(bracketsIn('')).toEqual([]);
  });
});
