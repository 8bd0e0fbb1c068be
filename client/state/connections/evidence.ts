/** What is known of a real run, from both ends: the lab has seen requests, the page says when it asked for them. */
import type {
  Asked,
  SeenExchange,
  SeenLine,
} from '../../../lessons/protocol/connection-pool/seen-timeline.ts';
import type { Workload } from '../../../lessons/schema/workload.ts';
import type { WorkloadSummary } from '../../../server/contract.ts';
import type { RequestTiming } from '../../io/real-run.ts';

export interface Timed {
  readonly url: string;
  readonly timing: RequestTiming;
}

/** Times are milliseconds from time 0 of the workload. */
export interface Evidence {
  readonly exchanges: readonly SeenExchange[];
  readonly lines: readonly SeenLine[];
  readonly asked: readonly Asked[];
  /** The TCP port that the browser spoke from, by the number of the connection. */
  readonly ports: ReadonlyMap<number, number>;
}

/** Milliseconds between what the lab and what the browser says of one request. */
const SAME = 200;

/** What Resource Timing says of the request that the lab has seen at that time; null: nothing. */
export function timingOf(
  { actions }: Workload,
  timings: readonly Timed[],
  id: number,
  at: number,
): RequestTiming | null {
  const action = actions.find((each) => each.do === 'request' && each.id === id);
  if (action?.do !== 'request') return null;
  const { href } = new URL(action.url);
  const [nearest] = timings
    .filter(({ url, timing: { requestStart } }) => url === href && requestStart > 0)
    .map(({ timing }) => ({ timing, apart: Math.abs(timing.requestStart - at) }))
    .sort((one, other) => one.apart - other.apart);
  return nearest && nearest.apart < SAME ? nearest.timing : null;
}

/** `told`: what the page said when it asked. Of later attempts, which a browser makes by itself, Resource Timing tells. */
export function evidence(
  played: Workload,
  { zero, requests, connections }: WorkloadSummary,
  told: readonly Asked[],
  timings: readonly Timed[],
): Evidence {
  const shift = zero ?? 0;
  const exchanges = requests.map((request) => ({
    ...request,
    at: request.at - shift,
    endedAt: request.endedAt === null ? null : request.endedAt - shift,
  }));
  const known = new Set(told.map(({ id, attempt }) => `${id} ${attempt}`));
  const later = exchanges.flatMap(({ id, attempt, role, at }): Asked[] => {
    if (role !== 'request' || known.has(`${id} ${attempt}`)) return [];
    const timing = timingOf(played, timings, id, at);
    return timing ? [{ id, attempt, at: timing.startTime }] : [];
  });
  return {
    exchanges,
    lines: connections.map(({ number, usedAt, closedAt }) => ({
      number,
      usedAt: usedAt - shift,
      closedAt: closedAt === null ? null : closedAt - shift,
    })),
    asked: [...told, ...later],
    ports: new Map(connections.map(({ number, port }) => [number, port])),
  };
}
