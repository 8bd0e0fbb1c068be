import { describe, expect, it } from 'vitest';
import { byteByByte, Feed, resultOf, twoWaySplits, untiled, type Step } from './feed.ts';
import { CONNECTIONS, START } from './vectors/connection.ts';
import {
  block,
  continuation,
  data,
  frame,
  headers,
  hex,
  join,
  ping,
  PREFACE,
  REQUEST,
  reset,
  RESPONSE,
  settings,
  settingsAck,
  windowUpdate,
} from './wire.ts';

/** The others are too long to be run at every cut. */
const SMALL = CONNECTIONS.filter(({ steps }) => steps.every(([, { length }]) => length < 1000));

const faultsOf = (feed: Feed) =>
  feed.told.faults.map(
    ({ from, streamId, fault }) => `${from} ${streamId}: ${fault.code} ${fault.scope}, ${fault.rule}`,
  );

const stateAt = (feed: Feed, client = feed.size('client'), server = feed.size('server')) =>
  feed.connection.stateAt(client, server);

describe('a connection', () => {
  it.each(CONNECTIONS)('is told as it is: $name', (vector) => {
    const feed = new Feed(vector.steps);
    const { told, connection } = feed;
    expect(faultsOf(feed)).toEqual(vector.faults ?? []);
    expect(
      told.heads.map(
        ({ streamId, from, role, endStream }) => `${streamId} ${from} ${role}${endStream ? ' +' : ''}`,
      ),
    ).toEqual(vector.heads ?? []);
    const content = Object.entries(told.content).map(([key, { text }]) => [key, text]);
    expect(Object.fromEntries(content)).toEqual(vector.content ?? {});
    expect(told.ends.map((end) => end.replace(/ at \d+$/, ''))).toEqual(vector.ends ?? []);
    for (const from of ['client', 'server'] as const) {
      const failure = connection.failure(from);
      expect([from, failure?.at]).toEqual([
        from,
        vector.failure?.[0] === from ? vector.failure[1] : undefined,
      ]);
      expect(untiled(feed.leaves(from), feed.size(from))).toEqual([]);
      if (failure !== null) expect(failure.fault.stops).toBe(true);
    }
    if (vector.states !== undefined)
      expect(stateAt(feed).streams.map(({ id, state }) => `${id} ${state.client} / ${state.server}`)).toEqual(
        vector.states,
      );
  });

  it.each(CONNECTIONS)('is the same however it is cut: $name', ({ steps }) => {
    const whole = resultOf(new Feed(steps));
    expect(resultOf(new Feed(byteByByte(steps)))).toEqual(whole);
    if (!SMALL.some((each) => each.steps === steps)) return;
    for (const split of twoWaySplits(steps)) expect(resultOf(new Feed(split))).toEqual(whole);
  });

  it.each(SMALL)(
    'has at every earlier moment the state that its bytes till then make: $name',
    ({ steps }) => {
      const whole = new Feed(steps);
      const growing = new Feed();
      for (const [from, bytes] of byteByByte(steps)) {
        growing.give(from, bytes);
        const { stateOf: _, ...now } = stateAt(growing);
        const { stateOf: __, ...then } = stateAt(whole, growing.size('client'), growing.size('server'));
        expect(then).toEqual(now);
      }
    },
  );
});

describe('content', () => {
  it('is told as soon as it arrives, without padding', () => {
    const feed = new Feed([
      ...START,
      ['client', headers(1, REQUEST, { end: true })],
      ['server', headers(1, RESPONSE)],
    ]);
    const start = feed.size('server');
    const sent = data(1, 'abcdef', { padding: 4 });
    const seen: (string | undefined)[] = [];
    for (const [from, bytes] of byteByByte([['server', sent]])) {
      feed.give(from, bytes);
      seen.push(feed.told.content['1 server']?.text);
    }
    expect(seen.slice(10, 16)).toEqual(['a', 'ab', 'abc', 'abcd', 'abcde', 'abcdef']);
    expect(seen.at(-1)).toBe('abcdef');
    expect(feed.told.content['1 server']?.spans).toEqual([[start + 10, start + 16]]);
  });

  it('of interleaved streams comes apart, in spans of its direction', () => {
    const feed = new Feed([
      ...START,
      ['client', join(headers(1, REQUEST, { end: true }), headers(3, REQUEST, { end: true }))],
      ['server', join(headers(1, RESPONSE), headers(3, RESPONSE))],
    ]);
    let one = '';
    let three = '';
    for (let i = 0; i < 200; i++) {
      const [id, text] = i % 3 === 0 ? [3, `data: ${i}\n`] : [1, `id: ${i}\n\n`];
      if (id === 1) one += text;
      else three += text;
      feed.give('server', data(id, text, i % 7 === 0 ? { padding: i % 50 } : {}));
    }
    expect(feed.told.content['1 server']?.text).toBe(one);
    expect(feed.told.content['3 server']?.text).toBe(three);
    const spans = [
      ...(feed.told.content['1 server']?.spans ?? []),
      ...(feed.told.content['3 server']?.spans ?? []),
    ];
    const wire = feed.wire.server;
    expect(
      spans.every(([start, end]) =>
        /^(id|data): \d+\n/.test(String.fromCharCode(...wire.subarray(start, end))),
      ),
    ).toBe(true);
  });
});

