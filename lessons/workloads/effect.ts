/** What became of a workload, in four numbers: to compare remedies with one another, and with none. */
import type { PoolConnection, PoolTimeline, Wait } from '../protocol/connection-pool/timeline.ts';

export interface Effect {
  /** Requests that still wait at the end. */
  readonly waiting: number;
  /** The longest that a request has waited, in milliseconds. */
  readonly longestWait: number;
  /** Connections that were opened. */
  readonly opened: number;
  /** The most that were open at once. */
  readonly mostOpen: number;
}

/** `until`: when the model stopped. */
export function effect({ requests, connections }: PoolTimeline, until: number): Effect {
  const waited = (waits: readonly Wait[]) =>
    waits.reduce((sum, wait) => sum + (wait.until ?? until) - wait.from, 0);
  return {
    waiting: requests.filter(({ waits }) => waits.at(-1)?.until === null).length,
    longestWait: requests.reduce((longest, { waits }) => Math.max(longest, waited(waits)), 0),
    opened: connections.length,
    mostOpen: mostAtOnce(connections),
  };
}

/** One that is closed makes room for one that is opened at the same time. */
function mostAtOnce(connections: readonly PoolConnection[]): number {
  const changes = connections
    .flatMap(({ openedAt, closedAt }) => [
      { at: openedAt, by: 1 },
      ...(closedAt === null ? [] : [{ at: closedAt, by: -1 }]),
    ])
    .sort((one, other) => one.at - other.at || one.by - other.by);
  let [open, most] = [0, 0];
  for (const { by } of changes) {
    open += by;
    most = Math.max(most, open);
  }
  return most;
}
