/** Things to be done at given times, with one timer for all that is due in the same millisecond. */

export interface Due {
  due(): void;
}

interface Moment {
  readonly all: Set<Due>;
  readonly timer: NodeJS.Timeout;
}

/** Longer than this no timer of Node waits. */
const LONGEST = 2 ** 31 - 1;

/** By the whole milliseconds of `performance.now()`'s clock. */
const moments = new Map<number, Moment>();

/** Calls `one.due()` at `time` on `performance.now()`'s clock, or within a millisecond after. Returns the moment. */
export function callAt(time: number, one: Due): number {
  const at = Math.ceil(time);
  let moment = moments.get(at);
  if (moment === undefined) {
    const delay = Math.min(Math.max(0, at - performance.now()), LONGEST);
    moment = { all: new Set(), timer: setTimeout(come, delay, at) };
    moments.set(at, moment);
  }
  moment.all.add(one);
  return at;
}

/** Does not call it any more, unless its moment has come already. */
export function dontCall(at: number, one: Due): void {
  const moment = moments.get(at);
  if (!moment?.all.delete(one) || moment.all.size > 0) return;
  clearTimeout(moment.timer);
  moments.delete(at);
}

function come(at: number): void {
  const moment = moments.get(at);
  // Whoever asks for the same moment again while it is here gets another one.
  moments.delete(at);
  for (const one of moment?.all ?? []) one.due();
}
