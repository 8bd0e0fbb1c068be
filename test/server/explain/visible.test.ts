import { describe, expect, it } from 'vitest';
import { fit, fitText, quoted, sourceOf, textOf, visible, widthOf } from '../../../server/explain/visible.ts';
import { bytesOf, type Bytes } from '../../lessons/protocol/wire.ts';

const shown = (bytes: Bytes, cells = 1000) => fitText(sourceOf(bytesOf(bytes)), cells);

const VECTORS: readonly (readonly [string, Bytes, string])[] = [
  ['printable ASCII as it is', 'data: {"a":"\\n"}', 'data: {"a":"\\n"}'],
  ['CR, LF and TAB', '\r\n\t', '\\r\\n\\t'],
  ['a colour for the terminal', '\x1b[31mred', '\\x1b[31mred'],
  ['a title for the window', '\x1b]0;x\x07', '\\x1b]0;x\\x07'],
  ['NUL, backspace and DEL', '\0\b\x7f', '\\x00\\x08\\x7f'],
  ['a C1 control, which some terminals obey', '\x9b31m', '\\xc2\\x9b31m'],
  ['the same as a bare byte', [0x9b], '\\x9b'],
  ['letters of any script', 'é 日本 ж', 'é 日本 ж'],
  ['a picture', '😀', '😀'],
  ['a letter with a mark that is joined to it', 'e\u0301', 'e\u0301'],
  ['a change of writing direction', '\u202eabc', '\\xe2\\x80\\xaeabc'],
  ['what has no width', '\u200b\ufeff', '\\xe2\\x80\\x8b\\xef\\xbb\\xbf'],
  ['a space that looks like another', '\u00a0', '\\xc2\\xa0'],
  ['a character that is cut', [0xe2, 0x82, 0x61], '\\xe2\\x82a'],
  ['bytes of no character', [0xff, 0xc0, 0xaf, 0xed, 0xa0, 0x80], '\\xff\\xc0\\xaf\\xed\\xa0\\x80'],
];

describe('bytes as text for a terminal', () => {
  it.each(VECTORS)('shows %s', (_, bytes, text) => {
    expect(shown(bytes)).toBe(text);
  });

  it('never lets a byte through that a terminal obeys, whatever stands around it', () => {
    for (let byte = 0; byte < 256; byte++) {
      for (const around of [[0x61], [0xc2], [0xe2, 0x80], [0xf0, 0x9f, 0x98]]) {
        const text = shown([...around, byte, 0x80, byte]);
        expect(text, String(byte)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect(text, String(byte)).not.toContain('\ufffd');
      }
    }
  });

  it('cuts what is too long in the middle, says how much, and fits', () => {
    expect(shown('a'.repeat(50), 50)).toBe('a'.repeat(50));
    expect(shown(`begin${'-'.repeat(90)}end\r\n`, 40)).toBe('begin------------ … 77 bytes … -end\\r\\n');
    for (let cells = 30; cells < 60; cells++) {
      for (const text of ['x'.repeat(99), '日'.repeat(99), '\0'.repeat(99), `${'é'.repeat(99)}\r\n`]) {
        const cut = shown(text, cells);
        expect(widthOf(cut), `${text[0]} in ${cells}`).toBeLessThanOrEqual(cells);
        expect(widthOf(cut), `${text[0]} in ${cells}`).toBeGreaterThan(cells - 8);
      }
    }
  });

  it('accounts for every byte that it cuts', () => {
    const bytes = bytesOf(`${'日本語 😀 '.repeat(40)}\r\n`);
    for (let cells = 30; cells < 90; cells++) {
      const { head, left, tail } = fit(sourceOf(bytes), cells);
      const sizeOf = (glyphs: typeof head) => glyphs.reduce((sum, glyph) => sum + glyph.bytes, 0);
      expect(sizeOf(head) + left + sizeOf(tail)).toBe(bytes.length);
      expect(left).toBeGreaterThan(0);
      expect(textOf(tail)).toMatch(/\\r\\n$/);
      expect(textOf([...head, ...tail])).not.toContain('\\x');
    }
  });

  it('reads no more of a long run than it shows', () => {
    const reads: number[] = [];
    const source = {
      size: 2 ** 40,
      read: (from: number, to: number) => {
        reads.push(to - from);
        return new Uint8Array(to - from).fill(0x61);
      },
    };
    expect(fitText(source, 40)).toContain('bytes');
    expect(Math.max(...reads)).toBeLessThan(1000);
  });

  it('does not let marks without width pile up', () => {
    expect(shown(`e${'\u0301'.repeat(5000)}`, 40).length).toBeLessThan(200);
  });

  it('shows numbers in hexadecimal', () => {
    expect(textOf(fit(sourceOf(bytesOf([0, 10, 255])), 40, 'hex').head)).toBe('00 0a ff ');
  });

  it('quotes, and makes any text visible', () => {
    expect(quoted(sourceOf(bytesOf('a\x1b')), 40)).toBe('"a\\x1b"');
    expect(visible('stream \x1b[2J')).toBe('stream \\x1b[2J');
    expect(visible('a … b')).toBe('a … b');
  });
});
