/**
 * How bytes are written in a terminal without being obeyed by it: every control, invisible or combining character
 * becomes an escape such as `\n` or `\x1b`, so nothing that was captured reaches the terminal as a command.
 */
export interface Glyph {
  readonly text: string;
  /** Cells of the terminal. */
  readonly width: number;
  /** How many bytes it stands for. */
  readonly bytes: number;
}

const SHORT: Record<number, string> = { 9: '\\t', 10: '\\n', 13: '\\r' };

const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Also those that a terminal joins to the character before: the medial and final letters of Hangul, and one sign. */
const UNSEEN = /[\p{C}\p{M}\p{Z}\u1160-\u11ff\u06de]/u;

const escaped = (byte: number): Glyph => {
  const text = SHORT[byte] ?? `\\x${byte.toString(16).padStart(2, '0')}`;
  return { text, width: text.length, bytes: 1 };
};

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Cells of each code point, found out once: 0 for not yet known, `ESCAPED` for one that is not shown itself. */
const CELLS = new Uint8Array(0x110000);
const ESCAPED = 3;

function cellsOf(point: number, text: string): number {
  const known = CELLS[point] as number;
  if (known > 0) return known;
  return (CELLS[point] = UNSEEN.test(text) ? ESCAPED : WIDE.test(text) ? 2 : 1);
}

function sequenceLength(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  if (first >= 0xf0 && first <= 0xf4) return 4;
  return 1;
}

function character(bytes: Uint8Array, at: number): Glyph | null {
  const length = sequenceLength(bytes[at] as number);
  if (length === 1 || at + length > bytes.length) return null;
  const text = decoder.decode(bytes.subarray(at, at + length));
  const point = text.codePointAt(0) as number;
  // Bytes that are not one whole character are read as several, U+FFFD the first.
  if (text.length > (point > 0xffff ? 2 : 1)) return null;
  const width = cellsOf(point, text);
  return width === ESCAPED ? null : { text, width, bytes: length };
}

/** The glyph that begins at index `at`. Bytes that are no visible character of UTF-8 are escaped one by one. */
export function glyphAt(bytes: Uint8Array, at: number): Glyph {
  const byte = bytes[at] as number;
  if (byte >= 0x20 && byte < 0x7f) return { text: String.fromCharCode(byte), width: 1, bytes: 1 };
  return (byte >= 0x80 ? character(bytes, at) : null) ?? escaped(byte);
}
