/**
 * Bytes as text that a terminal shows and never obeys: control characters, invisible characters and malformed UTF-8 are
 * escaped byte by byte, `\n` or `\x1b`. What is too long for its place is cut in the middle, with how much is left out.
 */
export interface Glyph {
  readonly text: string;
  /** Cells of the terminal. */
  readonly width: number;
  /** How many bytes it stands for. */
  readonly bytes: number;
  readonly escaped: boolean;
}

const SHORT: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r' };
const UNSEEN = /[\p{C}\p{Z}]/u;
const JOINS = /\p{M}/u;
/** What terminals draw two cells wide: East Asian letters and signs, and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Of each byte: what it is by itself, and how it is written as a number. */
const ALONE: readonly Glyph[] = Array.from({ length: 256 }, (_, byte) => {
  const seen = byte >= 0x20 && byte < 0x7f;
  const text = seen ? String.fromCharCode(byte) : (SHORT[byte] ?? `\\x${hexOf(byte)}`);
  return { text, width: text.length, bytes: 1, escaped: !seen };
});
const HEX: readonly Glyph[] = Array.from({ length: 256 }, (_, byte) => {
  return { text: `${hexOf(byte)} `, width: 3, bytes: 1, escaped: false };
});

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

type GlyphAt = (bytes: Uint8Array, at: number) => Glyph;

/** The glyph that begins at index `at` of the bytes. */
const glyphAt: GlyphAt = (bytes, at) => {
  const byte = bytes[at] as number;
  return (byte >= 0x80 ? characterAt(bytes, at) : null) ?? (ALONE[byte] as Glyph);
};

const hexAt: GlyphAt = (bytes, at) => HEX[bytes[at] as number] as Glyph;

function characterAt(bytes: Uint8Array, at: number): Glyph | null {
  const first = bytes[at] as number;
  const size = first < 0xc2 || first > 0xf4 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (size === 1 || at + size > bytes.length) return null;
  const text = decoder.decode(bytes.subarray(at, at + size));
  // Bytes that are not one whole character are read as several, U+FFFD the first.
  if ([...text].length > 1 || UNSEEN.test(text)) return null;
  return { text, width: cellsOf(text), bytes: size, escaped: false };
}

const cellsOf = (character: string): number => (JOINS.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

/** Bytes that are to be shown: some of a larger run, read when they are needed. */
export interface Source {
  readonly size: number;
  read(from: number, to: number): Uint8Array;
}

/** What of a source fits: its first glyphs, how many bytes are left out (0: none are), its last glyphs. */
export interface Fitted {
  readonly head: readonly Glyph[];
  readonly left: number;
  readonly tail: readonly Glyph[];
}

const TAIL_CELLS = 12;
const TAIL_BYTES = 48;

/** The text that stands for bytes that are left out. */
export const leftOut = (bytes: number): string => ` … ${countOf(bytes, 'byte')} … `;

/** Cuts a source to `cells`, which are at least enough to say how much is left out. */
export function fit(source: Source, cells: number, form: 'text' | 'hex' = 'text'): Fitted {
  const read = form === 'hex' ? hexAt : glyphAt;
  // A character has at most four bytes, and as many again may be joined to it.
  const head = takeGlyphs(source.read(0, cells * 8), read, cells);
  if (bytesOf(head) === source.size) return { head, left: 0, tail: [] };

  const room = cells - leftOut(source.size).length;
  const tail = lastGlyphs(source, Math.max(0, Math.min(TAIL_CELLS, Math.floor(room / 3))), read);
  const until = source.size - bytesOf(tail);
  const most = Math.max(0, room - cellsIn(tail));
  while (cellsIn(head) > most || bytesOf(head) > until) head.pop();
  return { head, left: until - bytesOf(head), tail };
}

const bytesOf = (glyphs: readonly Glyph[]): number => {
  let bytes = 0;
  for (const glyph of glyphs) bytes += glyph.bytes;
  return bytes;
};

const cellsIn = (glyphs: readonly Glyph[]): number => {
  let cells = 0;
  for (const glyph of glyphs) cells += glyph.width;
  return cells;
};

/** The first glyphs that fit; with those that have no width themselves, twice as many as there are cells. */
function takeGlyphs(bytes: Uint8Array, read: GlyphAt, cells: number): Glyph[] {
  const glyphs: Glyph[] = [];
  let width = 0;
  for (let at = 0; at < bytes.length && glyphs.length < 2 * cells;) {
    const glyph = read(bytes, at);
    width += glyph.width;
    if (width > cells) break;
    glyphs.push(glyph);
    at += glyph.bytes;
  }
  return glyphs;
}

function lastGlyphs(source: Source, cells: number, read: GlyphAt): Glyph[] {
  const bytes = source.read(Math.max(0, source.size - TAIL_BYTES), source.size);
  // The rest of a character that began before is not one by itself.
  const first = Math.max(
    0,
    bytes.findIndex((byte) => (byte & 0xc0) !== 0x80),
  );
  const glyphs = takeGlyphs(bytes.subarray(first), read, 4 * TAIL_BYTES);
  while (cellsIn(glyphs) > cells) glyphs.shift();
  return glyphs;
}

/** Bytes that are there as a whole. */
export const sourceOf = (bytes: Uint8Array): Source => ({
  size: bytes.length,
  read: (from, to) => bytes.subarray(from, to),
});

const encoder = new TextEncoder();

/** A text that may hold anything as one that is safe to show. Not cut. */
export function visible(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const bytes = encoder.encode(text);
  let shown = '';
  for (let at = 0; at < bytes.length;) {
    const glyph = glyphAt(bytes, at);
    shown += glyph.text;
    at += glyph.bytes;
  }
  return shown;
}

/** Bytes in quotes, cut to `cells`. */
export const quoted = (source: Source, cells: number): string => `"${fitText(source, cells)}"`;

/** Bytes as text, cut to `cells`. */
export function fitText(source: Source, cells: number): string {
  const { head, left, tail } = fit(source, cells);
  return textOf(head) + (left > 0 ? leftOut(left) : '') + textOf(tail);
}

export const textOf = (glyphs: readonly Glyph[]): string => glyphs.map(({ text }) => text).join('');

/** Cells that a visible text takes. */
export function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  return [...text].reduce((sum, character) => sum + cellsOf(character), 0);
}

/** A number and what it counts: `1 byte`, `1,024 bytes`. */
export const countOf = (count: number, what: string): string =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
