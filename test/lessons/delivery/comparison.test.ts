/** What each way took, from bytes that are written here, so that every number is known. */
import { describe, expect, it } from 'vitest';
import { Comparison, exchangesIn, type Cell } from '../../../lessons/delivery/comparison.ts';
import type { Arrival, Sender } from '../../../lessons/protocol/capture.ts';
import { Dissection } from '../../../lessons/protocol/dissect.ts';
import { scenarioSchema } from '../../../lessons/schema/scenario.ts';
import { bytesOf, type Bytes } from '../protocol/wire.ts';

const scenario = scenarioSchema.parse({
  deliver: { poll: 1000, longPoll: 9000, webSocket: true },
  steps: [{ wait: 100 }, { event: { data: 'a' } }, { wait: 100 }, { event: { data: 'b' } }],
});

const get = (path: string) => `GET /runs/x/${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
const json = (content: string) =>
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${content.length}\r\n\r\n${content}`;
const STREAM = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n';
const SOCKET = `${get('socket?after=0').slice(0, -2)}Upgrade: websocket\r\n\r\n`;
const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n';

type Sent = readonly [at: number, connection: number, from: Sender, bytes: Bytes];

function recorded(sent: readonly Sent[]): Dissection {
  const d = new Dissection();
  for (const [at, connection, from, bytes] of sent) {
    const arrival: Arrival = { at, connection, from, bytes: bytesOf(bytes), ending: null };
    d.append(arrival);
  }
  return d;
}

/** A run whose first byte came 10 ms after it began. */
const RUN: readonly Sent[] = [
  [10, 1, 'client', get('poll?after=0')],
  [10, 1, 'server', json('[]')],
  [10, 2, 'client', get('long-poll?after=0')],
  [11, 3, 'client', get('stream')],
  [11, 3, 'server', STREAM],
  [11, 4, 'client', SOCKET],
  [12, 4, 'server', SWITCHING],
  // The first notification happens at 110.
  [111, 2, 'server', json('[{"id":1,"data":"a"}]')],
  [112, 3, 'server', 'id: 1\ndata: a\n'],
  [115, 3, 'server', '\n'],
  [112.5, 4, 'server', [0x81, 0x13, '{"id":1,"data":"a"}']],
  [113, 2, 'client', get('long-poll?after=1')],
  [1010, 1, 'client', get('poll?after=0')],
  [1011, 1, 'server', json('[{"id":1,"data":"a"},{"id":2,"data":"b"}]')],
];

const short = (cell: Cell) => (typeof cell === 'object' ? `${cell.delay} by ${cell.by.kind}` : cell);

function at(d: Dissection, now: number, cursor = d.capture.length) {
  return new Comparison(d, scenario).at(cursor, now);
}

describe('the comparison', () => {
  const d = recorded(RUN);

  it('has the delay of each notification by each way, until its last byte, and by what', () => {
    expect(at(d, 1011).map(({ way, cells }) => [way, ...cells.map(short)])).toEqual([
      ['polling', '901 by response', '801 by response'],
      ['long polling', '1 by response', 'under way'],
      ['event stream', '5 by event', 'under way'],
      ['WebSocket', '2.5 by ws-frame', 'under way'],
    ]);
  });

  it('counts requests, and bytes of both sides, a WebSocket from its handshake on', () => {
    const length = (...parts: Bytes[]) => parts.reduce((sum: number, part) => sum + bytesOf(part).length, 0);
    expect(
      at(d, 1011).map(({ requests, fromClient, fromServer }) => [requests, fromClient, fromServer]),
    ).toEqual([
      [
        2,
        2 * length(get('poll?after=0')),
        length(json('[]'), json('[{"id":1,"data":"a"},{"id":2,"data":"b"}]')),
      ],
      [2, 2 * length(get('long-poll?after=0')), length(json('[{"id":1,"data":"a"}]'))],
      [1, length(get('stream')), length(STREAM, 'id: 1\ndata: a\n\n')],
      [1, length(SOCKET), length(SWITCHING) + 21],
    ]);
  });

  it('has the mean and the longest delay, and none where nothing came', () => {
    const [polling, long] = at(d, 1011);
    expect(polling).toMatchObject({ delivered: 2, delay: { mean: 851, longest: 901 } });
    expect(long).toMatchObject({ delivered: 1, delay: { mean: 1, longest: 1 } });
    expect(at(d, 12, bytesOf(get('poll?after=0')).length).map(({ delay }) => delay)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('is that of the cursor: bytes beyond it have not come, what happens later is to come', () => {
    const upTo = (count: number) => recorded(RUN.slice(0, count)).capture.length;
    expect(at(d, 12, upTo(7)).flatMap(({ cells }) => cells)).toEqual(
      Array.from({ length: 8 }, () => 'to come'),
    );
    const [, long, stream] = at(d, 113, upTo(9));
    expect(long?.cells.map(short)).toEqual(['1 by response', 'to come']);
    // The blank line has not come.
    expect(stream?.cells).toEqual(['under way', 'to come']);
    const [polling] = at(d, 10, 10);
    expect(polling).toMatchObject({ requests: 1, fromClient: 10, fromServer: 0 });
  });

  it('tells what was missed, and counts what was told twice once', () => {
    const doubled = recorded([
      ...RUN,
      [1100, 4, 'server', [0x81, 0x13, '{"id":2,"data":"b"}', 0x81, 0x13, '{"id":1,"data":"a"}']],
    ]);
    expect(at(doubled, 1100).at(3)).toMatchObject({ delivered: 2 });
    const skipped = recorded([...RUN.slice(0, 5), [300, 3, 'server', 'id: 2\ndata: b\n\n']]);
    expect(at(skipped, 300).at(2)?.cells.map(short)).toEqual(['missed', '90 by event']);
  });

  it('reads on as the capture grows', () => {
    const growing = recorded(RUN.slice(0, 7));
    const comparison = new Comparison(growing, scenario);
    expect(comparison.at(growing.capture.length, 12).map(({ delivered }) => delivered)).toEqual([0, 0, 0, 0]);
    for (const [time, connection, from, bytes] of RUN.slice(7)) {
      growing.append({ at: time, connection, from, bytes: bytesOf(bytes), ending: null });
    }
    expect(comparison.at(growing.capture.length, 1011).map(({ delivered }) => delivered)).toEqual([
      2, 1, 1, 1,
    ]);
  });

  it('takes nothing for a notification that is none', () => {
    const odd = recorded([
      [0, 1, 'client', get('poll?after=0')],
      [300, 1, 'server', json('{"id":1}')],
      [300, 1, 'client', get('poll?after=0')],
      [301, 1, 'server', json('[{"id":9},{"id":"x"},{}]')],
      [301, 1, 'client', get('poll?after=0')],
      [302, 1, 'server', json('no JSON')],
    ]);
    expect(at(odd, 302)[0]).toMatchObject({ delivered: 0, requests: 3 });
  });
});

describe('the exchanges of a run', () => {
  it('are those with its paths, each request with its response', () => {
    const d = recorded([...RUN, [2000, 1, 'client', 'GET /stream?count=1 HTTP/1.1\r\nHost: a\r\n\r\n']]);
    expect(exchangesIn(d.messages).map(({ way, response }) => `${way} ${response?.status ?? '-'}`)).toEqual([
      'polling 200',
      'long polling 200',
      'event stream 200',
      'WebSocket 101',
      'long polling -',
      'polling 200',
    ]);
  });
});
