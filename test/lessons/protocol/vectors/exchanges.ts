/**
 * Rules of HTTP/1.x that take both directions of a connection: which request a response answers, and when a connection
 * becomes something else (RFC 9110 7.8 and 9.3.6). `messages` is as in `http1.ts`, in the order in which they began.
 */
export interface ExchangeVector {
  readonly name: string;
  /** What is sent, in this order. */
  readonly steps: readonly (readonly ['client' | 'server', string])[];
  readonly messages: readonly string[];
  /** The bytes that are no longer HTTP, of each sender. */
  readonly tunnel?: readonly string[];
  readonly reason?: string;
}

const OK = 'HTTP/1.1 200 OK\r\n';
const GET = 'GET / HTTP/1.1\r\n\r\n';
const HEAD = 'HEAD / HTTP/1.1\r\n\r\n';
const UPGRADE = 'GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n';
const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n';
const CONNECT = 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n';
const UPGRADED = 'the connection has changed to another protocol, which is not decoded';
const TUNNEL = 'the connection has become a tunnel: what is in it is not decoded';

export const EXCHANGE_VECTORS: readonly ExchangeVector[] = [
  {
    name: 'After 101 both directions are of another protocol. What WebSocket is read as is in `websocket.ts`.',
    steps: [
      ['client', UPGRADE],
      ['server', SWITCHING],
      ['server', '\x01\x02HTTP/1.1 200 OK\r\n'],
      ['client', GET],
      ['server', '\r\n\r\n'],
    ],
    messages: ['GET none complete ', '101 none complete '],
    tunnel: ['\x01\x02HTTP/1.1 200 OK\r\n\r\n\r\n', GET],
    reason: UPGRADED,
  },
  {
    name: 'After 101 the next byte is of another protocol, also one that looks like an empty line.',
    steps: [
      ['client', UPGRADE],
      ['server', `${SWITCHING}\r\n`],
      ['client', '\r\n'],
    ],
    messages: ['GET none complete ', '101 none complete '],
    tunnel: ['\r\n', '\r\n'],
    reason: UPGRADED,
  },
  {
    name: 'After 101 the body of the request still comes before the other protocol.',
    steps: [
      ['client', 'POST / HTTP/1.1\r\nUpgrade: a\r\nContent-Length: 4\r\n\r\nab'],
      ['server', SWITCHING],
      ['client', 'cdef'],
    ],
    messages: ['POST length complete abcd', '101 none complete '],
    tunnel: ['ef'],
    reason: UPGRADED,
  },
  {
    name: 'After a 2xx to CONNECT the connection is a tunnel, whatever the fields say.',
    steps: [
      ['client', CONNECT],
      ['server', `${OK}Content-Length: 3\r\n\r\nabc`],
      ['client', '\x16\x03\x01'],
      ['server', 'd'],
    ],
    messages: ['CONNECT none complete ', '200 none complete '],
    tunnel: ['abcd', '\x16\x03\x01'],
    reason: TUNNEL,
  },
  {
    name: 'Any 2xx to CONNECT makes a tunnel, also 204, with Transfer-Encoding, and after interim responses.',
    steps: [
      ['client', CONNECT],
      [
        'server',
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ],
    ],
    messages: ['CONNECT none complete ', '100 none complete ', '204 none complete '],
    tunnel: ['0\r\n\r\n'],
    reason: TUNNEL,
  },
  {
    name: 'A refused CONNECT is a response like any other, and the connection goes on.',
    steps: [
      ['client', CONNECT],
      ['server', 'HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno'],
      ['client', CONNECT],
      ['server', `HTTP/1.1 304 No\r\nContent-Length: 1\r\n\r\n`],
      ['client', CONNECT],
      ['server', `${OK}\r\n!`],
    ],
    messages: [
      'CONNECT none complete ',
      '407 length complete no',
      'CONNECT none complete ',
      '304 none complete ',
      'CONNECT none complete ',
      '200 none complete ',
    ],
    tunnel: ['!'],
    reason: TUNNEL,
  },
  {
    name: 'Requests that come before the answers are answered in their order: HEAD, GET, CONNECT.',
    steps: [
      ['client', `${HEAD}${GET}${CONNECT}`],
      [
        'server',
        `${OK}Content-Length: 1\r\n\r\n${OK}Content-Length: 1\r\n\r\ny${OK}Content-Length: 1\r\n\r\nz`,
      ],
    ],
    messages: [
      'HEAD none complete ',
      'GET none complete ',
      'CONNECT none complete ',
      '200 none complete ',
      '200 length complete y',
      '200 none complete ',
    ],
    tunnel: ['z'],
    reason: TUNNEL,
  },
  {
    name: 'A method in lower case is another method: no tunnel, and a body.',
    steps: [
      ['client', 'connect a:1 HTTP/1.1\r\n\r\nhead / HTTP/1.1\r\n\r\n'],
      ['server', `${OK}Content-Length: 1\r\n\r\na${OK}Content-Length: 1\r\n\r\nb`],
    ],
    messages: [
      'connect none complete ',
      'head none complete ',
      '200 length complete a',
      '200 length complete b',
    ],
  },
  {
    name: 'The response to HEAD has no body, chunked or until the close, also in HTTP/1.0 and after 103.',
    steps: [
      ['client', `${HEAD}${HEAD}HEAD / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n${GET}`],
      ['server', `HTTP/1.1 103 Early Hints\r\n\r\n${OK}Transfer-Encoding: chunked\r\n\r\n${OK}\r\n`],
      [
        'server',
        `HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 9\r\n\r\n${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      ],
    ],
    messages: [
      'HEAD none complete ',
      'HEAD none complete ',
      'HEAD none complete ',
      'GET none complete ',
      '103 none complete ',
      '200 none complete ',
      '200 none complete ',
      '200 none complete ',
      '200 chunked complete ',
    ],
  },
  {
    name: 'A response to a request that was not seen has the body that its own fields give it.',
    steps: [['server', `${OK}Content-Length: 1\r\n\r\na${SWITCHING}b`]],
    messages: ['200 length complete a', '101 none complete '],
    tunnel: ['b'],
    reason: UPGRADED,
  },
];
