/** Every change of a workload is a workload again, and changes what it says it changes, nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  labelOf,
  newBatch,
  partsOf,
  socketOrigin,
  withAction,
  withBatch,
  withoutAction,
  withoutBatch,
  withoutTab,
  withTab,
  type Batch,
} from '../../../../client/state/connections/edit.ts';
import { unplayable } from '../../../../lessons/protocol/connection-pool/real-run.ts';
import {
  APIS,
  isRequest,
  SERVER_ENDINGS,
  type Workload,
  type WorkloadAction,
} from '../../../../lessons/schema/workload.ts';
import { ask, close, closeTab, end, http1, stream, streams } from '../../../../lessons/workloads/build.ts';
import { protocolOf, withProtocol } from '../../../../lessons/workloads/protocol.ts';
import { anyWorkload, expectWorkload, GALLERY, named, PROTOCOLS } from '../../../lessons/workloads/named.ts';

/** Those of one time are done as they are listed. */
const inOrder = (workload: Workload) => ({
  ...workload,
  actions: workload.actions.toSorted((one, other) => one.at - other.at),
});

const batchesOf = (workload: Workload): Batch[] =>
  partsOf(workload).flatMap((part) => (part.kind === 'batch' ? part.batch : []));
const batchAt = (workload: Workload, index: number) => batchesOf(workload)[index] as Batch;
const requestsOf = ({ actions }: Workload) => actions.filter(isRequest);
const textsOf = (workload: Workload) => partsOf(workload).map(({ text }) => text);

describe('the parts of a workload', () => {
  it('have each action once, in the order of time', () => {
    fc.assert(
      fc.property(anyWorkload, (workload) => {
        const parts = partsOf(workload);
        const ids = batchesOf(workload).flatMap((batch) => batch.ids);
        expect(ids.toSorted()).toEqual(
          requestsOf(workload)
            .map(({ id }) => id)
            .toSorted(),
        );
        const indexes = parts.flatMap((part) => (part.kind === 'act' ? part.index : []));
        expect(new Set(indexes).size).toBe(indexes.length);
        expect(ids.length + indexes.length).toBe(workload.actions.length);
        for (const index of indexes) expect(workload.actions[index]?.do).not.toBe('request');
        const times = parts.map(({ at }) => at);
        expect(times).toEqual(times.toSorted((one, other) => one - other));
      }),
    );
  });

  it('have in one batch only what is alike and at equal distances', () => {
    fc.assert(
      fc.property(anyWorkload, (workload) => {
        const byId = new Map(requestsOf(workload).map((request) => [request.id, request]));
        for (const batch of batchesOf(workload)) {
          expect(batch.count).toBe(batch.ids.length);
          for (const [index, id] of batch.ids.entries()) {
            const request = byId.get(id);
            expect(request).toMatchObject({ api: batch.api, tab: batch.tab, ...batch.options });
            expect(request?.at).toBeCloseTo(batch.at + index * batch.apart, 6);
            expect(request?.url.startsWith(batch.origin)).toBe(true);
            expect(workload.responses[request?.url ?? ''] ?? {}).toEqual(batch.response);
          }
        }
      }),
    );
  });

  it('are in words', () => {
    expect(textsOf(named('seventh'))).toEqual([
      '6 streams',
      '/stream?7',
      '/app.css',
      '/app.js',
      '/logo.png',
      'page closes /stream?3 at 3.4 s',
    ]);
    const actions = [
      stream(0, 1, { label: 'the first' }),
      ...SERVER_ENDINGS.map((how, index) => end(500 + 250 * index, 1, how)),
      close(2000, 9),
      closeTab(3000, 1),
    ];
    expect(textsOf(http1({ actions, until: 4000 }))).toEqual([
      'the first',
      'server ends the first at 0.5 s',
      'server ends the first with Connection: close at 0.75 s',
      'server ends the first by closing at 1 s',
      'server cuts the first at 1.25 s',
      'server resets the first at 1.5 s',
      'page closes request 9 at 2 s',
      'tab 1 is closed at 3 s',
    ]);
  });

  it.each(GALLERY)('of %s are short and plain', (_, workload) => {
    for (const text of textsOf(workload)) {
      expect(text).not.toMatch(/undefined|NaN|null| {2}|^$/);
      expect(text.length).toBeLessThan(70);
    }
  });

  it('are more where the distances differ, or something else', () => {
    const actions = [...streams(1, 3, 0, 100), stream(900, 4), stream(1000, 5, { tab: 2 })];
    expect(batchesOf(http1({ actions, tabs: 2, until: 2000 })).map(({ ids }) => ids)).toEqual([
      [1, 2, 3],
      [4],
      [5],
    ]);
  });
});

