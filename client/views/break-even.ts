/** The break-even in words and short numbers. */
import type { Verdict } from '../../lessons/delivery/break-even.ts';
import { BREAK_EVEN_FIELDS, type BreakEven } from '../../lessons/schema/break-even-fields.ts';
import { BREAK_EVEN } from '../words/break-even.ts';

const UNITS = [
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
] as const;

/** In the room of a narrow column: `7.2 k`, `640`, `0.28`. */
export function short(number: number): string {
  const [unit, size] = UNITS.find(([, least]) => number >= 0.9995 * least) ?? ['', 1];
  return threeDigits(number / size) + (unit && `\u00a0${unit}`);
}

const threeDigits = (number: number): string => number.toLocaleString('en', { maximumSignificantDigits: 3 });

/** `30 s`, `16 min`, `2 h`. */
export function duration(seconds: number): string {
  if (seconds < 99.5) return `${threeDigits(seconds)}\u00a0s`;
  const minutes = seconds / 60;
  return minutes < 99.5 ? `${threeDigits(minutes)}\u00a0min` : `${threeDigits(minutes / 60)}\u00a0h`;
}

/** Whether polling costs less than an event stream, counted in `what`, and where that turns. */
export function verdictInWords(
  what: string,
  { cheaper, above, interval }: Verdict,
  { poll, rate }: BreakEven,
): string {
  const [every, aboveRate, perHour] = [duration(poll), threeDigits(above), threeDigits(rate)];
  if (cheaper) {
    const says =
      above === 0 ? BREAK_EVEN.cheaperAlways(what, every) : BREAK_EVEN.cheaperAbove(what, every, aboveRate);
    return interval === null ? says : `${says} ${BREAK_EVEN.cheaperWith(perHour, duration(interval))}`;
  }
  const byRate = above <= BREAK_EVEN_FIELDS.rate.most;
  const between = interval !== null && interval <= BREAK_EVEN_FIELDS.poll.most ? duration(interval) : null;
  const turns =
    between === null
      ? byRate
        ? BREAK_EVEN.turnsAbove(aboveRate)
        : BREAK_EVEN.turnsNever
      : byRate
        ? BREAK_EVEN.turnsAboveOrWith(aboveRate, between, perHour)
        : BREAK_EVEN.turnsWith(between, perHour);
  return `${BREAK_EVEN.dearer(what, every)} ${turns}`;
}
