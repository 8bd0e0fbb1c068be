/** The terminal that the console prints to. It takes no input: that is typed in a text field below it. */
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { blend, type Palette } from '../../theme/palette.ts';
import { fit, FONT, hex } from '../xterm.ts';

const FONT_SIZE = 12;
const SCROLLBACK = 4000;
/** Pixels. */
const SCROLLBAR = 9;

export interface Output {
  /** Fills its host again. */
  fit(): void;
  theme(palette: Palette): void;
  print(text: string): void;
  /** Scrolls by so many screens. */
  scroll(pages: number): void;
  hasSelection(): boolean;
  dispose(): void;
}

export async function openOutput(host: HTMLElement): Promise<Output> {
  await document.fonts.load(`${FONT_SIZE}px ${FONT}`);
  const terminal = new Terminal({
    cursorBlink: false,
    cursorInactiveStyle: 'none',
    disableStdin: true,
    fontFamily: FONT,
    fontSize: FONT_SIZE,
    lineHeight: 1.3,
    scrollback: SCROLLBACK,
    overviewRuler: { width: SCROLLBAR },
    minimumContrastRatio: 1,
  });
  terminal.open(host);
  // It is hidden from assistive technology, so nothing in it may take the focus.
  if (terminal.textarea) terminal.textarea.tabIndex = -1;
  terminal.write('\x1b[?25l');
  return {
    fit() {
      if (host.clientHeight > 0) fit(terminal, host, host.clientWidth - SCROLLBAR, host.clientHeight);
    },
    theme(palette) {
      terminal.options.theme = {
        background: hex(palette.ground),
        foreground: hex(palette.ink),
        cursor: hex(palette.ground),
        red: hex(palette.accent),
        white: hex(blend(palette.soft, palette.ground, 0.62)),
        brightBlack: hex(palette.soft),
        overviewRulerBorder: hex(palette.ground),
        selectionBackground: hex(blend(palette.accent, palette.ground, 0.25)),
        scrollbarSliderBackground: hex(blend(palette.soft, palette.ground, 0.3)),
        scrollbarSliderHoverBackground: hex(blend(palette.soft, palette.ground, 0.5)),
      };
    },
    print(text) {
      terminal.write(text);
    },
    scroll(pages) {
      terminal.scrollPages(pages);
    },
    hasSelection: () => terminal.hasSelection(),
    dispose() {
      terminal.dispose();
    },
  };
}
