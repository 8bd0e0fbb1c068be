/** The rows of a timeline, up to a moment. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyOf } from '../../../../lessons/protocol/connection-pool/timeline.ts';
import { waitedUntil, waterfall, type Row } from '../../../../client/views/connections/waterfall.ts';
import { simulate } from '../../../../lessons/protocol/connection-pool/simulate.ts';
import type { PoolTimeline } from '../../../../lessons/protocol/connection-pool/timeline.ts';
import {
  ask,
  CHROMIUM,
  close,
  end,
  get,
  play,
  streams,
} from '../../../lessons/protocol/connection-pool/play.ts';
import { workloads } from '../../../lessons/protocol/connection-pool/workloads.ts';
import { named, NAMED } from '../../../lessons/workloads/named.ts';
import { predicted } from '../../state/connections/predicted.ts';

const timelines = fc.oneof(
  fc.constantFrom(...NAMED.map(({ workload }) => predicted(workload))),
  workloads.map((workload) => simulate(workload, CHROMIUM)),
);
const moments = fc.integer({ min: 0, max: 6000 });

const rowsOf = (timeline: PoolTimeline, at: number, from = -Infinity) =>
  waterfall(timeline, from, at).groups.flatMap(({ rows }) => rows);

/** Two of them at one time. At one instant any number can come and go. */
const overlaps = ({ requests }: Row): boolean =>
  requests.some((one, index) =>
    requests.slice(index + 1).some((other) => {
      const from = Math.max(one.startedAt ?? 0, other.startedAt ?? 0);
      return from < Math.min(one.endedAt ?? Infinity, other.endedAt ?? Infinity);
    }),
  );

describe('a row', () => {
  it('has one request at a time: without pipelining a connection of HTTP/1.1 has no more, and a lane is for one', () => {
    fc.assert(
      fc.property(timelines, moments, (timeline, at) => {
        expect(rowsOf(timeline, at).filter(overlaps)).toEqual([]);
      }),
    );
  });

  it('shows each request that has started once, and nothing else', () => {
    fc.assert(
      fc.property(timelines, moments, (timeline, at) => {
        const shown = rowsOf(timeline, at).flatMap(({ requests }) => requests.map(keyOf));
        const started = timeline.requests.filter(({ startedAt }) => startedAt !== null && startedAt <= at);
        expect(shown.toSorted()).toEqual(started.map(keyOf).toSorted());
      }),
    );
  });

  it('leaves out what was over before the picture begins', () => {
    fc.assert(
      fc.property(timelines, moments, moments, (timeline, one, other) => {
        const [from, at] = [Math.min(one, other), Math.max(one, other)];
        const shown = rowsOf(timeline, at, from).flatMap(({ requests }) => requests);
        expect(shown.filter(({ endedAt }) => endedAt !== null && endedAt < from)).toEqual([]);
        const going = timeline.requests.filter(
          ({ startedAt, endedAt }) => startedAt !== null && startedAt <= at && (endedAt ?? Infinity) >= from,
        );
        expect(shown.map(keyOf).toSorted()).toEqual(going.map(keyOf).toSorted());
      }),
    );
  });

  it('has on HTTP/1.1 the connections of its slot, one after the other', () => {
    fc.assert(
      fc.property(timelines, moments, (timeline, at) => {
        for (const { shared, rows } of waterfall(timeline, -Infinity, at).groups) {
          if (shared) continue;
          for (const { connections, requests } of rows) {
            for (const [index, { closedAt }] of connections.entries()) {
              const next = connections[index + 1];
              if (next) expect(closedAt ?? Infinity).toBeLessThanOrEqual(next.openedAt);
            }
            const numbers = connections.map(({ number }) => number);
            for (const { connection } of requests) expect(numbers).toContain(connection);
          }
        }
      }),
    );
  });
});

describe('a group', () => {
  it('says how many run, wait and are open', () => {
    const { timeline } = play([...streams(6), get(100, 7), ask(100, 8, 'image'), end(500, 1)]);
    const at = (time: number) => {
      const [group] = waterfall(timeline, 0, time).groups;
      return [group?.running, group?.waiting, group?.open];
    };
    expect(at(99)).toEqual([6, 0, 6]);
    expect(at(100)).toEqual([6, 2, 6]);
    expect(at(500)).toEqual([5, 0, 6]);
  });

  it('has free slots where it is alone, up to its limit, and a seventh when there is one', () => {
    const alone = play(streams(2)).timeline;
    expect(rowsOf(alone, 0)).toHaveLength(6);
    const seven = play([...streams(6), ask(10, 7, 'sync XHR')]).timeline;
    expect(rowsOf(seven, 20)).toHaveLength(7);
  });

  it('has only the slots that were used where there are several', () => {
    const timeline = predicted(named('hosts'));
    const groups = waterfall(timeline, -Infinity, 3000).groups;
    expect(groups.length).toBeGreaterThan(1);
    for (const { rows } of groups) for (const { connections } of rows) expect(connections).not.toEqual([]);
  });

  it('shares one connection over HTTP/2: as many lanes as there were streams at a time', () => {
    const [group] = waterfall(predicted(named('h2-limit')), 0, 4500).groups;
    expect(group?.shared).toBe(true);
    expect(group?.rows).toHaveLength(4);
    for (const { connections } of group?.rows ?? [])
      expect(connections.map(({ number }) => number)).toEqual([1]);
  });
});

describe('those that have waited', () => {
  it('are there from the time on at which it can be seen, in the order of asking', () => {
    const { timeline } = play([...streams(6), get(100, 7), ask(200, 8, 'stylesheet'), close(1000, 2)]);
    const waited = (at: number) => waterfall(timeline, 0, at).waited.map(({ id }) => id);
    expect(waited(114)).toEqual([]);
    expect(waited(115)).toEqual([7]);
    expect(waited(5000)).toEqual([7, 8]);
    const [, , , , , , seventh] = timeline.requests;
    if (!seventh) throw new Error('no request 7');
    expect([50, 100, 600, 1000, 5000].map((at) => waitedUntil(seventh, at))).toEqual([0, 0, 500, 900, 900]);
  });

  it('have not waited for their own connection to be opened', () => {
    const { timeline } = play(streams(1), {
      servers: { 'http://localhost:4281': { protocol: 'HTTP/1.1', roundTrip: 400 } },
    });
    expect(waterfall(timeline, 0, 300).waited).toEqual([]);
  });
});
