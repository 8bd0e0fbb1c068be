/**
 * The dissection of a capture: every arrival is recorded and decoded as it comes, one decoder for each connection
 * and sender. All views read this. What was true at an earlier byte is found from what the decoders keep, never by
 * running anything again from the start.
 *
 * It grows with the capture and with nothing else: whoever appends to it bounds it. On top of the bytes, a line of
 * an event stream takes 5 bytes, a chunk 8, a WebSocket frame 8, an arrival 17, a message some 500.
 */
import { characterAt, charactersOf, type Character } from './characters.ts';
import { Capture, type Arrival, type Ending, type Recorded, type Sender, type Span } from './capture.ts';
import type { Decoder } from './decoder.ts';
import type { Direction } from './direction.ts';
import type { EventStream } from './event-stream.ts';
import { EventBlock, Line } from './event-tokens.ts';
import { Http1Decoder } from './http1-decoder.ts';
import { Http2Decoder } from './http2-decoder.ts';
import type { Frame } from './http2-tokens.ts';
import type { Chunk } from './http-tokens.ts';
import { Journal } from './journal.ts';
import type { Message } from './message.ts';
import { momentAt, NO_FRAMING, type Moment } from './moment.ts';
import { Offsets } from './offsets.ts';
import { countLeading } from './span.ts';
import { protocolOf, undecided, type Protocol } from './protocol.ts';
import type { Leaf, Token } from './token.ts';
import { decodeUtf8 } from './utf8.ts';
import { unmasked, type WebSocketFrame } from './websocket-tokens.ts';

export type { Moment } from './moment.ts';

/** The tokens that one byte is in. Each is null where there is none. */
export interface TokensAt {
  readonly leaf: Leaf | null;
  readonly headLine: Token | null;
  readonly chunk: Chunk | null;
  /** Of HTTP/2. */
  readonly frame: Frame | null;
  readonly webSocketFrame: WebSocketFrame | null;
  readonly line: Line | null;
  readonly block: EventBlock | null;
  readonly message: Message | null;
  readonly character: Character | null;
}

/** A run of bytes of one leaf with nothing else in between. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly leaf: Leaf;
  /** Whether it is the last run of its leaf, as far as that has arrived. */
  readonly last: boolean;
  /** Whether a frame, of HTTP/2 or WebSocket, ends with it, as far as that has arrived. */
  readonly endsFrame: boolean;
}

const NOTHING: TokensAt = {
  leaf: null,
  headLine: null,
  chunk: null,
  frame: null,
  webSocketFrame: null,
  line: null,
  block: null,
  message: null,
  character: null,
};

/** A list whose items are made when they are asked for. */
export interface Sequence<T> extends Iterable<T> {
  readonly length: number;
  at(index: number): T;
}

export class Dissection {
  readonly capture = new Capture();
  readonly #journal = new Journal();
  /** By the index of their direction. */
  readonly #decoders: Decoder[] = [];
  /** By the same index: absolute offset after the bytes that told the protocol. */
  readonly #toldAt: number[] = [];
  /** Absolute offset after each arrival from a client, and from a server, that brought bytes. */
  readonly #ends: Readonly<Record<Sender, Offsets>> = { client: new Offsets(), server: new Offsets() };

  /** The first arrival of each connection whose protocol is not known yet. */
  readonly #undecided = new Map<number, number>();
  readonly #as: Protocol | null;

  /** `as`: what all connections speak. Default: each is told by its first bytes. */
  constructor(as: Protocol | null = null) {
    this.#as = as;
  }

  /** Records a copy of the arrival, and decodes it. Throws a RangeError past the bound of a capture. */
  append(arrival: Arrival): void {
    const { capture } = this;
    const start = capture.length;
    const direction = capture.append(arrival);
    const end = capture.length;
    if (end > start) this.#ends[arrival.from].push(end);
    const decoder = this.#decoders[direction.index];
    if (decoder === undefined) this.#begin(capture.arrivals.at(-1) as Recorded);
    else this.#receive(decoder, direction, direction.length - (end - start), start, end, arrival.ending);
  }

