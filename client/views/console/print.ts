/**
 * How a piece of the console's transcript is written. Nothing that was captured is obeyed by the terminal: bytes go
 * through glyphs, and only the colours around them are ours.
 */
import type { Piece } from '../../state/transcript.ts';
import { CONSOLE } from '../../words/console.ts';
import { visible } from '../wire/words.ts';

/** What stands before a line: sent, received, or said by the page. */
export const signOf = ({ from }: Piece): string => (from === null ? '·' : from === 'client' ? '→' : '←');

/** Colours of the terminal's own palette, which changes with the theme. */
const COLOURS = { sent: '\x1b[31m', received: '\x1b[39m', said: '\x1b[90m' } as const;
const FAINT = '\x1b[37m';
const PLAIN = '\x1b[0m';

/** The first line of the terminal. */
export const LEGEND = `${COLOURS.sent}→ ${CONSOLE.legend.sent}${PLAIN}   ← ${CONSOLE.legend.received}   ${COLOURS.said}· ${CONSOLE.legend.said}${PLAIN}`;

const LF = 0x0a;
const CR = 0x0d;

/** Where the line end of a piece begins. */
function contentEnd(bytes: Uint8Array): number {
  if (bytes.at(-1) !== LF) return bytes.length;
  return bytes.length - (bytes.at(-2) === CR ? 2 : 1);
}

/** Text and control sequences for the terminal. */
export function printed(piece: Piece): string {
  const { from, bytes, continues } = piece;
  const colour = from === null ? COLOURS.said : from === 'client' ? COLOURS.sent : COLOURS.received;
  if (from === null) return `\r\n${colour}· ${new TextDecoder().decode(bytes)}${PLAIN}`;
  const end = contentEnd(bytes);
  const lineEnd = visible(bytes.subarray(end));
  return `${continues ? '' : `\r\n${colour}${signOf(piece)} `}${colour}${visible(bytes.subarray(0, end))}${FAINT}${lineEnd}${PLAIN}`;
}

/** The same in words, for who cannot see the signs. */
export function spoken(piece: Piece): string {
  if (piece.from === null) return new TextDecoder().decode(piece.bytes);
  const text = visible(piece.bytes);
  return piece.from === 'client' ? CONSOLE.sent(text) : CONSOLE.received(text);
}
