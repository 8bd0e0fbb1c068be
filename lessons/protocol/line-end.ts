export const LF = 0x0a;
export const CR = 0x0d;

const LOW = 0x0e0e0e0e;
const HIGH_BITS = 0x80808080;

/**
 * Finds every CR and LF in `[from, to)` of `bytes`; `words` are the same bytes, four by four. Writes their indices to
 * `found`, which must have room for as many as there are bytes, and gives how many there are.
 *
 * It looks at four bytes at once: a word with a byte below 0x0e (CR is 0x0d, LF is 0x0a) has a high bit set in
 * `(word - 0x0e0e0e0e) & ~word`. That is so for few other bytes of a text, a tab for one: such a word is then
 * looked at byte by byte. Where no line end is near, it looks at four words together.
 */
export function findLineEnds(
  bytes: Uint8Array,
  words: Int32Array,
  from: number,
  to: number,
  found: Int32Array,
): number {
  let count = 0;
  let at = from;
  for (; at < to && (at & 3) !== 0; at++) if (isLineEnd(bytes[at] as number)) found[count++] = at;
  for (; at + 16 <= to; at += 16) {
    const index = at >> 2;
    const one = words[index] as number;
    const two = words[index + 1] as number;
    const three = words[index + 2] as number;
    const four = words[index + 3] as number;
    const inOne = (one - LOW) & ~one & HIGH_BITS;
    const inTwo = (two - LOW) & ~two & HIGH_BITS;
    const inThree = (three - LOW) & ~three & HIGH_BITS;
    const inFour = (four - LOW) & ~four & HIGH_BITS;
    if ((inOne | inTwo | inThree | inFour) === 0) continue;
    if (inOne !== 0) count = findInWord(one, at, found, count);
    if (inTwo !== 0) count = findInWord(two, at + 4, found, count);
    if (inThree !== 0) count = findInWord(three, at + 8, found, count);
    if (inFour !== 0) count = findInWord(four, at + 12, found, count);
  }
  for (; at < to; at++) if (isLineEnd(bytes[at] as number)) found[count++] = at;
  return count;
}

function findInWord(word: number, at: number, found: Int32Array, count: number): number {
  if (isLineEnd(word & 0xff)) found[count++] = at;
  if (isLineEnd((word >> 8) & 0xff)) found[count++] = at + 1;
  if (isLineEnd((word >> 16) & 0xff)) found[count++] = at + 2;
  if (isLineEnd(word >>> 24)) found[count++] = at + 3;
  return count;
}

const isLineEnd = (byte: number): boolean => byte === LF || byte === CR;
