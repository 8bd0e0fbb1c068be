/** Workloads in few words, and what became of them. */
import { BROWSERS, rulesOf, type PoolRules } from '../../../../lessons/protocol/connection-pool/browsers.ts';
import { simulate } from '../../../../lessons/protocol/connection-pool/simulate.ts';
import { poolAt, type PoolMoment } from '../../../../lessons/protocol/connection-pool/moment.ts';
import type { PoolRequest, PoolTimeline } from '../../../../lessons/protocol/connection-pool/timeline.ts';
import {
  workloadSchema,
  type Api,
  type Workload,
  type WorkloadAction,
} from '../../../../lessons/schema/workload.ts';
import { ask as askFor, numbers, type Options as Said } from '../../../../lessons/workloads/build.ts';

export { close, closeTab, end, numbers } from '../../../../lessons/workloads/build.ts';

export const CHROMIUM: PoolRules = rulesOf(BROWSERS.chromium);

export const LAB = 'http://localhost:4281';
export const LAB_TLS = 'https://localhost:4282';
export const API = 'http://localhost:4000';

type Options = Said & { readonly url?: string };

/** A request of tab 1 for a URL of its own, unless the options say otherwise. */
export const ask = (at: number, id: number, api: Api, options: Options = {}): WorkloadAction => {
  const { url = `${api === 'WebSocket' ? 'ws://localhost:4281' : LAB}/${id}`, ...said } = options;
  return askFor(at, id, api, url, said);
};
export const stream = (at: number, id: number, options: Options = {}) => ask(at, id, 'EventSource', options);
export const get = (at: number, id: number, options: Options = {}) => ask(at, id, 'fetch', options);

/** From `first` on, so many streams that are opened at `at`. */
export const streams = (count: number, at = 0, first = 1, options: Options = {}) =>
  numbers(first, first + count - 1).map((id) => stream(at, id, options));

/** A workload of one tab at the lab, where nothing is said otherwise. */
export function workload(actions: readonly WorkloadAction[], rest: Partial<Workload> = {}): Workload {
  const given = { tabs: [{ id: 1, origin: LAB }], servers: {}, responses: {}, until: 600_000, ...rest };
  return workloadSchema.parse({ ...given, actions });
}

export class Played {
  readonly timeline: PoolTimeline;

  constructor(actions: readonly WorkloadAction[], rest: Partial<Workload> = {}, rules: PoolRules = CHROMIUM) {
    this.timeline = simulate(workload(actions, rest), rules);
  }

  /** The request itself, not its preflight. */
  of(id: number, attempt = 1): PoolRequest {
    const found = this.timeline.requests.find(
      (request) => request.id === id && request.attempt === attempt && request.role === 'request',
    );
    if (!found) throw new Error(`no request ${id}, attempt ${attempt}`);
    return found;
  }

  startOf(...ids: number[]): (number | null)[] {
    return ids.map((id) => this.of(id).startedAt);
  }

  connectionOf(...ids: number[]): (number | null)[] {
    return ids.map((id) => this.of(id).connection);
  }

  /** Ids in the order in which they got a connection, from a time on. */
  order(from = 0): number[] {
    return this.timeline.requests
      .filter(({ startedAt, role }) => startedAt !== null && startedAt >= from && role === 'request')
      .toSorted(
        (one, other) => (one.startedAt ?? 0) - (other.startedAt ?? 0) || (one.turn ?? 0) - (other.turn ?? 0),
      )
      .map(({ id }) => id);
  }

  at(time: number): PoolMoment {
    return poolAt(this.timeline, time);
  }

  waitingAt(time: number): number[] {
    return this.at(time).waiting.map(({ request }) => request.id);
  }

  openAt(time: number): number {
    return this.at(time).connections.length;
  }
}

export const play = (
  actions: readonly WorkloadAction[],
  rest: Partial<Workload> = {},
  rules = CHROMIUM,
): Played => new Played(actions, rest, rules);
