/** The brackets that hold the rows of a chunk or a frame, of HTTP/2 or WebSocket, together, right of the bytes. */
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import type { Chunk } from '../../../lessons/protocol/http-tokens.ts';
import type { Frame } from '../../../lessons/protocol/http2-tokens.ts';
import type { WebSocketFrame } from '../../../lessons/protocol/websocket-tokens.ts';
import type { Row } from './rows.ts';

export interface Bracket {
  readonly around: Chunk | Frame | WebSocketFrame;
  /** Rows on the screen, from 0; `to` is the last one. */
  readonly from: number;
  readonly to: number;
  /** Whether it begins, and ends, in these rows. */
  readonly begins: boolean;
  readonly ends: boolean;
}

export function bracketsOf(rows: readonly Row[], dissection: Dissection): Bracket[] {
  const brackets: Bracket[] = [];
  for (const [index, row] of rows.entries()) {
    if (row.kind !== 'bytes') continue;
    const { chunk, frame, webSocketFrame } = dissection.at(row.start);
    const around = chunk ?? frame ?? webSocketFrame;
    if (!around) continue;
    const ends = !around.open && around.end <= row.end;
    const last = brackets.at(-1);
    if (last?.around.start === around.start) brackets[brackets.length - 1] = { ...last, to: index, ends };
    else brackets.push({ around, from: index, to: index, begins: around.start >= row.start, ends });
  }
  return brackets;
}
