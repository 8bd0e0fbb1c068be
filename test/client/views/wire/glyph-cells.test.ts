import { Terminal } from '@xterm/xterm';
import { expect, it } from 'vitest';
import { glyphAt } from '../../../../client/views/wire/glyphs.ts';

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

it('a glyph takes at least one cell of the terminal, and no more than it says', async () => {
  const encoder = new TextEncoder();
  const glyphs = new Map<string, number>();
  for (let point = 0x20; point < 0x110000; point += 1) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
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
