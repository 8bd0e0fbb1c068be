/** Random input: bytes, and the places at which they are cut into pieces when they are fed to a decoder. */
import type { Random } from './prng.ts';

/** What a run feeds to both sides. `cuts` are ascending offsets inside the bytes: each begins a new piece. */
export interface Sample {
  readonly bytes: Uint8Array;
  readonly cuts: readonly number[];
}

/** The pieces that the cuts make, none of them empty. They share the memory of the sample. */
export function piecesOf({ bytes, cuts }: Sample): Uint8Array[] {
  if (bytes.length === 0) return [];
  const pieces: Uint8Array[] = [];
  let start = 0;
  for (const cut of cuts) {
    pieces.push(bytes.subarray(start, cut));
    start = cut;
  }
  pieces.push(bytes.subarray(start));
  return pieces;
}

/** Whole, byte by byte, in two, or in pieces of a few bytes. */
export function randomCuts(random: Random, length: number): number[] {
  if (length < 2) return [];
  const cuts: number[] = [];
  switch (random.below(8)) {
    case 0:
      return cuts;
    case 1:
      for (let cut = 1; cut < length; cut++) cuts.push(cut);
      return cuts;
    case 2:
      return [1 + random.below(length - 1)];
    default: {
      const most = random.pick([2, 3, 8, 24, 80]);
      for (let cut = 1 + random.below(most); cut < length; cut += 1 + random.below(most)) cuts.push(cut);
      return cuts;
    }
  }
}

/** The bytes as text: visible ASCII as it is, all else as an escape of a JavaScript string. */
export function escaped(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    if (byte === 0x0a) text += '\\n';
    else if (byte === 0x0d) text += '\\r';
    else if (byte === 0x22 || byte === 0x5c) text += `\\${String.fromCharCode(byte)}`;
    else if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
    else text += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `"${text}"`;
}
