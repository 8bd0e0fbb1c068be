/** Times of the pool's chart, in milliseconds. */
import { TIME } from '../words/time.ts';

export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

const SHORTEST = 4000;
const LONGEST = 12_000;
/** The part of the chart left of the cursor, at most: right of it is room for the controls. */
const PAST = 0.87;

/** The stretch of time to draw: all of it while it is short, then the last seconds before the cursor. */
export function timeWindow(at: number): TimeWindow {
  if (at <= LONGEST * PAST) return { from: 0, to: Math.max(SHORTEST, at / PAST) };
  const from = Math.floor((at - LONGEST * PAST) / 1000) * 1000;
  return { from, to: from + LONGEST + 1000 };
}

/** Where a time stands in the window: 0 to 100, also for one that lies outside. */
export function percentIn({ from, to }: TimeWindow, at: number): number {
  return ((Math.min(Math.max(at, from), to) - from) / (to - from)) * 100;
}

export function ticks({ from, to }: TimeWindow): number[] {
  const step = to - from > 8000 ? 3000 : to - from > 4000 ? 2000 : 1000;
  const list: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= from + (to - from) * 0.97; at += step) list.push(at);
  return list;
}

/** `2 s`, or with `digits` 1 `1.4 s`. */
export const seconds = (ms: number, digits = 0): string => TIME.seconds((ms / 1000).toFixed(digits));
