/**
 * One HTTP message, a request or a response: what its decoder found out, as few numbers as will do. What every byte of it
 * is, is read again when somebody asks (`head.ts`, `chunked.ts`, `event-tokens.ts`).
 */
import type { ChunkedReader } from './chunked.ts';
import { Content, type Direction } from './direction.ts';
import { EventStream } from './event-stream.ts';
import type { Head } from './head.ts';
import { Token, type Layer, type Reason } from './token.ts';
import type { Span } from './span.ts';

export class Message extends Token {
  readonly layer: Layer = 'http';
  readonly kind: 'request' | 'response';
  readonly axis: Direction;
  readonly from: number;
  /** 1 for the first message of this direction of the connection. */
  readonly number: number;
  /** HTTP/2: the stream it is on, whose frames lie among those of others; null for HTTP/1.x. */
  readonly streamId: number | null;
  reason: Reason | null = null;

  /** Offset of the direction after the blank line of the head; null until it has arrived. */
  headTo: number | null = null;
  /** What the head says; null until it is complete. */
  head: Head | null = null;
  framing: 'chunked' | 'length' | 'close' | 'frames' | 'none' | null = null;
  /** The chunked coding of its body, as far as it has been read. */
  chunked: ChunkedReader | null = null;
  /** Its content; null until the head is complete, and when it has none. */
  content: Content | null = null;
  /** What interprets its content; null when that is no event stream. */
  eventStream: EventStream | null = null;

  /** How it ended: complete as framed, cut short (the reason says how), or null while it goes on. */
  outcome: 'complete' | 'cut' | null = null;
  /** Absolute offset at which it ended; null while it goes on. */
  endAt: number | null = null;
  #to: number | null = null;

  constructor(
    kind: 'request' | 'response',
    axis: Direction,
    from: number,
    number: number,
    streamId: number | null = null,
  ) {
    super();
    this.kind = kind;
    this.axis = axis;
    this.from = from;
    this.number = number;
    this.streamId = streamId;
  }

  get connection(): number {
    return this.axis.connection;
  }

  get to(): number {
    return this.#to ?? (this.streamId === null ? this.axis.length : (this.headTo as number));
  }

  get open(): boolean {
    return this.outcome === null;
  }

  /** It may still grow: its spans are not kept. On HTTP/2 they are its head and its content. */
  override get spans(): readonly Span[] {
    if (this.streamId === null) return this.axis.spans(this.from, this.to);
    const head = this.axis.spans(this.from, this.headTo as number);
    return this.content === null ? head : [...head, ...this.content.spans(0, this.content.length)];
  }

  /** Absolute offset after the last of its bytes, as far as it has arrived. */
  get lastEnd(): number {
    const { content, streamId, axis } = this;
    return streamId === null || content === null || content.length === 0
      ? axis.after(this.to)
      : content.after(content.length);
  }

  /** Absolute offset after the blank line of the head; null until it has arrived. */
  get headEnd(): number | null {
    return this.headTo === null ? null : this.axis.after(this.headTo);
  }

  /** Status code of a response; null until known, and for requests. */
  get status(): number | null {
    return this.head?.status ?? null;
  }

  /** Content begins, and is to be read as an event stream or not at all. */
  beginContent(isEventStream: boolean): void {
    this.content = new Content(this.axis);
    if (isEventStream) this.eventStream = new EventStream(this.content);
  }

  /** It ended with the bytes before `to` of the direction, at the absolute offset `at`. */
  finish(how: 'complete' | 'cut', to: number, at: number): void {
    this.eventStream?.end(at);
    this.outcome = how;
    this.endAt = at;
    this.#to = to;
  }
}
