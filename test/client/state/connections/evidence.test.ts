import { describe, expect, it } from 'vitest';
import { evidence, timingOf, type Timed } from '../../../../client/state/connections/evidence.ts';
import type { SeenRequest, WorkloadSummary } from '../../../../server/contract.ts';
import { http1, stream, streams } from '../../../../lessons/workloads/build.ts';

const URL_OF_1 = 'http://localhost/stream?1';
const played = http1({ actions: streams(1, 2, 0, 100), until: 5000 });

const timed = (requestStart: number, startTime = requestStart - 1, url = URL_OF_1): Timed => ({
  url,
  timing: { startTime, requestStart },
});

const seen = (id: number, at: number, more: Partial<SeenRequest> = {}): SeenRequest => ({
  id,
  attempt: 1,
  role: 'request',
  connection: 1,
  at,
  stream: null,
  endedAt: null,
  ...more,
});

const summary = (requests: readonly SeenRequest[], zero: number | null = 10_000): WorkloadSummary => ({
  id: 'run',
  zero,
  full: false,
  requests,
  connections: [{ number: 1, port: 51_000, usedAt: 10_050, closedAt: 12_000 }],
});

describe('what Resource Timing says of a request', () => {
  it('is what is nearest to what the lab has seen of it', () => {
    const timings = [timed(900), timed(1150), timed(1050), timed(1000, 0, 'http://localhost/stream?2')];
    expect(timingOf(played, timings, 1, 1040)).toBe(timings[2]?.timing);
    expect(timingOf(played, timings, 1, 1140)).toBe(timings[1]?.timing);
  });

  it('is nothing where that was at another time, or the browser does not say', () => {
    expect(timingOf(played, [timed(1000)], 1, 1200)).toBeNull();
    expect(timingOf(played, [timed(0)], 1, 10)).toBeNull();
    expect(timingOf(played, [], 1, 10)).toBeNull();
    expect(timingOf(played, [timed(1000)], 3, 1000)).toBeNull();
  });

  it('is found under the URL as a browser writes it', () => {
    const given = http1({ actions: [{ ...stream(0, 1), url: 'http://localhost:80/"a"' }], until: 10 });
    expect(timingOf(given, [timed(5, 4, 'http://localhost/%22a%22')], 1, 5)).not.toBeNull();
  });
});

describe('the evidence of a real run', () => {
  it('has all times from time 0 of the workload', () => {
    const { exchanges, lines, ports } = evidence(
      played,
      summary([seen(1, 10_050, { endedAt: 11_000 }), seen(2, 10_150)]),
      [],
      [],
    );
    expect(exchanges.map(({ id, at, endedAt }) => [id, at, endedAt])).toEqual([
      [1, 50, 1000],
      [2, 150, null],
    ]);
    expect(lines).toEqual([{ number: 1, usedAt: 50, closedAt: 2000 }]);
    expect(ports.get(1)).toBe(51_000);
    expect(evidence(played, summary([seen(1, 50)], null), [], []).exchanges[0]?.at).toBe(50);
  });

  it('has what the page says of when it asked, and of later attempts what Resource Timing says', () => {
    const requests = [seen(1, 10_050), seen(1, 14_050, { attempt: 2 }), seen(2, 10_150, { attempt: 2 })];
    const told = [{ id: 1, attempt: 1, at: 1 }];
    const timings = [timed(48, 2), timed(4049, 3000)];
    expect(evidence(played, summary(requests), told, timings).asked).toEqual([
      { id: 1, attempt: 1, at: 1 },
      { id: 1, attempt: 2, at: 3000 },
    ]);
  });

  it('has nothing of Resource Timing for a preflight', () => {
    const requests = [seen(1, 10_050, { role: 'preflight' })];
    expect(evidence(played, summary(requests), [], [timed(50)]).asked).toEqual([]);
  });
});
