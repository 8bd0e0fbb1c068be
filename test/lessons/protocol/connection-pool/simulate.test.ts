import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PoolRules } from '../../../../lessons/protocol/connection-pool/browsers.ts';
import { behind, poolAt } from '../../../../lessons/protocol/connection-pool/moment.ts';
import { simulate } from '../../../../lessons/protocol/connection-pool/simulate.ts';
import type { PoolRequest, PoolTimeline } from '../../../../lessons/protocol/connection-pool/timeline.ts';
import type { WorkloadAction } from '../../../../lessons/schema/workload.ts';
import {
  ask,
  CHROMIUM,
  close,
  closeTab,
  end,
  get,
  LAB,
  LAB_TLS,
  numbers,
  play,
  stream,
  streams,
  workload,
} from './play.ts';
import { actions, settings, workloads } from './workloads.ts';

/** Limits so low that each of them is met. */
const TIGHT: PoolRules = {
  ...CHROMIUM,
  connectionsPerHost: 2,
  connectionsInAll: 5,
  streamsUntilTold: 4,
  delayablePerHost: 2,
  delayablePerTab: 3,
  cacheLock: 700,
  idleUsed: 900,
};
const rules = fc.constantFrom(CHROMIUM, TIGHT, { ...TIGHT, byPriority: false });
const PIPELINED: PoolRules = { ...TIGHT, pipelining: 3 };

const instants = ({ requests, connections }: PoolTimeline): number[] => [
  ...new Set([
    ...requests.flatMap(({ issuedAt, startedAt, endedAt }) => [issuedAt, startedAt ?? 0, endedAt ?? 0]),
    ...connections.flatMap(({ openedAt, connectedAt, closedAt }) => [
      openedAt,
      connectedAt ?? 0,
      closedAt ?? 0,
    ]),
  ]),
];

/** Those of one group and one rank, in the order in which they came to the pool. */
function linesOf({ requests }: PoolTimeline): PoolRequest[][] {
  const lines = new Map<string, PoolRequest[]>();
  for (const request of requests.filter(({ turn }) => turn !== null)) {
    const key = `${request.group.key} ${request.rank}`;
    lines.set(key, [...(lines.get(key) ?? []), request]);
  }
  return [...lines.values()].map((line) =>
    line.toSorted((one, other) => (one.turn ?? 0) - (other.turn ?? 0)),
  );
}

