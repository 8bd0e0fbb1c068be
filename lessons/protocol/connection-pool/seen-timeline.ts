/**
 * What a server has seen of a real browser, in the form of the model's own timeline: so that one picture, one question
 * who waits behind whom, do for both. What nobody outside a browser can see is taken from the prediction: to which
 * group a request belongs, and what it waits for.
 */
import type { SeenStart } from './agreement.ts';
import {
  keyOf,
  type PoolConnection,
  type PoolGroup,
  type PoolRequest,
  type PoolTimeline,
  type Wait,
  type WaitReason,
} from './timeline.ts';

/** Times are milliseconds from the same moment as in the model. */
export interface SeenExchange extends SeenStart {
  readonly stream: number | null;
  readonly endedAt: number | null;
}

export interface SeenLine {
  readonly number: number;
  readonly usedAt: number;
  readonly closedAt: number | null;
}

/** When the page asked for it, by its own clock. */
export interface Asked {
  readonly id: number;
  readonly attempt: number;
  readonly at: number;
}

/** Milliseconds: on its way to the server a request is always. Who is no later than that has not waited. */
const ON_THE_WAY = 40;

/**
 * `predicted`: of the workload that was played. `asked`: as the page said it; who has not said it asked when it came.
 * Connections that were opened and never used are not there.
 */
export function seenTimeline(
  predicted: PoolTimeline,
  exchanges: readonly SeenExchange[],
  lines: readonly SeenLine[],
  asked: readonly Asked[],
): PoolTimeline {
  const foreseen = new Map(predicted.requests.map((request) => [keyOf(request), request]));
  const came = new Map(exchanges.map((exchange) => [keyOf(exchange), exchange]));
  const first = new Map<number, { readonly group: PoolGroup; readonly shared: boolean }>();
  for (const exchange of exchanges) {
    const group = (foreseen.get(keyOf(exchange)) ?? likeOf(predicted, exchange))?.group;
    if (!group || first.has(exchange.connection)) continue;
    first.set(exchange.connection, { group, shared: exchange.stream !== null });
  }
  const slots = new Slots();
  const connections = lines.flatMap(({ number, usedAt, closedAt }): PoolConnection[] => {
    const told = first.get(number);
    if (!told) return [];
    const { group, shared } = told;
    const slot = slots.take(group, usedAt, closedAt);
    const protocol = shared ? 'HTTP/2' : 'HTTP/1.1';
    return [{ number, group, slot, protocol, openedAt: usedAt, connectedAt: usedAt, closedAt }];
  });
  const askedAt = new Map(asked.map(({ id, attempt, at }) => [keyOf({ id, attempt, role: 'request' }), at]));
  const slotOf = new Map(connections.map(({ number, slot }) => [number, slot]));
  const used = new Set<number>();
  const requests: PoolRequest[] = [];
  for (const exchange of exchanges) {
    const like = foreseen.get(keyOf(exchange)) ?? likeOf(predicted, exchange);
    if (!like) continue;
    const { id, attempt, role, connection, at, stream, endedAt } = exchange;
    const issuedAt = Math.min(askedAt.get(keyOf(exchange)) ?? at, at);
    requests.push({
      ...like,
      id,
      attempt,
      role,
      issuedAt,
      queuedAt: issuedAt,
      startedAt: at,
      connection,
      slot: slotOf.get(connection) ?? null,
      reused: used.has(connection),
      stream,
      headersAt: null,
      endedAt,
      ending: null,
      waits: at - issuedAt > ON_THE_WAY ? [waitOf(like, issuedAt, at)] : [],
    });
    used.add(connection);
  }
  // What the page has asked for and no server has seen.
  for (const { id, attempt, at } of asked) {
    const key = keyOf({ id, attempt, role: 'request' });
    const like = foreseen.get(key);
    if (!like || came.has(key)) continue;
    // Given up before it came so far, or answered by the cache: of that no server learns.
    const over = like.startedAt === null && like.endedAt !== null;
    const endedAt = over ? Math.max(at, like.endedAt) : null;
    requests.push({
      ...like,
      ...NEVER_STARTED,
      issuedAt: at,
      queuedAt: at,
      endedAt,
      ending: over ? like.ending : null,
      waits: over && like.waits.length === 0 ? [] : [waitOf(like, at, endedAt)],
    });
  }
  return { requests: requests.toSorted((one, other) => one.issuedAt - other.issuedAt), connections };
}

const NEVER_STARTED = {
  startedAt: null,
  connection: null,
  slot: null,
  reused: false,
  stream: null,
  headersAt: null,
} as const satisfies Partial<PoolRequest>;

/** Another attempt of the same request, where this one was not foreseen. */
const likeOf = ({ requests }: PoolTimeline, { id, role }: SeenStart): PoolRequest | undefined =>
  requests.find((request) => request.id === id && request.role === role) ??
  requests.find((request) => request.id === id);

const SHARED: WaitReason = 'connections to the host';

function waitOf({ waits }: PoolRequest, from: number, until: number | null): Wait {
  const longest = waits.toSorted((one, other) => lengthOf(other) - lengthOf(one))[0];
  const reason = longest === undefined || longest.reason === 'connecting' ? SHARED : longest.reason;
  return { reason, from, until };
}

const lengthOf = ({ from, until }: Wait) => (until ?? Infinity) - from;

/** Each connection takes the lowest slot of its group that is free. */
class Slots {
  readonly #until = new Map<PoolGroup, number[]>();

  take(group: PoolGroup, from: number, until: number | null): number {
    const slots = this.#until.get(group) ?? [];
    this.#until.set(group, slots);
    const free = slots.findIndex((busyUntil) => busyUntil <= from);
    const index = free < 0 ? slots.length : free;
    slots[index] = until ?? Infinity;
    return index + 1;
  }
}
