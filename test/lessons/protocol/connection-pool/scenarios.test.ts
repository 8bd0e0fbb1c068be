/**
 * What a real browser did, as predictions of the model, beside the workloads of the gallery: what takes too long to be
 * looked at, what the lab cannot play, and the times to the millisecond. All of it was seen in Chromium 156 on loopback,
 * unless a test says otherwise. "Full" is six event streams of the lab's own origin, with credentials.
 */
import { describe, expect, it } from 'vitest';
import type { Api, ServerEnding, WorkloadAction } from '../../../../lessons/schema/workload.ts';
import { ask, close, closeTab, end, get, LAB, LAB_TLS, numbers, play, stream, streams } from './play.ts';

const FULL = streams(6);
const NEAR = { [LAB]: { protocol: 'HTTP/1.1', roundTrip: 4 } } as const;

describe('requests of one task', () => {
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
});

describe('a tab with six requests on their way to a host', () => {
  /** Leaves a seventh connection that nobody uses. */
  const spare = ask(200, 20, 'sync XHR');
  const responses = { [`${LAB}/6`]: { duration: 'endless' }, [`${LAB}/20`]: { duration: 100 } } as const;
  const start = (actions: WorkloadAction[]) => play(actions, { responses }).startOf(21);

  it.each<Api>(['image', 'async script', 'prefetch', 'beacon'])(
    'sends no %s there, though a connection is free',
    (api) => {
      expect(start([...FULL, spare, ask(500, 21, api)])).toEqual([null]);
    },
  );

  it('sends no fetch with priority low there, and does send one without', () => {
    expect(start([...FULL, spare, get(500, 21, { priority: 'low' })])).toEqual([null]);
    expect(start([...FULL, spare, get(500, 21)])).toEqual([500]);
  });

  it.each<Api>(['stylesheet', 'iframe'])('does send a %s', (api) => {
    expect(start([...FULL, spare, ask(500, 21, api)])).toEqual([500]);
  });

  it.each<Api>(['fetch', 'stylesheet', 'async script', 'image', 'prefetch', 'beacon'])(
    'has them as well when one of them is a %s',
    (api) => {
      expect(start([...streams(5), ask(50, 6, api), spare, ask(500, 21, 'image')])).toEqual([null]);
    },
  );

  it('has them as well when one of them goes without credentials, on a connection of its own', () => {
    const six = [...streams(5), get(50, 6, { credentials: 'omit' })];
    expect(start([...six, ask(500, 21, 'image')])).toEqual([null]);
    expect(start([...six, get(500, 21)])).toEqual([500]);
  });

  it.each<Api>(['iframe', 'WebSocket'])('has fewer when one of them is for a %s', (api) => {
    expect(start([...streams(5), ask(50, 6, api), spare, ask(500, 21, 'image')])).toEqual([500]);
  });
});

describe('several requests for one URL', () => {
  const url = `${LAB}/same`;
  const three = [0, 1, 2].map((at) => get(at, at + 1, { url }));
  const withDelay = (delay: number) => ({ responses: { [url]: { delay } } });

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

  it.each([4, 10, 100, 200])('a limit of %d is kept to exactly', (limit) => {
    expect(runningAt(300, limit)).toBe(limit);
  });

  it('a limit of 1000 is taken for 256', () => {
    expect(runningAt(300, 1000)).toBe(256);
  });

  it('twenty requests to an origin not known yet begin six connections and share one', () => {
    const cold = numbers(1, 20).map((id) => get(0, id, to(id)));
    const played = play(cold, http2());
    expect(new Set(played.connectionOf(...numbers(1, 20)))).toEqual(new Set([1]));
    expect(played.timeline.connections).toHaveLength(6);
    expect(played.openAt(100)).toBe(1);
  });

  it('https without HTTP/2 has six connections as well', () => {
    const played = play(many(7), { tabs, servers: { [LAB_TLS]: { protocol: 'HTTP/1.1' } } });
    expect(played.at(2000).running).toHaveLength(6);
  });
});

describe('leaving a page that is full', () => {
  it('its reload goes through when the streams were closed before', () => {
    const closing = numbers(1, 6).map((id) => close(100, id));
    expect(play([...FULL, ...closing, ask(100, 7, 'navigation')]).startOf(7)).toEqual([100]);
  });
});
