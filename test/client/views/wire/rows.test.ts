import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Rows, type Row } from '../../../../client/views/wire/rows.ts';
import type { Arrival } from '../../../../lessons/protocol/capture.ts';
import { Dissection } from '../../../../lessons/protocol/dissect.ts';
import { PREFACE } from '../../../../lessons/protocol/http2/preface.ts';
import { data, headers, REQUEST as REQUEST_FIELDS, settings } from '../../../lessons/protocol/http2/wire.ts';
import { switching, UPGRADE, webSocketFrame } from '../../../lessons/protocol/websocket-wire.ts';
import { arrivals, recut } from '../../../lessons/protocol/random.ts';
import {
  arrival,
  bytesOf,
  chunk,
  dissect,
  EVENT_STREAM_HEAD,
  latin1,
} from '../../../lessons/protocol/wire.ts';

const NOTHING: ReadonlySet<number> = new Set();

/** Any captures, also such in which requests interleave with what others send. */
const captures = fc
  .tuple(arrivals, fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 5 }))
  .map(([list, sizes]) => recut(list, sizes));

/** How the rows are laid out: cells for the bytes, bytes in a row of the hex view. */
const layout = fc.record({
  columns: fc.integer({ min: 1, max: 60 }),
  hexBytes: fc.constantFrom(null, 8, 16),
});

const allOf = (rows: Rows) => rows.slice(0, rows.length);

const rowsOf = (dissection: Dissection, columns = 40, hexBytes: number | null = null, unfolded = NOTHING) =>
  allOf(new Rows(dissection, columns, hexBytes, unfolded));

const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\nAccept: b\r\n\r\n';
const HEAD = `${EVENT_STREAM_HEAD}Transfer-Encoding: chunked\r\n\r\n`;

/** Each row as its text; a fold and a note as what they are. */
function texts(list: readonly Row[], dissection: Dissection): string[] {
  return list.map((row) => {
    if (row.kind === 'note') return `(${row.note})`;
    const text = latin1(dissection.capture.bytes(row));
    return row.kind === 'fold' ? `[${text}]` : text;
  });
}

/** Gaps and overlaps between the rows that stand for bytes. */
function faults(list: readonly Row[], length: number): string[] {
  const found: string[] = [];
  let end = 0;
  for (const row of list) {
    if (row.start !== end) found.push(`a ${row.kind} begins at ${row.start}, the row before ends at ${end}`);
    if (row.kind !== 'note' && row.end <= row.start) found.push(`the ${row.kind} at ${row.start} is empty`);
    end = row.end;
  }
  if (end !== length) found.push(`the rows end at ${end} of ${length}`);
  return found;
}

