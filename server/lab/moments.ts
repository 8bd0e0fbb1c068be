/**
 * Things to be done at given times, with one timer for all that is due in the same millisecond. What is due is done a few
 * at a time, and in between all sockets have their turn: Node accepts one connection in a turn, and none while a timer is
 * late, so that thousands of streams that are too fast would keep everybody else out.
 */

export interface Due {
  due(): void;
}

interface Moment {
  readonly all: Set<Due>;
  readonly timer: NodeJS.Timeout;
}

/** Longer than this no timer of Node waits. */
const LONGEST = 2 ** 31 - 1;
/** How many are done in a turn. */
const AT_A_TIME = 64;

/** What is to come, by the whole milliseconds of `performance.now()`'s clock. */
const moments = new Map<number, Moment>();
/** What is due, the first to become so first. */
const due = new Set<Due>();
let turnComes = false;

/**
 * Calls `one.due()` at `time` on `performance.now()`'s clock, to the millisecond of Node's timers, or soon after; never at
 * once. Returns the moment.
 */
export function callAt(time: number, one: Due): number {
  const at = Math.ceil(time);
  const delay = Math.ceil(at - performance.now());
  if (delay <= 0) {
    due.add(one);
    waitForTurn();
    return at;
  }
  let moment = moments.get(at);
  if (moment === undefined) {
    moment = { all: new Set(), timer: setTimeout(come, Math.min(delay, LONGEST), at) };
    moments.set(at, moment);
  }
  moment.all.add(one);
  return at;
}

/** Does not call it any more: `at` is its moment. */
export function dontCall(at: number, one: Due): void {
  const moment = moments.get(at);
  if (!moment?.all.delete(one)) {
    due.delete(one);
  } else if (moment.all.size === 0) {
    clearTimeout(moment.timer);
    moments.delete(at);
  }
}

function come(at: number): void {
  const moment = moments.get(at);
  moments.delete(at);
  for (const one of moment?.all ?? []) due.add(one);
  waitForTurn();
}

function waitForTurn(): void {
  if (!turnComes) setImmediate(takeTurn);
  turnComes = true;
}

function takeTurn(): void {
  turnComes = false;
  let done = 0;
  for (const one of due) {
    if (done === AT_A_TIME) break;
    done += 1;
    due.delete(one);
    one.due();
  }
  if (due.size > 0) waitForTurn();
}
