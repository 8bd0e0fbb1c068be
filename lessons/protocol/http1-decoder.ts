/** A connection that speaks HTTP/1.x: both directions, and what they have to tell each other. */
import type { Ending, Sender } from './arrival.ts';
import type { Block } from './byte-store.ts';
import type { Decoder } from './decoder.ts';
import type { Direction } from './direction.ts';
import { Exchange, Http1 } from './http1.ts';
import { Chunk, chunkAt, endsAround, HeadLineToken, locate } from './http-tokens.ts';
import type { Journal } from './journal.ts';
import type { Located } from './locate.ts';
import type { Message } from './message.ts';
import { NO_FRAMING, type FramingMoment } from './moment.ts';

export class Http1Decoder implements Decoder {
  readonly #directions: Readonly<Record<Sender, Http1>>;

  /** `contentOnly`: what the server sends is an event stream from its first byte on, without HTTP around it. */
  constructor(directions: Readonly<Record<Sender, Direction>>, journal: Journal, contentOnly = false) {
    const exchange = new Exchange();
    this.#directions = {
      client: new Http1(directions.client, exchange, journal),
      server: new Http1(directions.server, exchange, journal, contentOnly),
    };
  }

  receive({ from: sender }: Direction, block: Block, from: number, to: number, offset: number): void {
    this.#directions[sender].receive(block, from, to, offset);
  }

  end({ from }: Direction, ending: Ending, at: number): void {
    this.#directions[from].end(ending, at);
  }

  locate({ from }: Direction, local: number): Located {
    return locate(this.#directions[from], local);
  }

  messageWithin(direction: Direction, count: number): Message | null {
    return this.locate(direction, count - 1).message;
  }

  headLines(message: Message): HeadLineToken[] {
    return this.#of(message)
      .readHead(message)
      .lines.map((line) => new HeadLineToken(message, line));
  }

  chunk(message: Message, index: number): Chunk {
    return new Chunk(this.#of(message), message, index);
  }

  frame(): never {
    throw new Error('HTTP/1.x has no frames');
  }

  boundaries({ from }: Direction, cursor: number): number[] {
    return endsAround(this.#directions[from], cursor);
  }

  moment(message: Message | null, cursor: number): FramingMoment {
    return { ...NO_FRAMING, chunk: message && chunkAt(this.#of(message), message, cursor) };
  }

  #of(message: Message): Http1 {
    return this.#directions[message.axis.from];
  }
}
