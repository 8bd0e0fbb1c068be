/**
 * UTF-8, as the Encoding Standard reads it. A byte sequence that is not a character is read as U+FFFD, one for
 * each longest run of bytes that could still have begun a character (Encoding 8.1.1). No byte order mark is taken
 * away here: that is for the layer above to decide.
 */
import type { Character, Line, Reason } from './token.ts';
import { close, cover, group, type TokenLog } from './token-log.ts';

const REPLACEMENT = 0xfffd;
const MALFORMED: Reason = { text: 'not valid UTF-8: it is read as U+FFFD', rule: 'Encoding 8.1.1' };

/** Text as UTF-8. A lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
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
 * Follows the characters of an event stream's lines, and lists those worth showing as one thing: characters with
 * something in between their bytes, and malformed ones.
 */
export class CharacterWatch {
  readonly #log: TokenLog;
  #line: Line | null = null;
  #lead = 0;
  #have = 0;
  #character: Character | null = null;

  constructor(log: TokenLog) {
    this.#log = log;
  }

  /** The next bytes of a line, `[from, to)` of `bytes`; `offset` is that of `bytes[0]`. */
  receive(line: Line, bytes: Uint8Array, from: number, to: number, offset: number): void {
    this.#line = line;
    for (let i = from; i < to; i++) {
      const byte = bytes[i] as number;
      if (this.#have > 0 && !continues(this.#lead, this.#have, byte)) this.interrupt();
      if (this.#have > 0) this.#next(offset + i);
      else if (byte >= 0x80) this.#begin(byte, offset + i);
    }
  }

  /** Something that is no part of a character follows: a character that is not complete never will be. */
  interrupt(): void {
    if (this.#have === 0) return;
    this.#list(MALFORMED);
    this.#have = 0;
  }

  #begin(lead: number, at: number): void {
    this.#lead = lead;
    this.#have = 1;
    this.#character = group('utf-8', 'character', this.#line, at) as Character;
    if (bytesNeeded(lead) === 0) this.interrupt();
  }

  #next(at: number): void {
    const character = this.#character as Character;
    const pieces = character.spans.length;
    cover(character.spans, at, at + 1);
    if (pieces === 1 && character.spans.length === 2) this.#list(null);
    if (++this.#have < bytesNeeded(this.#lead)) return;
    close(character);
    this.#have = 0;
  }

  #list(reason: Reason | null): void {
    const character = this.#character as Character;
    const { message } = this.#line as Line;
    const listed = this.#log.of(message).characters;
    if (listed.at(-1) !== character) {
      listed.push(character);
      this.#log.characters.push(character);
    }
    if (reason !== null) close(character, reason);
  }
}
