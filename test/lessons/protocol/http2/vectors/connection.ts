/** Connections: steps of both sides, and what must be told of them. RFC 9113 3.4, 5.1, 5.2, 6, 8. */
import { END_HEADERS, END_STREAM, HEADERS } from '../../../../../lessons/protocol/http2/frame-header.ts';
import type { Step } from '../feed.ts';
import {
  block,
  bytes,
  continuation,
  data,
  frame,
  goaway,
  headers,
  hex,
  join,
  ping,
  PREFACE,
  pushPromise,
  REQUEST,
  reset,
  RESPONSE,
  settings,
  settingsAck,
  windowUpdate,
} from '../wire.ts';

export interface ConnectionVector {
  readonly name: string;
  readonly steps: readonly Step[];
  /** `sender stream: CODE scope, rule`, in the order in which they were found. */
  readonly faults?: readonly string[];
  /** Text by `stream sender`. */
  readonly content?: Readonly<Record<string, string>>;
  /** `stream sender role`, `+` when the stream ends with it. */
  readonly heads?: readonly string[];
  /** Ends, resets and GOAWAY, without offsets. */
  readonly ends?: readonly string[];
  /** Which direction could not be read to its end, and at which offset. */
  readonly failure?: readonly ['client' | 'server', number];
  /** States at the end: `stream client's / server's`. */
  readonly states?: readonly string[];
}

/** Both prefaces, both acknowledged. */
export const START: readonly Step[] = [
  ['client', join(PREFACE, settings())],
  ['server', join(settings(), settingsAck())],
  ['client', settingsAck()],
];
/** Bytes of the client and the server in START. */
const CLIENT_START = 24 + 9 + 9;
const SERVER_START = 9 + 9;

const GET: Step = ['client', headers(1, REQUEST, { end: true })];
const POST: Step = ['client', headers(1, { ...REQUEST, ':method': 'POST' })];
const OK: Step = ['server', headers(1, RESPONSE)];
const EXCHANGE: readonly Step[] = [...START, GET, ['server', headers(1, RESPONSE, { end: true })]];
const PUSHED: readonly Step[] = [...START, GET, ['server', pushPromise(1, 2, REQUEST)]];

const sizeOf = (steps: readonly Step[], from: 'client' | 'server') =>
  steps.reduce((size, [each, { length }]) => size + (each === from ? length : 0), 0);

const HEADER = 9;

