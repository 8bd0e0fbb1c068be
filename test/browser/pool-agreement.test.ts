/**
 * The model of the browser's connections against a real Chromium: each scenario is played at the real lab, in an empty
 * profile, and every request has to come when, where and in the order that was predicted, or not at all.
 */
import { describe, expect } from 'vitest';
import type { ServerEnding, Workload, WorkloadAction } from '../../lessons/schema/workload.ts';
import {
  ask,
  close,
  closeTab,
  end,
  get,
  LAB,
  LAB_TLS,
  numbers,
  stream,
  streams,
  workload,
} from '../lessons/protocol/connection-pool/play.ts';
import { playWorkload } from './play-workload.ts';
import { test as base } from './stage.ts';

/** Plays a workload, and tells what differs: nothing when all of it agrees. */
const test = base.extend('differences', ({ playground, newContext }) => {
  return async (actions: readonly WorkloadAction[], rest: Partial<Workload>) => {
    const { starts } = await playWorkload(workload(actions, rest), playground.page, () =>
      newContext({ ignoreHTTPSErrors: true }),
    );
    return starts.flatMap(({ differences }) => differences.map(({ says }) => says));
  };
});

/** Six streams: as many as there may be connections. */
const FULL = streams(6);
const TABS = [1, 2].map((id) => ({ id, origin: LAB }));
/** Each of these goes on for longer than the workload. */
const endless = (...urls: string[]) =>
  Object.fromEntries(urls.map((url) => [url, { duration: 'endless' as const }]));