describe('a field section', () => {
  it('has its fields, its place and what is wrong with it', () => {
    const feed = new Feed([
      ...START,
      ['client', headers(1, { ...REQUEST, B: 'c', te: 'x' }, { padding: 3, end: true })],
    ]);
    const [head] = feed.told.heads;
    expect(head).toMatchObject({
      role: 'request',
      start: 42,
      end: feed.size('client'),
      leftOut: 0,
      promisedOn: null,
      fields: expect.arrayContaining([{ name: 'B', value: 'c', sensitive: false }]) as unknown,
    });
    expect(head?.reasons.map(({ rule }) => rule)).toEqual(['RFC 9113 8.2.1', 'RFC 9113 8.2.2']);
  });

  it('is cut into fields in each of its frames', () => {
    const whole = block(REQUEST);
    const feed = new Feed([
      ...START,
      ['client', join(headers(1, whole.subarray(0, 5), { more: true }), continuation(1, whole.subarray(5)))],
    ]);
    const kinds = (index: number) =>
      feed.connection
        .leavesOf('client', index)
        .slice(4)
        .map(({ kind, value, start, end }) => [kind, value, end - start]);
    expect(kinds(2)).toEqual([['field-block-fragment', null, 5]]);
    expect(kinds(3)).toEqual([
      ['literal-field', 0, 8],
      ['literal-field', 1, 14],
      ['literal-field', 2, 16],
      ['literal-field', 3, 9],
    ]);
  });

  it('is cut into fields even when it has one only', () => {
    const feed = new Feed([...START, ['client', headers(1, hex('82'))]]);
    expect(feed.connection.leavesOf('client', 2).at(-1)).toMatchObject({ kind: 'indexed-field', value: 0 });
  });

  it('is spoken of when it is larger than the recipient advised', () => {
    const advised = (size: number) =>
      new Feed([
        ['client', join(PREFACE, settings())],
        ['server', join(settings([6, size]), settingsAck())],
        ['client', join(settingsAck(), headers(1, REQUEST))],
      ]);
    expect(advised(168).told.heads[0]?.reasons).toEqual([]);
    const feed = advised(167);
    expect(feed.told.faults).toEqual([]);
    expect(feed.told.heads[0]?.reasons).toEqual([
      { text: 'the list has 168 bytes: the recipient advised at most 167', rule: 'RFC 9113 6.5.2' },
    ]);
  });

  it('of more than 64 KiB is cut, and says so', () => {
    const fields = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`x${i}`, 'y'.repeat(1600)]));
    const whole = block({ ...REQUEST, ...fields });
    const feed = new Feed([
      ...START,
      ['client', headers(1, whole.subarray(0, 16_000), { more: true })],
      ...[16_000, 32_000, 48_000].map((at): Step => [
        'client',
        continuation(1, whole.subarray(at, at + 16_000), { more: true }),
      ]),
      ['client', continuation(1, whole.subarray(64_000))],
    ]);
    const [head] = feed.told.heads;
    expect(head?.fields.length).toBeLessThan(44);
    expect(head?.leftOut).toBe(44 - (head?.fields.length ?? 0));
    expect(head?.reasons.at(-1)?.text).toMatch(/^\d more fields are left out here: the list has /);
  });

  it('is refused when its block has more than 64 KiB', () => {
    const steps = (last: number): Step[] => [
      ...START,
      ['client', headers(1, new Uint8Array(16_384).fill(0x82), { more: true })],
      ...[1, 2].map((): Step => [
        'client',
        continuation(1, new Uint8Array(16_384).fill(0x82), { more: true }),
      ]),
      ['client', continuation(1, new Uint8Array(last).fill(0x82))],
    ];
    expect(new Feed(steps(16_384)).connection.failure('client')).toBeNull();
    const feed = new Feed([
      ...steps(16_384).slice(0, -1),
      [
        'client',
        join(continuation(1, new Uint8Array(16_384), { more: true }), continuation(1, new Uint8Array(1))),
      ],
    ]);
    expect(faultsOf(feed)).toEqual(['client 1: ENHANCE_YOUR_CALM connection, RFC 9113 10.5.1']);
  });

  it('is refused when it comes in more than 128 CONTINUATION frames', () => {
    const flood = (frames: number) =>
      new Feed([
        ...START,
        ['client', headers(1, REQUEST, { more: true })],
        ...Array.from({ length: frames }, (_, i): Step => [
          'client',
          continuation(1, new Uint8Array(), { more: i < frames - 1 }),
        ]),
      ]);
    expect(flood(128).told.heads).toHaveLength(1);
    expect(faultsOf(flood(129))).toEqual(['client 1: ENHANCE_YOUR_CALM connection, RFC 9113 10.5']);
  });
});

