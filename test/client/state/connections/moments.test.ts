import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { momentsOf } from '../../../../client/state/connections/moments.ts';
import { simulate } from '../../../../lessons/protocol/connection-pool/simulate.ts';
import { CHROMIUM, close, get, play, streams } from '../../../lessons/protocol/connection-pool/play.ts';
import { workloads } from '../../../lessons/protocol/connection-pool/workloads.ts';

describe('the moments of a timeline', () => {
  it('are those at which a request is asked for, starts and ends, with both ends of time', () => {
    const { timeline } = play([...streams(6, 10), get(30, 7), close(500, 1)]);
    expect(momentsOf(timeline, 1000)).toEqual([0, 10, 30, 500, 1000]);
    expect(momentsOf({ requests: [], connections: [] }, 1000)).toEqual([0, 1000]);
    expect(momentsOf({ requests: [], connections: [] }, 0)).toEqual([0]);
  });

  it('rise, and lie between the ends', () => {
    fc.assert(
      fc.property(workloads, fc.integer({ min: 0, max: 6000 }), (workload, until) => {
        const moments = momentsOf(simulate(workload, CHROMIUM), until);
        for (const [index, at] of moments.slice(1).entries())
          expect(at).toBeGreaterThan(moments[index] ?? at);
        expect([moments[0], moments.at(-1)]).toEqual([0, until]);
      }),
      { numRuns: 30 },
    );
  });
});
