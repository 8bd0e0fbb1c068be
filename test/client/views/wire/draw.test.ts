import { describe, expect, it } from 'vitest';
import type { Palette } from '../../../../client/theme/palette.ts';
import { drawRow, gutterFor, type Scenery } from '../../../../client/views/wire/draw.ts';
import { Rows } from '../../../../client/views/wire/rows.ts';
import type { Dissection } from '../../../../lessons/protocol/dissect.ts';
import { data, headers, REQUEST, settings } from '../../../lessons/protocol/http2/wire.ts';
import { switching, UPGRADE, webSocketFrame } from '../../../lessons/protocol/websocket-wire.ts';
import { PREFACE } from '../../../../lessons/protocol/http2/preface.ts';
import { arrival, bytesOf, chunk, dissect, EVENT_STREAM_HEAD } from '../../../lessons/protocol/wire.ts';

const HEAD = `${EVENT_STREAM_HEAD}Transfer-Encoding: chunked\r\n\r\n`;
const COLUMNS = 60;

const COLOURS = { head: 1, framing: 2, name: 3, value: 4, dispatch: 5, end: 6, aside: 7 };
const paints = Object.fromEntries(Object.entries(COLOURS).map(([paint, red]) => [paint, [red, 0, 0]]));
const palette = {
  ground: [0, 0, 0],
  ink: [0, 0, 0],
  soft: [0, 0, 0],
  accent: [0, 0, 0],
  paints,
  washes: paints,
} as unknown as Palette;

const scenery = (dissection: Dissection, more: Partial<Scenery> = {}): Scenery => ({
  dissection,
  cursor: dissection.capture.length,
  columns: COLUMNS,
  gutter: gutterFor(dissection.capture.length),
  palette,
  marked: null,
  hexBytes: null,
  numbersAll: false,
  ...more,
});

