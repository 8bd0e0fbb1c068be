import type { Dissection, Piece } from '../../../lessons/protocol/dissect.ts';
import { countLeading } from '../../../lessons/protocol/token-log.ts';

/** The leaves that have bytes in `[start, end)`, in order. */
export function* piecesIn(dissection: Dissection, start: number, end: number): Generator<Piece> {
  const { pieces } = dissection;
  for (let index = countLeading(pieces, (piece) => piece.end <= start); index < pieces.length; index += 1) {
    const piece = pieces[index] as Piece;
    if (piece.start >= end) return;
    yield piece;
  }
}
