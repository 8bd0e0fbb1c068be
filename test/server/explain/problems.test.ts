import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../lessons/protocol/protocol.ts';
import { problemsOf, PROBLEMS_BOUND } from '../../../server/explain/problems.ts';
import { Reading } from '../../../server/explain/reading.ts';
import { data, goaway, headers, join, PREFACE, reset, settings } from '../../lessons/protocol/http2/wire.ts';
import { bytesOf, chunkFramed, closeFramed, type Bytes } from '../../lessons/protocol/wire.ts';
import { read } from './inputs.ts';

const EVENT_STREAM = { ':status': '200', 'content-type': 'text/event-stream' };
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n';

interface Vector {
  readonly name: string;
  readonly bytes: Bytes;
  readonly as?: Protocol;
  /** Offset, rule, and what the message says in part. */
  readonly problems: readonly (readonly [number, string, string])[];
}

const VECTORS: readonly Vector[] = [
  {
    name: 'A stream without any.',
    bytes: ': hi\n\nid: 1\n\nretry: 10\ndata: é\n\nevent: x\ndata\n\n\n: bye\n',
    problems: [],
  },
  {
    name: 'A field that there is not, also in a block that is dispatched.',
    bytes: 'data: x\nfoo: bar\n\n',
    problems: [[8, 'HTML 9.2.6', 'no field has this name']],
  },
  {
    name: 'An id with U+0000.',
    bytes: 'id: a\0\ndata\n\n',
    problems: [[0, 'HTML 9.2.6', 'holds U+0000 NULL']],
  },
  {
    name: 'A retry that is no number.',
    bytes: 'data\nretry: 1s\n\n',
    problems: [[5, 'HTML 9.2.6', 'not one or more ASCII digits']],
  },
  {
    name: 'An event type without data. The blank line is where nothing happens.',
    bytes: 'event: x\nid: 1\n\ndata: y\n\n',
    problems: [[15, 'HTML 9.2.6', 'the event line had no effect']],
  },
  {
    name: 'Malformed UTF-8, once for each U+FFFD, in data as in a comment.',
    bytes: ['data: a', 0xff, 0xe2, 0x82, 'b\n:', 0xc0, '\n\n'],
    problems: [
      [7, 'Encoding 8.1.1', 'not valid UTF-8'],
      [8, 'Encoding 8.1.1', 'not valid UTF-8'],
      [13, 'Encoding 8.1.1', 'not valid UTF-8'],
    ],
  },
  {
    name: 'A line that the end cuts.',
    bytes: 'data: x\n\ndata: y',
    problems: [[9, 'HTML 9.2.6', 'the line is discarded']],
  },
  {
    name: 'A block that the end cuts, and a line of it.',
    bytes: 'data: x\n\ndata: y\ndata',
    problems: [
      [9, 'HTML 9.2.6', 'the block is discarded'],
      [17, 'HTML 9.2.6', 'the line is discarded'],
    ],
  },
  {
    name: 'An id that the end takes back.',
    bytes: 'id: 1\n',
    problems: [[0, 'HTML 9.2.6', 'the block is discarded']],
  },
  {
    name: 'A retry at the end: it has taken effect, and nothing is lost.',
    bytes: 'retry: 1\n: comment\n',
    problems: [],
  },
  {
    name: 'A chunked response that is cut.',
    bytes: `${HEAD}Transfer-Encoding: chunked\r\n\r\n9\r\ndata: x\n\n\r\n`,
    problems: [[94, 'RFC 9112 8', 'closed before the end of the chunked body']],
  },
  {
    name: 'Chunk-data that is longer than its size, told once.',
    bytes: `${HEAD}Transfer-Encoding: chunked\r\n\r\n8\r\ndata: x\n\n\r\n`,
    problems: [
      [83, 'HTML 9.2.6', 'the block is discarded'],
      [91, 'RFC 9112 7.1', 'longer than its chunk-size'],
    ],
  },
  {
    name: 'A response that is cut by its Content-Length.',
    bytes: `${HEAD}Content-Length: 90\r\n\r\ndata: x\n\n`,
    problems: [[81, 'RFC 9112 8', 'as long as Content-Length says']],
  },
  {
    name: 'Both lengths, which a later cut does not hide.',
    bytes: `${HEAD}Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n`,
    problems: [
      [0, 'RFC 9112 6.3', 'the first overrides the second'],
      [99, 'RFC 9112 8', 'closed before the end of the chunked body'],
    ],
  },
  {
    name: 'A coded event stream, which is not read.',
    bytes: `${HEAD}Content-Encoding: gzip\r\n\r\n\x1f`,
    problems: [[0, 'RFC 9110 8.4', 'it is not decoded here']],
  },
  {
    name: 'A head that is tolerated: a folded line, a space before a colon.',
    bytes: 'HTTP/1.1 204 No\r\nA: b\r\n c\r\nD : e\r\n\r\n',
    problems: [
      [23, 'RFC 9112 5.2', 'a folded line'],
      [28, 'RFC 9112 5.1', 'before the colon'],
    ],
  },
  {
    name: 'A head that is not.',
    bytes: 'HTTP/1.1 200 OK\r\nA(: c\r\n',
    as: 'http1',
    problems: [[18, 'RFC 9112 5.1', 'a colon follows it at once']],
  },
  {
    name: 'Content of unknown length.',
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nabc',
    problems: [[38, 'RFC 9112 6.3', 'not one decimal number']],
  },
  {
    name: 'An empty line before a request.',
    bytes: '\r\nGET / HTTP/1.1\r\n\r\n',
    problems: [[0, 'RFC 9112 2.2', 'an empty line before a request-line']],
  },
  {
    name: 'Another protocol, which nobody decodes.',
    bytes: 'HTTP/1.1 101 Switching\r\n\r\n\x81\x02hi',
    problems: [[26, 'RFC 9110 7.8', 'changed to another protocol']],
  },
  {
    name: 'The same problems inside chunks, at their offsets of the input.',
    bytes: chunkFramed('foo\n', 2),
    problems: [[83, 'HTML 9.2.6', 'no field has this name']],
  },
  {
    name: 'Two event streams on one connection, each with its own end.',
    bytes: join(
      settings(),
      headers(1, EVENT_STREAM),
      headers(3, EVENT_STREAM),
      data(1, 'foo\n'),
      data(3, 'bar\ndata'),
      reset(3, 8),
    ),
    problems: [
      [126, 'HTML 9.2.6', 'no field has this name'],
      [139, 'HTML 9.2.6', 'no field has this name'],
      [143, 'HTML 9.2.6', 'the line is discarded'],
      [160, 'RFC 9113 8.1', 'stream 1: the connection was closed before END_STREAM'],
      [160, 'RFC 9113 6.4', 'stream 3: the server reset the stream: CANCEL'],
    ],
  },
  {
    name: 'Faults of frames, each told once.',
    bytes: join(
      PREFACE,
      settings(),
      headers(1, { ':method': 'GET', ':path': '/' }, { end: true }),
      data(0, 'x'),
      goaway(0, 0),
    ),
    problems: [
      [33, 'RFC 9113 8.3.1', 'a request without :scheme'],
      [64, 'RFC 9113 6.1', 'DATA needs a stream'],
    ],
  },
  {
    name: 'What is no preface of HTTP/2.',
    bytes: 'PRI * HTTP/2.0\r\n\r\nXX',
    as: 'http2',
    problems: [[18, 'RFC 9113 3.4', 'not the connection preface']],
  },
  {
    name: 'A frame that the end cuts.',
    bytes: join(settings(), settings([1, 1]).subarray(0, 11)),
    problems: [[9, 'RFC 9113 4.1', 'closed inside a frame']],
  },
];

