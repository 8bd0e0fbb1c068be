/** Where in the layers a byte is. */
import { readEventLeaf, type Line } from './event-tokens.ts';
import type { Message } from './message.ts';
import { Leaf, type Laid, type Token } from './token.ts';
import type { WebSocketFrame } from './websocket-tokens.ts';

export interface Located {
  readonly leaf: Leaf;
  readonly message: Message | null;
  readonly headLine: Token | null;
  readonly line: Line | null;
  /** Offset in the content of its message; null when it is no part of that. */
  readonly inContent: number | null;
  /** Index of its chunk, from 0; null when it is in none. */
  readonly chunk: number | null;
  /** Index of its HTTP/2 frame in the direction, from 0; null when it is in none. */
  readonly frame: number | null;
  readonly webSocketFrame: WebSocketFrame | null;
}

export const NOWHERE = {
  message: null,
  headLine: null,
  line: null,
  inContent: null,
  chunk: null,
  frame: null,
  webSocketFrame: null,
} satisfies Omit<Located, 'leaf'>;

/** A byte of the content of the message, at the offset `local` of its direction. */
export function locateInContent(
  message: Message,
  local: number,
  within: Pick<Located, 'chunk' | 'frame'>,
): Located {
  const content = message.content as NonNullable<Message['content']>;
  const inContent = content.stretches.innerOf(local) as number;
  const found = { ...NOWHERE, ...within, message, inContent };
  if (message.eventStream === null) {
    const laid: Laid = { layer: 'http', kind: 'content', from: 0, to: content.length, reason: null };
    return { ...found, leaf: new Leaf(content, laid, message.open) };
  }
  const { laid, open, line } = readEventLeaf(message, message.eventStream, inContent);
  return { ...found, leaf: new Leaf(content, laid, open), line };
}
