/**
 * What the model predicted, beside what a server has seen of a real browser: which starts agree, and what differs. What
 * counts is who comes at all, in which order among those who share connections, and on whose connection; of the time
 * only that it is about right.
 */
import { grouped } from './grouped.ts';
import { keyOf, type PoolRequest, type PoolTimeline } from './timeline.ts';

/** A request that has reached the server. */
export interface SeenStart {
  readonly id: number;
  readonly attempt: number;
  readonly role: PoolRequest['role'];
  /** Any number, the same for those that came on one connection. */
  readonly connection: number;
  /** In milliseconds from the same moment as in the model. */
  readonly at: number;
}

export type Difference =
  /** It was to come, and did not. */
  | { readonly differs: 'never came'; readonly says: string }
  /** It came, and was to wait, or not to be asked for at all. */
  | { readonly differs: 'came all the same'; readonly says: string }
  /** It came on another connection than those that it was to share one with, or on one that was not to be shared. */
  | { readonly differs: 'connection'; readonly says: string }
  /** It came before or after another that it was not to overtake, or to be overtaken by. */
  | { readonly differs: 'order'; readonly says: string }
  | { readonly differs: 'time'; readonly says: string };

/** One request that was to start, or did, or waits as predicted. */
export interface JudgedStart {
  /** Null for one that was never predicted, not even to wait. */
  readonly predicted: PoolRequest | null;
  /** Null for one that never came. */
  readonly seen: SeenStart | null;
  /** Empty when it agrees. */
  readonly differences: readonly Difference[];
}

export interface Agreement {
  /** As predicted, in the order of starting; then those that were not. */
  readonly starts: readonly JudgedStart[];
  /** How many of them agree. */
  readonly agreeing: number;
}

/** Milliseconds by which a start may be early or late: the machine has other things to do as well. */
const TOLERANCE = 1000;

/**
 * Milliseconds: starts no further apart are of one moment. On different connections they come in the order in which the
 * server gets round to reading them, which says nothing of the browser: it is not judged.
 */
const MOMENT = 50;

interface Start {
  readonly predicted: PoolRequest & { readonly startedAt: number; readonly connection: number };
  readonly seen: SeenStart;
  readonly differences: Difference[];
}

/**
 * `seen` in the order of arrival. What was predicted for before `begins` has no time of its own: the documents come when
 * the browser opens them.
 */
export function agreement({ requests }: PoolTimeline, seen: readonly SeenStart[], begins: number): Agreement {
  const arrived = new Map(seen.map((start) => [keyOf(start), start]));
  const starts = requests.toSorted(byStart).map((predicted) => {
    const came = arrived.get(keyOf(predicted)) ?? null;
    arrived.delete(keyOf(predicted));
    return { predicted, seen: came, differences: presence(predicted, came) };
  });
  const both = starts.filter((start): start is Start => isStart(start));
  compareConnections(both);
  const placeOf = new Map(seen.map((start, place) => [start, place]));
  // On HTTP/2 what is asked for in one moment is written by priority, as far as it is there when the browser writes.
  const inTurn = both.filter(({ predicted }) => predicted.stream === null);
  for (const one of grouped(inTurn, ({ predicted }) => predicted.connection)) compareOrder(one, placeOf);
  for (const group of grouped(both, ({ predicted }) => predicted.group.key)) {
    compareOrder(byMoment(group, placeOf), placeOf);
  }
  for (const { predicted, seen: came, differences } of both) {
    const late = came.at - predicted.startedAt;
    if (predicted.startedAt < begins || Math.abs(late) <= TOLERANCE) continue;
    const says = `${nameOf(predicted)} came ${Math.abs(Math.round(late))} ms ${late > 0 ? 'later' : 'earlier'} than predicted.`;
    differences.push({ differs: 'time', says });
  }
  const judged = [...starts, ...Array.from(arrived.values(), unknown)];
  return {
    starts: judged,
    agreeing: judged.filter(({ differences }) => differences.length === 0).length,
  };
}

/** Those that never start last. */
function byStart(one: PoolRequest, other: PoolRequest): number {
  return (
    (one.startedAt ?? Infinity) - (other.startedAt ?? Infinity) ||
    (one.stream ?? 0) - (other.stream ?? 0) ||
    (one.turn ?? Infinity) - (other.turn ?? Infinity) ||
    0
  );
}

function isStart(start: JudgedStart): boolean {
  return start.seen !== null && start.predicted !== null && comes(start.predicted);
}

/** Who goes on with the exchange of another never asked for a connection, and does not come to the server. */
const comes = ({ queuedAt, startedAt }: PoolRequest): boolean => queuedAt !== null && startedAt !== null;