describe('over HTTP/1.1', () => {
  test('of one task the fetch goes before the streams that were made earlier', async ({ differences }) => {
    // It takes longer than five connections to open, so that there is no race for its own.
    const responses = { [`${LAB}/7`]: { delay: 300 } };
    expect(await differences([...streams(6), get(0, 7)], { responses, until: 700 })).toEqual([]);
  });

  test('the seventh waits, is served when one is closed, and leaves its connection to the next', async ({
    differences,
  }) => {
    const waiting = [get(100, 7), stream(200, 8), ask(300, 9, 'XHR')];
    expect(await differences([...FULL, ...waiting, close(1500, 3)], { until: 2500 })).toEqual([]);
  });

  test('a full pool is drained by priority, then first come', async ({ differences }) => {
    const waiting = [
      ask(100, 11, 'image'),
      get(200, 12, { priority: 'low' }),
      ask(300, 13, 'prefetch'),
      get(400, 14),
      ask(500, 15, 'XHR'),
      get(600, 16, { priority: 'high' }),
      ask(700, 17, 'async script'),
      ask(800, 18, 'stylesheet'),
    ];
    expect(await differences([...FULL, ...waiting, close(1200, 2)], { until: 2000 })).toEqual([]);
  });

  test('frames go with stylesheets, and beacons with prefetches', async ({ differences }) => {
    const waiting = [
      ask(100, 11, 'beacon'),
      ask(200, 12, 'prefetch'),
      stream(300, 13),
      ask(400, 14, 'iframe'),
      ask(500, 15, 'stylesheet'),
    ];
    const responses = { [`${LAB}/13`]: { duration: 10 } };
    expect(await differences([...FULL, ...waiting, close(1000, 2)], { responses, until: 1800 })).toEqual([]);
  });

  test('a synchronous XHR opens a seventh connection, which stays for those that wait', async ({
    differences,
  }) => {
    const actions = [
      ...FULL,
      get(200, 7),
      ask(400, 8, 'sync XHR'),
      stream(600, 9),
      ask(800, 10, 'WebSocket'),
    ];
    expect(await differences(actions, { until: 1500 })).toEqual([]);
  });

  test('while it goes on its page does nothing, and another tab goes on', async ({ differences }) => {
    const responses = {
      [`${LAB}/2`]: { delay: 900 },
      [`${LAB}/1`]: { retry: 300 },
      [`${LAB}/8`]: { duration: 300 },
    };
    const actions = [
      stream(0, 1),
      end(500, 1),
      stream(600, 3),
      ask(600, 4, 'image'),
      ask(600, 2, 'sync XHR'),
      get(600, 5),
      get(900, 6),
      get(1100, 7, { tab: 2 }),
      get(2200, 8),
    ];
    expect(await differences(actions, { responses, tabs: TABS, until: 2800 })).toEqual([]);
  });

  test('of one task a stylesheet may overtake what another process sends', async ({ differences }) => {
    const task = (['prefetch', 'iframe', 'beacon', 'image', 'EventSource', 'stylesheet'] as const).map(
      (api, index) => ask(0, index, api),
    );
    const responses = Object.fromEntries(
      [0, 1, 2, 3, 5].map((id) => [`${LAB}/${id}`, { duration: 300 + 60 * id }]),
    );
    expect(await differences([...task, get(1500, 11)], { responses, until: 2200 })).toEqual([]);
  });

  test('without credentials there are six more, and a seventh waits there too', async ({ differences }) => {
    const omit = { credentials: 'omit' } as const;
    const more = numbers(11, 16).map((id) => get(200, id, omit));
    const responses = endless(...numbers(11, 16).map((id) => `${LAB}/${id}`));
    const actions = [...FULL, ...more, get(400, 17, omit), get(600, 18)];
    expect(await differences(actions, { responses, until: 1200 })).toEqual([]);
  });

  test('to another origin those with and without credentials wait apart, and a preflight goes without', async ({
    differences,
  }) => {
    const there = 'http://a.localhost:4281';
    const to = (id: number) => ({ url: `${there}/${id}` });
    const include = { credentials: 'include' } as const;
    const actions = [
      ...numbers(1, 6).map((id) => stream(0, id, to(id))),
      ...numbers(11, 16).map((id) => stream(0, id, { ...to(id), ...include })),
      stream(200, 21, to(21)),
      stream(300, 22, { ...to(22), ...include }),
      ask(400, 23, 'image', to(23)),
      get(500, 24, { ...to(24), ...include, preflight: true }),
      close(1000, 11),
      close(1400, 1),
      close(1800, 2),
    ];
    expect(await differences(actions, { until: 2500 })).toEqual([]);
  });

  test('each host name has six of its own', async ({ differences }) => {
    const hosts = ['localhost', '127.0.0.1', 'a.localhost', 'b.localhost'];
    const actions = hosts.flatMap((host, place) =>
      numbers(1, 7).map((n) => stream(200 * place, 10 * place + n, { url: `http://${host}:4281/${n}` })),
    );
    expect(await differences(actions, { until: 1500 })).toEqual([]);
  });

  test('two tabs share the six; closing one frees its connections for the other', async ({ differences }) => {
    const actions = [...streams(4), ...streams(4, 200, 11, { tab: 2 }), closeTab(800, 1)];
    expect(await differences(actions, { tabs: TABS, until: 1600 })).toEqual([]);
  });

  test('another profile has six of its own', async ({ differences }) => {
    const tabs = [...TABS.slice(0, 1), { id: 3, origin: LAB, profile: 'private' }];
    const actions = [...FULL, get(200, 7), ...streams(7, 400, 11, { tab: 3 })];
    expect(await differences(actions, { tabs, until: 1000 })).toEqual([]);
  });

  test('even the document of another tab waits', async ({ differences }) => {
    const actions = [...FULL, ask(200, 7, 'navigation', { tab: 2 }), get(400, 8), close(800, 1)];
    expect(await differences(actions, { tabs: TABS, until: 1400 })).toEqual([]);
  });

  test('streams of finite life rotate: one waits a round, and nobody starves', async ({ differences }) => {
    const responses = Object.fromEntries(
      numbers(1, 7).map((id) => [`${LAB}/${id}`, { duration: 2000, retry: 500 }]),
    );
    const actions = numbers(1, 7).map((id) => stream(150 * id, id));
    expect(await differences(actions, { responses, until: 4900 })).toEqual([]);
  });

  test('how a stream ended decides about its connection, on which the stream comes back', async ({
    differences,
  }) => {
    const endings: ServerEnding[] = ['complete', 'connection close', 'close-delimited', 'cut', 'reset'];
    const responses: Workload['responses'] = {};
    const actions = endings.flatMap((how, place) => {
      const [at, first, origin] = [100 * place, 10 * place, `http://${'abcde'[place]}.localhost:4281`];
      const to = (id: number) => ({ url: `${origin}/${id}` });
      responses[to(first + 2).url] = { retry: 700 };
      return [
        ...numbers(first + 1, first + 6).map((id) => stream(at, id, to(id))),
        get(at + 200, first + 7, to(first + 7)),
        end(at + 600, first + 2, how),
      ];
    });
    expect(await differences(actions, { responses, until: 2200 })).toEqual([]);
  });

  test('requests for one URL wait for each other, unless nothing is to be stored', async ({
    differences,
  }) => {
    const [same, stored] = [`${LAB}/same`, `${LAB}/stored`];
    const responses = {
      [same]: { delay: 400, duration: 200 },
      [stored]: { delay: 400, duration: 200, maxAge: 60_000 },
    };
    const actions = [
      ...[0, 1, 2].map((n) => get(100 * n, 1 + n, { url: same })),
      ...[0, 1, 2].map((n) => get(2000 + 100 * n, 11 + n, { url: stored })),
      get(3000, 14, { url: stored }),
    ];
    expect(await differences(actions, { responses, until: 3300 })).toEqual([]);
  });

  test('a request waits for another of its URL no longer than 20 s', async ({ differences }) => {
    const url = `${LAB}/same`;
    const responses = { [url]: { delay: 25_000 } };
    const actions = [get(0, 1, { url }), get(500, 2, { url })];
    expect(await differences(actions, { responses, until: 22_000 })).toEqual([]);
  });

  test('requests for one URL wait for each other with credentials and without', async ({ differences }) => {
    const url = `${LAB}/same`;
    const actions = [get(0, 1, { url }), get(100, 2, { url, credentials: 'omit' })];
    expect(await differences(actions, { responses: { [url]: { delay: 700 } }, until: 1500 })).toEqual([]);
  });

  test('those of low priority count for the scheduler before they wait for each other', async ({
    differences,
  }) => {
    const url = `${LAB}/same`;
    const priority = 'low';
    const actions = [
      ...numbers(1, 6).map((id) => get(50 * id, id, { url, priority })),
      get(400, 7, { priority }),
      get(600, 8),
      close(1500, 1),
    ];
    const responses = { [url]: { delay: 900, duration: 'endless' as const } };
    expect(await differences(actions, { responses, until: 2400 })).toEqual([]);
  });

  test('an exchange goes on for those that share its answer when the one that asked gives up', async ({
    differences,
  }) => {
    const url = `${LAB}/stored`;
    const responses = { [url]: { delay: 100, duration: 1000, maxAge: 60_000 } };
    const actions = [get(0, 1, { url }), get(200, 2, { url }), close(500, 1), get(800, 3), get(1500, 4)];
    expect(await differences(actions, { responses, until: 1800 })).toEqual([]);
  });

  test('a refused stream keeps its connection when nothing of it is left to come', async ({
    differences,
  }) => {
    const responses = { [`${LAB}/1`]: { status: 204 }, [`${LAB}/3`]: { status: 500 } };
    const actions = [stream(0, 1), get(400, 2), stream(800, 3), get(1200, 4)];
    expect(await differences(actions, { responses, until: 1800 })).toEqual([]);
  });

  test('a page that is full waits for its own successor, whose head ends all its streams', async ({
    differences,
  }) => {
    const actions = [...FULL, ask(300, 7, 'navigation'), close(1200, 2), get(2000, 8, { tab: 2 })];
    expect(await differences(actions, { tabs: TABS, until: 2400 })).toEqual([]);
  });

  test('streams for one URL, and fetches that store nothing, do not wait for each other', async ({
    differences,
  }) => {
    const [one, other] = [`${LAB}/one`, `${LAB}/other`];
    const responses = { [other]: { delay: 1000 } };
    const actions = [
      ...[0, 1, 2].map((n) => stream(100 * n, 1 + n, { url: one })),
      ...[0, 1, 2].map((n) => get(500 + 100 * n, 11 + n, { url: other, cache: 'no-store' })),
    ];
    expect(await differences(actions, { responses, until: 2500 })).toEqual([]);
  });

  test('of twelve images six go out, then what is more important, then the rest', async ({ differences }) => {
    const responses = Object.fromEntries(
      numbers(1, 12).map((id) => [`${LAB}/${id}`, { delay: 600 + 100 * id }]),
    );
    const actions = [...numbers(1, 12).map((id) => ask(0, id, 'image')), get(200, 21), stream(400, 22)];
    expect(await differences(actions, { responses, until: 3000 })).toEqual([]);
  });

  test('of idle connections the one used last is used first; a body given up costs its connection', async ({
    differences,
  }) => {
    const actions = [...streams(3), end(300, 2), end(600, 1), get(900, 4), close(1200, 4), get(1500, 5)];
    expect(await differences(actions, { responses: endless(`${LAB}/4`), until: 1800 })).toEqual([]);
  });
});

