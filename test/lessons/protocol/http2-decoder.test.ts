import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arrival, Ending, Sender } from '../../../lessons/protocol/capture.ts';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import { PREFACE } from '../../../lessons/protocol/http2/preface.ts';
import { nextStop, previousStop, type Unit } from '../../../lessons/protocol/stops.ts';
import { answerOf, exchange } from './http2/exchange.ts';
import {
  block,
  continuation,
  data,
  headers,
  pushPromise,
  REQUEST,
  RESPONSE,
  reset,
  settings,
} from './http2/wire.ts';
import { recut } from './random.ts';
import { everything, plainMoment, tilingFaults, tokensOf } from './tokens.ts';
import { arrival, bytesOf, dissect, eventOf, EVENT_STREAM_HEAD, type Bytes } from './wire.ts';

const EVENT_STREAM = { ':status': '200', 'content-type': 'text/event-stream' };
const client = (...bytes: Uint8Array[]) => arrival(bytesOf(bytes), 'client');
const server = (...bytes: Uint8Array[]) => arrival(bytesOf(bytes), 'server');

/** Two event streams on one connection, their frames and their events in turns, cut where it hurts. */
const INTERLEAVED: readonly Arrival[] = [
  client(PREFACE, settings(), headers(1, REQUEST, { end: true }), headers(3, REQUEST, { end: true })),
  server(settings(), headers(1, EVENT_STREAM), headers(3, EVENT_STREAM)),
  server(data(1, 'data: on'), data(3, 'id: 7\r'), data(1, 'e\n'), data(3, '\ndata: thr')),
  server(data(1, '\nevent: a\nda'), data(3, 'ee\r\n\r'), data(3, '\n'), data(1, 'ta: ')),
  server(data(1, 'x\n\n', { end: true }), data(3, 'data: cut')),
  server(reset(3, 8)),
];

const told = (d: Dissection) =>
  Array.from(d.events, (event) => ({ ...eventOf(d, event), stream: event.message.streamId }));

const EXPECTED = [
  { type: 'message', data: 'one', id: '', stream: 1 },
  { type: 'message', data: 'three', id: '7', stream: 3 },
  { type: 'a', data: 'x', id: '', stream: 1 },
];

describe('HTTP/2 in a dissection', () => {
  it('takes two event streams on one connection apart', () => {
    const d = dissect(INTERLEAVED);
    expect(told(d)).toEqual(EXPECTED);
    expect(
      d.messages.map(({ kind, streamId, outcome, status }) => [kind, streamId, outcome, status]),
    ).toEqual([
      ['request', 1, 'complete', null],
      ['request', 3, 'complete', null],
      ['response', 1, 'complete', 200],
      ['response', 3, 'cut', 200],
    ]);
    expect(d.messages[3]?.reason).toEqual({
      text: 'the server reset the stream: CANCEL',
      rule: 'RFC 9113 6.4',
    });
    expect(tilingFaults(d)).toEqual([]);
  });

  it('says the same of every byte however the bytes are cut', () => {
    const whole = everything(dissect(INTERLEAVED));
    for (const sizes of [[1], [2, 5], [9, 1], [30]]) {
      expect(everything(dissect(recut(INTERLEAVED, sizes)))).toBe(whole);
    }
  });

  it('holds at every byte what it holds when only the bytes before have come', () => {
    const whole = dissect(INTERLEAVED);
    const growing = dissect([]);
    for (const each of recut(INTERLEAVED, [1])) {
      growing.append(each);
      const { length } = growing.capture;
      const plain = (d: Dissection) => {
        const { http2, frame, ...moment } = d.stateAt(length);
        const { client, server, streams } = http2() ?? {};
        return {
          ...plainMoment({ ...moment, http2: () => null, frame: null }),
          frame: frame && [frame.frame.index, frame.received],
          http2: { client, server, streams },
        };
      };
      expect(plain(whole), `at ${length}`).toEqual(plain(growing));
    }
  });

  it('tells the frame of a byte, and what a byte of its content is in the event stream', () => {
    const d = dissect(INTERLEAVED);
    const event = d.events.at(0);
    const at = d.at(event.start);
    expect(at).toMatchObject({
      leaf: { layer: 'event-stream', kind: 'field-name' },
      frame: { header: { type: 0, streamId: 1, length: 8 }, complete: true },
      chunk: null,
      headLine: null,
    });
    expect(at.message).toBe(d.messages[2]);
    expect(event.spans.map(({ start, end }) => end - start)).toEqual([8, 2, 1]);
    expect(d.at(event.start - 1)).toMatchObject({
      leaf: { layer: 'http2', kind: 'frame-stream-id' },
      line: null,
    });
  });

  it.each<Unit>(['line', 'chunk', 'event'])('steps by %s to the same places forward and backward', (unit) => {
    const d = dissect(INTERLEAVED);
    const forward: number[] = [];
    for (let at = nextStop(d, unit, 0); at !== null; at = nextStop(d, unit, at)) forward.push(at);
    const backward: number[] = [];
    for (let at = previousStop(d, unit, d.capture.length); at !== null; at = previousStop(d, unit, at)) {
      backward.push(at);
    }
    expect([...forward.slice(0, -1)].reverse()).toEqual(backward.slice(0, -1));
    const frames = tokensOf(d).pieces.filter(({ endsFrame }) => endsFrame);
    const inResponses = frames.filter(({ start }) => d.capture.arrivalAt(start)?.from === 'server');
    if (unit === 'chunk') expect(forward.slice(1)).toEqual(inResponses.map(({ end }) => end));
    if (unit === 'line') expect(forward).toEqual(expect.arrayContaining(inResponses.map(({ end }) => end)));
    if (unit === 'event') {
      expect(forward).toEqual(expect.arrayContaining(Array.from(d.events, ({ end }) => end)));
    }
  });

  it('says what each field of a head stands for, over frames too, and nothing of other fields', () => {
    const whole = block({ ...EVENT_STREAM, x: 'y' });
    const d = dissect([
      server(settings()),
      server(headers(1, whole.subarray(0, 20), { more: true }), continuation(1, whole.subarray(20))),
      server(data(1, 'data: a\n\n')),
      server(headers(1, { x: 'trailer' }, { end: true })),
    ]);
    const said = new Map<number, unknown>();
    for (const { leaf } of d.pieces(0, d.capture.length)) {
      if (leaf.kind.startsWith('literal-field')) said.set(leaf.start, leaf.reason);
    }
    const rule = 'RFC 7541 6.2.2';
    expect([...said.values()]).toEqual([
      { text: ':status: 200', rule },
      { text: 'content-type: text/event-stream', rule },
      { text: 'x: y', rule },
      { text: 'a field that is in no table', rule },
    ]);
  });

  it('takes a promised request for complete: it has no content', () => {
    const d = dissect([
      server(settings(), headers(1, RESPONSE), pushPromise(1, 2, REQUEST), data(1, 'x', { end: true })),
      { ...arrival(''), ending: 'fin' as const },
    ]);
    expect(d.messages.map(({ kind, streamId, outcome }) => [kind, streamId, outcome])).toEqual([
      ['response', 1, 'complete'],
      ['request', 2, 'complete'],
    ]);
  });

  it('reads what real endpoints send to each other', async () => {
    const { session, steps, ...traffic } = await exchange((stream, { ':path': path }) => {
      stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
      let count = 0;
      const next = () => {
        stream.write(`id: ${count}\ndata: ${path ?? ''} é ${count}\n\n`, () => {
          if (++count < 20) setImmediate(next);
          else stream.end();
        });
      };
      next();
    });
    const paths = ['/a', '/b'];
    const answers = paths.map((path) => answerOf(session.request({ ':path': path })));
    await Promise.all(answers);
    await traffic.close();
    const arrivals = steps.map(([from, bytes]) => arrival(bytes, from));
    for (const each of [arrivals, recut(arrivals, [1]), recut(arrivals, [17, 4])]) {
      const d = dissect(each);
      for (const path of paths) {
        const request = d.messages.find(({ head }) => head?.target === path);
        const events = told(d).filter(({ stream }) => stream === request?.streamId);
        expect(events.map((event) => [event.id, event.data])).toEqual(
          Array.from({ length: 20 }, (_, index) => [String(index), `${path} é ${index}`]),
        );
      }
      expect(d.messages.every(({ outcome }) => outcome === 'complete')).toBe(true);
    }
  });

  it('survives any bytes after the preface', () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(bytes, bytes, fc.constantFrom<Ending | null>(null, 'fin', 'reset'), (one, two, ending) => {
        const d = dissect([client(PREFACE, one), server(settings(), two), { ...server(one), ending }]);
        expect(tilingFaults(d)).toEqual([]);
        for (let cursor = 0; cursor <= d.capture.length; cursor += 7) d.stateAt(cursor).http2();
      }),
      { numRuns: 200 },
    );
  });
});

