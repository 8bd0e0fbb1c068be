/**
 * Which of the events that a program made stands for which of those that the standard has: two lists in the same order,
 * of which either may lack some of the other's.
 */

/** Neither, one of the two, never none: null is what the other list does not have. */
export type Pair<A, B> = readonly [A, B] | readonly [A, null] | readonly [null, B];

/** How far ahead the lists are searched for a place where they are alike again. */
const AHEAD = 8;

export function align<A, B>(
  as: readonly A[],
  bs: readonly B[],
  alike: (a: A, b: B) => boolean,
): Pair<A, B>[] {
  const pairs: Pair<A, B>[] = [];
  let i = 0;
  let j = 0;
  while (i < as.length || j < bs.length) {
    const [da, db] = nextAlike(as.slice(i, i + AHEAD), bs.slice(j, j + AHEAD), alike) ?? [
      as.length - i,
      bs.length - j,
    ];
    // What stands before that place is taken one by one.
    for (let k = 0; k < Math.max(da, db); k += 1) {
      const a = k < da ? as[i + k] : undefined;
      const b = k < db ? bs[j + k] : undefined;
      if (a !== undefined && b !== undefined) pairs.push([a, b]);
      else if (a !== undefined) pairs.push([a, null]);
      else if (b !== undefined) pairs.push([null, b]);
    }
    i += da;
    j += db;
    const a = as[i];
    const b = bs[j];
    if (a === undefined || b === undefined) continue;
    pairs.push([a, b]);
    i += 1;
    j += 1;
  }
  return pairs;
}

/** How many of each stand before the nearest two that are alike; null when none of these are. */
function nextAlike<A, B>(
  as: readonly A[],
  bs: readonly B[],
  alike: (a: A, b: B) => boolean,
): [number, number] | null {
  for (let sum = 0; sum <= as.length + bs.length - 2; sum += 1) {
    for (let i = Math.max(0, sum - bs.length + 1); i <= Math.min(sum, as.length - 1); i += 1) {
      if (alike(as[i] as A, bs[sum - i] as B)) return [i, sum - i];
    }
  }
  return null;
}
