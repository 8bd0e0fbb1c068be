/**
 * What a real browser did, as predictions of the model. All of it was seen in Chromium 156 on loopback, unless a test
 * says otherwise. "Full" is six event streams of the lab's own origin, with credentials.
 */
import { describe, expect, it } from 'vitest';
import type { ServerEnding, WorkloadAction } from '../../../../lessons/schema/workload.ts';
import { API, ask, close, closeTab, end, get, LAB, LAB_TLS, numbers, play, stream, streams } from './play.ts';

const FULL = streams(6);
/** Loaded a second ago: its own connection is idle. */
const PAGE = [ask(0, 900, 'navigation', { url: `${LAB}/page` })];
const NEAR = { [LAB]: { protocol: 'HTTP/1.1', roundTrip: 4 } } as const;

describe('requests of one task', () => {
  it('the fetch that was written last goes first, on the connection of the page', () => {
    const responses = { [`${LAB}/7`]: { delay: 1 } };
    const played = play([...PAGE, ...streams(6, 1000), get(1000, 7)], { servers: NEAR, responses });
    expect(played.order(1000)).toEqual([7, 1, 2, 3, 4, 5, 6]);
    expect(played.connectionOf(7, 1, 2, 3, 4, 5)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(played.connectionOf(6)).toEqual([1]);
  });

  it('what another process sends goes after the stylesheet that was asked for later', () => {
    const apis = ['prefetch', 'beacon', 'iframe', 'EventSource', 'image', 'XHR', 'stylesheet'] as const;
    const played = play(apis.map((api, index) => ask(0, index, api)));
    const byTurn = [...apis.keys()].toSorted(
      (one, other) => (played.of(one).turn ?? 0) - (played.of(other).turn ?? 0),
    );
    expect(byTurn.map((index) => apis[index])).toEqual([
      'XHR',
      'stylesheet',
      'image',
      'EventSource',
      'prefetch',
      'beacon',
      'iframe',
    ]);
  });
});

describe('the seventh request', () => {
  const played = play([...FULL, get(30, 7), stream(60, 8), ask(90, 9, 'XHR'), close(10_000, 3)], {
    responses: { [`${LAB}/7`]: { delay: 20, duration: 30 } },
    servers: NEAR,
  });

  it('waits for ever, whatever it is, and nobody is told', () => {
    const waited = play([...FULL, get(30, 7), stream(60, 8), ask(90, 9, 'XHR')]);
    expect(waited.waitingAt(200_000)).toEqual([7, 8, 9]);
    expect(waited.of(7)).toMatchObject({ startedAt: null, headersAt: null, endedAt: null, connection: null });
    expect(waited.of(7).waits).toEqual([{ reason: 'connections to the host', from: 30, until: null }]);
  });

  it('gets a new connection one round trip after a stream was closed', () => {
    expect(played.of(7)).toMatchObject({ startedAt: 10_004, connection: 7, slot: 3, reused: false });
    expect(played.of(7).waits).toEqual([
      { reason: 'connections to the host', from: 30, until: 10_000 },
      { reason: 'connecting', from: 10_000, until: 10_004 },
    ]);
  });

  it('leaves its connection to the stream behind it, which keeps it', () => {
    expect(played.of(7)).toMatchObject({ headersAt: 10_028, endedAt: 10_058 });
    expect(played.of(8)).toMatchObject({ startedAt: 10_058, connection: 7, reused: true, endedAt: null });
    expect(played.waitingAt(200_000)).toEqual([9]);
  });
});

describe('a full pool that is drained', () => {
  it('serves by priority, then first come, all on one new connection', () => {
    const waiting: WorkloadAction[] = [
      ask(30, 11, 'image'),
      get(60, 12, { priority: 'low' }),
      ask(90, 13, 'prefetch'),
      get(120, 14),
      ask(150, 15, 'XHR'),
      get(180, 16, { priority: 'high' }),
      ask(210, 17, 'async script'),
      ask(240, 18, 'stylesheet'),
    ];
    const played = play([...FULL, ...waiting, close(1000, 2)], { servers: NEAR });
    expect(played.order(1000)).toEqual([18, 14, 15, 16, 11, 12, 17, 13]);
    expect(new Set(played.connectionOf(...numbers(11, 18)))).toEqual(new Set([7]));
    for (const id of numbers(12, 17)) expect(played.of(id).ending).toBe('complete');
  });

  it('serves iframes and navigations like stylesheets, and beacons last', () => {
    const waiting = (
      ['beacon', 'prefetch', 'EventSource', 'iframe', 'navigation', 'stylesheet'] as const
    ).map((api, index) =>
      ask(30 + index, 11 + index, api, { url: `${LAB}/${api}`, tab: api === 'navigation' ? 2 : 1 }),
    );
    const tabs = [1, 2].map((id) => ({ id, origin: LAB }));
    const responses = { [`${LAB}/EventSource`]: { duration: 10 } };
    const played = play([...FULL, ...waiting, close(1000, 2)], {
      tabs,
      responses,
      servers: NEAR,
      until: 2000,
    });
    expect(played.order(1000)).toEqual([14, 15, 16, 13, 11, 12]);
  });
});

describe('what takes no notice of six busy connections', () => {
  it('a synchronous XHR opens a seventh, which stays for those that wait', () => {
    const played = play([...FULL, get(100, 7), ask(200, 8, 'sync XHR'), stream(300, 9)], { servers: NEAR });
    expect(played.of(8)).toMatchObject({ startedAt: 204, connection: 7, slot: 7, endedAt: 208 });
    expect(played.of(7)).toMatchObject({ startedAt: 208, connection: 7, reused: true });
    expect(played.of(9)).toMatchObject({ startedAt: 300, connection: 7, endedAt: null });
    expect(played.openAt(100_000)).toBe(7);
  });

  it('a WebSocket has a pool of its own', () => {
    expect(play([...FULL, ask(100, 7, 'WebSocket')]).of(7)).toMatchObject({ startedAt: 100, endedAt: null });
  });
});

describe('credentials', () => {
  it('a fetch of the own origin that omits them goes to six connections of its own', () => {
    const omit = { credentials: 'omit' } as const;
    const more = numbers(11, 16).map((id) => get(100, id, omit));
    const played = play([...FULL, ...more, get(200, 17, omit), get(200, 18)], {
      responses: Object.fromEntries(numbers(11, 16).map((id) => [`${LAB}/${id}`, { duration: 'endless' }])),
    });
    expect(played.openAt(300)).toBe(12);
    expect(played.waitingAt(300)).toEqual([17, 18]);
  });

  describe('to another origin', () => {
    const tabs = [{ id: 1, origin: 'http://localhost:3000' }];
    const to = (id: number) => ({ url: `${API}/${id}` });
    const include = { credentials: 'include' } as const;
    const actions = [
      ...numbers(1, 6).map((id) => stream(0, id, to(id))),
      ...numbers(11, 16).map((id) => stream(0, id, { ...to(id), ...include })),
      stream(100, 21, to(21)),
      stream(110, 22, { ...to(22), ...include }),
      ask(120, 23, 'image', to(23)),
      get(130, 24, { ...to(24), ...include, preflight: true }),
      close(1000, 11),
      close(2000, 1),
      close(3000, 2),
    ];
    const played = play(actions, { tabs });

    it('streams with them and streams without them have six connections each', () => {
      expect(played.openAt(50)).toBe(12);
      expect(new Set(played.at(200).waiting.map(({ request }) => request.id))).toEqual(
        new Set([21, 22, 23, 24]),
      );
    });

    it('each kind waits for its own kind alone', () => {
      expect(played.startOf(22, 21, 23)).toEqual([1000, 2000, null]);
    });

    it('a preflight goes without them, and its request waits with them', () => {
      const preflight = played.timeline.requests.find(({ role }) => role === 'preflight');
      expect(preflight).toMatchObject({ id: 24, issuedAt: 130, startedAt: 3000, endedAt: 3000 });
      expect(preflight?.group.credentials).toBe(false);
      expect(played.of(24)).toMatchObject({ queuedAt: 3000, startedAt: null });
      expect(played.of(24).waits).toEqual([
        { reason: 'preflight', from: 130, until: 3000 },
        { reason: 'connections to the host', from: 3000, until: null },
      ]);
    });
  });
});

describe('hosts and ports', () => {
  it('each name and each port has six of its own', () => {
    const origins = [
      'localhost:4281',
      '127.0.0.1:4281',
      'a.localhost:4281',
      'b.localhost:4281',
      'localhost:4283',
    ];
    const actions = origins.flatMap((host, place) =>
      numbers(1, 7).map((n) => stream(n, 10 * place + n, { url: `http://${host}/${n}` })),
    );
    const played = play(actions);
    expect(played.openAt(100)).toBe(30);
    expect(played.waitingAt(100)).toEqual([7, 17, 27, 37, 47]);
  });

  it('another top-level site has six of its own, also in a frame', () => {
    const tabs = [
      { id: 1, origin: 'http://b.localhost:4281' },
      { id: 2, origin: 'http://b.localhost:4281', top: 'http://a.localhost:4281' },
    ];
    const url = 'http://b.localhost:4281/x';
    const full = streams(6, 0, 1, { url });
    const played = play([...full, get(100, 7, { url }), get(100, 8, { url, tab: 2 })], { tabs });
    expect(played.startOf(7, 8)).toEqual([null, 100]);
  });
});

describe('tabs', () => {
  const tabs = [1, 2].map((id) => ({ id, origin: LAB }));

  it('two of one browser share the six; closing one frees its connections', () => {
    const played = play([...streams(4), ...streams(4, 10, 11, { tab: 2 }), closeTab(1000, 1)], {
      tabs,
      servers: NEAR,
    });
    expect(played.startOf(11, 12, 13, 14)).toEqual([14, 14, 1004, 1004]);
    expect(played.connectionOf(13, 14)).toEqual([7, 8]);
  });

  it('even the document of a new tab waits', () => {
    expect(play([...FULL, ask(100, 7, 'navigation', { tab: 2 })], { tabs }).startOf(7)).toEqual([null]);
  });

  it('another profile has six of its own', () => {
    const other = [...tabs, { id: 3, origin: LAB, profile: 'private' }];
    expect(play([...FULL, get(100, 7, { tab: 3 })], { tabs: other }).startOf(7)).toEqual([100]);
  });

  it('ten that share one stream in a worker keep five connections for the rest', () => {
    const ten = numbers(1, 10).map((id) => ({ id, origin: LAB }));
    const worker = { id: 11, origin: LAB };
    const fetches = numbers(1, 10).map((id) => get(100 + id, id, { tab: id }));
    const played = play([stream(0, 99, { tab: 11 }), ...fetches], { tabs: [...ten, worker] });
    expect(fetches.map(({ at }) => at)).toEqual(played.startOf(...numbers(1, 10)));
  });

  it('six streams of a worker stop the page; ending the worker frees it', () => {
    const played = play([...streams(6, 0, 1, { tab: 2 }), get(100, 7), closeTab(1000, 2)], { tabs });
    expect(played.startOf(7)).toEqual([1000]);
  });
});

describe('streams of finite life', () => {
  it('rotate: never more than six connections, one waits a round, nobody starves', () => {
    const responses = Object.fromEntries(
      numbers(1, 7).map((id) => [`${LAB}/${id}`, { duration: 2000, retry: 500 }]),
    );
    const played = play(streams(7), { responses, until: 60_000 });
    expect(played.of(7)).toMatchObject({ startedAt: 2000, connection: 1, reused: true });
    const second = numbers(1, 6).map((id) => played.of(id, 2));
    expect(second.map(({ issuedAt }) => issuedAt)).toEqual([2500, 2500, 2500, 2500, 2500, 2500]);
    expect(second.map(({ startedAt }) => startedAt).toSorted()).toEqual([2500, 2500, 2500, 2500, 2500, 4000]);
    expect(played.timeline.connections).toHaveLength(6);
    for (const id of numbers(1, 7)) {
      const rounds = played.timeline.requests.filter(
        (request) => request.id === id && request.ending === 'complete',
      );
      expect(rounds.length).toBeGreaterThan(15);
    }
  });

  it('one that comes back goes to the tail of the line', () => {
    const played = play([...FULL, end(1000, 1), stream(1000, 7), stream(1500, 8), close(9000, 2)]);
    expect(played.of(7).startedAt).toBe(1000);
    expect(played.of(8).startedAt).toBe(9000);
    expect(played.of(1, 2)).toMatchObject({ issuedAt: 4000, startedAt: null });
  });
});

describe('how a stream ended decides about the connection', () => {
  const outcome = (ending: WorkloadAction) => play([...FULL, get(100, 7), ending], { servers: NEAR });

  it('a clean end leaves it to the request that waits', () => {
    expect(outcome(end(1000, 2)).of(7)).toMatchObject({ startedAt: 1000, connection: 2, reused: true });
  });

  it.each<ServerEnding>(['connection close', 'close-delimited', 'cut', 'reset'])(
    'after %s the request that waits gets a new one, and the EventSource comes back',
    (how) => {
      const played = outcome(end(1000, 2, how));
      expect(played.of(7)).toMatchObject({ startedAt: 1004, connection: 7, slot: 2, reused: false });
      expect(played.of(2, 2)).toMatchObject({ issuedAt: 4000, startedAt: 4000, connection: 7 });
    },
  );

  it('after close() the request that waits gets a new one, and the EventSource does not come back', () => {
    const played = outcome(close(1000, 2));
    expect(played.of(7)).toMatchObject({ startedAt: 1004, connection: 7 });
    expect(() => played.of(2, 2)).toThrow();
  });

  it('a fetch whose body is aborted costs its connection', () => {
    const played = play([get(0, 1), close(100, 1), get(200, 2)], {
      responses: { [`${LAB}/1`]: { duration: 'endless' } },
    });
    expect(played.of(2)).toMatchObject({ connection: 2, reused: false });
  });

  it('the idle connection that was used last is used first', () => {
    const played = play([...streams(3), close(30, 9), end(10, 2), end(20, 1), get(30, 4)]);
    expect(played.connectionOf(4)).toEqual([1]);
  });
});

describe('several requests for one URL', () => {
  const url = `${LAB}/same`;
  const three = [0, 1, 2].map((at) => get(at, at + 1, { url }));
  const withDelay = (delay: number, maxAge?: number) => ({
    responses: { [url]: { delay, ...(maxAge === undefined ? {} : { maxAge }) } },
  });

  it('go out one after the other, when the answer may not be stored', () => {
    const played = play(three, withDelay(1000));
    expect(played.startOf(1, 2, 3)).toEqual([0, 1000, 2000]);
    expect(played.of(3).waits).toEqual([{ reason: 'cache lock', from: 2, until: 2000 }]);
  });

  it('share one answer that may be stored', () => {
    const played = play([...three, get(5000, 4, { url })], withDelay(1000, 60_000));
    expect(played.startOf(1, 2, 3, 4)).toEqual([0, null, null, null]);
    expect([2, 3, 4].map((id) => [played.of(id).ending, played.of(id).endedAt])).toEqual([
      ['from cache', 1000],
      ['from cache', 1000],
      ['from cache', 5000],
    ]);
  });

  it('wait for each other with credentials and without', () => {
    const omitted = [1, 2].map((at) => get(at, at + 1, { url, credentials: 'omit' }));
    expect(play([get(0, 1, { url }), ...omitted], withDelay(1000)).startOf(1, 2, 3)).toEqual([0, 1000, 2000]);
  });

  it('are done by the next one at once when the first is given up before its head', () => {
    expect(play([...three, close(500, 1)], withDelay(1000)).startOf(1, 2, 3)).toEqual([0, 500, 1500]);
  });

  it('are counted by the scheduler before they wait for each other', () => {
    const low = [0, 1, 2, 3, 4, 5].map((n) => get(0, n + 1, { url, priority: 'low' }));
    const played = play([...low, get(0, 7, { priority: 'low' }), get(0, 8)], withDelay(700));
    expect(played.startOf(2, 7, 8)).toEqual([700, 700, 0]);
  });

  it('wait no longer than 20 s', () => {
    expect(play(three.slice(0, 2), withDelay(25_000)).startOf(1, 2)).toEqual([0, 20_001]);
  });

  it('go out at once from an EventSource, and with the cache mode no-store', () => {
    expect(play(streams(3, 0, 1, { url })).startOf(1, 2, 3)).toEqual([0, 0, 0]);
    const unstored = [0, 1, 2].map((at) => get(at, at + 1, { url, cache: 'no-store' }));
    expect(play(unstored, withDelay(1000)).startOf(1, 2, 3)).toEqual([0, 1, 2]);
  });
});

describe('on HTTP/2', () => {
  const tabs = [1, 2].map((id) => ({ id, origin: LAB_TLS }));
  const http2 = (maxStreams?: number) => ({
    tabs,
    servers: {
      [LAB_TLS]: {
        protocol: 'HTTP/2' as const,
        roundTrip: 4,
        ...(maxStreams === undefined ? {} : { maxStreams }),
      },
    },
  });
  const to = (id: number) => ({ url: `${LAB_TLS}/${id}` });
  const warm = get(0, 999, to(999));
  const many = (count: number) => numbers(1, count).map((id) => stream(1000, id, to(id)));
  const runningAt = (count: number, maxStreams?: number) =>
    play([warm, ...many(count)], http2(maxStreams)).at(2000).running.length;

  it('a hundred streams are open while the server states no limit, on one connection', () => {
    const played = play([warm, ...many(120)], http2());
    expect(played.at(2000).running).toHaveLength(100);
    expect(played.openAt(2000)).toBe(1);
    expect(played.of(101).waits).toEqual([{ reason: 'streams', from: 1000, until: null }]);
  });

  it.each([4, 10, 100, 200])('a limit of %d is kept to exactly', (limit) => {
    expect(runningAt(300, limit)).toBe(limit);
  });

  it('a limit of 1000 is taken for 256', () => {
    expect(runningAt(300, 1000)).toBe(256);
  });

  it('what waits is served by priority: a stylesheet before the stream that waited longer', () => {
    const waiting = [stream(1100, 201, to(201)), ask(1200, 202, 'stylesheet', to(202)), close(1300, 1)];
    const played = play([warm, ...many(100), ...waiting], http2());
    expect(played.startOf(202)).toEqual([1300]);
    expect(played.startOf(201)).toEqual([1304]);
  });

  it('css, iframe, fetch, EventSource, XHR, fetch high, image, fetch low, async script, beacon, prefetch', () => {
    const waiting = [
      ask(1100, 201, 'beacon', to(201)),
      ask(1101, 202, 'prefetch', to(202)),
      ask(1102, 203, 'image', to(203)),
      get(1103, 204, { ...to(204), priority: 'low' }),
      ask(1104, 205, 'async script', to(205)),
      get(1105, 206, to(206)),
      stream(1106, 207, to(207)),
      ask(1107, 208, 'XHR', to(208)),
      get(1108, 209, { ...to(209), priority: 'high' }),
      ask(1109, 210, 'stylesheet', to(210)),
      ask(1110, 211, 'iframe', to(211)),
    ];
    const responses = { [`${LAB_TLS}/207`]: { duration: 1 } };
    const played = play([warm, ...many(1), ...waiting, close(1300, 1)], {
      ...http2(1),
      responses,
      until: 2000,
    });
    expect(played.order(1300)).toEqual([210, 211, 206, 207, 208, 209, 203, 204, 205, 201, 202]);
  });

  it('closing one leaves the connection to the others', () => {
    const played = play([warm, ...many(2), close(1500, 1)], http2());
    expect(played.of(2).endedAt).toBeNull();
    expect(played.timeline.connections).toMatchObject([{ protocol: 'HTTP/2', closedAt: null }]);
  });

  it('without credentials a second connection is opened, and two tabs share the first', () => {
    const other = get(1000, 2, { ...to(2), tab: 2 });
    const omitted = get(1000, 3, { ...to(3), credentials: 'omit' });
    expect(play([warm, other, omitted], http2()).connectionOf(999, 2, 3)).toEqual([1, 1, 2]);
  });

  it('twenty requests to an origin not known yet begin six connections and share one', () => {
    const cold = numbers(1, 20).map((id) => get(0, id, to(id)));
    const played = play(cold, http2());
    expect(new Set(played.connectionOf(...numbers(1, 20)))).toEqual(new Set([1]));
    expect(played.timeline.connections).toHaveLength(6);
    expect(played.openAt(100)).toBe(1);
  });

  it('nothing of low priority is held back', () => {
    const images = numbers(1, 30).map((id) => ask(1000, id, 'image', to(id)));
    const played = play([warm, ...images], http2());
    expect(played.at(1000).running).toHaveLength(30);
  });

  it('https without HTTP/2 has six connections as well', () => {
    const played = play(many(7), { tabs, servers: { [LAB_TLS]: { protocol: 'HTTP/1.1' } } });
    expect(played.at(2000).running).toHaveLength(6);
  });
});

describe('requests of low priority', () => {
  const images = (count: number) => numbers(1, count).map((id) => ask(0, id, 'image'));
  const slow = (count: number) => ({
    responses: Object.fromEntries(numbers(1, count).map((id) => [`${LAB}/${id}`, { delay: 1000 + 10 * id }])),
  });

  it('of twelve images six go out, then the fetch and the stream that came later, then the rest', () => {
    const played = play([...images(12), get(100, 21), stream(100, 22)], slow(12));
    expect(played.order()).toEqual([1, 2, 3, 4, 5, 6, 21, 22, 7, 8, 9, 10, 11, 12]);
    expect(played.of(7).waits[0]?.reason).toBe('scheduler');
    expect(played.startOf(21)).toEqual([1010]);
  });

  it('of one tab ten are on the wire in all; a second tab has its own count', () => {
    const tabs = [1, 2].map((id) => ({ id, origin: LAB }));
    const hosts = numbers(1, 4).map((n) => `http://h${n}.localhost:4281`);
    const of = (tab: number) =>
      numbers(0, 19).map((n) =>
        ask(0, 100 * tab + n, 'image', { tab, url: `${hosts[n % 4] ?? ''}/${tab}/${n}` }),
      );
    const actions = [...of(1), ...of(2)];
    const responses = Object.fromEntries(
      actions.flatMap((action) => ('url' in action ? [[action.url, { duration: 'endless' as const }]] : [])),
    );
    const { running, waiting } = play(actions, { tabs, responses }).at(10);
    expect(running.filter(({ tab }) => tab === 1)).toHaveLength(10);
    expect(running.filter(({ tab }) => tab === 2)).toHaveLength(10);
    expect(new Set(waiting.map(({ reason }) => reason))).toEqual(new Set(['scheduler']));
  });

  it('those held back are let go by priority: a low fetch before earlier prefetches', () => {
    const held = [ask(10, 11, 'prefetch'), ask(11, 12, 'prefetch'), get(12, 13, { priority: 'low' })];
    expect(play([...images(6), ...held], slow(6)).order(1)).toEqual([13, 11, 12]);
  });
});

describe('leaving a page that is full', () => {
  it('its reload waits for ever', () => {
    const played = play([...FULL, ask(100, 7, 'navigation')]);
    expect(played.startOf(7)).toEqual([null]);
  });

  it('its reload goes through when the streams were closed before', () => {
    const closing = numbers(1, 6).map((id) => close(100, id));
    expect(play([...FULL, ...closing, ask(100, 7, 'navigation')]).startOf(7)).toEqual([100]);
  });

  it('to another host it goes at once, and its streams end when the new page has its head', () => {
    const url = 'http://elsewhere.localhost:4281/';
    const played = play([...FULL, ask(100, 7, 'navigation', { url })], {
      responses: { [url]: { delay: 20 } },
    });
    expect(played.of(7)).toMatchObject({ startedAt: 100, headersAt: 120 });
    expect(numbers(1, 6).map((id) => played.of(id).endedAt)).toEqual([120, 120, 120, 120, 120, 120]);
    expect(played.of(1).ending).toBe('closed');
  });
});
