/** Draws one row of the capture as a line for the terminal, and remembers which cell shows which byte. */
import type { Dissection, Piece } from '../../../lessons/protocol/dissect.ts';
import { flagNames, frameTitle } from '../../../lessons/protocol/http2/frame-header.ts';
import type { Leaf } from '../../../lessons/protocol/token.ts';
import { webSocketFrameTitle } from '../../../lessons/protocol/websocket-tokens.ts';
import { holds, type Bytes } from '../../state/marked.ts';
import { blend, type Palette, type Rgb } from '../../theme/palette.ts';
import { WIRE } from '../../words/wire.ts';
import { FAINT, paintOf } from '../paint.ts';
import { glyphAt, type Glyph } from './glyphs.ts';
import type { Row } from './rows.ts';
import { isBinary } from './sections.ts';

/** Columns left of the bytes: a mark for the cursor, the offset, a space. So many while offsets are short. */
export const GUTTER = 8;
export const gutterFor = (length: number): number => Math.max(GUTTER, String(length).length + 2);
/** Columns right of the bytes, for the brackets around chunks. */
export const MARGIN = 3;

export interface Cell {
  readonly column: number;
  readonly width: number;
  readonly offset: number;
}

export interface Line {
  /** Text and control sequences; begins at column 1, clears the rest of the row. */
  readonly ansi: string;
  readonly cells: readonly Cell[];
}

export interface Scenery {
  readonly dissection: Dissection;
  readonly cursor: number;
  readonly columns: number;
  /** Those left of the bytes. */
  readonly gutter: number;
  readonly palette: Palette;
  /** The byte pointed at, and what it belongs to. */
  readonly marked: {
    readonly offset: number;
    readonly strong: Bytes;
    readonly weak: Bytes | null;
  } | null;
  readonly hexBytes: number | null;
  /** Whether the rows of a client have offsets too. */
  readonly numbersAll: boolean;
}

const fg = ([r, g, b]: Rgb) => `\x1b[38;2;${r};${g};${b}m`;
const bg = ([r, g, b]: Rgb) => `\x1b[48;2;${r};${g};${b}m`;
const RESET = '\x1b[0m';
const to = (column: number) => `\x1b[${column + 1}G`;

const BOLD = new Set(['field-name', 'chunk-size', 'blank-line', 'last-chunk-size']);

class Pen {
  ansi = '';
  readonly cells: Cell[] = [];
  column: number;
  readonly #scenery: Scenery;

  constructor(scenery: Scenery) {
    this.#scenery = scenery;
    this.column = scenery.gutter;
  }

  /** Writes what stands for the bytes [offset, end) of `leaf`. */
  byte(text: string, width: number, offset: number, end: number, leaf: Leaf): void {
    const { cursor, palette, marked } = this.#scenery;
    const paint = paintOf(leaf);
    let colour = palette.paints[paint];
    if (FAINT.has(leaf.kind)) colour = blend(colour, palette.ground, 0.62);
    if (end > cursor) colour = blend(colour, palette.ground, 0.38);
    let style = fg(colour);
    if (BOLD.has(leaf.kind)) style += '\x1b[1m';
    if (marked && holds(marked.strong, offset))
      style += bg(blend(palette.paints[paint], palette.washes[paint], 0.16));
    else if (marked?.weak && holds(marked.weak, offset)) style += bg(palette.washes[paint]);
    if (marked?.offset !== undefined && marked.offset >= offset && marked.offset < end) style += '\x1b[4m';
    this.cells.push({ column: this.column, width, offset });
    this.ansi += to(this.column) + style + text + RESET;
    this.column += width;
  }

  /** Writes words that stand for no byte. */
  words(text: string, colour: Rgb, column = this.column): void {
    const { columns } = this.#scenery;
    const room = columns - column;
    if (room <= 0) return;
    const shown = text.length > room ? `${text.slice(0, Math.max(0, room - 1))}…` : text;
    this.ansi += to(column) + fg(colour) + shown + RESET;
    this.column = column + shown.length;
  }
}

interface Remark {
  readonly text: string;
  readonly important: boolean;
  /** Whether how it begins is better than nothing. */
  readonly cut?: true;
}

/** Short words after a row whose last byte decides something. */
function remark({ leaf, start }: Piece, dissection: Dissection): Remark | null {
  const { line, block, frame, webSocketFrame } = dissection.at(start);
  if (leaf.kind === 'frame-stream-id' && frame?.header) {
    return {
      text: [frameTitle(frame.header), ...flagNames(frame.header)].join(', '),
      important: false,
      cut: true,
    };
  }
  if (webSocketFrame !== null && leaf.to === webSocketFrame.payloadFrom) {
    return { text: webSocketFrameTitle(webSocketFrame), important: false, cut: true };
  }
  if (paintOf(leaf) === 'head' && isBinary(leaf) && leaf.reason) {
    return { text: leaf.reason.text, important: false, cut: true };
  }
  if (leaf.kind === 'blank-line') {
    if (line?.dispatches && block) {
      return { text: WIRE.dispatches(dissection.numberOf(block)), important: true };
    }
    return block ? { text: WIRE.dispatchesNothing, important: false } : null;
  }
  if (leaf.kind === 'line-end' && line?.reason) return { text: WIRE.ignored, important: false };
  if (leaf.kind === 'chunk-data-end') {
    const before = dissection.leafAt(start - 1);
    const midLine =
      before?.layer === 'event-stream' && before.kind !== 'line-end' && before.kind !== 'blank-line';
    if (midLine) return { text: WIRE.chunkEndsMidLine, important: false };
  }
  if (leaf.kind === 'body-end') return { text: WIRE.endOfResponse, important: true };
  return null;
}