describe.for(['lock', 'worker'] as const)('one stream that ten tabs share by a %s', (shared) => {
  const ten = numbers(1, 10);
  const tabs = ten.map((id) => ({ id, origin: LAB }));
  const url = `${LAB}/shared`;
  // What tabs do at one time is in no order: each has a process of its own.
  const share = ten.map((id) => stream(100 * id, id, { url, shared, tab: id }));

  test('takes one connection, and leaves the rest to what they ask for', async ({ differences }) => {
    const fetches = ten.map((id) => get(1800 + 60 * id, 100 + id, { tab: id }));
    const responses = Object.fromEntries(ten.map((id) => [`${LAB}/${100 + id}`, { duration: 800 }]));
    expect(await differences([...share, ...fetches], { tabs, responses, until: 4500 })).toEqual([]);
  });

  test('goes on when the tab that opened it is closed, and ends with the last', async ({ differences }) => {
    const responses = { [url]: { retry: 300 } };
    const actions = [
      ...share,
      closeTab(1600, 1),
      end(2000, shared === 'lock' ? 2 : 1),
      close(2800, 2),
      close(3100, 3),
      ...numbers(4, 10).map((tab) => closeTab(3900 - 60 * tab, tab)),
    ];
    expect(await differences(actions, { tabs, responses, until: 4200 })).toEqual([]);
  });

  test('at another origin, with credentials', async ({ differences }) => {
    const there = 'http://a.localhost:4281/shared';
    const include = { url: there, shared, credentials: 'include' } as const;
    const actions = [stream(0, 1, include), stream(300, 2, { ...include, tab: 2 }), closeTab(900, 1)];
    expect(await differences(actions, { tabs: tabs.slice(0, 2), until: 1800 })).toEqual([]);
  });
});

