/** What is said of a process that was watched for a while. */
import { median } from '../../measure.ts';

/** A last third with so much more than the first is no growth: a heap is never twice the same. */
export const FLAT = 1.1;

/** How many times as much the last third is as the first; null when there are fewer than three values. */
export function growth(values: readonly number[]): number | null {
  const third = Math.floor(values.length / 3);
  if (third === 0) return null;
  return median(values.slice(-third)) / median(values.slice(0, third));
}

/** The kinds of handles of which there are more now than before. */
export function leftOver(
  now: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): string[] {
  return Object.entries(now).flatMap(([kind, count]) => {
    const more = count - (before[kind] ?? 0);
    return more > 0 ? [`${more} more of ${kind}`] : [];
  });
}
