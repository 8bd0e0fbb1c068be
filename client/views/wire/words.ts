/** Bytes and tokens in plain words, for reading without the terminal. */
import type { Capture } from '../../../lessons/protocol/capture.ts';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import type { Kind } from '../../../lessons/protocol/token.ts';
import { webSocketFrameTitle } from '../../../lessons/protocol/websocket-tokens.ts';
import { WIRE } from '../../words/wire.ts';
import { nameOf } from '../paint.ts';
import { glyphAt } from './glyphs.ts';
import type { Row } from './rows.ts';

const SPOKEN: Record<string, string> = { '\\r': ' CR', '\\n': ' LF', '\\t': ' TAB' };
const JOINED: ReadonlySet<Kind> = new Set([
  'colon',
  'optional-space',
  'space',
  'field-line-colon',
  'field-line-space',
]);

/** The bytes as text, with CR, LF and TAB as words. */
export const spoken = (bytes: Uint8Array): string => written(bytes, SPOKEN).trim();

/** The bytes as text, every control and invisible character escaped. */
export const visible = (bytes: Uint8Array): string => written(bytes, {});

function written(bytes: Uint8Array, words: Readonly<Record<string, string>>): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const glyph = glyphAt(bytes, at);
    text += words[glyph.text] ?? glyph.text;
    at += glyph.bytes;
  }
  return text;
}

/** Offset of a byte as the page writes it: counted within its connection and direction. */
export function byteNumber(capture: Capture, offset: number): number {
  return capture.localOffset(offset) ?? offset;
}

/** Where the cursor stands: after which byte, or after a request of the browser. */
export function afterByte(capture: Capture, cursor: number): string {
  if (cursor === 0) return WIRE.beforeFirst;
  if (capture.arrivalAt(cursor - 1)?.from === 'client') return WIRE.afterRequest;
  return WIRE.afterByte(byteNumber(capture, cursor - 1));
}

/** A row in one sentence: where it is, what it holds, what it is. */
export function rowInWords(row: Row, dissection: Dissection, cursor: number): string {
  if (row.kind === 'note') return row.note ?? '';
  if (row.kind === 'fold') return WIRE.foldInWords(row.end - row.start);
  const { capture } = dissection;
  const kinds: string[] = [];
  for (const piece of dissection.pieces(row.start, row.end)) {
    if (!JOINED.has(piece.leaf.kind)) kinds.push(nameOf(piece.leaf));
  }
  const { block, chunk, webSocketFrame } = dissection.at(row.start);
  const fromClient = capture.arrivalAt(row.start)?.from === 'client';
  const who = !fromClient ? 'server' : webSocketFrame ? 'client' : 'request';
  const what = [kinds.join(', ')];
  if (chunk) what.push(WIRE.chunk(chunk.number));
  if (webSocketFrame) what.push(webSocketFrameTitle(webSocketFrame));
  if (block?.kind === 'event') what.push(WIRE.event(dissection.numberOf(block)));
  if (row.end > cursor) what.push(row.start >= cursor ? WIRE.notReceived : WIRE.partlyReceived);
  return WIRE.rowOf[who](byteNumber(capture, row.start), spoken(capture.bytes(row)), what.join(', '));
}