describe('a request', () => {
  it('is called as it says, or by its path', () => {
    const url = 'http://localhost';
    expect(labelOf(ask(0, 1, 'fetch', `${url}/a?b`))).toBe('/a?b');
    expect(labelOf(ask(0, 1, 'fetch', url))).toBe('/');
    expect(labelOf(ask(0, 1, 'fetch', `${url}/a`, { label: 'news' }))).toBe('news');
  });

  it('goes over ws to where the rest goes over http', () => {
    expect(socketOrigin('WebSocket', 'https://a.localhost:1')).toBe('wss://a.localhost:1');
    expect(socketOrigin('fetch', 'ws://localhost')).toBe('http://localhost');
    expect(socketOrigin('WebSocket', 'ws://localhost')).toBe('ws://localhost');
  });
});

describe('a batch', () => {
  it('that is put back as it is changes nothing', () => {
    fc.assert(
      fc.property(anyWorkload, fc.nat(), (workload, pick) => {
        const batches = batchesOf(workload);
        const batch = batches[pick % Math.max(1, batches.length)];
        if (!batch) return;
        const { responses, ...rest } = withBatch(workload, batch);
        const { responses: before, ...given } = inOrder(workload);
        expect(rest).toEqual(given);
        // What says nothing of a response is as good as no word of it.
        const said = (all: Workload['responses']) =>
          Object.fromEntries(Object.entries(all).filter(([, each]) => Object.keys(each).length > 0));
        expect(said(responses)).toEqual(said(before));
      }),
    );
  });

  it('has as many, as often and from when on as it says, and the rest stays', () => {
    const change = fc.record({
      count: fc.integer({ min: 0, max: 20 }),
      at: fc.integer({ min: 0, max: 5000 }),
      apart: fc.integer({ min: 0, max: 300 }),
    });
    fc.assert(
      fc.property(anyWorkload, fc.nat(), change, (workload, pick, changes) => {
        const batches = batchesOf(workload);
        const batch = batches[pick % Math.max(1, batches.length)];
        if (!batch) return;
        const changed = withBatch(workload, { ...batch, ...changes });
        expectWorkload(changed);
        const others = (all: Workload) =>
          requestsOf(inOrder(all)).filter(({ id }) => !batch.ids.includes(id));
        const before = others(workload).map(({ id }) => id);
        expect(others(changed).filter(({ id }) => before.includes(id))).toEqual(others(workload));
        const its = requestsOf(changed).filter(({ id }) => !before.includes(id));
        expect(its.map(({ at }) => at)).toEqual(
          Array.from({ length: changes.count }, (_, index) => changes.at + index * changes.apart),
        );
        expect(new Set(its.map(({ url }) => url)).size).toBeGreaterThanOrEqual(Math.min(1, changes.count));
      }),
    );
  });

  it('is gone with what is done to its requests, and with what is said of its responses', () => {
    fc.assert(
      fc.property(anyWorkload, fc.nat(), (workload, pick) => {
        const batches = batchesOf(workload);
        const batch = batches[pick % Math.max(1, batches.length)];
        if (!batch) return;
        const without = withoutBatch(workload, batch);
        expectWorkload(without);
        for (const action of without.actions)
          expect('id' in action && batch.ids.includes(action.id)).toBe(false);
        expect(requestsOf(without)).toHaveLength(requestsOf(workload).length - batch.count);
        const left = new Set(requestsOf(without).map(({ url }) => url));
        for (const { url, id } of requestsOf(workload)) {
          if (batch.ids.includes(id) && !left.has(url)) expect(without.responses).not.toHaveProperty([url]);
        }
      }),
    );
  });

  it('that grows has a URL and an id of its own for each more', () => {
    const given = named('seventh');
    const grown = withBatch(given, { ...batchAt(given, 0), count: 8 });
    expect(
      requestsOf(grown)
        .flatMap(({ api, id, url }) => (api === 'EventSource' ? [[id, url]] : []))
        .sort(([one], [other]) => Number(one) - Number(other)),
    ).toEqual([
      ...[1, 2, 3, 4, 5, 6].map((id) => [id, `http://localhost/stream?${id}`]),
      [7, 'http://localhost/stream?7'],
      [14, 'http://localhost/stream?8'],
      [15, 'http://localhost/stream?9'],
    ]);
  });

  it('that shrinks leaves what is done to those that stay', () => {
    const given = named('seventh');
    const [two, three] = [2, 3].map((count) => withBatch(given, { ...batchAt(given, 0), count }));
    expect(two?.actions.some((action) => action.do === 'close')).toBe(false);
    expect(three?.actions.some((action) => action.do === 'close' && action.id === 3)).toBe(true);
  });

  it('of another kind asks for other things, and no more for those of before', () => {
    const given = named('seventh');
    const changed = withBatch(given, { ...batchAt(given, 1), api: 'fetch', response: { delay: 5 } });
    expect(requestsOf(changed).find(({ id }) => id === 7)).toEqual({
      do: 'request',
      at: 2400,
      id: 7,
      tab: 1,
      api: 'fetch',
      url: 'http://localhost/data.json',
    });
    expect(changed.responses['http://localhost/data.json']).toEqual({ delay: 5 });
  });

  it('keeps its place among those of its time, which is that in which they are done', () => {
    const given = named('one-task');
    const [all] = [0, 1].map((index) => withBatch(given, batchAt(given, index)).actions);
    expect(all).toEqual(given.actions);
  });

  it('that is new, of any kind, fits into any workload, with URLs that nothing else asks for', () => {
    fc.assert(
      fc.property(
        anyWorkload,
        fc.constantFrom(...APIS),
        fc.integer({ min: 1, max: 4 }),
        fc.double({ min: 0, max: 4000, noNaN: true }),
        (workload, api, count, at) => {
          const grown = withBatch(workload, { ...newBatch(workload, api, at), count });
          expectWorkload(grown);
          const known = new Set(requestsOf(workload).map(({ id }) => id));
          const added = requestsOf(grown).filter(({ id }) => !known.has(id));
          expect(added).toHaveLength(count);
          for (const request of added) {
            expect(request).toMatchObject({ api, at: Math.round(at) });
            expect(requestsOf(grown).filter(({ url }) => url === request.url)).toHaveLength(1);
          }
        },
      ),
    );
  });

  it.each(PROTOCOLS)('that is new speaks %s where all do, also to another host', (protocol) => {
    const given = withProtocol(named('seventh'), protocol);
    const batch = newBatch(given, 'fetch', 100);
    const other = { ...batch, origin: batch.origin.replace('localhost', 'a.localhost') };
    for (const grown of [withBatch(given, batch), withBatch(given, other)]) {
      expect(protocolOf(grown)).toBe(protocol);
      expect(unplayable(grown, 'localhost')).toEqual([]);
    }
  });
});