describe('whatever pages and servers do', () => {
  it('no group has more connections than it may, and all groups together have no more than all may', () => {
    fc.assert(
      fc.property(workloads, rules, (given, rule) => {
        const timeline = simulate(given, rule);
        for (const at of instants(timeline)) {
          const { groups, connections } = poolAt(timeline, at);
          for (const { slots, group } of groups) expect(slots).toHaveLength(group.limit);
          for (const profile of ['default', 'private']) {
            const its = connections.filter(({ group }) => group.profile === profile);
            expect(its.length).toBeLessThanOrEqual(rule.connectionsInAll);
          }
        }
      }),
    );
  });

  it('no two requests are on one HTTP/1.1 connection, nor two connections in one slot', () => {
    fc.assert(
      fc.property(workloads, rules, (given, rule) => {
        const timeline = simulate(given, rule);
        for (const at of instants(timeline)) {
          const { groups, connections } = poolAt(timeline, at);
          const places = connections.map(({ group, slot }) => `${group.key} ${slot}`);
          expect(new Set(places).size).toBe(places.length);
          for (const slot of groups.flatMap(({ slots }) => slots)) {
            if (slot.state !== 'busy' || slot.connection.protocol === 'HTTP/2') continue;
            expect(slot.requests).toHaveLength(1);
          }
        }
      }),
    );
  });

  it('nobody waits for a connection while one is idle or may be opened', () => {
    fc.assert(
      fc.property(workloads, rules, (given, rule) => {
        const timeline = simulate(given, rule);
        for (const at of instants(timeline)) {
          for (const { waiting, slots } of poolAt(timeline, at).groups) {
            if (!waiting.some(({ reason }) => reason === 'connections to the host')) continue;
            expect(slots.filter(({ state }) => state === 'free' || state === 'idle')).toEqual([]);
          }
        }
      }),
    );
  });

  it('within a rank they are served in the order in which they came', () => {
    fc.assert(
      fc.property(workloads, rules, (given, rule) => {
        for (const line of linesOf(simulate(given, rule))) {
          let latest = 0;
          for (const { startedAt, endedAt } of line) {
            if (startedAt !== null) expect(startedAt).toBeGreaterThanOrEqual(latest);
            latest = Math.max(latest, startedAt ?? endedAt ?? Infinity);
          }
        }
      }),
    );
  });

  it('nobody is served while a more important request of its group waits in the pool', () => {
    fc.assert(
      fc.property(workloads, rules, (given, rule) => {
        const { requests } = simulate(given, rule);
        for (const { startedAt, turn, group, rank } of requests) {
          if (startedAt === null || turn === null) continue;
          const overtaken = requests.filter(
            (other) =>
              other.group === group &&
              other.rank > rank &&
              (other.queuedAt ?? Infinity) < startedAt &&
              (other.startedAt ?? other.endedAt ?? Infinity) > startedAt,
          );
          expect(overtaken).toEqual([]);
        }
      }),
    );
  });

  it('no request is lost: each is on the wire, over, given what another brings, or says what it waits for', () => {
    fc.assert(
      fc.property(workloads, fc.oneof(rules, fc.constant(PIPELINED)), (given, rule) => {
        const { requests } = simulate(given, rule);
        for (const { startedAt, endedAt, headersAt, waits } of requests) {
          if (startedAt !== null || endedAt !== null || headersAt !== null) continue;
          expect(waits.at(-1)?.until).toBeNull();
        }
        for (const { do: what, ...made } of given.actions) {
          if (what !== 'request' || !('api' in made) || made.tab !== 1) continue;
          expect(requests.filter(({ id, attempt }) => id === made.id && attempt === 1)).toHaveLength(1);
        }
      }),
    );
  });

  it('whoever waits for more than a connection that is being opened waits behind somebody', () => {
    fc.assert(
      fc.property(workloads, rules, (given, rule) => {
        const timeline = simulate(given, rule);
        for (const request of timeline.requests) {
          for (const wait of request.waits) {
            if (wait.reason === 'connecting') continue;
            expect(behind(timeline, { ...request, waits: [wait] })).not.toEqual([]);
          }
        }
      }),
    );
  });

  it('what a server ended had a connection, or was given what another brought', () => {
    fc.assert(
      fc.property(workloads, fc.oneof(rules, fc.constant(PIPELINED)), (given, rule) => {
        const { requests, connections } = simulate(given, rule);
        for (const { ending, connection, startedAt, headersAt, group } of requests) {
          if (ending === null || ending === 'closed' || ending === 'from cache') continue;
          if (startedAt === null) expect(headersAt).not.toBeNull();
          else expect(connections[(connection ?? 0) - 1]?.group).toBe(group);
        }
      }),
    );
  });

  it('time goes forward for each request and each connection, and its waits lie side by side', () => {
    const sorted = (times: readonly (number | null)[]) => {
      const known = times.filter((time) => time !== null);
      expect(known).toEqual(known.toSorted((one, other) => one - other));
    };
    fc.assert(
      fc.property(workloads, fc.oneof(rules, fc.constant(PIPELINED)), (given, rule) => {
        const { requests, connections } = simulate(given, rule);
        for (const { issuedAt, queuedAt, startedAt, headersAt, endedAt, waits } of requests) {
          // What another asked for may go on for this one when its head has come already.
          sorted([issuedAt, queuedAt, ...(queuedAt === null ? [] : [startedAt]), headersAt, endedAt]);
          sorted([issuedAt, startedAt, endedAt]);
          const ends = waits.flatMap(({ from, until }) => [from, until]);
          sorted([issuedAt, ...ends, startedAt]);
          for (const { from, until } of waits) expect(until).not.toBe(from);
        }
        for (const { openedAt, connectedAt, closedAt } of connections)
          sorted([openedAt, connectedAt, closedAt]);
      }),
    );
  });

  it('the same comes out each time, in whatever order actions of distinct times are listed', () => {
    const distinct = actions.map((list) => {
      const times = new Set<number>();
      return list.filter(({ at }) => !times.has(at) && times.add(at));
    });
    const shuffled = distinct.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, settings, rules, ([one, other], rest, rule) => {
        expect(simulate(workload(one, rest), rule)).toEqual(simulate(workload(other, rest), rule));
      }),
    );
  });
});