describe('the protocol of a connection', () => {
  const protocolOf = (...arrivals: readonly [Bytes, Sender][]) => {
    const d = dissect(arrivals.map(([bytes, from]) => arrival(bytes, from)));
    const leaf = d.leafAt(d.capture.length - 1);
    return leaf?.kind === 'preface' && leaf.open ? 'not known' : (leaf?.layer ?? null);
  };
  const POST = 'POST / HTTP/1.1\r\n';

  it.each<[string, string, readonly [Bytes, Sender][]]>([
    ['is HTTP/2 with its preface', 'http2', [[PREFACE, 'client']]],
    ['is not known while the preface is cut', 'not known', [[PREFACE.subarray(0, 23), 'client']]],
    ['is HTTP/1.1 with the first byte that is not of the preface', 'http', [[POST.slice(0, 2), 'client']]],
    ['is HTTP/1.1 with a response', 'http', [['H', 'server']]],
    [
      'is HTTP/1.1 with a response to what might be a preface',
      'http',
      [
        ['P', 'client'],
        ['H', 'server'],
      ],
    ],
    ['is HTTP/2 with the SETTINGS of a server alone', 'http2', [[settings([3, 100]), 'server']]],
    ['is not known while those are cut', 'not known', [[settings().subarray(0, 8), 'server']]],
    ['is HTTP/1.x, and malformed, with other NULs', 'http', [[new Uint8Array(9), 'server']]],
  ])('%s', (_, protocol, arrivals) => {
    expect(protocolOf(...arrivals)).toBe(protocol);
  });

  it('is HTTP/1.x when a direction ends before it was known', () => {
    const d = dissect([{ ...arrival('P', 'client'), ending: 'fin' }]);
    expect(d.messages).toMatchObject([{ kind: 'request', outcome: 'cut' }]);
  });

  it('reads what came before it was known, also of the other direction and of other connections', () => {
    const d = dissect([
      arrival(PREFACE.subarray(0, 10), 'client'),
      arrival(`${EVENT_STREAM_HEAD}\r\ndata: x\n\n`, 'server', 2),
      arrival(settings().subarray(0, 5), 'server'),
      arrival(bytesOf([PREFACE.subarray(10), settings(), headers(1, REQUEST, { end: true })]), 'client'),
      arrival(bytesOf([settings().subarray(5), headers(1, EVENT_STREAM), data(1, 'data: y\n\n')]), 'server'),
    ]);
    expect(told(d).map(({ data }) => data)).toEqual(['x', 'y']);
    expect(tilingFaults(d)).toEqual([]);
  });
});
