/**
 * The terminal that shows the bytes. It is a display only: it takes no input, keeps no scroll-back, and is drawn anew
 * from the capture, one screenful at a time. The terminal paints the rows that it is given, so it is given those alone
 * that differ from what it shows.
 */
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { Palette } from '../../theme/palette.ts';
import { cellOf, fit, FONT, hex } from '../xterm.ts';

export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** Pixels of a cell. */
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Makes the terminal as large as fits in so many pixels. */
  fit(width: number, height: number): void;
  theme(palette: Palette): void;
  show(lines: readonly string[]): void;
  dispose(): void;
}

export async function openScreen(host: HTMLElement, fontSize: number): Promise<Screen> {
  await document.fonts.load(`${fontSize}px ${FONT}`);
  const terminal = new Terminal({
    allowTransparency: false,
    cursorBlink: false,
    cursorInactiveStyle: 'none',
    disableStdin: true,
    fontFamily: FONT,
    fontSize,
    lineHeight: 1.3,
    scrollback: 0,
    minimumContrastRatio: 1,
  });
  terminal.open(host);
  terminal.write('\x1b[?25l\x1b[?7l');
  /** What each row shows. */
  let shown: string[] = [];
  terminal.onResize(() => {
    shown = [];
  });
  return {
    get columns() {
      return terminal.cols;
    },
    get rows() {
      return terminal.rows;
    },
    get cellWidth() {
      return cellOf(terminal, host).width;
    },
    get cellHeight() {
      return cellOf(terminal, host).height;
    },
    fit(width, height) {
      fit(terminal, host, width, height);
    },
    theme(palette) {
      terminal.options.theme = {
        background: hex(palette.ground),
        foreground: hex(palette.ink),
        cursor: hex(palette.ground),
      };
    },
    show(lines) {
      let changes = '';
      for (let row = 0; row < terminal.rows; row += 1) {
        const line = lines[row] ?? '';
        if (line === shown[row]) continue;
        shown[row] = line;
        changes += `\x1b[${row + 1};1H\x1b[2K${line}`;
      }
      if (changes !== '') terminal.write(changes);
    },
    dispose() {
      terminal.dispose();
    },
  };
}
