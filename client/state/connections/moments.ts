import type { PoolTimeline } from '../../../lessons/protocol/connection-pool/timeline.ts';

/** Every moment from 0 to `until` at which something happens, in order, with both ends. Milliseconds. */
export function momentsOf({ requests }: PoolTimeline, until: number): number[] {
  const times = new Set<number>([0, until]);
  for (const { issuedAt, startedAt, endedAt } of requests) {
    for (const at of [issuedAt, startedAt, endedAt]) {
      if (at !== null && at > 0 && at < until) times.add(at);
    }
  }
  return [...times].sort((one, other) => one - other);
}
