import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poolAt, type PoolMoment } from '../../../../lessons/protocol/connection-pool/moment.ts';
import { shifted } from '../../../../lessons/protocol/connection-pool/shifted.ts';
import { simulate } from '../../../../lessons/protocol/connection-pool/simulate.ts';
import { CHROMIUM } from './play.ts';
import { workloads } from './workloads.ts';

const timelines = workloads.map((workload) => simulate(workload, CHROMIUM));
const by = fc.integer({ min: -5000, max: 5000 });

/** Who waits for what, who runs and how many connections are open: nothing of when. */
const shown = ({ running, waiting, connections }: PoolMoment) => ({
  running: running.map(({ id, attempt }) => [id, attempt]),
  waiting: waiting.map(({ request, reason }) => [request.id, reason]),
  open: connections.map(({ number }) => number),
});

describe('a timeline with another time 0', () => {
  it('is the same there and back', () => {
    fc.assert(
      fc.property(timelines, by, (timeline, time) => {
        expect(shifted(shifted(timeline, time), -time)).toEqual(timeline);
      }),
      { numRuns: 30 },
    );
  });

  it('has the same moments, each so much earlier', () => {
    fc.assert(
      fc.property(timelines, by, fc.integer({ min: 0, max: 6000 }), (timeline, time, at) => {
        expect(shown(poolAt(shifted(timeline, time), at - time))).toEqual(shown(poolAt(timeline, at)));
      }),
      { numRuns: 30 },
    );
  });
});
