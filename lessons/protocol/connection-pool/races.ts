/**
 * What no model can know: who wins a race. Each tab has a process of its own, and some of what a page asks for is sent by
 * yet another one: of those that set out at one moment any may come first. So may any on HTTP/2, where the browser writes
 * what is there when it gets round to it. And whether a connection was ready for one before the next was asked for
 * depends on the machine. So that is taken from the run itself: of all that may be, that is taken which explains the most
 * of it, and all else has to follow from that.
 */
import type { Workload, WorkloadAction, WorkloadRequest } from '../../schema/workload.ts';
import { originIn } from './address.ts';
import { agreement, type Agreement, type SeenStart } from './agreement.ts';
import { API_RULES, type Dispatch } from './apis.ts';
import type { PoolRules } from './browsers.ts';
import { grouped } from './grouped.ts';
import { simulate } from './simulate.ts';
import type { PoolTimeline } from './timeline.ts';

export interface Judged {
  /** What was predicted, with the races won as in the run. */
  readonly timeline: PoolTimeline;
  readonly agreement: Agreement;
}

const RACING: readonly Dispatch[] = ['in a microtask', 'by another process'];

/** In which order those that do not race leave the task. */
const ORDER: readonly Dispatch[] = ['at once', 'in the next task'];

/** Those of one line stay in their order; one that races has a line of its own. */
type LineOf = (request: WorkloadRequest) => unknown;

function linesAt(servers: Workload['servers']): LineOf {
  return ({ id, tab, api, url }) => {
    const races = RACING.includes(API_RULES[api].dispatch) || servers[originIn(url)]?.protocol === 'HTTP/2';
    return races ? id : `tab ${tab}`;
  };
}

/** In milliseconds: one that is asked for so much later finds a connection ready that was opened for the one before. */
const APART = 5;

/** How many requests may be simulated in the search: the page must not stand still for long. */
const MOST_SIMULATED = 20_000;

/** `workload` is the one that was played; `seen` and `begins` are as for `agreement`. */
export function judge(
  workload: Workload,
  rules: PoolRules,
  seen: readonly SeenStart[],
  begins: number,
): Judged {
  const judgedAs = (actions: readonly WorkloadAction[], decided: ReadonlySet<number>): Judged => {
    const timeline = simulate({ ...workload, actions: [...actions] }, rules, decided);
    return { timeline, agreement: agreement(timeline, seen, begins) };
  };
  const placeOf = new Map<number, number>();
  for (const [place, { id }] of seen.entries()) if (!placeOf.has(id)) placeOf.set(id, place);

  let { actions } = workload;
  let decided: ReadonlySet<number> = new Set();
  let best = judgedAs(actions, decided);
  let left = MOST_SIMULATED - actions.length;
  const lineOf = linesAt(workload.servers);
  for (const moment of momentsIn(actions)) {
    const others = actions.filter((action) => action.do !== 'request' || !moment.includes(action));
    const withMoment = new Set([...decided, ...moment.map(({ id }) => id)]);
    let tries = around(asSeen(moment, placeOf, lineOf), lineOf);
    for (let next = tries.next(); next.done !== true; next = tries.next()) {
      if (left < 0 || best.agreement.agreeing === best.agreement.starts.length) return best;
      left -= actions.length;
      const inOrder = [...others, ...next.value];
      const judged = judgedAs(inOrder, withMoment);
      if (judged.agreement.agreeing <= best.agreement.agreeing) continue;
      best = judged;
      actions = inOrder;
      decided = withMoment;
      // oxlint-disable-next-line no-useless-assignment -- the loop goes on with it
      tries = around(next.value, lineOf);
    }
  }
  return best;
}

/** The requests of each moment that has several, in the order of time. */
function momentsIn(actions: readonly WorkloadAction[]): WorkloadRequest[][] {
  const requests = actions
    .filter((action) => action.do === 'request')
    .toSorted((one, other) => one.at - other.at);
  return [...grouped(requests, ({ at }) => at)].filter((moment) => moment.length > 1);
}

/**
 * The order itself, at one moment and one after the other; and then all in which one of them has another place: the
 * server gets round to reading what comes in one moment in any order, so that they may have left the browser otherwise
 * than was seen.
 */
function* around(
  order: readonly WorkloadRequest[],
  lineOf: LineOf,
): Generator<readonly WorkloadRequest[], void> {
  yield* inTwoWays(order);
  for (const [from, request] of order.entries()) {
    for (const step of [-1, 1]) {
      let to = from + step;
      for (let other = order[to]; other && lineOf(other) !== lineOf(request); other = order[to]) {
        yield* inTwoWays(order.toSpliced(from, 1).toSpliced(to, 0, request));
        to += step;
      }
    }
  }
}

function* inTwoWays(order: readonly WorkloadRequest[]): Generator<readonly WorkloadRequest[], void> {
  const at = Math.min(...order.map((request) => request.at));
  yield order.map((request) => ({ ...request, at }));
  yield order.map((request, index) => ({ ...request, at: at + index * APART }));
}

/** As they came, as far as the lines allow. */
function asSeen(
  moment: readonly WorkloadRequest[],
  placeOf: ReadonlyMap<number, number>,
  lineOf: LineOf,
): WorkloadRequest[] {
  const lines = grouped(moment, lineOf);
  const placeOfFirst = ([first]: readonly WorkloadRequest[]) => placeOf.get(first?.id ?? NaN) ?? Infinity;
  const left = [...lines].map((line) =>
    line.toSorted(
      (one, other) =>
        ORDER.indexOf(API_RULES[one.api].dispatch) - ORDER.indexOf(API_RULES[other.api].dispatch),
    ),
  );
  const order: WorkloadRequest[] = [];
  while (order.length < moment.length) {
    const next = left
      .filter((line) => line.length > 0)
      .reduce((one, other) => (placeOfFirst(other) < placeOfFirst(one) ? other : one));
    order.push(...next.splice(0, 1));
  }
  return order;
}
