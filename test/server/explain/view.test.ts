import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_STREAM_BOUNDS } from '../../../lessons/protocol/event-stream.ts';
import type { Protocol } from '../../../lessons/protocol/protocol.ts';
import { inColour, withoutColour, type Painter } from '../../../server/explain/paint.ts';
import { Reading } from '../../../server/explain/reading.ts';
import { View } from '../../../server/explain/view.ts';
import { widthOf } from '../../../server/explain/visible.ts';
import { PRIORITY } from '../../../lessons/protocol/http2/frame-header.ts';
import {
  data,
  frame,
  goaway,
  headers,
  hex,
  join,
  PREFACE,
  pushPromise,
  REQUEST,
  reset,
  settings,
} from '../../lessons/protocol/http2/wire.ts';
import { bytesOf, chunk, type Bytes } from '../../lessons/protocol/wire.ts';
import { switching, webSocketFrame } from '../../lessons/protocol/websocket-wire.ts';
import { INPUTS } from './inputs.ts';

interface Options {
  readonly as?: Protocol | null;
  readonly width?: number;
  readonly paint?: Painter;
  readonly bound?: number;
  /** Whether nothing comes for a moment after each arrival. */
  readonly pauses?: boolean;
}

/** The lines that are printed after each of the arrivals, and after the end. */
function linesOf(arrivals: readonly Bytes[], options: Options = {}): string[][] {
  const { as = null, width = 110, paint = withoutColour, bound, pauses = false } = options;
  const reading = new Reading(as, bound);
  const view = new View(reading, 'a name', { paint, width });
  const printed = arrivals.map((bytes) => {
    reading.append(bytesOf(bytes));
    return [...view.lines(), ...(pauses ? view.lines(true) : [])];
  });
  reading.end();
  return [...printed, [...view.end()]];
}

const textOf = (bytes: Bytes, options?: Options) => linesOf([bytes], options).flat().join('\n');

const COLOUR = new RegExp(String.raw`${'\x1b'}\[\d+m`, 'g');
const OK = 'HTTP/1.1 200 OK\r\n';
const HEAD = `${OK}Content-Type: text/event-stream\r\n`;
const CHUNKED = 'Transfer-Encoding: chunked\r\n\r\n';
const textChunk = (text: string) => chunk(bytesOf(text));

