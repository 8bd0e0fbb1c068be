import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CHROMIUM_RULES,
  poolAt,
  simulatePool,
  type PoolAction,
  type PoolRequest,
  type PoolRules,
  type PoolTimeline,
} from '../../lessons/protocol/connection-pool.ts';

const HTTP2: PoolRules = { ...CHROMIUM_RULES, protocol: 'HTTP/2' };

const open = (at: number, id: number): PoolAction => ({ at, do: 'open', id, label: `/stream/${id}` });
const fetch = (at: number, id: number): PoolAction => ({ at, do: 'fetch', id, label: `asset-${id}` });
const close = (at: number, id: number): PoolAction => ({ at, do: 'close', id });
const end = (at: number, id: number): PoolAction => ({ at, do: 'end', id });

const streams = (count: number) => Array.from({ length: count }, (_, index) => open(index, index + 1));
const play = (...actions: PoolAction[]) => simulatePool(actions, CHROMIUM_RULES);
const ids = (requests: readonly PoolRequest[]) => requests.map((request) => request.id);

function request(timeline: PoolTimeline, id: number): PoolRequest {
  const found = timeline.requests.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no request ${id}`);
  return found;
}

describe('on HTTP/1.1', () => {
  it('six streams take six connections, each in a slot of its own', () => {
    const timeline = play(...streams(6));
    expect(
      timeline.requests.map(({ connection, slot, startedAt, behind }) => [
        connection,
        slot,
        startedAt,
        behind,
      ]),
    ).toEqual([1, 2, 3, 4, 5, 6].map((n) => [n, n, n - 1, []]));
    expect(ids(poolAt(timeline, CHROMIUM_RULES, 5).running)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each([
    ['stream', open(10, 7)],
    ['asset', fetch(10, 7)],
  ])('the seventh request waits for ever, if it is a %s', (_, seventh) => {
    const timeline = play(...streams(6), seventh);
    expect(request(timeline, 7)).toMatchObject({
      startedAt: null,
      endedAt: null,
      ending: null,
      connection: null,
      slot: null,
    });
    expect(request(timeline, 7).behind).toEqual([1, 2, 3, 4, 5, 6]);
    expect(ids(poolAt(timeline, CHROMIUM_RULES, 3_600_000).waiting)).toEqual([7]);
    expect(timeline.connections).toHaveLength(6);
  });

  it('closing a stream kills its connection: the one that waits gets a new one in the same slot', () => {
    const timeline = play(...streams(6), open(10, 7), close(20, 3));
    expect(request(timeline, 3)).toMatchObject({ endedAt: 20, ending: 'closed', connection: 3 });
    expect(request(timeline, 7)).toMatchObject({ startedAt: 20, connection: 7, slot: 3 });
    expect(timeline.connections[2]).toEqual({ number: 3, slot: 3, openedAt: 2, closedAt: 20 });
    expect(timeline.connections[6]).toEqual({ number: 7, slot: 3, openedAt: 20, closedAt: null });
  });

  it('a clean end keeps the connection: the one that waits reuses it', () => {
    const timeline = play(...streams(6), open(10, 7), end(20, 3));
    expect(request(timeline, 3)).toMatchObject({ endedAt: 20, ending: 'complete' });
    expect(request(timeline, 7)).toMatchObject({ startedAt: 20, connection: 3, slot: 3 });
    expect(timeline.connections).toHaveLength(6);
  });

  it('an asset is complete 400 ms after it got its connection, not after it was asked for', () => {
    const timeline = play(...streams(6), fetch(10, 7), close(1000, 1));
    expect(request(timeline, 7)).toMatchObject({
      issuedAt: 10,
      startedAt: 1000,
      endedAt: 1400,
      ending: 'complete',
    });
  });

  it('those that wait are served first come, first served, one after the other on one connection', () => {
    const timeline = play(
      ...streams(6),
      fetch(10, 7),
      fetch(11, 8),
      open(12, 9),
      fetch(13, 10),
      close(100, 6),
    );
    expect([7, 8, 9, 10].map((id) => request(timeline, id).startedAt)).toEqual([100, 500, 900, null]);
    expect([7, 8, 9].map((id) => request(timeline, id).connection)).toEqual([7, 7, 7]);
    expect(request(timeline, 9).behind).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('a later request finds the idle connection that was used last', () => {
    const timeline = play(
      open(0, 1),
      open(1, 2),
      open(2, 3),
      end(10, 2),
      end(20, 1),
      open(30, 4),
      open(31, 5),
    );
    expect(request(timeline, 4)).toMatchObject({ startedAt: 30, connection: 1, behind: [] });
    expect(request(timeline, 5).connection).toBe(2);
  });

  it('an idle connection holds its slot, and nobody runs in it', () => {
    const timeline = play(open(0, 1), end(10, 1), open(20, 2), open(20, 3));
    expect(poolAt(timeline, CHROMIUM_RULES, 15)).toMatchObject({
      slots: [null, null, null, null, null, null],
      connections: [{ number: 1 }],
    });
    expect([2, 3].map((id) => request(timeline, id).slot)).toEqual([1, 2]);
  });

  it('a request closed while it waits never runs, and lets the next one forward', () => {
    const timeline = play(...streams(6), open(10, 7), open(11, 8), close(20, 7), close(30, 1));
    expect(request(timeline, 7)).toMatchObject({
      startedAt: null,
      endedAt: 20,
      ending: 'closed',
      connection: null,
    });
    expect(request(timeline, 8)).toMatchObject({ startedAt: 30, behind: [1, 2, 3, 4, 5, 6, 7] });
  });

  it('a request that came after another gave up is not behind it', () => {
    const timeline = play(...streams(6), open(10, 7), close(20, 7), open(30, 8));
    expect(request(timeline, 8).behind).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('at the instant an asset completes, its connection is free for a request issued then', () => {
    const timeline = play(fetch(10, 1), open(410, 2));
    expect(request(timeline, 2)).toMatchObject({ startedAt: 410, connection: 1, behind: [] });
  });

  it('an asset can be closed half way, which costs its connection', () => {
    const timeline = play(fetch(0, 1), close(100, 1), fetch(200, 2));
    expect(request(timeline, 1)).toMatchObject({ endedAt: 100, ending: 'closed' });
    expect(request(timeline, 2)).toMatchObject({ connection: 2, slot: 1, endedAt: 600 });
  });

  it('an asset that the server ended early frees its connection once', () => {
    const timeline = play(...streams(5), fetch(0, 6), end(100, 6), open(200, 7), open(300, 8));
    expect(request(timeline, 6)).toMatchObject({ endedAt: 100, ending: 'complete' });
    expect(request(timeline, 7).connection).toBe(request(timeline, 6).connection);
    expect(request(timeline, 8).startedAt).toBeNull();
  });
});

describe('on HTTP/2', () => {
  it('a hundred requests share one connection, the next waits', () => {
    const timeline = simulatePool([...streams(100), fetch(200, 101)], HTTP2);
    expect(timeline.connections).toEqual([{ number: 1, slot: 1, openedAt: 0, closedAt: null }]);
    expect(
      timeline.requests.slice(0, 100).every(({ connection, slot }) => connection === 1 && slot === 1),
    ).toBe(true);
    expect(ids(poolAt(timeline, HTTP2, 200).waiting)).toEqual([101]);
    expect(poolAt(timeline, HTTP2, 200).running).toHaveLength(100);
    expect(request(timeline, 101).behind).toHaveLength(100);
  });

  it('closing a stream resets that stream alone: the connection lives on and serves the next', () => {
    const timeline = simulatePool([...streams(100), fetch(200, 101), close(300, 50)], HTTP2);
    expect(request(timeline, 101)).toMatchObject({ startedAt: 300, connection: 1, slot: 1, endedAt: 700 });
    expect(timeline.connections).toEqual([{ number: 1, slot: 1, openedAt: 0, closedAt: null }]);
  });

  it('has no slots', () => {
    expect(poolAt(simulatePool(streams(2), HTTP2), HTTP2, 5).slots).toEqual([]);
  });
});

describe('actions', () => {
  it('may come in any order: their times decide', () => {
    expect(play(close(50, 1), open(20, 2), open(10, 1))).toEqual(
      play(open(10, 1), open(20, 2), close(50, 1)),
    );
  });

  it('at one time are played as listed', () => {
    expect(play(open(5, 1), close(5, 1)).requests[0]?.ending).toBe('closed');
    expect(play(close(5, 1), open(5, 1)).requests[0]?.ending).toBeNull();
  });

  it.each([
    ['closes an unknown request', close(50, 99)],
    ['ends an unknown request', end(50, 99)],
    ['ends a request that still waits', end(50, 7)],
    ['closes what is closed', close(50, 1)],
    ['ends what is complete', end(50, 2)],
    ['issues a request with a used id', fetch(50, 3)],
  ])('are ignored when one %s', (_, action) => {
    const actions = [...streams(6), close(10, 1), end(20, 2), open(30, 8), open(31, 9), open(32, 7)];
    expect(play(...actions, action)).toEqual(play(...actions));
  });
});

describe('a moment', () => {
  it('shows who runs in which slot and who waits, in order', () => {
    const timeline = play(...streams(6), open(10, 7), fetch(11, 8), close(20, 2));
    const before = poolAt(timeline, CHROMIUM_RULES, 19);
    expect(before.slots.map((held) => held?.id)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(ids(before.waiting)).toEqual([7, 8]);
    const after = poolAt(timeline, CHROMIUM_RULES, 20);
    expect(after.slots.map((held) => held?.id)).toEqual([1, 7, 3, 4, 5, 6]);
    expect(ids(after.waiting)).toEqual([8]);
    expect(after.connections.map(({ number }) => number)).toEqual([1, 3, 4, 5, 6, 7]);
  });

  it('before the first action is empty', () => {
    expect(poolAt(play(open(10, 1)), CHROMIUM_RULES, 9)).toEqual({
      slots: [null, null, null, null, null, null],
      running: [],
      waiting: [],
      connections: [],
    });
  });
});

describe('whatever the page and the server do', () => {
  const id = fc.integer({ min: 1, max: 20 });
  const action = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom('open', 'fetch'), id, label: fc.constant('/') }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('close', 'end'), id }) },
  );
  const actions = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 3000 }), action), { maxLength: 60 })
    .map((list) => list.map(([at, rest]) => ({ at, ...rest })));
  const rules = fc.constantFrom(CHROMIUM_RULES, { ...HTTP2, streamsPerConnection: 4 });

  const instants = ({ requests }: PoolTimeline) => [
    ...new Set(
      requests.flatMap(({ issuedAt, startedAt, endedAt }) => [issuedAt, startedAt ?? 0, endedAt ?? 0]),
    ),
  ];
  const roomOf = ({ protocol, connectionsPerHost, streamsPerConnection }: PoolRules) =>
    protocol === 'HTTP/1.1' ? connectionsPerHost : streamsPerConnection;

  it('no more run than there is room for, and nobody waits while there is room', () => {
    fc.assert(
      fc.property(actions, rules, (list, rule) => {
        const timeline = simulatePool(list, rule);
        for (const at of instants(timeline)) {
          const { running, waiting } = poolAt(timeline, rule, at);
          expect(running.length).toBeLessThanOrEqual(roomOf(rule));
          if (waiting.length > 0) expect(running).toHaveLength(roomOf(rule));
        }
      }),
    );
  });

  it('no two requests run on one HTTP/1.1 connection, nor two connections in one slot', () => {
    fc.assert(
      fc.property(actions, (list) => {
        const timeline = simulatePool(list, CHROMIUM_RULES);
        for (const at of instants(timeline)) {
          const { running, connections, slots } = poolAt(timeline, CHROMIUM_RULES, at);
          expect(new Set(running.map(({ connection }) => connection)).size).toBe(running.length);
          expect(new Set(connections.map(({ slot }) => slot)).size).toBe(connections.length);
          expect(slots.filter((held) => held !== null)).toHaveLength(running.length);
          for (const held of running) {
            expect(connections).toContainEqual(
              expect.objectContaining({ number: held.connection, slot: held.slot }),
            );
          }
        }
      }),
    );
  });

  it('nobody is served before being issued, nor before one who came earlier and still waits', () => {
    fc.assert(
      fc.property(actions, rules, (list, rule) => {
        const { requests } = simulatePool(list, rule);
        for (const [index, { issuedAt, startedAt, endedAt }] of requests.entries()) {
          if (startedAt === null) continue;
          expect(startedAt).toBeGreaterThanOrEqual(issuedAt);
          expect(endedAt ?? Infinity).toBeGreaterThanOrEqual(startedAt);
          for (const earlier of requests.slice(0, index)) {
            expect(earlier.startedAt ?? earlier.endedAt ?? Infinity).toBeLessThanOrEqual(startedAt);
          }
        }
      }),
    );
  });

  it('the outcome does not depend on the order in which actions of distinct times are listed', () => {
    const distinct = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 3000 }), action), {
      maxLength: 40,
      selector: ([at]) => at,
    });
    const listed = distinct.map((list) => list.map(([at, rest]) => ({ at, ...rest })));
    const shuffled = listed.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, rules, ([one, other], rule) => {
        expect(simulatePool(one, rule)).toEqual(simulatePool(other, rule));
      }),
    );
  });
});
