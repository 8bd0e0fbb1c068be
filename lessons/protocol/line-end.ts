export const LF = 0x0a;
export const CR = 0x0d;

const LOW = 0x0e0e0e0e;
const HIGH_BITS = 0x80808080;

/**
 * Index of the first CR or LF at or after `from`; `to` when there is none before it. `words` are the same bytes, four
 * by four.
 *
 * It looks at four bytes at once: a word with a byte below 0x0e (CR is 0x0d, LF is 0x0a) has a high bit set in
 * `(word - 0x0e0e0e0e) & ~word`. That is so for few other bytes of a text, a tab for one: such a word is then
 * looked at byte by byte. Where no line end is near, it looks at four words together.
 */
export function findLineEnd(bytes: Uint8Array, words: Int32Array, from: number, to: number): number {
  let at = from;
  for (; at < to && (at & 3) !== 0; at++) {
    const byte = bytes[at];
    if (byte === LF || byte === CR) return at;
  }
  for (; at + 16 <= to; at += 16) {
    const index = at >> 2;
    const one = words[index] as number;
    const two = words[index + 1] as number;
    const three = words[index + 2] as number;
    const four = words[index + 3] as number;
    const low =
      ((one - LOW) & ~one) | ((two - LOW) & ~two) | ((three - LOW) & ~three) | ((four - LOW) & ~four);
    if ((low & HIGH_BITS) !== 0) break;
  }
  for (; at + 4 <= to; at += 4) {
    const word = words[at >> 2] as number;
    if (((word - LOW) & ~word & HIGH_BITS) === 0) continue;
    for (let i = at; i < at + 4; i++) {
      const byte = bytes[i];
      if (byte === LF || byte === CR) return i;
    }
  }
  for (; at < to; at++) {
    const byte = bytes[at];
    if (byte === LF || byte === CR) return at;
  }
  return to;
}