const numberAt = (bytes: Uint8Array, at: number): Glyph => {
  return { text: `${(bytes[at] as number).toString(16).padStart(2, '0')} `, width: 3, bytes: 1 };
};

const SHORTEST_CUT = 6;

/** As much of a text as fits, without what a terminal would obey. */
function fit(text: string, room: number): string {
  const safe = text.slice(0, Math.max(0, room + 1)).replace(/[^\x20-\x7e]/g, '·');
  if (safe.length <= room) return safe;
  return room < SHORTEST_CUT ? '' : `${safe.slice(0, room - 1)}…`;
}

/** What stands before a row: where its first byte is among those of the server, or that a request begins. */
function labelOf({ start, first }: Row, { dissection, numbersAll }: Scenery): string {
  const arrival = dissection.capture.arrivalAt(start);
  if (!first || arrival === null) return '';
  if (numbersAll || arrival.from === 'server') return String(arrival.direction.countBefore(start));
  return dissection.at(start).message?.start === start ? '→' : '';
}

function margin(row: Row, scenery: Scenery): string {
  const { cursor, palette, gutter } = scenery;
  const here = cursor > row.start && cursor <= row.end;
  const mark = here ? `${fg(palette.accent)}▌${RESET}` : ' ';
  const label = labelOf(row, scenery);
  const colour = row.start >= cursor ? blend(palette.soft, palette.ground, 0.5) : palette.soft;
  return `${mark}${fg(colour)}${label.padStart(gutter - 2)}${RESET} `;
}

function drawText(row: Row, scenery: Scenery, pen: Pen): void {
  const { dissection, columns, palette, cursor } = scenery;
  const { capture } = dissection;
  let last: Piece | null = null;
  for (const piece of dissection.pieces(row.start, row.end)) {
    const start = Math.max(row.start, piece.start);
    const bytes = capture.bytes({ start, end: Math.min(row.end, piece.end) });
    const binary = isBinary(piece.leaf);
    for (let at = 0; at < bytes.length;) {
      const glyph = binary ? numberAt(bytes, at) : glyphAt(bytes, at);
      pen.byte(glyph.text, glyph.width, start + at, start + at + glyph.bytes, piece.leaf);
      at += glyph.bytes;
    }
    last = piece;
  }
  if (!last?.last || last.end !== row.end) return;
  const said = remark(last, dissection);
  if (!said) return;
  const colour = said.important ? palette.paints.dispatch : palette.soft;
  const room = columns - MARGIN - pen.column - 2;
  const text = said.cut ? fit(said.text, room) : said.text;
  if (text === '' || room < text.length) return;
  pen.words(text, row.end > cursor ? blend(colour, palette.ground, 0.45) : colour, pen.column + 2);
}

function drawHex(row: Row, scenery: Scenery, pen: Pen, perRow: number): void {
  const { dissection, gutter } = scenery;
  const text = gutter + perRow * 3 + 1;
  const bytes = dissection.capture.bytes(row);
  for (const [index, byte] of bytes.entries()) {
    const offset = row.start + index;
    const leaf = dissection.leafAt(offset);
    if (!leaf) continue;
    pen.column = gutter + index * 3;
    pen.byte(byte.toString(16).padStart(2, '0'), 2, offset, offset + 1, leaf);
    pen.column = text + index;
    pen.byte(byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·', 1, offset, offset + 1, leaf);
  }
}

export function drawRow(row: Row, scenery: Scenery): Line {
  const { palette, cursor, columns, hexBytes } = scenery;
  const pen = new Pen(scenery);
  if (row.kind === 'note') {
    const colour = row.start > cursor ? blend(palette.soft, palette.ground, 0.45) : palette.soft;
    pen.words(row.note ?? '', colour);
    return { ansi: pen.ansi, cells: [] };
  }
  if (row.kind === 'fold') {
    const colour = row.end > cursor ? blend(palette.soft, palette.ground, 0.45) : palette.soft;
    pen.words(WIRE.fold(row.end - row.start), colour);
    return {
      ansi: margin({ ...row, first: false }, scenery) + pen.ansi,
      cells: [{ column: 0, width: columns, offset: row.start }],
    };
  }
  if (hexBytes === null) drawText(row, scenery, pen);
  else drawHex(row, scenery, pen, hexBytes);
  return { ansi: margin(row, scenery) + pen.ansi, cells: pen.cells };
}