describe('the problems of an input', () => {
  it.each(VECTORS)('$name', ({ bytes, as = null, problems }) => {
    const found = problemsOf(read({ as, bytes: bytesOf(bytes) }));
    expect(found.map(({ at, rule }) => [at, rule])).toEqual(problems.map(([at, rule]) => [at, rule]));
    for (const [index, [, , part]] of problems.entries()) expect(found[index]?.message).toContain(part);
  });

  it('are told up to a bound, and the last one says so', () => {
    const found = problemsOf(read({ as: null, bytes: closeFramed('x\n'.repeat(PROBLEMS_BOUND + 1)) }));
    expect(found).toHaveLength(PROBLEMS_BOUND + 1);
    expect(found.at(-1)).toMatchObject({ rule: 'a bound of this program' });
    expect(found.at(-2)?.message).toContain('no field has this name');
  });

  it('say where the input is no longer explained, and nothing about the end of what is', () => {
    const reading = new Reading('event-stream', 12);
    reading.append(bytesOf('data: x\n\nda'));
    reading.append(bytesOf('ta: y\n\n'));
    reading.append(bytesOf('foo\n'));
    reading.end();
    expect(reading).toMatchObject({ size: 12, passedOver: 10 });
    expect(problemsOf(reading)).toEqual([
      {
        at: 12,
        rule: 'a bound of this program',
        message: 'no more than 12 bytes are explained: the rest is passed over',
      },
    ]);
  });
});