describe('actions', () => {
  it('at one time are done as listed, after what the network was due to bring', () => {
    expect(play([get(5, 1), close(5, 1)]).of(1).ending).toBe('closed');
    expect(play([close(5, 1), get(5, 1)]).of(1).ending).toBe('complete');
    const done = play([get(10, 1), get(410, 2)], { responses: { [`${LAB}/1`]: { duration: 400 } } });
    expect(done.of(2)).toMatchObject({ startedAt: 410, connection: 1, waits: [] });
  });

  it.each<[string, WorkloadAction]>([
    ['closes an unknown request', close(50, 99)],
    ['ends an unknown request', end(50, 99)],
    ['ends a request that still waits', end(50, 7)],
    ['closes what is closed', close(50, 1)],
    ['ends what is over', end(50, 1)],
  ])('are ignored when one %s', (_, action) => {
    const list = [...streams(6), close(10, 1), stream(20, 8), stream(30, 7)];
    expect(play([...list, action]).timeline).toEqual(play(list).timeline);
  });

  it('of a tab that was closed are ignored', () => {
    const tabs = [1, 2].map((id) => ({ id, origin: LAB }));
    const played = play([stream(0, 1, { tab: 2 }), closeTab(10, 2), get(20, 2, { tab: 2 })], { tabs });
    expect(played.timeline.requests.map(({ id, ending }) => [id, ending])).toEqual([[1, 'closed']]);
  });

  it('a stream that is closed in the task that opened it never goes out', () => {
    expect(play([stream(5, 1), close(5, 1)]).of(1)).toMatchObject({ queuedAt: null, endedAt: 5 });
  });

  it('an end before the head brings the head as well', () => {
    const played = play([get(0, 1), end(50, 1)], { responses: { [`${LAB}/1`]: { delay: 100 } } });
    expect(played.of(1)).toMatchObject({ headersAt: 50, endedAt: 50, ending: 'complete' });
  });
});

describe('an EventSource', () => {
  it.each([
    ['204', { status: 204 }, true],
    ['500, all of it at once', { status: 500, duration: 0 }, true],
    ['500, and more to come', { status: 500 }, false],
  ])('that gets status %s frees its slot and does not come back', (_, given, kept) => {
    const responses = { [`${LAB}/1`]: { delay: 100, ...given } };
    const played = play([...streams(6), get(10, 7), stream(20, 8)], { responses });
    expect(played.of(1)).toMatchObject({ ending: 'refused', endedAt: 100 });
    expect(played.of(7)).toMatchObject({ startedAt: 100, reused: kept });
    expect(played.timeline.requests.filter(({ id }) => id === 1)).toHaveLength(1);
  });

  it('comes back after the time that the server stated last, or that of its browser', () => {
    const responses = { [`${LAB}/1`]: { duration: 100, retry: 700 }, [`${LAB}/2`]: { duration: 100 } };
    const played = play(streams(2), { responses, until: 5000 });
    expect([played.of(1, 2).issuedAt, played.of(2, 2).issuedAt]).toEqual([800, 3100]);
  });

  it('that is closed while it waits to come back does not', () => {
    const played = play([stream(0, 1), end(10, 1), close(500, 1)]);
    expect(played.timeline.requests).toHaveLength(1);
  });
});

