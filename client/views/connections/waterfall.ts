/** Rows of the picture of a timeline, up to a moment: slots with what their connections carried, and who waited. */
import { poolAt } from '../../../lessons/protocol/connection-pool/moment.ts';
import type {
  PoolConnection,
  PoolGroup,
  PoolRequest,
  PoolTimeline,
} from '../../../lessons/protocol/connection-pool/timeline.ts';

/** On HTTP/1.x a row is a slot. On HTTP/2 a slot is one connection, and the rows are lanes for its streams. */
export interface Row {
  readonly connections: readonly PoolConnection[];
  readonly requests: readonly PoolRequest[];
}

export interface GroupRows {
  readonly group: PoolGroup;
  /** Whether all requests share one connection, over HTTP/2. */
  readonly shared: boolean;
  readonly rows: readonly Row[];
  /** At the moment: on the wire, and waiting. */
  readonly running: number;
  readonly waiting: number;
  /** At the moment: open, whether busy or idle. */
  readonly open: number;
}

export interface Waterfall {
  readonly groups: readonly GroupRows[];
  /** Those that have waited for long enough to be seen, in order of issue. */
  readonly waited: readonly PoolRequest[];
}

/** Milliseconds: shorter waits are not to be seen in the picture. */
const SEEN = 15;

/** Of one group alone slots are drawn also while they are free, up to so many; of several only those that were used. */
const MOST_FREE = 8;

/** Milliseconds that a request has waited up to `at`, in all. */
export function waitedUntil({ waits }: PoolRequest, at: number): number {
  return waits.reduce((sum, { reason, from, until }) => {
    if (reason === 'connecting' || from > at) return sum;
    return sum + Math.min(until ?? Infinity, at) - from;
  }, 0);
}

/** `from`: what was over by then is left out. */
export function waterfall(timeline: PoolTimeline, from: number, at: number): Waterfall {
  const requests = timeline.requests.filter(
    ({ issuedAt, endedAt }) => issuedAt <= at && (endedAt ?? Infinity) >= from,
  );
  const connections = timeline.connections.filter(
    ({ openedAt, closedAt }) => openedAt <= at && (closedAt ?? Infinity) >= from,
  );
  const moment = poolAt(timeline, at);
  const groups = new Set<PoolGroup>();
  for (const { group } of timeline.requests) groups.add(group);
  return {
    groups: Array.from(groups, (group) => {
      const its = connections.filter((connection) => connection.group === group);
      const started = requests.filter(
        (request) => request.group === group && request.startedAt !== null && request.startedAt <= at,
      );
      const now = moment.groups.find((each) => each.group === group);
      const shared = isShared(timeline, group);
      const most = groups.size > 1 ? 0 : Math.min(group.limit, MOST_FREE);
      return {
        group,
        shared,
        rows: shared ? lanes(its, started) : slots(its, started, most),
        running: now?.running.length ?? 0,
        waiting: now?.waiting.filter(({ reason }) => reason !== 'connecting').length ?? 0,
        open: now ? now.slots.filter(({ state }) => state !== 'free').length : 0,
      };
    }),
    waited: requests.filter((request) => waitedUntil(request, at) >= SEEN),
  };
}

const isShared = ({ connections }: PoolTimeline, group: PoolGroup): boolean =>
  connections.some((connection) => connection.group === group && connection.protocol === 'HTTP/2');

function slots(
  connections: readonly PoolConnection[],
  requests: readonly PoolRequest[],
  least: number,
): Row[] {
  const count = connections.reduce((most, { slot }) => Math.max(most, slot), least);
  return Array.from({ length: count }, (_, index) => ({
    connections: connections.filter(({ slot }) => slot === index + 1),
    requests: requests.filter(({ slot }) => slot === index + 1),
  }));
}

/** Each stream in the first lane that is free. */
function lanes(connections: readonly PoolConnection[], requests: readonly PoolRequest[]): Row[] {
  const rows: { requests: PoolRequest[]; until: number }[] = [];
  for (const request of requests.toSorted((one, other) => (one.startedAt ?? 0) - (other.startedAt ?? 0))) {
    const free = rows.find(({ until }) => until <= (request.startedAt ?? 0));
    const until = request.endedAt ?? Infinity;
    if (free) {
      free.requests.push(request);
      free.until = until;
    } else {
      rows.push({ requests: [request], until });
    }
  }
  return rows.map(({ requests: own }) => ({ connections, requests: own }));
}