describe('bytes after a connection error', () => {
  it('are one malformed leaf that says why, and tell nothing', () => {
    const feed = new Feed([
      ...START,
      ['client', data(1, 'x')],
      ['client', join(headers(1, REQUEST), ping())],
    ]);
    const leaves = feed.leaves('client');
    expect(leaves.at(-1)).toMatchObject({
      kind: 'malformed',
      start: 42 + 9,
      end: feed.size('client'),
      reason: { code: 'PROTOCOL_ERROR', rule: 'RFC 9113 5.1' },
    });
    expect(feed.told.heads).toEqual([]);
    expect(feed.connection.frameCount('client')).toBe(3);
    expect(feed.connection.frame('client', 2).meaning.text).toBe(
      'DATA: nobody has opened this stream: it is idle',
    );
    expect(feed.connection.frameAt('client', 42 + 20)).toBeNull();
  });

  it('leave the other direction as it was', () => {
    const feed = new Feed([
      ...START,
      ['client', join(headers(1, REQUEST), data(3, 'x'))],
      ['server', headers(1, RESPONSE)],
    ]);
    expect(feed.told.heads.map(({ role }) => role)).toEqual(['request', 'response']);
    expect(feed.connection.failure('server')).toBeNull();
  });
});

describe('a frame', () => {
  it('is found by offset, with its meaning, and why it is ignored', () => {
    const feed = new Feed([
      ...START,
      ['client', headers(1, REQUEST)],
      ['client', reset(1, 8)],
      ['server', data(1, 'late')],
    ]);
    const { connection } = feed;
    expect(connection.frameAt('client', 0)).toBeNull();
    expect([24, 32, 33, 41, 42].map((at) => connection.frameAt('client', at))).toEqual([0, 0, 1, 1, 2]);
    expect(connection.frameAt('client', feed.size('client'))).toBeNull();
    const late = connection.frame('server', 2);
    expect(late).toMatchObject({ start: 18, end: 31, complete: true, faults: [] });
    expect(late.meaning).toEqual({ text: 'DATA: 4 bytes of content on stream 1', rule: 'RFC 9113 6.1' });
    expect(late.ignored?.text).toBe('the client had reset this stream: what was under way is discarded');
  });

  it('gives the leaves that a range touches, and no others', () => {
    const feed = new Feed([...START, ['client', headers(1, REQUEST)]]);
    const all = feed.leaves('client');
    for (let start = 0; start < feed.size('client'); start++)
      for (const end of [start + 1, start + 15]) {
        const touched = all.filter((leaf) => leaf.end > start && leaf.start < end);
        expect(feed.connection.leavesBetween('client', start, end)).toEqual(touched);
      }
  });
});

