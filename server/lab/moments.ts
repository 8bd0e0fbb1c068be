/**
 * Things to be done at given times, with one timer for all of them. What is due is done a few at a time, and in between
 * all sockets have their turn: Node accepts one connection in a turn, and none while a timer is late, so that thousands of
 * streams that are too fast would keep everybody else out.
 */

export interface Due {
  due(): void;
}

/** Longer than this no timer of Node waits. */
const LONGEST = 2 ** 31 - 1;
/** How many are done in a turn. */
const AT_A_TIME = 64;

/** What is to come, by the whole milliseconds of `performance.now()`'s clock. Most moments have one thing to be done. */
const moments = new Map<number, Due | Set<Due>>();
/** The same milliseconds, ascending. */
const times: number[] = [];
/** The first of them, and what waits for it. */
let waitedFor: number | undefined;
let timer: NodeJS.Timeout | undefined;
/** What is due, the first to become so first. */
const due = new Set<Due>();
let turnComes = false;

/**
 * Calls `one.due()` at `time` on `performance.now()`'s clock, to the millisecond of Node's timers, or soon after; never at
 * once. Returns the moment.
 */
export function callAt(time: number, one: Due): number {
  const at = Math.ceil(time);
  if (at <= performance.now()) {
    due.add(one);
    waitForTurn();
    return at;
  }
  const there = moments.get(at);
  if (there instanceof Set) there.add(one);
  else moments.set(at, there === undefined ? one : new Set([there, one]));
  if (there === undefined) {
    times.splice(placeOf(at), 0, at);
    waitForFirst();
  }
  return at;
}

/** Does not call it any more: `at` is its moment. */
export function dontCall(at: number, one: Due): void {
  const there = moments.get(at);
  if (there === one || (there instanceof Set && there.delete(one) && there.size === 0)) {
    moments.delete(at);
    times.splice(placeOf(at), 1);
    waitForFirst();
  } else {
    due.delete(one);
  }
}

/** How many of the times are before `at`. */
function placeOf(at: number): number {
  let from = 0;
  let to = times.length;
  // What is new is mostly later than all there is.
  if (to === 0 || (times[to - 1] as number) < at) return to;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((times[middle] as number) < at) from = middle + 1;
    else to = middle;
  }
  return from;
}

function waitForFirst(): void {
  const [first] = times;
  if (first === waitedFor) return;
  clearTimeout(timer);
  waitedFor = first;
  if (first !== undefined) timer = setTimeout(come, Math.min(first - performance.now(), LONGEST));
}

function come(): void {
  waitedFor = undefined;
  // Node cuts a timer to whole milliseconds.
  const count = placeOf(performance.now() + 1);
  for (const at of times.splice(0, count)) {
    const there = moments.get(at) as Due | Set<Due>;
    moments.delete(at);
    if (there instanceof Set) for (const one of there) due.add(one);
    else due.add(there);
  }
  waitForFirst();
  if (due.size > 0) waitForTurn();
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
