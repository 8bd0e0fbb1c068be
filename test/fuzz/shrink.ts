/** The smallest sample that can be found for which something still holds, by leaving parts out. */
import type { HttpSample } from './messages.ts';
import type { Sample } from './sample.ts';

const MOST_TRIES = 5_000;

/** `holds` is true for `sample`. Gives one for which it is true as well, with no more bytes and no more cuts. */
export function shrink<S extends Sample>(sample: S, holds: (sample: S) => boolean): S {
  let smallest = sample;
  let tries = 0;
  const attempt = (smaller: S): boolean => {
    if (tries++ >= MOST_TRIES || !holds(smaller)) return false;
    smallest = smaller;
    return true;
  };

  for (let before = null as S | null; before !== smallest && tries < MOST_TRIES;) {
    before = smallest;
    attempt({ ...smallest, cuts: [] });
    if ('heads' in smallest) attempt({ ...smallest, heads: [] } satisfies Sample & Pick<HttpSample, 'heads'>);
    for (let size = smallest.bytes.length; size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at < smallest.bytes.length;) {
        if (!attempt({ ...smallest, ...without(smallest, at, at + size) })) at += size;
      }
    }
    for (let index = smallest.cuts.length - 1; index >= 0; index--) {
      attempt({ ...smallest, cuts: smallest.cuts.toSpliced(index, 1) });
    }
  }
  return smallest;
}

function without({ bytes, cuts }: Sample, start: number, end: number): Sample {
  const stop = Math.min(end, bytes.length);
  const left = new Uint8Array(bytes.length - (stop - start));
  left.set(bytes.subarray(0, start));
  left.set(bytes.subarray(stop), start);
  const moved = cuts.map((cut) => (cut <= start ? cut : Math.max(start, cut - (stop - start))));
  return { bytes: left, cuts: [...new Set(moved)].filter((cut) => cut > 0 && cut < left.length) };
}