describe('the annotated view', () => {
  it('shows a response byte for byte, with what it comes to', () => {
    const first = textChunk('event: a\nid: 7\ndata: h');
    const second = textChunk('i\ndata\n\nfoo: bar\n: x\nretry: 9\n\n');
    const bytes = bytesOf([HEAD, CHUNKED, first, second, '0\r\n\r\n']);
    expect(`\n${textOf(bytes)}\n`).toBe(String.raw`
── a name: HTTP/1.x, sent by the server ──────────────────────────────────────────────────────────────────────
        0  HTTP/1.1 200 OK\r\n                            status 200: EventSource reads on    HTML 9.2.2
       17  Content-Type: text/event-stream\r\n            the content is an event stream      HTML 9.2.2
       50  Transfer-Encoding: chunked\r\n                 the content comes in chunks         RFC 9112 7.1
       78  \r\n                                           end of head; chunks follow          RFC 9112 6.3
       80  16\r\n                                         chunk 1: 22 bytes                   RFC 9112 7.1
       84    event: a\n                                   event type buffer: "a"              HTML 9.2.6
       93    id: 7\n                                      last event ID buffer: "7"           HTML 9.2.6
       99    data: h                                      a part of a line                    HTML 9.2.5
      106  \r\n                                           end of chunk 1                      RFC 9112 7.1
      108  1f\r\n                                         chunk 2: 31 bytes                   RFC 9112 7.1
      112    i\n                                          added to the data buffer            HTML 9.2.6
      114    data\n                                       added to the data buffer            HTML 9.2.6
      119    \n                                           the event is dispatched             HTML 9.2.6
           ▸ event 1  a  last event ID "7"
             hi

!     120    foo: bar\n                                   no field has this name: the line    HTML 9.2.6
                                                          is ignored
      129    : x\n                                        a comment: the line is ignored      HTML 9.2.6
      133    retry: 9\n                                   reconnection time: 9 ms             HTML 9.2.6
      142    \n                                           the data buffer is empty: nothing   HTML 9.2.6
                                                          is dispatched
      143  \r\n                                           end of chunk 2                      RFC 9112 7.1
      145  0\r\n                                          last chunk                          RFC 9112 7.1
      148  \r\n                                           end of the content: it is complete  RFC 9112 7.1

  bytes               150
  messages            1 response, complete
  chunks              2
  events              1
  reconnection time   9 ms
  last event ID       "7"
  problems            1
!     120  no field has this name: the line is ignored  HTML 9.2.6
`);
  });

  it('shows HTTP/2 frame by frame', () => {
    const head = { ':status': '200', 'content-type': 'text/event-stream', 'x-e': '\x1b' };
    const bytes = join(
      settings([4, 9]),
      headers(1, head),
      data(1, 'data: x\n\n', { padding: 2 }),
      reset(1, 8),
    );
    expect(`\n${textOf(bytes)}\n`).toBe(String.raw`
── a name: HTTP/2, sent by the server ────────────────────────────────────────────────────────────────────────
        0  00 00 06 04 00 00 00 00 00             SETTINGS: the server sets                   RFC 9113 6.5
                                                  SETTINGS_INITIAL_WINDOW_SIZE to 9
        9    00 04 00 00 00 09                    SETTINGS_INITIAL_WINDOW_SIZE: 9             RFC 9113 6.5.2
       15  00 00 34 01 04 00 00 00 01             HEADERS: a field section on stream 1        RFC 9113 6.2
       24    00 07 3a 73 74  … 6 bytes … 30 30    :status: 200 (in no table)                  RFC 7541 6.2.2
       37    00 0c 63 6f 6e  … 25 bytes … 61 6d   content-type: text/event-stream (in no      RFC 7541 6.2.2
                                                  table)
       69    00 03 78 2d 65 01 1b                 x-e: \x1b (in no table)                     RFC 7541 6.2.2
       76  00 00 0c 00 08 00 00 00 01             DATA: 9 bytes of content on stream 1        RFC 9113 6.1
       85    02                                   2 bytes of padding at the end               RFC 9113 6.1
       86    data: x\n                            added to the data buffer                    HTML 9.2.6
       94    \n                                   the event is dispatched                     HTML 9.2.6
           ▸ event 1  message  last event ID ""  stream 1
             x
       95    00 00                                padding: zeros that mean nothing            RFC 9113 6.1
       97  00 00 04 03 00 00 00 00 01             RST_STREAM: the server breaks off stream    RFC 9113 6.4
                                                  1: CANCEL
      106    00 00 00 08                          CANCEL                                      RFC 9113 7
!     110                                         stream 1: the server reset the stream:      RFC 9113 6.4
                                                  CANCEL

  bytes               110
  messages            1 response, cut short
  frames              4
  events              1
  reconnection time   not set
  last event ID       not set
  problems            1
!     110  stream 1: the server reset the stream: CANCEL  RFC 9113 6.4
`);
  });

  it('shows WebSocket frame by frame after the head that changes to it', () => {
    const bytes = bytesOf([
      switching(),
      webSocketFrame('server', 0x01, 'a\nb'),
      webSocketFrame('server', 0x89, ''),
      webSocketFrame('server', 0x80, 'cut').subarray(0, 4),
    ]);
    const lines = textOf(bytes, { width: 160 }).split('\n');
    const rows = lines.slice(lines.findIndex((line) => line.includes('end of head')) + 1);
    expect(rows.map((row) => row.replace(/ {2,}/g, ' | ').trim()).slice(0, 12)).toEqual([
      '| 129 | 01 03 | WebSocket frame 1, text, not the last of its message, 3 | RFC 6455 5.2',
      '| bytes',
      String.raw`| 131 | a\n | payload data | RFC 6455 5.2`,
      '| 133 | b | payload data | RFC 6455 5.2',
      '| 134 | 89 00 | WebSocket frame 2, Ping, 0 bytes | RFC 6455 5.2',
      '| 136 | 80 03 | WebSocket frame 3, continuation, 3 bytes | RFC 6455 5.2',
      '| 138 | cu | payload data | RFC 6455 5.2',
      '! | 136 | the connection was closed inside a frame | RFC 6455 5.2',
      '',
      '| bytes | 140',
      '| messages | 1 response, complete',
      '| WebSocket frames | 3',
    ]);
  });

  it('shows the requests of a client, and where one message ends and the next begins', () => {
    const second = 'GET / HTTP/1.1\r\nHost : x\r\n\r\n';
    const bytes = `GET /a HTTP/1.1\r\nAccept: text/event-stream\r\nLast-Event-ID: 7\r\n\r\n${second}`;
    expect(`\n${textOf(bytes, { width: 80 })}\n`).toBe(String.raw`
── a name: HTTP/1.x, sent by the client ────────────────────────────────────────
        0  GET /a HTTP/1.1\r\n             request-line  RFC 9112 3
       17  Accept: text/event-stream\r\n   asks for an event stream  HTML 9.2.2
       44  Last-Event-ID: 7\r\n            what came before: "7"  HTML 9.2.4
       62  \r\n                            end of head; no content  RFC 9112 6.3

── request 2 ───────────────────────────────────────────────────────────────────
       64  GET / HTTP/1.1\r\n              request-line  RFC 9112 3
       80  Host                            a part of a line  RFC 9112 2.1
!      84   : x\r\n                        a field name is a token, and a colon
                                           follows it at once  RFC 9112 5.1
           2 more bytes, not decoded

  bytes               92
  messages            2 requests: 1 complete, 1 cut short
  problems            1
!      84  a field name is a token, and a colon follows it at once  RFC 9112 5.1
`);
  });

  it('shows an event stream without HTTP, and what is left over at its end', () => {
    const bytes = [0xef, 0xbb, 0xbf, 'data: \u{1f600}\r\n\r', '\ndata: a', 0xff, 0xc3, '\n', 'id: 1'];
    expect(`\n${textOf(bytes, { width: 80 })}\n`).toBe(String.raw`
── a name: an event stream, without HTTP around it ─────────────────────────────
        0  \xef\xbb\xbf                    a byte order mark: it is dropped
                                           HTML 9.2.5
        3  data: 😀\r\n                    added to the data buffer  HTML 9.2.6
       15  \r\n                            the event is dispatched  HTML 9.2.6
           ▸ event 1  message  last event ID ""
             😀
       17  data: a\xff\xc3\n               added to the data buffer  HTML 9.2.6
!      24                                  not valid UTF-8: it is read as U+FFFD
                                           Encoding 8.1.1
!      25                                  not valid UTF-8: it is read as U+FFFD
                                           Encoding 8.1.1
       27  id: 1                           a part of a line  HTML 9.2.5
!      17                                  the stream ended before a blank line:
                                           the block is discarded  HTML 9.2.6
!      27                                  the stream ended inside the line: the
                                           line is discarded  HTML 9.2.6

  bytes               32
  events              1
  reconnection time   not set
  last event ID       not set
  problems            4
!      17  the stream ended before a blank line: the block is discarded
           HTML 9.2.6
!      24  not valid UTF-8: it is read as U+FFFD  Encoding 8.1.1
!      25  not valid UTF-8: it is read as U+FFFD  Encoding 8.1.1
!      27  the stream ended inside the line: the line is discarded  HTML 9.2.6
`);
  });

  it('prints a row as soon as it is complete, what is unfinished after a pause, and nothing twice', () => {
    const arrivals = [HEAD, '\r\nda', 'ta: x', '\n', '\r', '\n', 'id'];
    const rows = (options: Options) =>
      linesOf(arrivals, options).map((lines) =>
        lines.filter((line) => /^ {3,}\d/.test(line)).map((line) => line.trim().split(/ {2,}/)[1]),
      );
    const head = [OK, HEAD.slice(OK.length)].map((line) => line.replace('\r\n', '\\r\\n'));
    expect(rows({})).toEqual([head, ['\\r\\n'], [], ['data: x\\n'], [], ['\\r\\n'], [], ['id']]);
    const paused = [head, ['\\r\\n', 'da'], ['ta: x'], ['\\n'], ['\\r'], ['\\n'], ['id'], []];
    expect(rows({ pauses: true })).toEqual(paused);
  });

  it('judges a line of a head, and an end, when all of it is there', () => {
    const says = (arrivals: readonly Bytes[]) =>
      linesOf(arrivals, { pauses: true, width: 160 }).map((lines) =>
        lines.filter((line) => /^[ !] +\d+ {2}/.test(line)).map((line) => line.trim().split(/ {2,}/)[2]),
      );
    const arrivals = [
      'HTTP/1.1 2',
      '00 OK\r',
      '\nContent-Type: text/',
      'event-stream\r\n',
      `${CHUNKED}0\r\n\r`,
      '\n',
    ];
    const part = 'a part of a line';
    const whole = ['status 200: EventSource reads on', 'the content is an event stream'];
    expect(says(arrivals).slice(0, 4)).toEqual([[part], [part], [whole[0], part], [whole[1]]]);
    expect(says(arrivals)[4]?.at(-1)).toBe('a part of the end of the content');
    expect(says(arrivals)[5]).toEqual(['end of the content: it is complete']);
    expect(
      says([`${HEAD}\r`, '\n'])
        .flat()
        .slice(2),
    ).toEqual(['a part of the end of the head', 'end of head; content until the close']);
    const trailer = says([`${HEAD}${CHUNKED}0\r\nA: `, 'b\r\n\r\n']);
    expect(trailer[0]?.at(-1)).toBe('a part of a trailer field');
    expect(trailer[1]?.[0]).toBe('trailer field: it is ignored');
  });

  it('does not take a line for whole because the input ends', () => {
    for (const end of ['HTTP/1.1 2', `${OK}Content-Type:`, `${OK}Content-Type: text/event-stream\r`])
      expect(textOf(end)).not.toMatch(/interim|EventSource gives up|event stream {2}/);
    expect(textOf(`${HEAD}${CHUNKED}0\r\n\r`)).not.toContain('it is complete');
  });

  it.each([
    ['200 OK', 'Content-Type: text/html', 'no event stream: an EventSource gives up for good'],
    ['200 OK', 'Content-Type: text/event-stream', 'the content is an event stream'],
    ['200 OK', 'Content-Encoding: gzip', 'the content is encoded'],
    ['200 OK', 'Content-Encoding: identity', 'header field'],
    ['200 OK', 'Accept: text/event-stream', 'header field'],
    ['302 Found', 'Content-Type: text/html', 'header field'],
    ['404 Not Found', 'Content-Type: text/html', 'header field'],
    ['304 Not Modified', 'Content-Length: 40', 'the length of what a 200 would hold'],
    ['204 No Content', 'Transfer-Encoding: chunked', 'header field'],
    ['101 Switching Protocols', 'Upgrade: x', 'the connection changes to another protocol'],
    ['103 Early Hints', 'Link: x', 'interim: the response is yet to come'],
  ])('says of %s with %s what it means there', (status, field, says) => {
    expect(textOf(`HTTP/1.1 ${status}\r\n${field}\r\n\r\n`, { width: 160 })).toContain(`  ${says}  `);
  });

  it('says what a frame means while it comes, as soon as that is known', () => {
    const says = (...frames: Uint8Array[]) => {
      const bytes = join(settings(), ...frames);
      const cut = (at: number) => [bytes.subarray(0, at), bytes.subarray(at)];
      return (at: number) =>
        linesOf(cut(9 + at), { pauses: true, width: 160 })
          .flat()
          .join('\n');
    };
    const head = { ':status': '200' };
    expect(says(headers(1, head, { end: true }))(9)).toContain('a field section on stream 1; the server');
    expect(says(settings([4, 9]))(9)).toContain('SETTINGS, still arriving');
    expect(says(settings([4, 9]))(13)).toContain('SETTINGS_INITIAL_WINDOW_SIZE: still arriving');
    expect(says(goaway(5, 0))(11)).toContain('last stream identifier, still arriving');
    expect(says(headers(1, head), data(1, 'x', { padding: 1 }))(31)).toContain('DATA, still arriving');
  });

  it('shows debug data as the text that it is, and a priority in one piece', () => {
    const text = textOf(join(settings(), goaway(5, 0, 'bye\x1b'), frame(PRIORITY, 0, 3, hex('00000001 10'))));
    expect(text).toMatch(/ {4}bye\\x1b +debug data/);
    const priority = textOf(join(settings(), frame(PRIORITY, 0, 3, hex('00000001 10'))), { width: 160 });
    expect(priority).toContain('depends on stream 1: out of use; weight 17 of 256: out of use');
  });

  it('counts the requests that a server promises by themselves', () => {
    const head = { ':status': '200', 'content-type': 'text/event-stream' };
    const bytes = join(settings(), headers(1, head), pushPromise(1, 2, REQUEST));
    expect(textOf(bytes)).toMatch(/messages +1 promised request, .*; 1 response, /);
  });

  it('says nothing twice when it has to wait for HTTP to be told from an event stream', () => {
    const text = linesOf(['H', 'TTP', '/1.1 200 OK\r\n', '\r\n']);
    expect(text.slice(0, 2)).toEqual([[], []]);
    expect(text[2]).toHaveLength(2);
  });

  it('lets no byte through that a terminal obeys, whatever the input, and keeps to the width', () => {
    const check = (bytes: Uint8Array, as: Protocol | null, width: number) => {
      for (const line of linesOf([bytes], { as, width }).flat()) {
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(widthOf(line), line).toBeLessThanOrEqual(width);
      }
    };
    for (const { bytes, as } of INPUTS) for (const width of [60, 80, 100, 160]) check(bytes, as, width);
    const protocol = fc.constantFrom<Protocol | null>('http1', 'http2', 'event-stream', null);
    const input = fc.tuple(fc.uint8Array({ maxLength: 300 }), protocol, fc.integer({ min: 60, max: 200 }));
    fc.assert(fc.property(input, ([bytes, as, width]) => check(bytes, as, width)));
  });

  it('lets none through from field names and values of HTTP/2 either', () => {
    const evil = '\x1b]0;x\x07\r\n\x9b';
    const bytes = join(
      PREFACE,
      settings(),
      headers(1, { ':method': evil, [`:${evil}`]: evil, [evil]: evil, Connection: evil }, { more: false }),
      headers(1, { [`:${evil}`]: evil }, { end: true }),
    );
    expect(textOf(bytes)).toContain('\\x1b]0;x\\x07');
    expect(textOf(bytes)).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('uses colours, one for each layer, and ends each that it begins', () => {
    const text = textOf([HEAD, CHUNKED, textChunk('data: x\x1b\n\nfoo\n')], { paint: inColour });
    expect(text).toContain('\x1b[36mdata\x1b[0m\x1b[2m: \x1b[0mx\x1b[7m\\x1b\x1b[0m\x1b[2m\\n\x1b[0m');
    expect(text).toContain('\x1b[33m');
    for (const line of text.split('\n')) {
      const codes = line.match(COLOUR) ?? [];
      expect(codes.filter((_, index) => index % 2 === 1).every((code) => code === '\x1b[0m')).toBe(true);
      expect(codes.length % 2, line).toBe(0);
    }
    const plain = textOf([HEAD, CHUNKED, textChunk('data: x\x1b\n\nfoo\n')]);
    expect(text.replace(COLOUR, '')).toBe(plain);
  });

  it('says how much it leaves out: of a line, of data, of problems in a row, of what is lost', () => {
    const long = textOf(`data: ${'x'.repeat(5000)}\n${'data: y\n'.repeat(20)}\n`);
    expect(long).toMatch(/ … 4,\d\d\d bytes … xxxxxxx\\n/);
    expect(long).toMatch(/ {2}x+ … 4,\d\d\d bytes … x+\n/);
    expect(long).toContain('… 9 lines more');
    expect(textOf([':', ...new Array<number>(50).fill(0xff), '\n'])).toContain('and 46 more\n');
    expect(textOf(`${OK}\x01\r\n${'x'.repeat(500)}`)).toContain('500 more bytes, not decoded');
  });

  it('counts what it leaves out in the summary, and says where it has not counted', () => {
    expect(textOf('x\n'.repeat(10))).toMatch(/ {11}and 2 more$/);
    expect(textOf([':', ...new Array<number>(500).fill(0xff), '\n'])).toContain('and at least 96 more\n');
    expect(textOf(`${OK}\x01\r\n\r`)).toContain('1 more byte, not decoded');
  });

  it('keeps to the width with a long last event ID', () => {
    for (const line of linesOf([`id: ${'日本 '.repeat(40)}\n\n`], { width: 60 }).flat())
      expect(widthOf(line), line).toBeLessThanOrEqual(60);
  });

  it('says where it stops to explain', () => {
    const text = textOf(`data: x\n\n${'data: y\n'.repeat(9)}`, { bound: 20 });
    expect(text).toContain(
      'no more than 20 bytes are explained: the rest is passed over (a bound of this program)',
    );
    expect(text).not.toContain('discarded');
  });

  it('shows where a line is too long to be read on, once, and keeps to the width there too', () => {
    const bytes = new Uint8Array(EVENT_STREAM_BOUNDS.line + 5000).fill(0x78);
    for (const width of [80, 120]) {
      const lines = linesOf([bytes.subarray(0, -100), bytes.subarray(-100)], { width }).flat();
      expect(lines.filter((line) => line.startsWith('! 67108864'))).toHaveLength(2);
      expect(lines.filter((line) => / {2}67109120 .* not decoded/.test(line))).toHaveLength(1);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
    }
  });

  it('ends with a summary also when there was nothing', () => {
    expect(textOf('')).toMatch(/^── a name: empty ─+\n\n {2}bytes {15}0\n {2}problems {12}none$/);
  });

  it.each([
    ['HTTP/2 200 \r\ncontent-type: text/event-stream\r\n\r\ndata: x\n\n', '--http1.1'],
    [`${HEAD}${CHUNKED}data: x\n\n`, '--raw'],
    [`${HEAD}${CHUNKED}event: x\n\n`, '--raw'],
    ['9\r\ndata: x\n\n\r\n0\r\n\r\n', 'with -i'],
  ])('knows what curl makes of a response: %j', (bytes, advice) => {
    expect(textOf(bytes)).toContain(advice);
  });

  it.each([[`${HEAD}${CHUNKED}9\r\ndata: x\n\nXX`], ['data: x\n\n'], ['GET / HTTP/1.1\r\n\r\n'], ['']])(
    'gives no advice without need: %j',
    (bytes) => {
      expect(textOf(bytes)).not.toContain('curl');
    },
  );
});
