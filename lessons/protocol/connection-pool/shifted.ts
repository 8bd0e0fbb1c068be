/** A timeline with another time 0. */
import type { PoolTimeline } from './timeline.ts';

/** All times earlier by so many milliseconds. */
export function shifted({ requests, connections }: PoolTimeline, by: number): PoolTimeline {
  const to = <T extends number | null>(at: T): T => (at === null ? at : ((at - by) as T));
  return {
    requests: requests.map((request) => ({
      ...request,
      issuedAt: to(request.issuedAt),
      queuedAt: to(request.queuedAt),
      startedAt: to(request.startedAt),
      headersAt: to(request.headersAt),
      endedAt: to(request.endedAt),
      waits: request.waits.map(({ reason, from, until }) => ({ reason, from: to(from), until: to(until) })),
    })),
    connections: connections.map((connection) => ({
      ...connection,
      openedAt: to(connection.openedAt),
      connectedAt: to(connection.connectedAt),
      closedAt: to(connection.closedAt),
    })),
  };
}
