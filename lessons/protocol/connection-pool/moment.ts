/** What the connections are doing at one moment, and who kept whom waiting: read off a timeline. */
import { originOf } from './address.ts';
import { RANKS } from './apis.ts';
import type { PoolConnection, PoolGroup, PoolRequest, PoolTimeline, Wait, WaitReason } from './timeline.ts';

/** One place for a connection. On HTTP/2 one connection has all requests of its group. */
export type Slot =
  | { readonly state: 'free' }
  | { readonly state: 'connecting'; readonly connection: PoolConnection }
  | { readonly state: 'idle'; readonly connection: PoolConnection }
  | {
      readonly state: 'busy';
      readonly connection: PoolConnection;
      /** In order of issue; the first of HTTP/1.1 is the one that is being answered. */
      readonly requests: readonly PoolRequest[];
    };

export interface Waiting {
  readonly request: PoolRequest;
  readonly reason: WaitReason;
}

export interface GroupMoment {
  readonly group: PoolGroup;
  /** As many as the group may have; more when a synchronous XHR took no notice of that. */
  readonly slots: readonly Slot[];
  readonly running: readonly PoolRequest[];
  /** The next to be served first, then those that have not come to the pool yet. */
  readonly waiting: readonly Waiting[];
}

export interface PoolMoment {
  /** Those with a request or a connection at this moment, in the order in which they were first asked for. */
  readonly groups: readonly GroupMoment[];
  /** On the wire, in order of issue. */
  readonly running: readonly PoolRequest[];
  readonly waiting: readonly Waiting[];
  /** Open, or being opened. */
  readonly connections: readonly PoolConnection[];
}

const isOver = (until: number | null, at: number): boolean => until !== null && until <= at;

/** After everything that happens at `at`, in milliseconds. Takes time in proportion to the timeline. */
export function poolAt({ requests, connections }: PoolTimeline, at: number): PoolMoment {
  const going = requests.filter(({ issuedAt, endedAt }) => issuedAt <= at && !isOver(endedAt, at));
  const running = going.filter(({ startedAt }) => startedAt !== null && startedAt <= at);
  const waiting = going.flatMap((request): Waiting[] => {
    const wait = request.waits.find(({ from, until }) => from <= at && !isOver(until, at));
    return wait ? [{ request, reason: wait.reason }] : [];
  });
  waiting.sort(
    ({ request: one }, { request: other }) =>
      Number(isQueued(other, at)) - Number(isQueued(one, at)) ||
      other.rank - one.rank ||
      (isQueued(one, at) ? (one.turn ?? 0) - (other.turn ?? 0) : 0),
  );
  const open = connections.filter(({ openedAt, closedAt }) => openedAt <= at && !isOver(closedAt, at));
  const groups = new Set([...going.map(({ group }) => group), ...open.map(({ group }) => group)]);
  return {
    groups: [...groups].map((group) => ({
      group,
      slots: slotsOf(group, open, running, at),
      running: running.filter((request) => request.group === group),
      waiting: waiting.filter(({ request }) => request.group === group),
    })),
    running,
    waiting,
    connections: open,
  };
}

const isQueued = ({ queuedAt }: PoolRequest, at: number) => queuedAt !== null && queuedAt <= at;

function slotsOf(
  group: PoolGroup,
  open: readonly PoolConnection[],
  running: readonly PoolRequest[],
  at: number,
): Slot[] {
  const its = open.filter((connection) => connection.group === group);
  const count = Math.max(group.limit, ...its.map(({ slot }) => slot));
  const slots = Array.from({ length: count }, (): Slot => ({ state: 'free' }));
  for (const connection of its) {
    const requests = running.filter((request) => request.connection === connection.number);
    slots[connection.slot - 1] =
      requests.length > 0
        ? { state: 'busy', connection, requests }
        : { state: isOver(connection.connectedAt, at) ? 'idle' : 'connecting', connection };
  }
  return slots;
}

/**
 * Behind whom a request waited, in order of issue: those that had what it waited for, at any time of its wait; also
 * one that came later and overtook it. Empty when it got a connection at once. Takes time in proportion to the timeline.
 */
export function behind({ requests }: PoolTimeline, request: PoolRequest): PoolRequest[] {
  return requests.filter(
    (other) => other !== request && request.waits.some((wait) => stoodInFront(other, request, wait)),
  );
}

function stoodInFront(other: PoolRequest, request: PoolRequest, { reason, from, until }: Wait): boolean {
  const during = (begin: number | null, end: number | null) =>
    begin !== null && begin < (until ?? Infinity) && !isOver(end, from);
  /** It was on a connection, or one was being opened for it. */
  const tookPlace = () =>
    during(other.startedAt, other.endedAt) ||
    other.waits.some((wait) => wait.reason === 'connecting' && during(wait.from, wait.until));
  /** As the scheduler of the tab of both counts it. */
  const isOnItsWay = () =>
    other.scheduled && other.tab === request.tab && during(letGoAt(other), other.endedAt);
  switch (reason) {
    case 'preflight':
      return other.id === request.id && other.role === 'preflight' && other.attempt === request.attempt;
    case 'cache lock':
      return (
        other.cached &&
        other.url === request.url &&
        other.group.site === request.group.site &&
        other.group.profile === request.group.profile &&
        cameBefore(other, request) &&
        during(other.issuedAt, other.headersAt ?? other.endedAt)
      );
    case 'requests to the host':
      return isOnItsWay() && originOf(other.group) === originOf(request.group);
    case 'requests of low priority':
      return isOnItsWay() && RANKS[other.priority] < RANKS.medium;
    case 'connecting':
      return false;
    case 'connections to the host':
    case 'streams':
      return other.group === request.group && tookPlace();
    case 'connections in all':
      return (
        other.group.profile === request.group.profile &&
        (other.api === 'WebSocket') === (request.api === 'WebSocket') &&
        tookPlace()
      );
  }
}

/** While the scheduler of its tab held a request back; undefined if it never did. */
export const heldBack = ({ waits }: PoolRequest): Wait | undefined =>
  waits.find(({ reason }) => reason === 'requests to the host' || reason === 'requests of low priority');

/** When the scheduler of its tab let a request go, in milliseconds; null if it never did. */
function letGoAt(request: PoolRequest): number | null {
  const held = heldBack(request);
  return held === undefined ? request.issuedAt : held.until;
}

/** Of two requests for one URL, whether this one came to the cache before the other: it never waits for a later one. */
function cameBefore(other: PoolRequest, request: PoolRequest): boolean {
  return other.issuedAt < request.issuedAt || (other.queuedAt ?? Infinity) < (request.queuedAt ?? Infinity);
}
