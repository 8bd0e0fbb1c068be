/**
 * The model of the browser's connections against a real Chromium: each workload is played at the real lab, in an empty
 * profile, and every request has to come when, where and in the order that was predicted, or not at all. First those of
 * the gallery, then what is not in it: it cannot be played in the page, or shows nothing more to a learner.
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
  numbers,
  stream,
  streams,
  workload,
} from '../lessons/protocol/connection-pool/play.ts';
import { WORKLOADS, type NamedWorkload } from '../../lessons/workloads/gallery.ts';
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

describe('a workload of the gallery', () => {
  const all = WORKLOADS.flatMap(({ workloads }) => workloads);
  // A hundred requests in one task would hold up the others.
  const isLarge = ({ workload: { actions } }: NamedWorkload) => actions.length > 50;
  const named = (list: readonly NamedWorkload[]) => list.map((each) => [each.slug, each.workload] as const);

  test.concurrent.for(named(all.filter((each) => !isLarge(each))))(
    '%s',
    async ([, given], { differences }) => {
      expect(await differences(given.actions, given)).toEqual([]);
    },
  );

  // It takes long, and does nothing meanwhile.
  test.concurrent('a request waits for another of its URL no longer than 20 s', async ({ differences }) => {
    const url = `${LAB}/same`;
    const responses = { [url]: { delay: 25_000 } };
    const actions = [get(0, 1, { url }), get(500, 2, { url })];
    expect(await differences(actions, { responses, until: 22_000 })).toEqual([]);
  });

  test.for(named(all.filter(isLarge)))('%s', async ([, given], { differences }) => {
    expect(await differences(given.actions, given)).toEqual([]);
  });
});

/** Six streams: as many as there may be connections. */
const FULL = streams(6);

const TABS = [1, 2].map((id) => ({ id, origin: LAB }));

describe.concurrent('over HTTP/1.1', () => {
  test('while a synchronous XHR goes on its page does nothing, and another tab goes on', async ({
    differences,
  }) => {
    // One request alone waits for it: which of several would get the connection that it leaves is a race.
    const responses = { [`${LAB}/1`]: { delay: 900 } };
    const actions = [ask(600, 1, 'sync XHR'), get(900, 2), get(1100, 3, { tab: 2 }), get(2200, 4)];
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

  test('each host name has six of its own', async ({ differences }) => {
    const hosts = ['localhost', '127.0.0.1', 'a.localhost', 'b.localhost'];
    const actions = hosts.flatMap((host, place) =>
      numbers(1, 7).map((n) => stream(200 * place, 10 * place + n, { url: `http://${host}:4281/${n}` })),
    );
    expect(await differences(actions, { until: 1500 })).toEqual([]);
  });

  test('another profile has six of its own', async ({ differences }) => {
    const tabs = [
      { id: 1, origin: LAB },
      { id: 3, origin: LAB, profile: 'private' },
    ];
    const actions = [...FULL, get(200, 7), ...streams(7, 400, 11, { tab: 3 })];
    expect(await differences(actions, { tabs, until: 1000 })).toEqual([]);
  });

  test('in a frame a host has six more under each other site at the top', async ({ differences }) => {
    const [here, there] = ['http://b.localhost:4281', 'http://a.localhost:4281'];
    const tabs = [
      { id: 1, origin: here },
      { id: 2, origin: here, top: there },
      { id: 3, origin: here, top: here },
    ];
    const to = (tab: number, id: number) => ({ url: `${here}/${id}`, tab });
    const actions = [
      ...numbers(1, 6).map((id) => stream(0, id, to(1, id))),
      get(500, 7, to(2, 7)),
      get(700, 8, to(3, 8)),
      close(1200, 2),
    ];
    expect(await differences(actions, { tabs, until: 1800 })).toEqual([]);
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
});

describe.for(['lock', 'worker'] as const)('one stream that ten tabs share by a %s', (shared) => {
  const ten = numbers(1, 10);
  const tabs = ten.map((id) => ({ id, origin: LAB }));
  const url = `${LAB}/shared`;
  // What tabs do at one time is in no order: each has a process of its own.
  const share = ten.map((id) => stream(100 * id, id, { url, shared, tab: id }));

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
