/** What a server has seen is told in the form of the model: of a browser that does as predicted, the same is told. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poolAt } from '../../../../lessons/protocol/connection-pool/moment.ts';
import {
  seenTimeline,
  type Asked,
  type SeenExchange,
  type SeenLine,
} from '../../../../lessons/protocol/connection-pool/seen-timeline.ts';
import { simulate } from '../../../../lessons/protocol/connection-pool/simulate.ts';
import type { PoolRequest, PoolTimeline } from '../../../../lessons/protocol/connection-pool/timeline.ts';
import { API, ask, CHROMIUM, close, end, get, LAB, play, streams } from './play.ts';
import { workloads } from './workloads.ts';

interface Seen {
  readonly exchanges: readonly SeenExchange[];
  readonly lines: readonly SeenLine[];
  readonly asked: readonly Asked[];
}

/** What a server and a page would have seen, had a browser done as predicted; of one instant first who opened a connection. */
function seenOf({ requests, connections }: PoolTimeline): Seen {
  const exchanges = requests
    .flatMap(({ id, attempt, role, startedAt, connection, stream, endedAt, reused }) =>
      startedAt === null || connection === null
        ? []
        : [{ id, attempt, role, at: startedAt, connection, stream, endedAt, reused }],
    )
    .toSorted((one, other) => one.at - other.at || Number(one.reused) - Number(other.reused));
  return {
    exchanges,
    lines: connections
      .flatMap(({ number, closedAt }) => {
        const first = exchanges.find(({ connection }) => connection === number);
        return first ? [{ number, usedAt: first.at, closedAt }] : [];
      })
      .toSorted((one, other) => one.usedAt - other.usedAt),
    asked: requests
      .filter(({ role }) => role === 'request')
      .map(({ id, attempt, issuedAt }) => ({ id, attempt, at: issuedAt })),
  };
}

const told = (predicted: PoolTimeline, { exchanges, lines, asked } = seenOf(predicted)) =>
  seenTimeline(predicted, exchanges, lines, asked);

const keyOf = ({ id, attempt, role }: PoolRequest) => `${id} ${attempt} ${role}`;

/** A request as far as a server sees it, and its group. */
const visible = (request: PoolRequest) => ({
  key: keyOf(request),
  group: request.group.key,
  at: request.startedAt,
  connection: request.connection,
  stream: request.stream,
  endedAt: request.endedAt,
});

const started = ({ requests }: PoolTimeline) =>
  requests
    .filter(({ startedAt }) => startedAt !== null)
    .toSorted(
      (one, other) => (one.startedAt ?? 0) - (other.startedAt ?? 0) || (keyOf(one) < keyOf(other) ? -1 : 1),
    );

