/**
 * What each layer holds when exactly `cursor` bytes of the capture have been received. Nothing is run again from the
 * start: each layer is asked for what it had found out within the bytes before the cursor, and what was unfinished
 * there is read again up to it.
 */
import type { Axis } from './direction.ts';
import type { EventStream } from './event-stream.ts';
import { endedAfter, EventBlock, Line } from './event-tokens.ts';
import type { ChunkMoment } from './http-tokens.ts';
import type { FrameMoment } from './http2-tokens.ts';
import type { Http2Moment } from './http2/moment.ts';
import type { Message } from './message.ts';
import type { Span } from './span.ts';
import { decodeUtf8, unfinishedCharacter } from './utf8.ts';

export interface Moment {
  readonly cursor: number;
  /** The message of the latest byte from a server before the cursor; null before any. */
  readonly message: Message | null;
  /** How far that message is. */
  readonly phase: 'nothing' | 'head' | 'content' | 'complete' | 'cut';
  /** The chunk that is not complete at the cursor. Also when the message was cut inside it. */
  readonly chunk: ChunkMoment | null;
  /** HTTP/2: the frame that is not complete at the cursor. */
  readonly frame: FrameMoment | null;
  /** HTTP/2: settings, windows and streams. Made when it is asked for. */
  readonly http2: () => Http2Moment | null;
  /** The line so far, cut at the cursor; null when no line is unfinished. */
  readonly line: {
    readonly spans: readonly Span[];
    readonly name: readonly Span[];
    readonly value: readonly Span[];
  } | null;
  /** The block that is unfinished at the cursor. */
  readonly block: EventBlock | null;
  /** The event type buffer; null for the empty string. */
  readonly eventType: readonly Span[] | null;
  /** The data buffer: each text is followed by a LF. */
  readonly data: DataLines;
  /** The last event ID buffer of the event stream; null for the empty string. */
  readonly lastEventIdBuffer: readonly Span[] | null;
  /** The last event ID string as this event stream last set it, at a blank line; null for the empty string. */
  readonly lastEventId: readonly Span[] | null;
  /** Milliseconds, as this event stream last set it; null when the user agent's own value holds. */
  readonly reconnectionTime: number | null;
  /** Set when the bytes so far end inside a character: how many bytes it has, and how many are there. */
  readonly utf8: { readonly needed: number; readonly have: number; readonly spans: readonly Span[] } | null;
  /** Events of the whole capture dispatched so far. */
  readonly dispatched: number;
}

/** The values of the data lines that a data buffer holds: a block may have a million of them. */
export interface DataLines {
  readonly length: number;
  /** Where the value of the data line at `index` is, from 0. */
  at(index: number): readonly Span[];
}

/** What the decoder of the connection adds to a moment. */
export type FramingMoment = Pick<Moment, 'chunk' | 'frame' | 'http2'>;

export const NO_FRAMING: FramingMoment = { chunk: null, frame: null, http2: () => null };

export function momentAt(
  framing: FramingMoment,
  message: Message | null,
  cursor: number,
  dispatched: number,
): Moment {
  const stream = message?.eventStream;
  return {
    cursor,
    message,
    phase: message ? phaseAt(message, cursor) : 'nothing',
    ...framing,
    ...(message && stream ? parserAt(message, stream, cursor) : NO_PARSER),
    dispatched,
  };
}

const arrived = (at: number | null, cursor: number): boolean => at !== null && at <= cursor;

function phaseAt(message: Message, cursor: number): Moment['phase'] {
  if (arrived(message.endAt, cursor)) return message.outcome ?? 'content';
  return arrived(message.headEnd, cursor) ? 'content' : 'head';
}

type Parser = Pick<
  Moment,
  'line' | 'block' | 'eventType' | 'data' | 'lastEventIdBuffer' | 'lastEventId' | 'reconnectionTime' | 'utf8'
>;

const NO_DATA: DataLines = { length: 0, at: () => [] };

const NO_PARSER: Parser = {
  line: null,
  block: null,
  eventType: null,
  data: NO_DATA,
  lastEventIdBuffer: null,
  lastEventId: null,
  reconnectionTime: null,
  utf8: null,
};

/** HTML 9.2.6: the buffers of the parser. When the stream has ended they are gone; what the user agent keeps stays. */
function parserAt(message: Message, stream: EventStream, cursor: number): Parser {
  const { content, lines } = stream;
  const ended = arrived(stream.endAt, cursor);
  const received = Math.min(content.countBefore(cursor), stream.readTo);
  if (!ended && isHeldBack(content, received)) {
    return { ...NO_PARSER, utf8: inCharacter(content, 0, received) };
  }

  // Lines that have ended, and where the unfinished one begins.
  let count = lines.countWithin(received);
  if (count < lines.length && received === endedAfter(lines.endOf(count), lines.formOf(count))) count++;
  const lineStart =
    count === 0 ? Math.min(lines.start, received) : Math.min(received, lines.endOf(count - 1));
  const blockStart = lines.blockStart(count);

  const valueOf = (index: number): readonly Span[] | null => {
    const value = index < 0 ? [] : new Line(message, stream, index).value;
    return value.length > 0 ? value : null;
  };
  const retry = valueOf(lines.lastRetry(count));
  const kept = {
    // "Set the last event ID string of the event source to the value of the last event ID buffer": at a blank line.
    lastEventId: valueOf(lines.lastId(blockStart)),
    reconnectionTime: retry && Number(decodeUtf8(message.axis.store.bytes(retry))),
  };
  if (ended) return { ...NO_PARSER, ...kept };

  const unfinished = received > lineStart;
  const type = lastType(stream, blockStart, count);
  return {
    ...kept,
    line: unfinished ? new Line(message, stream, count).soFar(received) : null,
    block: unfinished || count > blockStart ? new EventBlock(message, stream, blockStart) : null,
    eventType: valueOf(type),
    data: dataLines(message, stream, blockStart, count),
    lastEventIdBuffer: valueOf(lines.lastId(count)),
    utf8: unfinished ? inCharacter(content, lineStart, received) : null,
  };
}

/**
 * Whether the first `received` bytes of the stream may still become a byte order mark: until that is decided there is
 * no line. They may have become part of one later: that is not known yet.
 */
function isHeldBack(content: Axis, received: number): boolean {
  if (received === 0 || received > 2) return false;
  const [one, two] = content.bytes(0, received);
  return one === 0xef && (two === undefined || two === 0xbb);
}

/** The last event line of the block; -1 when it has none. */
function lastType({ lines }: EventStream, blockStart: number, count: number): number {
  const last = lines.lastType(count);
  return last >= blockStart ? last : -1;
}

function dataLines(message: Message, stream: EventStream, blockStart: number, count: number): DataLines {
  const { lines } = stream;
  const before = lines.dataWithin(blockStart);
  return {
    length: lines.dataWithin(count) - before,
    at: (index) => new Line(message, stream, lines.dataLine(before + index)).value,
  };
}

function inCharacter(content: Axis, from: number, to: number): Moment['utf8'] {
  const tail = content.bytes(Math.max(from, to - 3), to);
  const character = unfinishedCharacter(tail);
  return character && { ...character, spans: content.spans(to - character.have, to) };
}
