/** What the browser gives the page, and a real run that the test makes happen. */
import { vi } from 'vitest';
import type { RealRunListener } from '../../../../client/io/real-run.ts';
import type { Distrusted } from '../../../../client/io/run.ts';
import type { WorkloadSummary } from '../../../../server/contract.ts';
import { realRun } from '../../../../lessons/protocol/connection-pool/real-run.ts';
import type { PoolTimeline } from '../../../../lessons/protocol/connection-pool/timeline.ts';
import type { Workload } from '../../../../lessons/schema/workload.ts';

/** A place for the frames of tabs, which nobody looks at. */
export const FRAMES = {} as HTMLElement;

export function stubPage(storage = new Map<string, string>()): void {
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => storage.set(key, value),
  });
  vi.stubGlobal('location', {
    hostname: 'localhost',
    origin: 'http://localhost:4280',
    pathname: '/',
    hash: '',
  });
  vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 Chrome/156.0.0.0 Safari/537.36' });
}

/** In place of `playWorkload`: what the last run was given, and what has been done to it. */
export class Runs {
  workload: Workload | null = null;
  released = 0;
  discarded = 0;
  #on: RealRunListener | null = null;
  #distrusted: Distrusted | null = null;

  readonly play = (workload: Workload, _place: HTMLElement, on: RealRunListener, distrusted: Distrusted) => {
    this.workload = workload;
    this.#on = on;
    this.#distrusted = distrusted;
    return {
      release: () => {
        this.released += 1;
      },
      discard: () => {
        this.discarded += 1;
      },
    };
  };

  get on(): RealRunListener {
    if (this.#on === null) throw new Error('nothing is played');
    return this.#on;
  }

  distrust(origin: string): AbortSignal {
    if (this.#distrusted === null) throw new Error('nothing is played');
    return this.#distrusted(origin);
  }

  /** Up to its time 0, with all of its tabs open. */
  begin(zero: number): void {
    const { workload } = this;
    if (workload === null) throw new Error('nothing is played');
    this.on.created(realRun(workload, { run: 'run', host: 'localhost', port: 4281, tlsPort: 4282 }));
    this.on.opened(workload.tabs.length);
    this.on.begins(zero);
  }
}

/** What the lab would have seen by then, had the browser done as predicted. Its clock is at 9000 at time 0. */
export function summaryOf({ requests, connections }: PoolTimeline, until = Infinity): WorkloadSummary {
  const zero = 9000;
  const seen = requests
    .flatMap(({ id, attempt, role, startedAt, connection, stream, endedAt }) => {
      if (startedAt === null || connection === null || startedAt > until) return [];
      const ended = endedAt === null || endedAt > until ? null : endedAt + zero;
      return [{ id, attempt, role, connection, stream, at: startedAt + zero, endedAt: ended }];
    })
    .sort((one, other) => one.at - other.at);
  return {
    id: 'run',
    zero,
    full: false,
    requests: seen,
    connections: connections.flatMap(({ number, closedAt }) => {
      const first = seen.find(({ connection }) => connection === number);
      if (!first) return [];
      return [
        {
          number,
          port: 50_000 + number,
          usedAt: first.at,
          closedAt: closedAt === null ? null : closedAt + zero,
        },
      ];
    }),
  };
}
