import * as fc from 'fast-check';
import { Terminal } from '@xterm/xterm';
import { describe, expect, it } from 'vitest';
import { glyphAt, type Glyph } from '../../../../client/views/wire/glyphs.ts';
import { bytesOf, type Bytes } from '../../../lessons/protocol/wire.ts';

function glyphsOf(input: Bytes): Glyph[] {
  const bytes = bytesOf(input);
  const glyphs: Glyph[] = [];
  for (let at = 0; at < bytes.length; at += glyphs.at(-1)?.bytes ?? 1) glyphs.push(glyphAt(bytes, at));
  return glyphs;
}

const textOf = (input: Bytes) => glyphsOf(input).map(({ text }) => text);

/**
 * Controls, formatting and bidi controls, surrogates and unassigned; combining marks; separators; and what the
 * terminal joins to the character before it.
 */
const OBEYED = /[\p{C}\p{M}\p{Z}\u1160-\u11ff\u06de]/u;

const encoder = new TextEncoder();
const CODE_POINTS = Array.from({ length: 0x110000 }, (_, point) => point).filter(
  (point) => point < 0xd800 || point > 0xdfff,
);

/** How many cells a terminal gives to each text: where its cursor is after it. */
async function cellsOf(texts: readonly string[]): Promise<Map<string, number>> {
  const terminal = new Terminal({ cols: 8, rows: 1, allowProposedApi: true });
  const cells = new Map<string, number>();
  await new Promise<void>((resolve) => {
    for (const text of texts) {
      terminal.write(`\r\x1b[Ka${text}`, () => cells.set(text, terminal.buffer.active.cursorX - 1));
    }
    terminal.write('', resolve);
  });
  return cells;
}

describe('glyphs', () => {
  it('are the characters themselves where they are printable ASCII', () => {
    const ascii = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index));
    expect(textOf(ascii.join(''))).toEqual(ascii);
  });

  it('are named escapes for CR, LF and TAB, and numbers for other controls', () => {
    expect(textOf('\r\n\t\0\x07\x1b\x7f')).toEqual(['\\r', '\\n', '\\t', '\\x00', '\\x07', '\\x1b', '\\x7f']);
  });

  it('stand for all bytes of a character, and take the cells that it takes', () => {
    expect(glyphsOf('é€漢🦉')).toEqual([
      { text: 'é', width: 1, bytes: 2 },
      { text: '€', width: 1, bytes: 3 },
      { text: '漢', width: 2, bytes: 3 },
      { text: '🦉', width: 2, bytes: 4 },
    ]);
  });

  it('are escapes, byte by byte, for what is no UTF-8 or not all of it', () => {
    expect(textOf(['a', 0xc3])).toEqual(['a', '\\xc3']);
    expect(textOf([0xc3, 'a', 0xa9])).toEqual(['\\xc3', 'a', '\\xa9']);
    expect(textOf([0xed, 0xa0, 0x80])).toEqual(['\\xed', '\\xa0', '\\x80']);
    expect(textOf([0xc0, 0x80, 0xf5, 0xff])).toEqual(['\\xc0', '\\x80', '\\xf5', '\\xff']);
  });

  it('are escapes for every character that is obeyed, joined to another or not seen', () => {
    const wrong = CODE_POINTS.filter((point) => {
      const character = String.fromCodePoint(point);
      const bytes = encoder.encode(character);
      const { text } = glyphAt(bytes, 0);
      const shown = text === character;
      return point !== 0x20 && shown === OBEYED.test(character);
    });
    expect(wrong.map((point) => point.toString(16))).toEqual([]);
  });

  it('never hold a control, a bidi control or a combining mark, and stand for each byte once', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.string({ unit: 'binary', maxLength: 30 }).map((text) => bytesOf(text)),
    );
    fc.assert(
      fc.property(anything, (bytes) => {
        const glyphs = glyphsOf(bytes);
        expect(glyphs.reduce((sum, glyph) => sum + glyph.bytes, 0)).toBe(bytes.length);
        for (const { text, width } of glyphs) {
          if (text !== ' ') expect(text).not.toMatch(OBEYED);
          expect(width).toBeGreaterThan(0);
          if (text.startsWith('\\x')) expect(width).toBe(text.length);
        }
      }),
    );
  });

  it('take at least one cell of the terminal each, and no more than they say', async () => {
    const glyphs = new Map<string, number>();
    for (const point of CODE_POINTS) {
      const { text, width } = glyphAt(encoder.encode(String.fromCodePoint(point)), 0);
      glyphs.set(text, width);
    }
    const cells = await cellsOf([...glyphs.keys()]);
    const wrong = [...glyphs].filter(([text, width]) => {
      const taken = cells.get(text) ?? 0;
      return taken < 1 || taken > width;
    });
    expect(wrong.map(([text]) => `U+${text.codePointAt(0)?.toString(16)} ${cells.get(text)}`)).toEqual([]);
  });
});