function nameOf({ label, attempt, role }: PoolRequest): string {
  const which = attempt === 1 ? '' : `, attempt ${attempt}`;
  return role === 'preflight' ? `the preflight of ${label}${which}` : `${label}${which}`;
}

function presence(predicted: PoolRequest, seen: SeenStart | null): Difference[] {
  if (comes(predicted) && seen === null) {
    return [{ differs: 'never came', says: `${nameOf(predicted)} was to come, and never came.` }];
  }
  if (!comes(predicted) && seen !== null) {
    return [{ differs: 'came all the same', says: `${nameOf(predicted)} was not to come, and came.` }];
  }
  return [];
}

function unknown(seen: SeenStart): JudgedStart {
  const says = `Request ${seen.id}, attempt ${seen.attempt}, came, and was not to be asked for.`;
  return { predicted: null, seen, differences: [{ differs: 'came all the same', says }] };
}

/** Connections have other numbers on both sides: each pair is made where the first request comes on it. */
function compareConnections(starts: readonly Start[]): void {
  const seenAs = new Map<number, number>();
  const firstOn = new Map<number, PoolRequest>();
  const firstSeenOn = new Map<number, PoolRequest>();
  for (const { predicted, seen, differences } of starts) {
    const { connection } = predicted;
    const first = firstOn.get(connection);
    const firstSeen = firstSeenOn.get(seen.connection);
    if (first === undefined && firstSeen === undefined) {
      seenAs.set(connection, seen.connection);
      firstOn.set(connection, predicted);
      firstSeenOn.set(seen.connection, predicted);
    } else if (seenAs.get(connection) !== seen.connection) {
      const says = `${nameOf(predicted)} came on ${onThatOf(firstSeen)}; predicted was ${onThatOf(first)}.`;
      differences.push({ differs: 'connection', says });
      if (firstSeen === undefined) firstSeenOn.set(seen.connection, predicted);
      if (first === undefined) firstOn.set(connection, predicted);
    }
  }
}

const onThatOf = (first: PoolRequest | undefined): string =>
  first === undefined ? 'a new connection' : `the connection of ${nameOf(first)}`;

/** As predicted, but as seen within each moment. */
function byMoment(starts: readonly Start[], placeOf: ReadonlyMap<SeenStart, number>): Start[] {
  let moment = 0;
  let last = -Infinity;
  const moments = new Map<Start, number>();
  for (const start of starts) {
    const { startedAt } = start.predicted;
    if (startedAt - last > MOMENT) moment += 1;
    last = startedAt;
    moments.set(start, moment);
  }
  const place = ({ seen }: Start) => placeOf.get(seen) ?? 0;
  return starts.toSorted(
    (one, other) => (moments.get(one) ?? 0) - (moments.get(other) ?? 0) || place(one) - place(other),
  );
}

/** Most of them are in order: those that are not are the fewest without which the rest is. */
function compareOrder(starts: readonly Start[], placeOf: ReadonlyMap<SeenStart, number>): void {
  const places = starts.map(({ seen }) => placeOf.get(seen) ?? 0);
  const inOrder = longestRise(places);
  const placeAt = (index: number) => places[index] ?? 0;
  // Of those predicted before each the one that came last, and of those predicted after it the one that came first.
  const before: number[] = [];
  for (let index = 1; index < starts.length; index += 1) {
    const best = before[index - 1] ?? 0;
    before[index] = placeAt(index - 1) > placeAt(best) ? index - 1 : best;
  }
  const after: number[] = [];
  for (let index = starts.length - 2; index >= 0; index -= 1) {
    const best = after[index + 1] ?? index + 1;
    after[index] = placeAt(index + 1) < placeAt(best) ? index + 1 : best;
  }
  for (const [index, { predicted, differences }] of starts.entries()) {
    if (inOrder.has(index) || differences.some(({ differs }) => differs === 'order')) continue;
    const overtaken = before[index];
    const early = overtaken !== undefined && placeAt(overtaken) > placeAt(index);
    const other = starts[(early ? overtaken : after[index]) ?? index]?.predicted ?? predicted;
    const [came, was] = early ? ['before', 'after'] : ['after', 'before'];
    const says = `${nameOf(predicted)} came ${came} ${nameOf(other)}; predicted was ${was} it.`;
    differences.push({ differs: 'order', says });
  }
}

/** The indexes of a longest subsequence that rises, by patience sorting. */
function longestRise(numbers: readonly number[]): ReadonlySet<number> {
  const tops: number[] = [];
  const before: number[] = [];
  for (const [index, number] of numbers.entries()) {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[tops[middle] ?? 0] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    before[index] = tops[low - 1] ?? -1;
    tops[low] = index;
  }
  const rise = new Set<number>();
  for (let index = tops.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) rise.add(index);
  return rise;
}