describe('an action', () => {
  it('comes after those of its time, and can be taken away by its place in the list', () => {
    fc.assert(
      fc.property(anyWorkload, fc.integer({ min: 0, max: 4000 }), (workload, at) => {
        const [request] = requestsOf(workload);
        if (!request) return;
        const action: WorkloadAction = { do: 'end', at, id: request.id, how: 'complete' };
        const more = withAction(workload, action);
        expectWorkload(more);
        const place = more.actions.indexOf(action);
        expect(more.actions.slice(0, place).every((each) => each.at <= at)).toBe(true);
        expect(more.actions.slice(place + 1).every((each) => each.at > at)).toBe(true);
        expect(withoutAction(more, place)).toEqual(inOrder(workload));
      }),
    );
  });

  it('is taken away where the parts say that it is', () => {
    const given = named('close-or-end');
    const part = partsOf(given).find(({ text }) => text === 'server ends /stream?1 at 3 s');
    const without = withoutAction(given, part?.kind === 'act' ? part.index : NaN);
    expect(given.actions.filter((action) => !without.actions.includes(action))).toEqual([end(3000, 1)]);
  });
});

describe('a tab', () => {
  it('that is new is of the site of the first, under an id of its own, and can be taken away again', () => {
    fc.assert(
      fc.property(anyWorkload, (workload) => {
        const more = withTab(workload);
        expectWorkload(more);
        const { id = 0, origin } = more.tabs.at(-1) ?? {};
        expect(workload.tabs.map((tab) => tab.id)).not.toContain(id);
        expect(origin).toBe(workload.tabs[0]?.origin);
        expect(withoutTab(more, id)).toEqual(workload);
      }),
    );
  });

  it('is gone with its requests and what is done to them', () => {
    fc.assert(
      fc.property(anyWorkload, fc.nat(2), (workload, index) => {
        const { id = 0 } = workload.tabs[index] ?? {};
        const without = withoutTab(workload, id);
        expectWorkload(without);
        if (workload.tabs.length === 1) {
          expect(without).toEqual(workload);
          return;
        }
        const known = new Set(requestsOf(without).map((request) => request.id));
        const gone = requestsOf(workload).filter((request) => !known.has(request.id));
        expect(gone.every(({ tab }) => tab === id)).toBe(true);
        for (const action of without.actions) {
          expect('tab' in action && action.tab === id).toBe(false);
          expect('id' in action && gone.some((request) => request.id === action.id)).toBe(false);
        }
      }),
    );
  });
});