/** What a terminal shows of the line: text from the columns on that it is told to go to. */
function shown(ansi: string): string {
  const cells: (string | undefined)[] = [];
  let column = 0;
  // eslint-disable-next-line no-control-regex -- control sequences are what it is about
  for (const [, to, text] of ansi.matchAll(/\x1b\[(\d+)G|\x1b\[[\d;]*m|([^\x1b]+)/g)) {
    if (to !== undefined) column = Number(to) - 1;
    for (const character of text ?? '') cells[column++] = character;
  }
  return Array.from(cells, (cell) => cell ?? ' ').join('');
}

function rowsOf(dissection: Dissection, more: Partial<Scenery> = {}): string[] {
  const scene = scenery(dissection, more);
  const rows = new Rows(dissection, COLUMNS - scene.gutter, scene.hexBytes, new Set());
  return rows.slice(0, rows.length).map((row) => shown(drawRow(row, scene).ansi).trimEnd());
}

describe('a row of the Wire', () => {
  it('begins with the offset among the bytes of the server, and says what its last byte decides', () => {
    const stream = bytesOf('data: a\n\n:\n\nnone\n');
    const dissection = dissect([arrival('GET / HTTP/1.1\r\nA: b\r\n\r\n', 'client'), arrival(HEAD)]);
    dissection.append(arrival([chunk(stream), chunk(bytesOf('da')), '0\r\n\r\n']));
    expect(rowsOf(dissection)).toEqual([
      '      → GET / HTTP/1.1\\r\\n',
      '        ⋯ 8 more bytes of the request',
      '      0 HTTP/1.1 200 OK\\r\\n',
      '     17 Content-Type: text/event-stream\\r\\n',
      '     50 Transfer-Encoding: chunked\\r\\n',
      '     78 \\r\\n',
      '     80 11\\r\\n',
      '     84 data: a\\n',
      '     92 \\n  dispatch → event 1',
      '     93 :\\n  ignored',
      '     95 \\n  nothing dispatched',
      '     96 none\\n  ignored',
      '    101 \\r\\n',
      '    103 2\\r\\n',
      '    106 da',
      '    108 \\r\\n  chunk ends mid-line',
      '    110 0\\r\\n',
      '▌   113 \\r\\n  end of the response',
    ]);
  });

  it('keeps its bytes clear of its offset, however long that is', () => {
    for (const length of [1, 999_999, 1_000_000, 2 ** 31 - 1]) {
      expect(gutterFor(length)).toBeGreaterThanOrEqual(String(length - 1).length + 2);
    }
    const dissection = dissect([arrival([HEAD, chunk(bytesOf('data: a\n'))])]);
    const [first] = rowsOf(dissection, { gutter: 12 });
    expect(first).toBe('          0 HTTP/1.1 200 OK\\r\\n');
  });

  it('shows the bytes as hexadecimal numbers, and beside them as text', () => {
    const dissection = dissect([arrival('HTTP/1.1 200 OK\r\n')]);
    expect(rowsOf(dissection, { hexBytes: 8 })).toEqual([
      '      0 48 54 54 50 2f 31 2e 31  HTTP/1.1',
      '      8 20 32 30 30 20 4f 4b 0d   200 OK·',
      '▌    16 0a                       ·',
    ]);
  });

  it('shows HTTP/2 frames as numbers and their content as text, with the name of each frame and field', () => {
    const fields = { ':status': '200', 'content-type': 'text/event-stream', x: '\x1b[2J' };
    const dissection = dissect([
      arrival([PREFACE, settings(), headers(1, REQUEST, { end: true })], 'client'),
      arrival([settings(), headers(1, fields), data(1, 'data: a\n'), data(1, '\n', { end: true })]),
    ]);
    const rows = rowsOf(dissection, { columns: 120 });
    const shownBy = (start: string) => rows.filter((row) => row.includes(start)).map((row) => row.slice(8));
    expect(shownBy(' SETTINGS')).toEqual(Array(2).fill('00 00 00 04 00 00 00 00 00   SETTINGS'));
    expect(shownBy('HEADERS 1')[1]).toMatch(/^00 00 .. 01 04 00 00 00 01 {3}HEADERS 1, END_HEADERS$/);
    expect(shownBy(':status')[0]).toMatch(/^00 07 ([0-9a-f]{2} )+ {2}:status: 200$/);
    expect(shownBy('content-type:')[0]).toMatch(/^([0-9a-f]{2} )+ {2}content-type: text\/event-stream$/);
    expect(shownBy('x: ')[0]).toMatch(/^([0-9a-f]{2} )+ {2}x: ·\[2J$/);
    expect(shownBy('dispatch')).toEqual(['\\n  dispatch → event 1']);
    expect(shownBy('DATA')).toEqual([
      '00 00 08 00 00 00 00 00 01   DATA 1',
      '00 00 01 00 01 00 00 00 01   DATA 1, END_STREAM',
    ]);
    expect(shownBy('PRI')).toEqual(['PRI * HTTP/2.0\\r\\n']);
  });

  it('shows WebSocket headers and masked payloads as numbers, the payload of a server as text', () => {
    const dissection = dissect([
      arrival(UPGRADE, 'client'),
      arrival([switching(), webSocketFrame('server', 0x81, 'é\x1b')]),
      arrival(webSocketFrame('client', 0x82, 'Hello'), 'client'),
      arrival('\n\n'),
    ]);
    const rows = rowsOf(dissection, { columns: 120 });
    expect(rows.slice(-5).map((row) => row.slice(8))).toEqual([
      '81 03   WebSocket frame 1, text, 3 bytes',
      'é\\x1b',
      '82 85 37 fa 21 3d   WebSocket frame 1, binary, 5 bytes',
      '7f 9f 4d 51 58',
      '0a 0a',
    ]);
  });

  it('cuts what it says of a frame where there is no room', () => {
    const dissection = dissect([arrival([settings(), headers(1, { ':status': '200' }, { end: true })])]);
    const [, row] = rowsOf(dissection, { columns: 54 });
    expect(row?.slice(8)).toMatch(/ {3}HEADERS 1, EN…$/);
  });

  it('numbers the rows of a client only when it is told to', () => {
    const dissection = dissect([arrival([PREFACE, settings()], 'client')]);
    expect(rowsOf(dissection).map((row) => row.slice(1, 7).trim())).toEqual(['', '', '', '', '']);
    expect(rowsOf(dissection, { numbersAll: true }).map((row) => row.slice(1, 7).trim())).toEqual([
      '0',
      '16',
      '18',
      '22',
      '24',
    ]);
  });

  it('draws a blank line that dispatches nothing in another colour than one that does', () => {
    const dissection = dissect([arrival([HEAD, chunk(bytesOf('data\n\n\n'))])]);
    const scene = scenery(dissection);
    const rows = new Rows(dissection, COLUMNS, null, new Set());
    const [dispatching, lone] = rows
      .slice(0, rows.length)
      .filter(({ start }) => dissection.leafAt(start)?.kind === 'blank-line')
      .map((row) => drawRow(row, scene).ansi);
    expect(dispatching).toContain(`38;2;${COLOURS.dispatch};0;0m`);
    expect(lone).toContain(`38;2;${COLOURS.aside};0;0m`);
  });

  it('marks the bytes that are pointed at wherever they lie, and no others', () => {
    const dissection = dissect([arrival([HEAD, chunk(bytesOf('da')), chunk(bytesOf('ta: a\n'))])]);
    const { leaf, line } = dissection.at(HEAD.length + 3);
    if (!leaf) throw new Error('There is no such byte.');
    const rows = new Rows(dissection, COLUMNS, null, new Set());
    const scene = scenery(dissection, { marked: { offset: leaf.start, strong: leaf, weak: line } });
    const washed = rows
      .slice(0, rows.length)
      .filter((row) => drawRow(row, scene).ansi.includes('[48;2;'))
      .map(({ start }) => dissection.leafAt(start)?.kind);
    expect(washed).toEqual(['field-name', 'field-name']);
  });
});
