/** What the page's terminals have in common. */
import type { Terminal } from '@xterm/xterm';
import type { Rgb } from '../theme/palette.ts';

export const FONT = "'JetBrains Mono Variable', ui-monospace, monospace";

export const hex = (rgb: Rgb) => `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

/** Pixels of a cell; 0 while the terminal is not to be seen. */
export function cellOf(terminal: Terminal, host: HTMLElement): { width: number; height: number } {
  const screen = host.querySelector('.xterm-screen') as HTMLElement;
  return { width: screen.clientWidth / terminal.cols, height: screen.clientHeight / terminal.rows };
}

/** Makes the terminal as large as fits in so many pixels. */
export function fit(terminal: Terminal, host: HTMLElement, width: number, height: number): void {
  const cell = cellOf(terminal, host);
  if (!cell.width || !cell.height) return;
  const columns = Math.max(20, Math.floor(width / cell.width));
  const rows = Math.max(1, Math.floor(height / cell.height));
  if (columns !== terminal.cols || rows !== terminal.rows) terminal.resize(columns, rows);
}