describe('over HTTP/2', () => {
  const tabs = [1, 2].map((id) => ({ id, origin: LAB_TLS }));
  const to = (id: number) => ({ url: `${LAB_TLS}/${id}` });
  const many = (count: number) => numbers(1, count).map((id) => stream(0, id, to(id)));
  const http2 = (maxStreams?: number) => ({
    tabs,
    servers: { [LAB_TLS]: { protocol: 'HTTP/2' as const, ...(maxStreams && { maxStreams }) } },
  });

  test.for([
    ['a limit of 4 streams', 4],
    ['a limit of 10 streams', 10],
    ['the hundred where no limit is stated', undefined],
  ] as const)('%s: it is kept to, and a stylesheet is served first', async ([, limit], { differences }) => {
    const actions = [
      ...many((limit ?? 100) + 2),
      get(500, 501, to(501)),
      ask(700, 502, 'stylesheet', to(502)),
      get(900, 503, { ...to(503), credentials: 'omit' }),
      close(1200, 1),
    ];
    expect(await differences(actions, { ...http2(limit), until: 2500 })).toEqual([]);
  });

  test('what waits is served by priority, then first come', async ({ differences }) => {
    const waiting = [
      ask(100, 201, 'beacon', to(201)),
      ask(200, 202, 'prefetch', to(202)),
      ask(300, 203, 'image', to(203)),
      get(400, 204, { ...to(204), priority: 'low' }),
      ask(500, 205, 'async script', to(205)),
      get(600, 206, to(206)),
      stream(700, 207, to(207)),
      ask(800, 208, 'XHR', to(208)),
      get(900, 209, { ...to(209), priority: 'high' }),
      ask(1000, 210, 'stylesheet', to(210)),
      ask(1100, 211, 'iframe', to(211)),
    ];
    const responses = { [`${LAB_TLS}/207`]: { duration: 1 } };
    const actions = [...many(1), ...waiting, close(1400, 1)];
    expect(await differences(actions, { ...http2(1), responses, until: 2400 })).toEqual([]);
  });

  test('two tabs share one connection', async ({ differences }) => {
    const actions = [...many(3), get(300, 11, { ...to(11), tab: 2 }), end(600, 2), get(900, 12, to(12))];
    expect(await differences(actions, { ...http2(), until: 1300 })).toEqual([]);
  });
});
