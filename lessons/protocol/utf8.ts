/**
 * UTF-8, as the Encoding Standard reads it. A byte sequence that is not a character is read as U+FFFD, one for
 * each longest run of bytes that could still have begun a character (Encoding 8.1.1). No byte order mark is taken
 * away here: that is for the layer above to decide.
 */
const REPLACEMENT = 0xfffd;

/** Text as UTF-8. A lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return ascii(text) ?? encodeAny(text);
}

/** The bytes of a text that is all ASCII, which most are; else null. */
function ascii(text: string): Uint8Array | null {
  const bytes = room(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x80) return null;
    bytes[at] = unit;
  }
  return bytes;
}

const POOL = 8192;
let pool = new Uint8Array(POOL);
let used = 0;

/** Small ones share memory: an ArrayBuffer for each costs more than all else here. */
function room(size: number): Uint8Array {
  if (size > POOL / 8) return new Uint8Array(size);
  if (used + size > POOL) {
    pool = new Uint8Array(POOL);
    used = 0;
  }
  used += size;
  return pool.subarray(used - size, used);
}

function encodeAny(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let size = 0;
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    const code = point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point;
    if (code < 0x80) {
      bytes[size++] = code;
      continue;
    }
    const more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    bytes[size++] = ((0xff00 >> (more + 1)) & 0xff) | (code >> (6 * more));
    for (let left = more - 1; left >= 0; left--) bytes[size++] = 0x80 | ((code >> (6 * left)) & 0x3f);
  }
  return bytes.slice(0, size);
}

/** The text of UTF-8 bytes: what `new TextDecoder('utf-8', { ignoreBOM: true })` gives. */
export function decodeUtf8(bytes: Uint8Array): string {
  const units = new Uint16Array(Math.min(bytes.length + 1, 4096));
  let text = '';
  let filled = 0;
  for (let i = 0; i < bytes.length;) {
    const lead = bytes[i] as number;
    let code = lead;
    let have = 1;
    if (lead >= 0x80) {
      const needed = bytesNeeded(lead);
      code = lead & (0x7f >> needed);
      for (; have < needed && continues(lead, have, bytes[i + have]); have++) {
        code = (code << 6) | ((bytes[i + have] as number) & 0x3f);
      }
      if (have !== needed) code = REPLACEMENT;
    }
    i += have;
    if (code >= 0x10000) {
      units[filled++] = 0xd7c0 + (code >> 10);
      units[filled++] = 0xdc00 | (code & 0x3ff);
    } else units[filled++] = code;
    if (filled >= units.length - 1 || i >= bytes.length) {
      text += String.fromCharCode(...units.subarray(0, filled));
      filled = 0;
    }
  }
  return text;
}

/** How many bytes the character has that begins with `lead`; 0 when none of several bytes does. */
function bytesNeeded(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 0;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/**
 * Whether `byte` may stand at `position` (from 1) of a character that begins with `lead`. The second byte after
 * E0, ED, F0 and F4 has a narrower range: no overlong forms, no surrogates, nothing above U+10FFFF.
 */
function continues(lead: number, position: number, byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const lower = position > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const upper = position > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return byte >= lower && byte <= upper;
}

/** Whether bytes end inside a character: how many bytes it has, how many are there. `tail` is at least the last 3. */
export function unfinishedCharacter(tail: Uint8Array): { needed: number; have: number } | null {
  for (let have = 1; have <= Math.min(3, tail.length); have++) {
    const start = tail.length - have;
    const needed = bytesNeeded(tail[start] as number);
    if (needed <= have) continue;
    for (let position = 1; position < have; position++) {
      if (!continues(tail[start] as number, position, tail[start + position])) return null;
    }
    return { needed, have };
  }
  return null;
}

/**
 * A byte sequence that the Encoding Standard reads as one code point: a character of several bytes, or malformed
 * bytes that become one U+FFFD.
 */
export interface Sequence {
  /** Index of its first byte, and after its last one so far. */
  readonly from: number;
  readonly to: number;
  /** `unfinished`: all bytes end inside it, and the next one decides. */
  readonly state: 'whole' | 'malformed' | 'unfinished';
}

/**
 * The sequence of several bytes, or malformed, that the byte at `at` is in; null for ASCII. Three bytes before and
 * after are enough to tell. `ended`: no byte will follow the last one.
 */
export function sequenceAt(bytes: Uint8Array, at: number, ended: boolean): Sequence | null {
  if ((bytes[at] as number) < 0x80) return null;
  for (let from = at; from >= Math.max(0, at - 3); from--) {
    const needed = bytesNeeded(bytes[from] as number);
    if (needed === 0) continue;
    const have = bytesHad(bytes, from, needed);
    if (from + have <= at) break;
    const unfinished = have < needed && from + have === bytes.length && !ended;
    const state = have === needed ? 'whole' : unfinished ? 'unfinished' : 'malformed';
    return { from, to: from + have, state };
  }
  return { from: at, to: at + 1, state: 'malformed' };
}

/** How many of the bytes that the character at `from` needs are there, one after another. */
function bytesHad(bytes: Uint8Array, from: number, needed: number): number {
  let have = 1;
  while (have < needed && continues(bytes[from] as number, have, bytes[from + have])) have++;
  return have;
}