describe('rows', () => {
  it('tile the capture: every byte is in exactly one of them', () => {
    fc.assert(
      fc.property(captures, layout, (list, { columns, hexBytes }) => {
        const dissection = dissect(list);
        const { length } = dissection.capture;
        expect(faults(rowsOf(dissection, columns, hexBytes), length)).toEqual([]);
      }),
    );
  });

  it('are the same when laid out as the bytes come as when laid out at the end', () => {
    fc.assert(
      fc.property(
        captures,
        layout,
        fc.array(fc.boolean(), { minLength: 1 }),
        (list, { columns, hexBytes }, asked) => {
          const dissection = new Dissection();
          const rows = new Rows(dissection, columns, hexBytes, NOTHING);
          for (const [index, each] of list.entries()) {
            dissection.append(each);
            if (asked[index % asked.length]) void rows.length;
          }
          expect(allOf(rows)).toEqual(rowsOf(dissect(list), columns, hexBytes));
        },
      ),
    );
  });

  it('do not depend on how the bytes were cut into arrivals', () => {
    fc.assert(
      fc.property(
        captures,
        layout,
        fc.array(fc.nat(9), { maxLength: 4 }),
        (list, { columns, hexBytes }, sizes) => {
          const whole = rowsOf(dissect(list), columns, hexBytes);
          expect(rowsOf(dissect(recut(list, sizes)), columns, hexBytes)).toEqual(whole);
        },
      ),
    );
  });

  it('find the row that shows a byte', () => {
    fc.assert(
      fc.property(captures, layout, (list, { columns, hexBytes }) => {
        const dissection = dissect(list);
        const rows = new Rows(dissection, columns, hexBytes, NOTHING);
        for (let offset = 0; offset < dissection.capture.length; offset += 1) {
          const row = rows.at(rows.indexOf(offset)) as Row;
          expect(row.kind).not.toBe('note');
          expect(row.start).toBeLessThanOrEqual(offset);
          expect(row.end).toBeGreaterThan(offset);
        }
      }),
    );
  });

  it('end where lines end: of the head, of the framing and of the event stream', () => {
    const stream = bytesOf('event: a\ndata: b\r\n\n');
    const dissection = dissect([arrival([HEAD, chunk(stream), '0\r\n\r\n'])]);
    expect(texts(rowsOf(dissection), dissection)).toEqual([
      'HTTP/1.1 200 OK\r\n',
      'Content-Type: text/event-stream\r\n',
      'Transfer-Encoding: chunked\r\n',
      '\r\n',
      '13\r\n',
      'event: a\n',
      'data: b\r\n',
      '\n',
      '\r\n',
      '0\r\n',
      '\r\n',
    ]);
  });

  it('show the framing that cuts a line in rows of its own', () => {
    const dissection = dissect([arrival([HEAD, chunk(bytesOf('da')), chunk(bytesOf('ta: x\n'))])]);
    expect(texts(rowsOf(dissection).slice(4), dissection)).toEqual([
      '2\r\n',
      'da',
      '\r\n',
      '6\r\n',
      'ta: x\n',
      '\r\n',
    ]);
  });

  it('break a line that is too long, between characters and never inside an escape', () => {
    const dissection = dissect([arrival([HEAD, chunk(bytesOf('data: éé\x1b\x1bé\n'))])]);
    const rows = rowsOf(dissection, 10).filter(({ start }) => start >= HEAD.length);
    const cells = rows.map(({ start, end, first }) => {
      const text = new TextDecoder().decode(dissection.capture.bytes({ start, end }));
      return `${first ? '' : '> '}${text.replaceAll('\x1b', '\\x1b').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}`;
    });
    expect(cells).toEqual(['f\\r\\n', 'data: éé', '> \\x1b\\x1bé', '> \\n', '\\r\\n']);
  });

  it('hide what follows the request-line of a request, until it is unfolded', () => {
    const dissection = dissect([arrival(REQUEST, 'client')]);
    expect(texts(rowsOf(dissection), dissection)).toEqual([
      'GET / HTTP/1.1\r\n',
      '[Host: a\r\nAccept: b\r\n\r\n]',
    ]);
    const unfolded = rowsOf(dissection, 40, null, new Set([0]));
    expect(texts(unfolded, dissection)).toEqual([
      'GET / HTTP/1.1\r\n',
      'Host: a\r\n',
      'Accept: b\r\n',
      '\r\n',
    ]);
  });

  it('hide the same of a request that comes in several arrivals', () => {
    const parts = ['GET / HTTP/1.1\r\n', 'Host: a\r\n', 'Accept: b\r\n', '\r\n'];
    const dissection = new Dissection();
    const rows = new Rows(dissection, 40, null, NOTHING);
    const seen = parts.map((part) => {
      dissection.append(arrival(part, 'client'));
      return rows.length;
    });
    expect(seen).toEqual([1, 2, 2, 2]);
    expect(allOf(rows)).toEqual(rowsOf(dissect([arrival(REQUEST, 'client')])));
  });

  it('say where a connection begins that is not the first, and how each side ended', () => {
    const ends = (from: Arrival['from'], ending: Arrival['ending'], connection: number): Arrival => ({
      ...arrival('', from, connection),
      ending,
    });
    const dissection = dissect([
      arrival(HEAD),
      ends('server', 'fin', 1),
      arrival(HEAD, 'server', 2),
      ends('client', 'reset', 2),
    ]);
    const notes = texts(rowsOf(dissection), dissection).filter((text) => text.startsWith('('));
    expect(notes).toEqual([
      '(the server closed connection 1)',
      '(connection 2, new)',
      '(the browser reset connection 2)',
    ]);
  });

  it('end where HTTP/2 frames do, and in them where lines do, however the frames come', () => {
    const fields = { ':status': '200', 'content-type': 'text/event-stream' };
    const list = [
      arrival([PREFACE, settings(), headers(1, REQUEST_FIELDS, { end: true })], 'client'),
      arrival([settings(), headers(1, fields), data(1, 'data: a\nda'), data(1, 'ta: b\n\n')]),
    ];
    const dissection = dissect(list);
    const rows = rowsOf(dissection, 400);
    const server = rows.filter(({ start }) => dissection.capture.arrivalAt(start)?.from === 'server');
    const shown = texts(server, dissection).map((text) => (/^[\x20-\x7e\n]*$/.test(text) ? text : 'frame'));
    const content = ['frame', 'data: a\n', 'da', 'frame', 'ta: b\n', '\n'];
    expect(shown).toEqual(['frame', 'frame', 'frame', 'frame', ...content]);
    for (const sizes of [[1], [3], [10, 2]]) {
      const growing = new Dissection();
      const asked = new Rows(growing, 400, null, NOTHING);
      for (const each of recut(list, sizes)) {
        growing.append(each);
        void asked.length;
      }
      expect(allOf(asked)).toEqual(rows);
    }
  });

  it('end where a WebSocket frame and its header do, however the frames come', () => {
    const list = [
      arrival(UPGRADE, 'client'),
      arrival([switching(), webSocketFrame('server', 0x01, 'one\ntwo'), webSocketFrame('server', 0x89, '')]),
      arrival(webSocketFrame('client', 0x8a, 'Hello'), 'client'),
      arrival([webSocketFrame('server', 0x80, 'x'.repeat(130)), '\x83\n\n']),
    ];
    const dissection = dissect(list);
    const rows = rowsOf(dissection, 400);
    const start = UPGRADE.length + switching().length;
    const shown = texts(
      rows.filter((row) => row.start >= start),
      dissection,
    );
    expect(shown).toEqual([
      '\x01\x07',
      'one\n',
      'two',
      '\x89\0',
      '\x8a\x857ú!=',
      '\x7f\x9fMQX',
      '\x80~\0\x82',
      'x'.repeat(130),
      '\xc2\x83\n\n',
    ]);
    for (const columns of [8, 20, 400]) {
      const whole = rowsOf(dissection, columns);
      for (const sizes of [[1], [3], [10, 2]]) {
        const growing = new Dissection();
        const asked = new Rows(growing, columns, null, NOTHING);
        for (const each of recut(list, sizes)) {
          growing.append(each);
          void asked.length;
        }
        expect(allOf(asked)).toEqual(whole);
      }
    }
  });

  it('are laid out again only for the last few bytes when more come', () => {
    const dissection = dissect([arrival(HEAD)]);
    const rows = new Rows(dissection, 40, null, NOTHING);
    void rows.length;
    const read = vi.spyOn(dissection.capture, 'bytes');
    const line = chunk(bytesOf(`data: ${'x'.repeat(20_000)}`));
    for (let start = 0; start < line.length; start += 10) {
      dissection.append(arrival(line.subarray(start, start + 10)));
      void rows.length;
    }
    const sizes = read.mock.results.map(({ value }) => (value as Uint8Array).length);
    expect(rows.length).toBeGreaterThan(500);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(8 * line.length);
  });

  it('of the hex view are as long as asked for', () => {
    const dissection = dissect([arrival(HEAD)]);
    const lengths = rowsOf(dissection, 40, 16).map(({ start, end }) => end - start);
    expect(new Set(lengths.slice(0, -1))).toEqual(new Set([16]));
  });
});