export const CONNECTIONS: readonly ConnectionVector[] = [
  // 3.4 the preface
  { name: 'nothing but the prefaces', steps: START },
  {
    name: 'a preface that is another protocol',
    steps: [['client', bytes('GET / HTTP/1.1\r\n\r\n')]],
    faults: ['client 0: PROTOCOL_ERROR connection, RFC 9113 3.4'],
    failure: ['client', 0],
  },
  {
    name: 'a preface that goes wrong in its middle',
    steps: [['client', bytes('PRI * HTTP/2.0\r\n\r\nSM\r\n\rX and more')]],
    faults: ['client 0: PROTOCOL_ERROR connection, RFC 9113 3.4'],
    failure: ['client', 23],
  },
  { name: 'half a preface', steps: [['client', PREFACE.subarray(0, 10)]] },
  {
    name: 'a client that begins with PING',
    steps: [['client', join(PREFACE, ping())]],
    faults: ['client 0: PROTOCOL_ERROR connection, RFC 9113 3.4'],
    failure: ['client', 24 + HEADER],
  },
  {
    name: 'a server that begins with an acknowledgment',
    steps: [['server', settingsAck()]],
    faults: ['server 0: PROTOCOL_ERROR connection, RFC 9113 3.4'],
    failure: ['server', HEADER],
  },

  // 8.1 messages
  {
    name: 'a request and its response',
    steps: [...START, GET, ['server', join(headers(1, RESPONSE), data(1, 'hello', { end: true }))]],
    heads: ['1 client request +', '1 server response'],
    content: { '1 server': 'hello' },
    ends: ['client ends 1', 'server ends 1'],
    states: [],
  },
  {
    name: 'a request with content, padded',
    steps: [
      ...START,
      POST,
      ['client', join(data(1, 'ab', { padding: 3 }), data(1, 'c', { padding: 0, end: true }))],
      OK,
    ],
    heads: ['1 client request', '1 server response'],
    content: { '1 client': 'abc' },
    ends: ['client ends 1'],
    states: ['1 half-closed (local) / half-closed (remote)'],
  },
  {
    name: 'two event streams interleaved',
    steps: [
      ...START,
      ['client', join(headers(1, REQUEST, { end: true }), headers(3, REQUEST, { end: true }))],
      ['server', join(headers(3, RESPONSE), headers(1, RESPONSE))],
      [
        'server',
        join(
          data(1, 'data: a'),
          data(3, 'data: '),
          data(1, '\n\n'),
          data(3, 'b\n\n'),
          data(1, 'data: c\n\n'),
        ),
      ],
    ],
    heads: ['1 client request +', '3 client request +', '3 server response', '1 server response'],
    content: { '1 server': 'data: a\n\ndata: c\n\n', '3 server': 'data: b\n\n' },
    ends: ['client ends 1', 'client ends 3'],
    states: ['1 half-closed (local) / half-closed (remote)', '3 half-closed (local) / half-closed (remote)'],
  },
  {
    name: 'interim responses, then a response with trailers',
    steps: [
      ...START,
      GET,
      [
        'server',
        join(
          headers(1, { ':status': '100' }),
          headers(1, { ':status': '103', link: '</a>' }),
          headers(1, RESPONSE),
          data(1, 'x'),
          headers(1, { 'x-sum': '1' }, { end: true }),
        ),
      ],
    ],
    heads: [
      '1 client request +',
      '1 server interim',
      '1 server interim',
      '1 server response',
      '1 server trailers +',
    ],
    content: { '1 server': 'x' },
    ends: ['client ends 1', 'server ends 1'],
  },
  {
    name: 'an interim response that ends the stream',
    steps: [...START, GET, ['server', headers(1, { ':status': '103' }, { end: true })]],
    heads: ['1 client request +', '1 server interim +'],
    ends: ['client ends 1', 'server ends 1'],
    faults: ['server 1: PROTOCOL_ERROR stream, RFC 9113 8.1'],
  },
  {
    name: 'trailers that do not end the stream',
    steps: [...START, GET, OK, ['server', headers(1, { a: 'b' })]],
    heads: ['1 client request +', '1 server response', '1 server trailers'],
    ends: ['client ends 1'],
    faults: ['server 1: PROTOCOL_ERROR stream, RFC 9113 8.1'],
  },
  {
    name: 'content before the head',
    steps: [
      ...START,
      GET,
      [
        'server',
        join(
          data(1, 'early'),
          headers(1, { ':status': '103' }),
          data(1, 'early'),
          headers(1, RESPONSE),
          data(1, 'x'),
        ),
      ],
    ],
    heads: ['1 client request +', '1 server interim', '1 server response'],
    content: { '1 server': 'x' },
    ends: ['client ends 1'],
    faults: [
      'server 1: PROTOCOL_ERROR stream, RFC 9113 8.1',
      'server 1: PROTOCOL_ERROR stream, RFC 9113 8.1',
    ],
  },
  {
    name: 'less content than Content-Length says',
    steps: [
      ...START,
      GET,
      [
        'server',
        join(headers(1, { ...RESPONSE, 'content-length': '5' }), data(1, 'abcd', { padding: 1, end: true })),
      ],
    ],
    heads: ['1 client request +', '1 server response'],
    content: { '1 server': 'abcd' },
    ends: ['client ends 1', 'server ends 1'],
    faults: ['server 1: PROTOCOL_ERROR stream, RFC 9113 8.1.1'],
  },
  {
    name: 'just as much content as Content-Length says, then trailers',
    steps: [
      ...START,
      [
        'client',
        join(
          headers(1, { ...REQUEST, 'content-length': '2' }),
          data(1, 'a'),
          data(1, 'b'),
          headers(1, { t: 'u' }, { end: true }),
        ),
      ],
    ],
    heads: ['1 client request', '1 client trailers +'],
    content: { '1 client': 'ab' },
    ends: ['client ends 1'],
  },
  {
    name: 'a Content-Length on a response to HEAD, and on a 304',
    steps: [
      ...START,
      [
        'client',
        join(
          headers(1, { ...REQUEST, ':method': 'HEAD' }, { end: true }),
          headers(3, REQUEST, { end: true }),
        ),
      ],
      ['server', headers(1, { ...RESPONSE, 'content-length': '5' }, { end: true })],
      ['server', headers(3, { ':status': '304', 'content-length': '5' }, { end: true })],
    ],
    heads: ['1 client request +', '3 client request +', '1 server response +', '3 server response +'],
    ends: ['client ends 1', 'client ends 3', 'server ends 1', 'server ends 3'],
  },
  {
    name: 'a request that is malformed',
    steps: [...START, ['client', headers(1, { ':method': 'GET', ':path': '/', A: 'b' }, { end: true })]],
    heads: ['1 client request +'],
    ends: ['client ends 1'],
    faults: ['client 1: PROTOCOL_ERROR stream, RFC 9113 8.2.1'],
  },

  // 6.10 CONTINUATION
  {
    name: 'a field block in four frames, END_STREAM on the first',
    steps: [
      ...START,
      [
        'client',
        join(
          frame(HEADERS, END_STREAM, 1, block(REQUEST).subarray(0, 7)),
          continuation(1, block(REQUEST).subarray(7, 8), { more: true }),
          continuation(1, bytes(''), { more: true }),
          continuation(1, block(REQUEST).subarray(8)),
        ),
      ],
    ],
    heads: ['1 client request +'],
    ends: ['client ends 1'],
    states: ['1 half-closed (local) / half-closed (remote)'],
  },
  {
    name: 'a field block that has begun',
    steps: [...START, ['client', headers(1, block(REQUEST).subarray(0, 7), { more: true })]],
    states: [],
  },
  {
    name: 'another frame inside a field block',
    steps: [...START, ['client', join(headers(1, REQUEST, { more: true }), ping())]],
    faults: ['client 0: PROTOCOL_ERROR connection, RFC 9113 6.10'],
    failure: ['client', CLIENT_START + headers(1, REQUEST).length + HEADER],
  },
  {
    name: 'an unknown frame inside a field block',
    steps: [...START, ['client', join(headers(1, REQUEST, { more: true }), frame(0xee, 0, 1, bytes('x')))]],
    faults: ['client 1: PROTOCOL_ERROR connection, RFC 9113 6.10'],
    failure: ['client', CLIENT_START + headers(1, REQUEST).length + HEADER],
  },
  {
    name: 'CONTINUATION of another stream',
    steps: [...START, ['client', join(headers(1, REQUEST, { more: true }), continuation(3, bytes('')))]],
    faults: ['client 3: PROTOCOL_ERROR connection, RFC 9113 6.10'],
    failure: ['client', CLIENT_START + headers(1, REQUEST).length + HEADER],
  },
  {
    name: 'CONTINUATION after a whole field block',
    steps: [...START, ['client', join(headers(1, REQUEST), continuation(1, bytes('')))]],
    heads: ['1 client request'],
    faults: ['client 1: PROTOCOL_ERROR connection, RFC 9113 6.10'],
    failure: ['client', CLIENT_START + headers(1, REQUEST).length + HEADER],
  },
  {
    name: 'a field block that cannot be decoded',
    steps: [...START, ['client', join(headers(1, hex('82 ff')), ping())]],
    faults: ['client 1: COMPRESSION_ERROR connection, RFC 7541 6'],
    failure: ['client', CLIENT_START + HEADER + 2],
    states: [],
  },

  // 5.1 states of streams
  {
    name: 'DATA on an idle stream',
    steps: [...START, ['client', data(1, 'x')]],
    faults: ['client 1: PROTOCOL_ERROR connection, RFC 9113 5.1'],
    failure: ['client', CLIENT_START + HEADER],
  },
  {
    name: 'RST_STREAM on an idle stream',
    steps: [...START, ['client', reset(1, 8)]],
    faults: ['client 1: PROTOCOL_ERROR connection, RFC 9113 5.1'],
    failure: ['client', CLIENT_START + HEADER],
  },
  {
    name: 'WINDOW_UPDATE on an idle stream',
    steps: [...START, ['client', windowUpdate(1, 8)]],
    faults: ['client 1: PROTOCOL_ERROR connection, RFC 9113 5.1'],
    failure: ['client', CLIENT_START + HEADER],
  },
  {
    name: 'PRIORITY on an idle stream, and a frame that is not known',
    steps: [...START, ['client', join(frame(2, 0, 9, hex('0000000100')), frame(0xee, 0, 9, bytes('x')))]],
    states: [],
  },
  {
    name: 'a response to a request that was never sent',
    steps: [...START, ['server', join(headers(1, RESPONSE), data(1, 'x'))]],
    faults: [
      'server 1: PROTOCOL_ERROR connection, RFC 9113 5.1',
      'server 1: PROTOCOL_ERROR connection, RFC 9113 5.1',
    ],
    states: [],
  },
  {
    name: 'a stream that a server opens without a promise',
    steps: [...START, ['server', headers(2, RESPONSE)]],
    faults: ['server 2: PROTOCOL_ERROR connection, RFC 9113 5.1'],
    failure: ['server', SERVER_START + HEADER],
  },
  {
    name: 'a client that opens an even stream',
    steps: [...START, ['client', headers(2, REQUEST)]],
    faults: ['client 2: PROTOCOL_ERROR connection, RFC 9113 5.1.1'],
    failure: ['client', CLIENT_START + HEADER],
  },
  {
    name: 'a stream with a lower identifier than the last',
    steps: [...START, ['client', join(headers(5, REQUEST), headers(3, REQUEST))]],
    heads: ['5 client request'],
    faults: ['client 3: PROTOCOL_ERROR connection, RFC 9113 5.1.1'],
    failure: ['client', CLIENT_START + headers(5, REQUEST).length + HEADER],
    states: ['5 open / open'],
  },
  {
    name: 'DATA after END_STREAM',
    steps: [...START, GET, ['client', data(1, 'x')]],
    heads: ['1 client request +'],
    ends: ['client ends 1'],
    faults: ['client 1: STREAM_CLOSED stream, RFC 9113 5.1'],
    states: ['1 half-closed (local) / half-closed (remote)'],
  },
  {
    name: 'DATA and HEADERS on a closed stream',
    steps: [...EXCHANGE, ['server', join(data(1, 'x'), headers(1, RESPONSE))]],
    heads: ['1 client request +', '1 server response +'],
    ends: ['client ends 1', 'server ends 1'],
    faults: [
      'server 1: STREAM_CLOSED stream, RFC 9113 6.1',
      'server 1: STREAM_CLOSED connection, RFC 9113 5.1',
    ],
    states: [],
  },
  {
    name: 'WINDOW_UPDATE, PRIORITY and RST_STREAM on a closed stream',
    steps: [
      ...EXCHANGE,
      ['client', join(windowUpdate(1, 9), frame(2, 0, 1, hex('0000000300')), reset(1, 0))],
    ],
    heads: ['1 client request +', '1 server response +'],
    ends: ['client ends 1', 'server ends 1'],
    states: [],
  },
  {
    name: 'what was under way when the other side reset the stream',
    steps: [
      ...START,
      GET,
      OK,
      ['client', reset(1, 8)],
      ['server', join(data(1, 'x'), headers(1, { a: 'b' }, { end: true }))],
    ],
    heads: ['1 client request +', '1 server response'],
    ends: ['client ends 1', 'client resets 1 with 8'],
    states: [],
  },
  {
    name: 'DATA by the side that has reset the stream',
    steps: [...START, POST, ['client', join(reset(1, 8), data(1, 'x'))]],
    heads: ['1 client request'],
    ends: ['client resets 1 with 8'],
    faults: ['client 1: STREAM_CLOSED stream, RFC 9113 6.1'],
    states: [],
  },
  {
    name: 'a server that ends its response before the request is complete, then resets with NO_ERROR',
    steps: [
      ...START,
      POST,
      ['server', join(headers(1, RESPONSE, { end: true }), reset(1, 0))],
      ['client', data(1, 'x')],
    ],
    heads: ['1 client request', '1 server response +'],
    ends: ['server ends 1', 'server resets 1 with 0'],
    states: [],
  },

  // 6.6 and 8.4 server push
  {
    name: 'a promised stream',
    steps: [...PUSHED, ['server', join(headers(2, RESPONSE), data(2, 'x', { end: true }))]],
    heads: ['1 client request +', '2 server promised-request', '2 server response'],
    content: { '2 server': 'x' },
    ends: ['client ends 1', 'server ends 2'],
    states: ['1 half-closed (local) / half-closed (remote)'],
  },
  {
    name: 'a promise',
    steps: PUSHED,
    heads: ['1 client request +', '2 server promised-request'],
    ends: ['client ends 1'],
    states: ['1 half-closed (local) / half-closed (remote)', '2 reserved (remote) / reserved (local)'],
  },
  {
    name: 'a promise that the client refuses, and what was under way',
    steps: [...PUSHED, ['client', reset(2, 7)], ['server', headers(2, RESPONSE, { end: true })]],
    heads: ['1 client request +', '2 server promised-request'],
    ends: ['client ends 1', 'client resets 2 with 7'],
  },
  {
    name: 'DATA on a promised stream before its head',
    steps: [...PUSHED, ['server', data(2, 'x')]],
    heads: ['1 client request +', '2 server promised-request'],
    ends: ['client ends 1'],
    faults: ['server 2: PROTOCOL_ERROR connection, RFC 9113 5.1'],
    failure: ['server', sizeOf(PUSHED, 'server') + HEADER],
  },
  {
    name: 'a client that sends on a promised stream',
    steps: [...PUSHED, ['client', join(windowUpdate(2, 5), data(2, 'x'))]],
    heads: ['1 client request +', '2 server promised-request'],
    ends: ['client ends 1'],
    faults: ['client 2: PROTOCOL_ERROR connection, RFC 9113 5.1'],
    states: ['1 half-closed (local) / half-closed (remote)', '2 reserved (remote) / reserved (local)'],
  },
  {
    name: 'a client that promises',
    steps: [...START, POST, ['client', pushPromise(1, 2, REQUEST)]],
    heads: ['1 client request'],
    faults: ['client 1: PROTOCOL_ERROR connection, RFC 9113 8.4'],
    failure: ['client', sizeOf([...START, POST], 'client') + HEADER],
  },
  {
    name: 'a promise of a stream that is not idle',
    steps: [...PUSHED, ['server', pushPromise(1, 2, REQUEST)]],
    heads: ['1 client request +', '2 server promised-request'],
    ends: ['client ends 1'],
    faults: ['server 1: PROTOCOL_ERROR connection, RFC 9113 6.6'],
    failure: ['server', sizeOf(PUSHED, 'server') + pushPromise(1, 2, REQUEST).length],
  },
  {
    name: 'a promise to a client that has refused promises',
    steps: [
      ['client', join(PREFACE, settings([2, 0]))],
      ['server', join(settings(), settingsAck())],
      GET,
      ['server', pushPromise(1, 2, REQUEST)],
    ],
    heads: ['1 client request +'],
    ends: ['client ends 1'],
    faults: ['server 1: PROTOCOL_ERROR connection, RFC 9113 6.6'],
  },
  {
    name: 'a promise on a stream that is closed',
    steps: [...EXCHANGE, ['server', pushPromise(1, 2, REQUEST)]],
    heads: ['1 client request +', '1 server response +'],
    ends: ['client ends 1', 'server ends 1'],
    faults: ['server 1: PROTOCOL_ERROR connection, RFC 9113 6.6'],
  },

  {
    name: 'a promise on a stream that the client has just reset',
    steps: [...START, GET, ['client', reset(1, 8)], ['server', pushPromise(1, 2, REQUEST)]],
    heads: ['1 client request +', '2 server promised-request'],
    ends: ['client ends 1', 'client resets 1 with 8'],
    states: ['2 reserved (remote) / reserved (local)'],
  },
  {
    name: 'a promise on a stream that the server itself has reset',
    steps: [...START, GET, ['server', join(reset(1, 8), pushPromise(1, 2, REQUEST))]],
    heads: ['1 client request +'],
    ends: ['client ends 1', 'server resets 1 with 8'],
    faults: ['server 1: PROTOCOL_ERROR connection, RFC 9113 6.6'],
  },

  // 5.1.2 concurrency
  {
    name: 'a promised response when the client allows no stream',
    steps: [
      ['client', join(PREFACE, settings([3, 0]))],
      ['server', join(settings(), settingsAck())],
      GET,
      ['server', join(pushPromise(1, 2, REQUEST), headers(2, RESPONSE))],
    ],
    heads: ['1 client request +', '2 server promised-request', '2 server response'],
    ends: ['client ends 1'],
    faults: ['server 2: REFUSED_STREAM stream, RFC 9113 5.1.2'],
  },
  {
    name: 'trailers when there are as many streams as allowed',
    steps: [
      ['client', join(PREFACE, settings())],
      ['server', join(settings([3, 1]), settingsAck())],
      ['client', join(settingsAck(), headers(1, REQUEST), headers(1, { a: 'b' }, { end: true }))],
    ],
    heads: ['1 client request', '1 client trailers +'],
    ends: ['client ends 1'],
  },
  {
    name: 'more streams at once than the other side allows',
    steps: [
      ['client', join(PREFACE, settings())],
      ['server', join(settings([3, 1]), settingsAck())],
      ['client', join(headers(1, REQUEST), headers(3, REQUEST), settingsAck(), headers(5, REQUEST))],
    ],
    heads: ['1 client request', '3 client request', '5 client request'],
    faults: ['client 5: REFUSED_STREAM stream, RFC 9113 5.1.2'],
  },

  {
    name: 'as many streams, one after another and at once, as the other side allows',
    steps: [
      ['client', join(PREFACE, settings())],
      ['server', join(settings([3, 1]), settingsAck())],
      ['client', join(settingsAck(), headers(1, REQUEST, { end: true }))],
      ['server', headers(1, RESPONSE, { end: true })],
      ['client', join(headers(3, REQUEST), reset(3, 8), headers(5, REQUEST))],
    ],
    heads: ['1 client request +', '1 server response +', '3 client request', '5 client request'],
    ends: ['client ends 1', 'server ends 1', 'client resets 3 with 8'],
  },

  // 6.9 flow control
  {
    name: 'more DATA than the window of a stream has',
    steps: [
      ['client', join(PREFACE, settings([4, 4]))],
      ['server', join(settings(), settingsAck())],
      GET,
      ['server', join(headers(1, RESPONSE), data(1, 'abc'), data(1, ''), data(1, 'de'))],
    ],
    heads: ['1 client request +', '1 server response'],
    content: { '1 server': 'abcde' },
    ends: ['client ends 1'],
    faults: ['server 1: FLOW_CONTROL_ERROR stream, RFC 9113 6.9.1'],
  },
  {
    name: 'padding counts against the window',
    steps: [
      ['client', join(PREFACE, settings([4, 4]))],
      ['server', join(settings(), settingsAck())],
      GET,
      ['server', join(headers(1, RESPONSE), data(1, 'abc', { padding: 1 }))],
    ],
    heads: ['1 client request +', '1 server response'],
    content: { '1 server': 'abc' },
    ends: ['client ends 1'],
    faults: ['server 1: FLOW_CONTROL_ERROR stream, RFC 9113 6.9.1'],
  },
  {
    name: 'a window that is opened again in time',
    steps: [
      ['client', join(PREFACE, settings([4, 4]))],
      ['server', join(settings(), settingsAck())],
      GET,
      ['server', join(headers(1, RESPONSE), data(1, 'abcd'))],
      ['client', windowUpdate(1, 2)],
      ['server', data(1, 'ef')],
    ],
    heads: ['1 client request +', '1 server response'],
    content: { '1 server': 'abcdef' },
    ends: ['client ends 1'],
  },
  {
    name: 'a larger initial window that is not acknowledged yet',
    steps: [
      ['client', join(PREFACE, settings([4, 1]))],
      ['server', join(settings(), settingsAck())],
      GET,
      ['client', settings([4, 4])],
      ['server', join(headers(1, RESPONSE), data(1, 'abcd'))],
    ],
    heads: ['1 client request +', '1 server response'],
    content: { '1 server': 'abcd' },
    ends: ['client ends 1'],
  },
  {
    name: 'windows that would pass 2^31-1',
    steps: [...START, POST, ['server', join(windowUpdate(1, 2 ** 31 - 1), windowUpdate(0, 2 ** 31 - 1))]],
    heads: ['1 client request'],
    faults: [
      'server 1: FLOW_CONTROL_ERROR stream, RFC 9113 6.9.1',
      'server 0: FLOW_CONTROL_ERROR connection, RFC 9113 6.9.1',
    ],
  },
  {
    name: 'an initial size with which a window passes 2^31-1',
    steps: [
      ...START,
      POST,
      ['server', join(windowUpdate(1, 1), settings([4, 2 ** 31 - 1]))],
      ['client', settingsAck()],
    ],
    heads: ['1 client request'],
    faults: ['client 0: FLOW_CONTROL_ERROR connection, RFC 9113 6.9.2'],
  },
  {
    name: 'the largest initial size, once the stream that was granted more is closed',
    steps: [
      ...START,
      ['client', join(headers(1, REQUEST), headers(3, REQUEST))],
      ['server', join(windowUpdate(1, 1), reset(1, 0), settings([4, 2 ** 31 - 1]))],
      ['client', settingsAck()],
    ],
    heads: ['1 client request', '3 client request'],
    ends: ['server resets 1 with 0'],
    states: ['3 open / open'],
  },
  {
    name: 'WINDOW_UPDATE of 0, on a stream and on the connection',
    steps: [...START, POST, ['server', join(windowUpdate(1, 0), windowUpdate(0, 0), ping())]],
    heads: ['1 client request'],
    faults: [
      'server 1: PROTOCOL_ERROR stream, RFC 9113 6.9',
      'server 0: PROTOCOL_ERROR connection, RFC 9113 6.9',
    ],
    failure: ['server', SERVER_START + 13 + 13],
  },

  // 4.2 and 6.5 sizes and settings
  {
    name: 'a setting out of range',
    steps: [['client', join(PREFACE, settings([3, 1], [5, 1]), ping())]],
    faults: ['client 0: PROTOCOL_ERROR connection, RFC 9113 6.5.2'],
    failure: ['client', 24 + 9 + 12],
  },
  {
    name: 'a frame that is too long, on a stream',
    steps: [...START, POST, ['client', join(data(1, 'a'), data(1, 'x'.repeat(16_385)), data(1, 'b'))]],
    heads: ['1 client request'],
    content: { '1 client': 'ab' },
    faults: ['client 1: FRAME_SIZE_ERROR stream, RFC 9113 4.2'],
  },
  {
    name: 'a frame that is too short, on a stream: one fault',
    steps: [...START, POST, ['client', join(frame(2, 0, 1, hex('00000003')), data(1, 'a'))]],
    heads: ['1 client request'],
    content: { '1 client': 'a' },
    faults: ['client 1: FRAME_SIZE_ERROR stream, RFC 9113 6.3'],
  },
  {
    name: 'a frame with two faults, of which the second ends the connection',
    steps: [...START, GET, ['client', join(frame(HEADERS, 0x0c, 1, hex('09 82')), ping())]],
    heads: ['1 client request +'],
    ends: ['client ends 1'],
    faults: [
      'client 1: STREAM_CLOSED stream, RFC 9113 5.1',
      'client 1: PROTOCOL_ERROR connection, RFC 9113 6.2',
    ],
    failure: ['client', sizeOf([...START, GET], 'client') + HEADER + 2],
  },
  {
    name: 'a long frame that the recipient has allowed',
    steps: [
      ['client', join(PREFACE, settings())],
      ['server', join(settings([5, 20_000]), settingsAck())],
      POST,
      ['client', join(settingsAck(), data(1, 'x'.repeat(16_385)))],
    ],
    heads: ['1 client request'],
    content: { '1 client': 'x'.repeat(16_385) },
  },
  {
    name: 'padding that cannot be',
    steps: [...START, POST, ['client', join(frame(0, 8, 1, hex('03 6162')), ping())]],
    heads: ['1 client request'],
    faults: ['client 1: PROTOCOL_ERROR connection, RFC 9113 6.1'],
    failure: ['client', sizeOf([...START, POST], 'client') + HEADER + 1],
  },
  {
    name: 'padding that cannot be, in HEADERS',
    steps: [...START, ['client', frame(HEADERS, 0x08 | END_HEADERS, 1, hex('03 6162'))]],
    faults: ['client 1: PROTOCOL_ERROR connection, RFC 9113 6.2'],
    failure: ['client', CLIENT_START + HEADER + 3],
  },

  // 6.8 GOAWAY
  {
    name: 'GOAWAY, and a request that came too late',
    steps: [...START, GET, ['server', goaway(1, 0, 'bye')], ['client', headers(3, REQUEST, { end: true })]],
    heads: ['1 client request +', '3 client request +'],
    ends: ['client ends 1', 'server goes away after 1 with 0', 'client ends 3'],
  },
  {
    name: 'DATA on a stream above the last of GOAWAY',
    steps: [
      ...START,
      ['client', join(headers(1, REQUEST), headers(3, REQUEST))],
      ['server', goaway(1, 0)],
      ['client', join(data(1, 'a'), data(3, 'b'))],
    ],
    heads: ['1 client request', '3 client request'],
    content: { '1 client': 'a' },
    ends: ['server goes away after 1 with 0'],
  },

  // What a tap may see
  {
    name: 'the server alone',
    steps: [
      [
        'server',
        join(
          settings(),
          settingsAck(),
          headers(1, { ...RESPONSE, 'content-length': '9' }),
          data(1, 'data: a\n\n', { end: true }),
        ),
      ],
    ],
    heads: ['1 server response'],
    content: { '1 server': 'data: a\n\n' },
    ends: ['server ends 1'],
    states: [],
  },
  {
    name: 'the server alone, without a head',
    steps: [['server', join(settings(), data(1, 'x'))]],
    faults: ['server 1: PROTOCOL_ERROR stream, RFC 9113 8.1'],
    states: [],
  },
  {
    name: 'the client alone: what the server allows is not known',
    steps: [['client', join(PREFACE, settings(), headers(1, REQUEST), data(1, 'x'.repeat(20_000)))]],
    heads: ['1 client request'],
    content: { '1 client': 'x'.repeat(20_000) },
  },
  {
    name: 'an acknowledgment that was seen before its settings',
    steps: [
      ['server', settings()],
      ['client', join(PREFACE, settings(), settingsAck(), settingsAck(), headers(1, REQUEST))],
      ['server', settings([4, 10])],
      ['client', data(1, 'x'.repeat(11))],
    ],
    heads: ['1 client request'],
    content: { '1 client': 'x'.repeat(11) },
    faults: ['client 1: FLOW_CONTROL_ERROR stream, RFC 9113 6.9.1'],
  },
];