describe('what was seen of a browser that does as predicted', () => {
  it('has the same groups, connections, starts and ends', () => {
    fc.assert(
      fc.property(workloads, (workload) => {
        const predicted = simulate(workload, CHROMIUM);
        const seen = told(predicted);
        expect(started(seen).map(visible)).toEqual(started(predicted).map(visible));
        const asked = seen.requests.map(({ issuedAt }) => issuedAt);
        expect(asked).toEqual(asked.toSorted((one, other) => one - other));
        for (const { number } of seen.connections) {
          const its = seen.requests.filter(({ connection }) => connection === number);
          expect(its.filter(({ reused }) => !reused)).toHaveLength(1);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has each connection in the group of its requests, and no two at a time in one slot', () => {
    fc.assert(
      fc.property(workloads, (workload) => {
        const predicted = simulate(workload, CHROMIUM);
        const groupOf = new Map(predicted.connections.map(({ number, group }) => [number, group.key]));
        const { connections } = told(predicted);
        for (const one of connections) {
          expect(one.group.key).toBe(groupOf.get(one.number));
          for (const other of connections) {
            if (other === one || other.group !== one.group || other.slot !== one.slot) continue;
            const apart =
              (one.closedAt ?? Infinity) <= other.openedAt || (other.closedAt ?? Infinity) <= one.openedAt;
            expect(apart).toBe(true);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('has the same who wait at any moment, and for the same', () => {
    const { timeline } = play([...streams(6), get(100, 7), ask(150, 8, 'stylesheet'), close(1000, 3)]);
    const seen = told(timeline);
    for (const at of [99, 100, 150, 999, 1000, 1200]) {
      const [one, other] = [timeline, seen].map((each) =>
        poolAt(each, at).waiting.map(({ request, reason }) => [request.id, reason]),
      );
      expect(other).toEqual(one);
    }
  });
});

describe('what was seen', () => {
  const played = play([...streams(6), get(100, 7), close(1000, 3)]);
  const perfect = seenOf(played.timeline);
  const of = (timeline: PoolTimeline, id: number, attempt = 1) =>
    timeline.requests.find((each) => each.id === id && each.attempt === attempt && each.role === 'request');

  it('has a request that no server has seen wait until now', () => {
    const { timeline } = play([...streams(6), get(100, 7)]);
    expect(of(told(timeline), 7)).toMatchObject({
      startedAt: null,
      endedAt: null,
      waits: [{ reason: 'connections to the host', from: 100, until: null }],
    });
  });

  it('has no wait for one that was on its way no longer than always', () => {
    const late = perfect.exchanges.map((each) => (each.id === 1 ? { ...each, at: 30 } : each));
    expect(of(told(played.timeline, { ...perfect, exchanges: late }), 1)).toMatchObject({
      issuedAt: 0,
      startedAt: 30,
      waits: [],
    });
  });

  it('takes one of which the page has not said when it asked for one that came at once', () => {
    expect(of(told(played.timeline, { ...perfect, asked: [] }), 7)).toMatchObject({
      issuedAt: 1000,
      startedAt: 1000,
      waits: [],
    });
  });

  it('says that one waits that was not to wait, and for a connection', () => {
    const { timeline } = play(streams(2));
    const seen = seenOf(timeline);
    const exchanges = seen.exchanges.map((each) => (each.id === 2 ? { ...each, at: 500 } : each));
    expect(of(told(timeline, { ...seen, exchanges }), 2)?.waits).toEqual([
      { reason: 'connections to the host', from: 0, until: 500 },
    ]);
  });

  it('has an attempt that was not foreseen in the group of its like: a preflight goes without credentials', () => {
    const { timeline } = play([
      ask(0, 1, 'fetch', { url: `${API}/1`, credentials: 'include', preflight: true }),
    ]);
    const seen = seenOf(timeline);
    const again = seen.exchanges.map((each) => ({ ...each, attempt: 2, at: each.at + 900 }));
    const all = told(timeline, { ...seen, exchanges: [...seen.exchanges, ...again] });
    const groups = all.requests.map(({ attempt, role, group }) => [attempt, role, group.credentials]);
    expect(groups.toSorted()).toEqual([
      [1, 'preflight', false],
      [1, 'request', true],
      [2, 'preflight', false],
      [2, 'request', true],
    ]);
  });

  it('leaves out what is not of the workload, and a connection with nothing else', () => {
    const other = {
      id: 99,
      attempt: 1,
      role: 'request',
      connection: 50,
      at: 5,
      stream: null,
      endedAt: 6,
    } as const;
    const seen = told(played.timeline, {
      exchanges: [...perfect.exchanges, other],
      lines: [...perfect.lines, { number: 50, usedAt: 5, closedAt: null }],
      asked: [...perfect.asked, { id: 99, attempt: 1, at: 5 }],
    });
    expect(seen).toEqual(told(played.timeline));
  });

  it('gives the slot of a connection that was closed to the next', () => {
    const seen = told(played.timeline);
    expect(seen.connections.map(({ slot }) => slot)).toEqual([1, 2, 3, 4, 5, 6, 3]);
    expect(of(seen, 7)?.slot).toBe(3);
  });
});

describe('what no server sees to its end', () => {
  const of = ({ requests }: PoolTimeline, id: number) => requests.find((request) => request.id === id);
  const url = `${LAB}/same`;

  it('is an answer of the cache: it is over when it was to be, after the wait for the first answer', () => {
    const { timeline } = play([get(0, 1, { url }), get(100, 2, { url }), get(2000, 3, { url })], {
      responses: { [url]: { delay: 1000, maxAge: 60_000 } },
    });
    const seen = told(timeline);
    expect(of(seen, 2)).toMatchObject({
      startedAt: null,
      endedAt: of(timeline, 2)?.endedAt,
      ending: 'from cache',
      waits: [{ reason: 'cache lock', from: 100, until: of(timeline, 2)?.endedAt }],
    });
    expect(of(seen, 3)).toMatchObject({ startedAt: null, endedAt: 2000, ending: 'from cache', waits: [] });
    expect(poolAt(seen, 3000).waiting).toEqual([]);
  });

  it('is one that the page gives up while it waits', () => {
    const { timeline } = play([...streams(6), get(100, 7), close(700, 7), end(900, 1)]);
    expect(of(told(timeline), 7)).toMatchObject({
      startedAt: null,
      endedAt: 700,
      ending: 'closed',
      waits: [{ reason: 'connections to the host', from: 100, until: 700 }],
    });
  });
});
