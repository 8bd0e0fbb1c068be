/** What decodes the bytes of one connection, both directions, and tells later what each of them is. */
import type { Ending } from './arrival.ts';
import type { Block } from './byte-store.ts';
import type { Direction } from './direction.ts';
import type { Chunk } from './http-tokens.ts';
import type { Frame } from './http2-tokens.ts';
import type { Located } from './locate.ts';
import type { Message } from './message.ts';
import type { FramingMoment } from './moment.ts';
import type { Token } from './token.ts';

export interface Decoder {
  /** The next bytes of the direction, `[from, to)` of the block; the direction has them from `offset` on. */
  receive(direction: Direction, block: Block, from: number, to: number, offset: number): void;
  /** The sender ended the direction; `at` is the absolute offset of that. */
  end(direction: Direction, ending: Ending, at: number): void;
  /** What the byte at `local`, an offset of the direction, is a part of. */
  locate(direction: Direction, local: number): Located;
  /** The message that the direction was about last within its first `count` bytes, at least one. */
  messageWithin(direction: Direction, count: number): Message | null;
  /** The lines of the head of a message. */
  headLines(message: Message): Token[];
  /** The chunk of a message at `index`, from 0, which must have begun. */
  chunk(message: Message, index: number): Chunk;
  /** The HTTP/2 frame of a direction at `index`, from 0, which must have begun. */
  frame(direction: Direction, index: number): Frame;
  /** Absolute offsets after complete chunks or frames, also of WebSocket, of the direction: those around the cursor. */
  boundaries(direction: Direction, cursor: number): number[];
  /** What the framing layers hold at the cursor, an offset of the capture. */
  moment(message: Message | null, cursor: number): FramingMoment;
}