  /** The bytes `[start, end)` of the capture are those of the direction from `offset` on. */
  #receive(
    decoder: Decoder,
    direction: Direction,
    offset: number,
    start: number,
    end: number,
    ending: Ending | null,
  ): void {
    let local = offset;
    this.capture.store.eachBlock(start, end, (block, from, to) => {
      decoder.receive(direction, block, from, to, local);
      local += to - from;
    });
    if (ending !== null) decoder.end(direction, ending, end);
  }

  /** Decodes a connection from its first byte on, as soon as that tells the protocol. */
  #begin(latest: Recorded): void {
    const { capture } = this;
    const both = capture.connection(latest.connection);
    const told = this.#tell(latest);
    if (told === null) {
      if (!this.#undecided.has(latest.connection)) this.#undecided.set(latest.connection, latest.index);
      return;
    }
    const decoder =
      told.protocol === 'http2'
        ? new Http2Decoder(both, this.#journal)
        : new Http1Decoder(both, this.#journal, told.protocol === 'event-stream');
    for (const { index } of [both.client, both.server]) {
      this.#decoders[index] = decoder;
      this.#toldAt[index] = told.at;
    }
    const first = this.#undecided.get(latest.connection) ?? latest.index;
    for (let index = first; index <= latest.index; index++) {
      const { connection, direction, start, end, ending } = capture.arrivals.at(index) as Recorded;
      if (connection !== latest.connection) continue;
      this.#receive(decoder, direction, direction.countBefore(start), start, end, ending);
    }
    this.#undecided.delete(latest.connection);
  }

  /** What a connection speaks, as the latest of its arrivals tells, and at which of the bytes; null when none does. */
  #tell({ connection, start, end, ending }: Recorded): { protocol: Protocol; at: number } | null {
    if (this.#as !== null) return { protocol: this.#as, at: start };
    const both = this.capture.connection(connection);
    // A handful of bytes: the first one that cannot be of HTTP/2 tells.
    for (let at = start + 1; at <= end; at++) {
      const protocol = protocolOf(both, at);
      if (protocol !== null) return { protocol, at };
    }
    return ending === null ? null : { protocol: 'http1', at: end };
  }

  /** Null while the protocol of the connection is not known. */
  #decoderOf(direction: Direction): Decoder | null {
    return this.#decoders[direction.index] ?? null;
  }

  /** All messages, in the order in which they began. */
  get messages(): readonly Message[] {
    return this.#journal.messages;
  }

  /** The events that were dispatched, in that order. */
  get events(): Sequence<EventBlock> {
    const journal = this.#journal;
    return sequence(journal.events, (number) => {
      const { message, index } = journal.event(number) as NonNullable<ReturnType<Journal['event']>>;
      const { lines } = message.eventStream as EventStream;
      return blockEndingAt(message, lines.dispatchLine(index));
    });
  }

  /** 1 for the first event of the capture; null for a block that was not dispatched. */
  numberOf(block: EventBlock): number | null {
    if (block.kind !== 'event') return null;
    const endAt = block.endAt as number;
    return countLeading(this.events, (event) => (event.endAt as number) < endAt) + 1;
  }

  /** All WebSocket frames that have begun, in that order. */
  get webSocketFrames(): Sequence<WebSocketFrame> {
    const { webSocketFrames } = this.#journal;
    return sequence(
      webSocketFrames.length,
      (index) => this.#locate(webSocketFrames.at(index))?.webSocketFrame as WebSocketFrame,
    );
  }

  /** The bytes `[start, end)` of the payload of a frame, as far as it has arrived: without the mask, RFC 6455 5.3. */
  webSocketPayload(frame: WebSocketFrame, start = 0, end = Infinity): Uint8Array {
    return unmasked(frame, start, end);
  }

  /** The chunks of a message that have begun. */
  chunksOf(message: Message): Sequence<Chunk> {
    const decoder = this.#decoderOf(message.axis) as Decoder;
    return sequence(message.chunked?.chunks ?? 0, (index) => decoder.chunk(message, index));
  }

  /** The lines of an event stream that have begun. */
  linesOf(message: Message): Sequence<Line> {
    const stream = message.eventStream;
    if (stream === null || stream.undecided) return sequence(0, () => null as never);
    const begun = stream.lines.length + (stream.readTo > stream.lineStart ? 1 : 0);
    return sequence(begun, (index) => new Line(message, stream, index));
  }

  /** The block of an event stream that is not finished; null when there is none. */
  unfinishedBlockOf(message: Message): EventBlock | null {
    const stream = message.eventStream;
    if (stream === null || stream.undecided) return null;
    const first = stream.lines.blockStart(stream.lines.length);
    return stream.readTo > stream.lines.startOf(first) ? new EventBlock(message, stream, first) : null;
  }

  /** The characters of an event stream that are cut or malformed, in order. */
  charactersOf(message: Message): Iterable<Character> {
    return message.eventStream === null ? [] : charactersOf(message, message.eventStream);
  }

  /** The lines of the head of a message; none on HTTP/2. */
  headLinesOf(message: Message): readonly Token[] {
    return this.#decoderOf(message.axis)?.headLines(message) ?? [];
  }

  /** The leaf that the byte at `offset` is in; null outside the capture. */
  leafAt(offset: number): Leaf | null {
    return this.#locate(offset)?.leaf ?? null;
  }

  /** All tokens that the byte at `offset` is in. */
  at(offset: number): TokensAt {
    const located = this.#locate(offset);
    if (located === null) return NOTHING;
    const { leaf, message, headLine, line, chunk, frame, webSocketFrame, inContent, direction } = located;
    return {
      leaf,
      headLine,
      chunk: chunk === null || message === null ? null : this.chunksOf(message).at(chunk),
      frame: frame === null ? null : (this.#decoderOf(direction)?.frame(direction, frame) ?? null),
      webSocketFrame,
      line,
      block: line?.block ?? null,
      message,
      character:
        message?.eventStream && inContent !== null
          ? characterAt(message, message.eventStream, inContent)
          : null,
    };
  }

  /** The leaves that have bytes in `[start, end)`, in order, without gap or overlap. */
  *pieces(start: number, end: number): Generator<Piece> {
    for (let offset = start; offset < end;) {
      const located = this.#locate(offset);
      if (located === null) return;
      const { leaf, inContent, local, direction, frame, webSocketFrame } = located;
      const at = leaf.axis === direction ? local : (inContent as number);
      const run = leaf.axis.run(at, leaf.from, leaf.to);
      const around =
        frame === null ? webSocketFrame : (this.#decoderOf(direction)?.frame(direction, frame) ?? null);
      const endsFrame = around !== null && around.end === run.end;
      yield { ...run, leaf, last: run.end === leaf.end, endsFrame };
      offset = run.end;
    }
  }

  #locate(offset: number) {
    const arrival = this.capture.arrivalAt(offset);
    if (arrival === null) return null;
    const { direction } = arrival;
    const local = direction.localOf(offset) as number;
    const decoder = this.#decoderOf(direction);
    return { ...(decoder?.locate(direction, local) ?? undecided(direction)), direction, local };
  }

  /** The bytes of the spans, decoded as UTF-8. */
  text(spans: readonly Span[]): string {
    return decodeUtf8(this.capture.bytes(spans));
  }

  /** The data of the event as dispatched: the values of its data lines, joined with LF. */
  eventData(block: EventBlock): string {
    return [...block.lines()]
      .filter(({ role }) => role === 'data')
      .map(({ value }) => this.text(value))
      .join('\n');
  }

  /** The type of the event as dispatched: `message` if the event type buffer is empty. */
  eventType(block: EventBlock): string {
    return this.#textOf(block.typeLine) || 'message';
  }

  /** The last event ID string after the block. */
  eventId(block: EventBlock): string {
    return this.#textOf(block.idLine);
  }

  #textOf(line: Line | null): string {
    return line === null ? '' : this.text(line.value);
  }

  /** What each layer holds when exactly the first `cursor` bytes of the capture have been received. */
  stateAt(cursor: number): Moment {
    const within = Math.min(Math.max(0, cursor), this.capture.length);
    const dispatched = countLeading(this.events, (event) => (event.endAt as number) <= within);
    const last = this.#lastByteFromServer(within);
    const direction = last === null ? null : (this.capture.arrivalAt(last)?.direction ?? null);
    const decoder = direction && this.#decoderOf(direction);
    const told = direction !== null && within >= (this.#toldAt[direction.index] ?? Infinity);
    if (direction === null || decoder === null || !told)
      return momentAt(NO_FRAMING, null, within, dispatched);
    const message = decoder.messageWithin(direction, direction.countBefore(within));
    return momentAt(decoder.moment(message, within), message, within, dispatched);
  }

  /** Offset of the last byte from a server among the first `count` bytes; null when there is none. */
  #lastByteFromServer(count: number): number | null {
    if (this.capture.arrivalAt(count - 1)?.from === 'server') return count - 1;
    const { server } = this.#ends;
    const arrivals = server.countUpTo(count);
    return arrivals === 0 ? null : server.at(arrivals - 1) - 1;
  }

  /** Offsets after the arrivals of a sender that brought bytes, ascending. */
  endsOf(from: Sender): Offsets {
    return this.#ends[from];
  }

  /** Offsets after the heads of responses, ascending. */
  get headEnds(): Offsets {
    return this.#journal.headEnds;
  }

  /** Offsets after complete chunks and frames of servers: the nearest before and after the cursor are among them. */
  boundariesAround(cursor: number): number[] {
    return this.capture.directions.flatMap((direction) =>
      direction.from === 'server' ? (this.#decoderOf(direction)?.boundaries(direction, cursor) ?? []) : [],
    );
  }

  /** Bytes that are kept besides those of the capture and its arrivals. */
  get indexBytes(): number {
    let sum = this.#journal.bytes;
    for (const direction of this.capture.directions) sum += direction.indexBytes;
    for (const { content, eventStream } of this.messages) {
      sum += (content?.stretches.bytes ?? 0) + (eventStream?.lines.bytes ?? 0);
    }
    return sum;
  }
}

function blockEndingAt(message: Message, blank: number): EventBlock {
  const stream = message.eventStream as EventStream;
  return new EventBlock(message, stream, stream.lines.blockStart(blank));
}

function sequence<T>(length: number, at: (index: number) => T): Sequence<T> {
  return {
    length,
    at,
    *[Symbol.iterator]() {
      for (let index = 0; index < length; index++) yield at(index);
    },
  };
}