describe('a page with a synchronous XHR', () => {
  const responses = { [`${LAB}/1`]: { delay: 1000 } };

  it('does nothing until that is over: the rest of the task, images, streams, and what comes later', () => {
    const task = [stream(0, 3), ask(0, 2, 'image'), ask(0, 1, 'sync XHR'), get(0, 4)];
    const played = play([...task, get(300, 5)], { responses });
    expect(played.startOf(1, 2, 3, 4, 5)).toEqual([0, 1000, 1000, 1000, 1000]);
    expect([4, 2, 3, 5].map((id) => played.of(id).turn)).toEqual([2, 3, 4, 5]);
  });

  it('counts the time to reconnect from then on, and comes back no sooner than it goes on', () => {
    const cut = { duration: 100, retry: 200 };
    const both = { ...responses, [`${LAB}/7`]: cut, [`${LAB}/8`]: { ...cut, retry: 300 } };
    const during = play([stream(0, 7), ask(50, 1, 'sync XHR')], { responses: both });
    expect(during.of(7, 2).issuedAt).toBe(1250);
    const before = play([stream(0, 8), ask(200, 1, 'sync XHR')], { responses: both });
    expect(before.of(8, 2).issuedAt).toBe(1200);
  });

  it('is not that of another tab, nor does it stop what is on its way through another process', () => {
    const tabs = [1, 2].map((id) => ({ id, origin: LAB }));
    const actions = [ask(0, 2, 'prefetch'), ask(0, 1, 'sync XHR'), get(500, 3, { tab: 2 })];
    expect(play(actions, { responses, tabs }).startOf(2, 3)).toEqual([0, 500]);
  });

  it('opens one more connection, also while another is being opened', () => {
    const far = { [LAB]: { protocol: 'HTTP/1.1', roundTrip: 100 } } as const;
    const played = play([...streams(5), get(500, 6), ask(500, 1000, 'sync XHR')], { servers: far });
    expect(played.openAt(650)).toBe(7);
  });
});

describe('late binding', () => {
  const far = { [LAB]: { protocol: 'HTTP/1.1', roundTrip: 100 } } as const;

  it('a connection goes to the first in line, not to the one for whom it was opened', () => {
    const played = play([...streams(5), ask(200, 11, 'image'), ask(250, 12, 'stylesheet')], { servers: far });
    expect(played.of(12)).toMatchObject({ startedAt: 300, connection: 6 });
    expect(played.of(11)).toMatchObject({ startedAt: 400, connection: 6, reused: true });
  });

  it('one whose request gave up is opened all the same, and is used first by nobody', () => {
    const played = play([get(0, 1), close(50, 1), get(500, 2)], { servers: far });
    expect(played.of(1)).toMatchObject({ startedAt: null, ending: 'closed' });
    expect(played.timeline.connections[0]).toMatchObject({ openedAt: 0, connectedAt: 100 });
    expect(played.of(2)).toMatchObject({ startedAt: 500, connection: 1, reused: false });
  });

  it('an idle connection is closed by the server, or by the browser after a minute that it was never used', () => {
    const never = play([get(0, 1), close(50, 1)], { servers: far });
    expect(never.timeline.connections[0]?.closedAt).toBe(60_100);
    const kept = play([get(0, 1)], { servers: { [LAB]: { protocol: 'HTTP/1.1', keepAlive: 5000 } } });
    expect(kept.timeline.connections[0]?.closedAt).toBe(5000);
    expect(play([get(0, 1)]).timeline.connections[0]?.closedAt).toBe(300_000);
  });
});

describe('the sum of all connections', () => {
  const hosts = numbers(1, 4).map((n) => `http://h${n}.localhost:4281`);
  const at = (time: number, id: number) => stream(time, id, { url: `${hosts[id % 4] ?? ''}/${id}` });
  const few: PoolRules = { ...CHROMIUM, connectionsInAll: 3 };

  it('makes a group wait that has none, and says so', () => {
    const played = play([at(0, 1), at(1, 2), at(2, 3), at(3, 4), close(100, 2)], {}, few);
    expect(played.at(50).waiting).toMatchObject([{ request: { id: 4 }, reason: 'connections in all' }]);
    expect(played.startOf(4)).toEqual([100]);
  });

  it('is no reason to wait while another group has a connection to spare', () => {
    const idle = get(0, 1, { url: `${hosts[1] ?? ''}/1` });
    const played = play([idle, at(1, 2), at(2, 3), at(3, 4)], {}, few);
    expect(played.startOf(4)).toEqual([3]);
    expect(played.timeline.connections[0]?.closedAt).toBe(3);
  });

  it('serves the more important request first, whatever its group', () => {
    const image = ask(3, 11, 'image', { url: `${hosts[3] ?? ''}/11` });
    const css = ask(4, 12, 'stylesheet', { url: `${hosts[0] ?? ''}/12` });
    const played = play([at(0, 1), at(1, 2), at(2, 5), image, css, close(100, 1)], {}, few);
    expect(played.startOf(12, 11)).toEqual([100, 100]);
    expect(played.of(12).connection).toBeLessThan(played.of(11).connection ?? 0);
  });
});

