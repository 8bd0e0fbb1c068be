/**
 * The parts that rows of text are made of: leaves, as far as they lie together on the wire. A line of an event stream is
 * taken apart at once, without looking up each byte of it.
 */
import type { Dissection, Piece } from '../../lessons/protocol/dissect.ts';
import { Line } from '../../lessons/protocol/event-tokens.ts';
import type { Message } from '../../lessons/protocol/message.ts';
import type { Leaf, Reason } from '../../lessons/protocol/token.ts';
import { placeOf } from './families.ts';
import type { Run } from './row.ts';

/** A row of content that is no event stream ends after a line, or after so many bytes. */
const CONTENT_BYTES = 4096;
/** Of bytes that nobody can make sense of, the first line is shown, or so many. */
const LOST_BYTES = 256;
const LF = 0x0a;

export interface Part extends Run {
  /** A row ends with it. */
  readonly closes: boolean;
  /** What is told about its leaf, if that begins with it. */
  readonly reason: Reason | null;
  readonly message: Message | null;
  /** Of an event stream, the line that it is in. */
  readonly line: Line | null;
}

/**
 * The parts of the bytes `[from, to)`. Of bytes that are lost, the first are a part; the others are none where nothing can
 * come after them.
 */
export function* partsOf(d: Dissection, from: number, to: number): Generator<Part> {
  for (let at = from; at < to;) {
    const piece = firstPiece(d, at, to);
    if (piece === null) return;
    const { leaf } = piece;
    const { message } = d.at(at);
    const end = Math.min(piece.end, to);
    const { family, closes } = placeOf(leaf.kind);
    const isLost = family === 'lost';
    if (family === 'line' && message !== null) at = yield* linesOf(message, at, to);
    else if (family === 'content') at = yield* contentOf(d, leaf, at, end, message);
    else if (isLost && at === leaf.start) {
      const first = firstOf(d, leaf, end, message);
      yield first;
      at = first.end;
    } else if (isLost && leaf.layer !== 'event-stream') return;
    else {
      yield { ...partOf(leaf, at, message), end, closes: closes && piece.last && !leaf.open };
      at = end;
    }
  }
}

function firstPiece(d: Dissection, from: number, to: number): Piece | null {
  for (const piece of d.pieces(from, to)) return piece;
  return null;
}

function partOf(leaf: Leaf, start: number, message: Message | null): Omit<Part, 'end' | 'closes'> {
  return { start, kind: leaf.kind, reason: start === leaf.start ? leaf.reason : null, message, line: null };
}

/** Lines of an event stream from the byte `at` on, up to where something else comes. Gives the offset of that. */
function* linesOf(message: Message, at: number, to: number): Generator<Part, number> {
  const stream = message.eventStream as NonNullable<Message['eventStream']>;
  const { content, lines, readTo } = stream;
  const first = content.countBefore(at);
  const end = Math.min(to, content.run(first, first, readTo).end);
  const limit = first + (end - at);
  for (let index = lines.countWithin(first), from = first; from < limit; index++) {
    const line = new Line(message, stream, index);
    const { open } = line;
    for (const leaf of line.leaves()) {
      const until = Math.min(leaf.to, limit);
      if (until <= from) continue;
      const closes = placeOf(leaf.kind).closes && until === leaf.to && !open;
      const span = { start: at + (from - first), end: at + (until - first) };
      yield { ...span, kind: leaf.kind, closes, reason: null, message, line };
      from = until;
    }
  }
  return end;
}

/** Content of another type. */
function* contentOf(
  d: Dissection,
  leaf: Leaf,
  from: number,
  to: number,
  message: Message | null,
): Generator<Part, number> {
  for (let at = from; at < to;) {
    const size = lineIn(d, at, Math.min(to, at + CONTENT_BYTES));
    const closes = size.ended || size.bytes === CONTENT_BYTES || (at + size.bytes === to && !leaf.open);
    yield { ...partOf(leaf, at, message), end: at + size.bytes, closes };
    at += size.bytes;
  }
  return to;
}

/** The first of the bytes that are lost. */
function firstOf(d: Dissection, leaf: Leaf, to: number, message: Message | null): Part {
  const size = lineIn(d, leaf.start, Math.min(to, leaf.start + LOST_BYTES));
  const closes = size.ended || size.bytes === LOST_BYTES || !leaf.open;
  return { ...partOf(leaf, leaf.start, message), end: leaf.start + size.bytes, closes };
}

/** How many bytes a line has, and whether its end is among them. */
function lineIn(d: Dissection, start: number, end: number): { bytes: number; ended: boolean } {
  const bytes = d.capture.bytes({ start, end });
  const lf = bytes.indexOf(LF);
  return lf < 0 ? { bytes: bytes.length, ended: false } : { bytes: lf + 1, ended: true };
}