describe('windows and settings at any moment', () => {
  const feed = new Feed([
    ['client', join(PREFACE, settings([4, 10], [5, 20_000]), windowUpdate(0, 5), headers(1, REQUEST))],
    ['server', settings([4, 100])],
    ['client', data(1, 'abc', { padding: 1 })],
    ['server', settingsAck()],
    ['client', settingsAck()],
    ['server', join(headers(1, RESPONSE), data(1, '1234567'))],
    ['client', settings([4, 4])],
    ['server', settingsAck()],
    ['client', windowUpdate(1, 8)],
  ]);

  it('take DATA with its padding from stream and connection, and give WINDOW_UPDATE', () => {
    const { client, server, streams } = stateAt(feed);
    expect([client.window, server.window]).toEqual([65_535 - 5, 65_535 + 5 - 7]);
    expect(streams).toMatchObject([{ id: 1, window: { client: 100 - 5, server: 4 - 7 + 8 } }]);
  });

  it('change for all streams with the acknowledgment, and may become negative', () => {
    const before = feed.size('client') - 13;
    expect(stateAt(feed, before, feed.size('server')).streams[0]?.window.server).toBe(-3);
    expect(stateAt(feed, before, feed.size('server') - 9).streams[0]?.window.server).toBe(3);
  });

  it('tell what each side has set, and what is not acknowledged yet', () => {
    const early = stateAt(feed, 24 + 21, 15);
    expect(early.client.settings.maxFrameSize).toBe(16_384);
    expect(early.client.announced).toEqual([{ initialWindowSize: 10, maxFrameSize: 20_000 }]);
    expect(early.server.announced).toEqual([{ initialWindowSize: 100 }]);
    const { client, server } = stateAt(feed);
    expect(client.settings).toMatchObject({ initialWindowSize: 4, maxFrameSize: 20_000 });
    expect([client.announced, server.announced]).toEqual([[], []]);
    expect(server.settings.initialWindowSize).toBe(100);
  });

  it('take no more than 256 frames to find, wherever they are', () => {
    const long = new Feed([
      ...START,
      ['client', headers(1, REQUEST, { end: true })],
      ['server', headers(1, RESPONSE)],
    ]);
    const moments: [number, number][] = [];
    for (let i = 0; i < 2000; i++) {
      long.give(i % 3 === 0 ? 'client' : 'server', i % 3 === 0 ? windowUpdate(0, 1) : data(1, 'x'));
      moments.push([long.size('client'), long.size('server')]);
    }
    for (const [client, server] of moments) {
      long.reads = 0;
      stateAt(long, client, server);
      expect(long.reads).toBeLessThanOrEqual(2 * 256);
    }
    long.reads = 0;
    stateAt(long, ...(moments[300] as [number, number]));
    expect(long.reads).toBeGreaterThan(0);
  });

  it('follow from checkpoints in long captures', () => {
    const long = new Feed([
      ...START,
      ['client', headers(1, REQUEST, { end: true })],
      ['server', headers(1, RESPONSE)],
    ]);
    const moments: [number, number, number, number][] = [];
    for (let i = 0; i < 3000; i++) {
      if (i % 3 === 0) long.give('client', windowUpdate(i % 2, (i % 5) + 1));
      else long.give('server', data(1, 'x'.repeat(i % 4)));
      if (i % 50 === 0) {
        const now = stateAt(long);
        moments.push([
          long.size('client'),
          long.size('server'),
          now.server.window,
          now.streams[0]?.window.server ?? 0,
        ]);
      }
    }
    for (const [client, server, connection, stream] of moments) {
      const then = stateAt(long, client, server);
      expect([then.server.window, then.streams[0]?.window.server]).toEqual([connection, stream]);
    }
    expect(new Set(moments.map(([, , window]) => window)).size).toBeGreaterThan(50);
  });
});

describe('what is remembered', () => {
  it('is bounded: closed streams are forgotten after 10,000 to 20,000 more, and that is said', () => {
    const feed = new Feed(START);
    for (let i = 0; i < 20_050; i++) {
      feed.give('client', headers(2 * i + 1, REQUEST, { end: true }));
      feed.give('server', headers(2 * i + 1, RESPONSE, { end: true }));
    }
    const { closed, closedCount, stateOf } = stateAt(feed);
    expect(closedCount).toBe(20_050);
    expect(feed.connection.forgottenStreams).toBe(10_000);
    expect(closed).toHaveLength(100);
    expect(closed.at(-1)).toMatchObject({ id: 40_099, how: 'ended', by: 'server' });
    expect(stateOf(1)).toEqual({ client: 'closed', server: 'closed' });
    feed.give('server', data(1, 'x'));
    const frame = feed.connection.frame('server', feed.connection.frameCount('server') - 1);
    expect(frame.ignored?.text).toBe('the stream is closed; how is no longer known here');
  }, 30_000);

  it('is bounded: more than 10,000 streams at once end the reading', () => {
    const feed = new Feed(START);
    for (let i = 0; i <= 10_000; i++) feed.give('client', headers(2 * i + 1, REQUEST));
    expect(faultsOf(feed)).toEqual(['client 20001: ENHANCE_YOUR_CALM connection, RFC 9113 10.5']);
    expect(stateAt(feed).streams).toHaveLength(10_000);
  }, 30_000);

  it('is bounded: of more than 100 settings without acknowledgment the oldest count as acknowledged', () => {
    const feed = new Feed([
      ['client', join(PREFACE, ...Array.from({ length: 103 }, (_, i) => settings([4, i])))],
    ]);
    const { client } = stateAt(feed);
    expect(client.announced).toHaveLength(100);
    expect(client.settings.initialWindowSize).toBe(2);
  });

  it('is bounded: faults beyond 10,000 are told and counted, not kept', () => {
    const feed = new Feed([...START, ['client', headers(1, REQUEST, { end: true })]]);
    for (let i = 0; i < 10_005; i++) feed.give('client', frame(0, 0, 1, Uint8Array.of()));
    expect(feed.told.faults).toHaveLength(10_005);
    expect(feed.connection.faultCount).toBe(10_005);
    expect(feed.connection.faultsOf('client', 3 + 9_999)).toHaveLength(1);
    expect(feed.connection.faultsOf('client', 3 + 10_000)).toHaveLength(0);
  });
});