describe('pipelining, a what-if', () => {
  const two: PoolRules = { ...CHROMIUM, connectionsPerHost: 1, pipelining: 2 };

  it('puts the request on the wire, and the answer waits for the end of the one before', () => {
    const responses = { [`${LAB}/1`]: { duration: 1000 } };
    const played = play([get(0, 1), get(10, 2)], { responses }, two);
    expect(played.of(2)).toMatchObject({ startedAt: 10, connection: 1, headersAt: 1000, endedAt: 1000 });
  });

  it('behind an event stream nothing is answered', () => {
    const played = play([stream(0, 1), get(10, 2), get(20, 3)], {}, two);
    expect(played.of(2)).toMatchObject({ startedAt: 10, headersAt: null });
    expect(played.of(3)).toMatchObject({ startedAt: null });
  });

  it('what was not answered is sent again when the connection breaks', () => {
    const played = play([stream(0, 1), get(10, 2), close(100, 1)], {}, two);
    expect(played.of(2)).toMatchObject({ startedAt: 100, connection: 2, headersAt: 100 });
  });
});

describe('an answer that others share', () => {
  const url = `${LAB}/same`;
  const responses = { [url]: { delay: 100, duration: 1000, maxAge: 60_000 } };
  const three = [0, 1, 2].map((at) => get(at, at + 1, { url }));

  it('fails for all when it is cut', () => {
    const played = play([...three, end(500, 1, 'cut')], { responses });
    expect([1, 2, 3].map((id) => [played.of(id).ending, played.of(id).endedAt])).toEqual(
      [1, 2, 3].map(() => ['cut', 500]),
    );
  });

  it('comes to its end for the others when the one that asked for it is given up', () => {
    const played = play([...three, close(500, 1)], { responses });
    expect(played.of(1)).toMatchObject({ ending: 'closed', endedAt: 500 });
    expect(played.of(2)).toMatchObject({ startedAt: 500, connection: 1, endedAt: 1100, ending: 'complete' });
    expect(played.of(3)).toMatchObject({ startedAt: null, endedAt: 1100, ending: 'from cache' });
    expect(played.timeline.connections).toHaveLength(1);
  });

  it('comes to its end also when it is fresh no more, and has been asked for anew', () => {
    const short = { [url]: { delay: 100, duration: 1000, maxAge: 200 } };
    const played = play([...three, get(500, 4, { url })], { responses: short });
    expect([1, 2, 3, 4].map((id) => played.of(id).endedAt)).toEqual([1100, 1100, 1100, 1600]);
  });

  it('is given up when all have given it up', () => {
    const played = play([...three, ...[1, 3, 2].map((id) => close(500 + id, id))], { responses });
    expect(played.timeline.connections).toMatchObject([{ closedAt: 503 }]);
  });
});

describe('to an origin known to speak HTTP/2', () => {
  const servers = { [LAB_TLS]: { protocol: 'HTTP/2' as const, roundTrip: 100 } };
  const tabs = [{ id: 1, origin: LAB_TLS }];
  const url = (id: number) => `${LAB_TLS}/${id}`;
  const omitted = (at: number, id: number, rest = {}) =>
    get(at, id, { url: url(id), credentials: 'omit', ...rest });

  it('a request waits for the connection that is being opened, and opens none of its own within 300 ms', () => {
    const many = numbers(2, 9).map((id) => omitted(1000, id));
    const played = play([get(0, 1, { url: url(1) }), ...many], { servers, tabs });
    expect(played.timeline.connections).toHaveLength(2);
    expect(new Set(played.startOf(...numbers(2, 9)))).toEqual(new Set([1200]));
  });

  it('a request that is overtaken by another still waits for that connection', () => {
    const overtaken = omitted(1000, 2, { priority: 'low' });
    const actions = [
      get(0, 1, { url: url(1) }),
      overtaken,
      omitted(1050, 3),
      omitted(1050, 4),
      close(1100, 4),
    ];
    const { waits } = play(actions, { servers, tabs }).of(2);
    expect(waits).toEqual([{ reason: 'connecting', from: 1000, until: 1200 }]);
  });
});
