/** The time axis of a workload, from 0 to its end: a tenth of a second or a day. */
const STEPS = [
  10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000, 120_000, 300_000, 600_000, 1_800_000,
  3_600_000, 7_200_000, 21_600_000,
];
const MOST_TICKS = 8;

/** Milliseconds. */
export function ticksOf(until: number): number[] {
  const step = STEPS.find((each) => until / each <= MOST_TICKS) ?? until;
  const ticks = [];
  for (let at = 0; at <= until * 0.97; at += step) ticks.push(at);
  return ticks;
}

/** `2 s`, `0.5 s`, `3 min`, `1 h`. */
export function tickText(at: number): string {
  if (at >= 3_600_000 && at % 1_800_000 === 0) return `${at / 3_600_000} h`;
  if (at >= 60_000 && at % 60_000 === 0) return `${at / 60_000} min`;
  return `${at / 1000} s`;
}

/** Where a time stands: 0 to 100, also for one that lies outside. */
export const percentOf = (at: number, until: number): number =>
  until === 0 ? 0 : (Math.min(Math.max(at, 0), until) / until) * 100;
