import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clientAt,
  clientInputs,
  replayClient,
  type SeenMessage,
} from '../../../lessons/protocol/event-source-replay.ts';
import type { Arrival } from '../../../lessons/protocol/capture.ts';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import { arrivals as randomArrivals } from './random.ts';
import { arrival, chunkFramed, closeFramed, dissect, type Bytes } from './wire.ts';

const REQUEST = arrival('GET /stream HTTP/1.1\r\nHost: a\r\n\r\n', 'client');
const again: Arrival = { ...REQUEST, connection: 2 };
const ended = (bytes: Bytes, connection = 1): Arrival => ({
  ...arrival(bytes, 'server', connection),
  ending: 'fin',
});
const response = (head: string, body = '') =>
  arrival(`HTTP/1.1 ${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
const STREAM = chunkFramed('data: x\n\n', 4);
const refused = (head: string) => [REQUEST, response(head, 'no')];

const messagesOf = (d: Dissection): SeenMessage[] =>
  d.messages.map(({ kind, start, status, eventStream, headEnd, outcome, endAt }) => {
    return { kind, start, status, eventStream: eventStream !== null, headEnd, end: outcome, endAt };
  });

/** What happened to the client, each with the offset that shows it. */
function story(arrivals: readonly Arrival[], closed = false): [number, string, string][] {
  const d = dissect(arrivals);
  const messages = messagesOf(d);
  const closedAt = closed ? d.capture.length : null;
  return replayClient(clientInputs(messages, closedAt)).map(({ at, input, client }) => {
    return [at, input.on, client.state];
  });
}

const request = REQUEST.bytes.length;
const head = closeFramed('').length;
const chunkedHead = head + 'Transfer-Encoding: chunked\r\n'.length;

describe('the client of a capture', () => {
  it.each<[string, readonly Arrival[], [number, string, string][]]>([
    ['nothing at all', [], []],
    ['a request without an answer', [REQUEST], [[1, 'construct', 'fetching']]],
    [
      'a head that is not complete',
      [REQUEST, arrival('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r')],
      [[1, 'construct', 'fetching']],
    ],
    [
      'a stream that goes on',
      [REQUEST, arrival(closeFramed('data: x\n\n'))],
      [
        [1, 'construct', 'fetching'],
        [request + head, 'response', 'open'],
      ],
    ],
    [
      'a stream that ended as framed',
      [REQUEST, arrival(STREAM)],
      [
        [1, 'construct', 'fetching'],
        [request + chunkedHead, 'response', 'open'],
        [request + STREAM.length, 'end of body', 'waiting'],
      ],
    ],
    [
      'a stream that was cut',
      [REQUEST, ended(STREAM.subarray(0, -3))],
      [
        [1, 'construct', 'fetching'],
        [request + chunkedHead, 'response', 'open'],
        [request + STREAM.length - 3, 'end of body', 'waiting'],
      ],
    ],
    [
      'a second attempt, with the first byte of its request',
      [REQUEST, arrival(STREAM), again, arrival(STREAM, 'server', 2)],
      [
        [1, 'construct', 'fetching'],
        [request + chunkedHead, 'response', 'open'],
        [request + STREAM.length, 'end of body', 'waiting'],
        [request + STREAM.length + 1, 'wait over', 'fetching'],
        [2 * request + STREAM.length + chunkedHead, 'response', 'open'],
        [2 * request + 2 * STREAM.length, 'end of body', 'waiting'],
      ],
    ],
    [
      'a connection that was cut inside the head',
      [REQUEST, ended('HTTP/1.1 200'), again],
      [
        [1, 'construct', 'fetching'],
        [request + 12, 'network error', 'waiting'],
        [request + 13, 'wait over', 'fetching'],
      ],
    ],
    [
      'a connection that was closed before any byte came back',
      [REQUEST, ended('')],
      [[1, 'construct', 'fetching']],
    ],
    [
      'an empty stream',
      [REQUEST, response('200 OK\r\nContent-Type: text/event-stream')],
      [
        [1, 'construct', 'fetching'],
        [request + response('200 OK\r\nContent-Type: text/event-stream').bytes.length, 'response', 'open'],
        [
          request + response('200 OK\r\nContent-Type: text/event-stream').bytes.length,
          'end of body',
          'waiting',
        ],
      ],
    ],
    [
      'a response without its request, as curl --raw -i gives it',
      [arrival(closeFramed('data: x\n\n'))],
      [
        [1, 'construct', 'fetching'],
        [head, 'response', 'open'],
      ],
    ],
  ])('is read from %s', (_, arrivals, expected) => {
    expect(story(arrivals)).toEqual(expected);
  });

  it.each([
    '204 No Content',
    '500 Oops\r\nContent-Type: text/event-stream',
    '200 OK\r\nContent-Type: text/plain',
  ])('fails with the head %j, and what comes after changes nothing', (line) => {
    expect(story([...refused(line), again]).map(([, on, state]) => [on, state])).toEqual([
      ['construct', 'fetching'],
      ['response', 'failed'],
    ]);
  });

  it('passes over an informational response and follows a redirect to the next connection', () => {
    const seen = story([
      REQUEST,
      arrival('HTTP/1.1 103 Early Hints\r\n\r\n'),
      response('307 Elsewhere\r\nLocation: http://b/', 'moved'),
      again,
      arrival(closeFramed('data: x\n\n'), 'server', 2),
    ]);
    expect(seen.map(([, on, state]) => [on, state])).toEqual([
      ['construct', 'fetching'],
      ['redirect', 'fetching'],
      ['response', 'open'],
    ]);
  });

  it('is closed where close() cut the response, not waiting to reconnect', () => {
    const cut = STREAM.subarray(0, -3);
    expect(story([REQUEST, ended(cut)], true)).toEqual([
      [1, 'construct', 'fetching'],
      [request + chunkedHead, 'response', 'open'],
      [request + cut.length, 'close()', 'closed'],
    ]);
  });

  it('is closed at the end of what was recorded when close() cut nothing', () => {
    expect(story([REQUEST, arrival(STREAM)], true)).toEqual([
      [1, 'construct', 'fetching'],
      [request + chunkedHead, 'response', 'open'],
      [request + STREAM.length, 'end of body', 'waiting'],
      [request + STREAM.length, 'close()', 'closed'],
    ]);
    expect(story([REQUEST], true).at(-1)).toEqual([request, 'close()', 'closed']);
    expect(story([], true)).toEqual([
      [0, 'construct', 'fetching'],
      [0, 'close()', 'closed'],
    ]);
  });

  it('is known at every byte', () => {
    const d = dissect([REQUEST, arrival(STREAM)]);
    const moments = replayClient(clientInputs(messagesOf(d)));
    const states = Array.from({ length: d.capture.length + 1 }, (_, cursor) => {
      return clientAt(moments, cursor)?.client.state ?? 'new';
    });
    const expected = [
      'new',
      ...Array<string>(request + chunkedHead - 1).fill('fetching'),
      ...Array<string>(STREAM.length - chunkedHead).fill('open'),
      'waiting',
    ];
    expect(states).toEqual(expected);
    expect(clientAt([], 5)).toBeNull();
  });

  it('takes no input that cannot come, whatever was captured and whenever it was closed', () => {
    fc.assert(
      fc.property(randomArrivals, fc.option(fc.nat(400)), (arrivals, closedAt) => {
        const inputs = clientInputs(messagesOf(dissect(arrivals)), closedAt);
        const moments = replayClient(inputs);
        expect(moments.map(({ at }) => at)).toEqual(inputs.map(({ at }) => at).sort((a, b) => a - b));
        if (closedAt !== null) expect(moments.at(-1)?.client.state).toBe('closed');
      }),
      { numRuns: 300 },
    );
  });

  it('is the same at an earlier byte when more has arrived since', () => {
    fc.assert(
      fc.property(randomArrivals, fc.nat(), (arrivals, some) => {
        const all = dissect(arrivals);
        const part = dissect(arrivals.slice(0, some % (arrivals.length + 1)));
        const [later, sooner] = [all, part].map((d) => replayClient(clientInputs(messagesOf(d))));
        // Exactly at the end an ending may come without a byte.
        for (let cursor = 0; cursor < part.capture.length; cursor += 7) {
          expect(clientAt(later ?? [], cursor)?.client).toEqual(clientAt(sooner ?? [], cursor)?.client);
        }
      }),
      { numRuns: 300 },
    );
  });
});
