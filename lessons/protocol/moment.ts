/**
 * What each layer holds when exactly `cursor` bytes of the capture have been received. Derived from the tokens,
 * which know what came later: so everything here is cut at the cursor, and nothing is taken from a token that
 * only a later byte could have decided.
 */
import type { Span } from './capture.ts';
import type { Block, Chunk, Line, Message } from './token.ts';
import { countLeading, sizeOf, type MessageTokens, type TokenLog } from './token-log.ts';
import { decodeUtf8, unfinishedCharacter } from './utf8.ts';

export interface Moment {
  readonly cursor: number;
  /** The message of the latest byte from a server before the cursor; null before any. */
  readonly message: Message | null;
  /** How far that message is. */
  readonly phase: 'nothing' | 'head' | 'content' | 'complete' | 'cut';
  /** The chunk that is not complete at the cursor. Also when the message was cut inside it. */
  readonly chunk: {
    readonly chunk: Chunk;
    /** Bytes of its chunk-data so far. */
    readonly received: number;
    /** `size`: in its size line. `data-end`: all data is there, the CRLF (or the trailer section) is not. */
    readonly phase: 'size' | 'data' | 'data-end';
  } | null;
  /** The line so far, cut at the cursor; null when no line is unfinished. */
  readonly line: {
    readonly spans: readonly Span[];
    readonly name: readonly Span[];
    readonly value: readonly Span[];
  } | null;
  /** The block that is unfinished at the cursor. */
  readonly block: Block | null;
  /** The event type buffer; null for the empty string. */
  readonly eventType: readonly Span[] | null;
  /** The data buffer: each text is followed by a LF. */
  readonly data: readonly (readonly Span[])[];
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

export function momentAt(log: TokenLog, message: Message | null, cursor: number): Moment {
  const dispatched = countLeading(log.events, (event) => arrived(event.endAt, cursor));
  const tokens = message && log.of(message);
  const parser = tokens && parserAt(log, tokens, cursor);
  return {
    cursor,
    message,
    phase: message ? phaseAt(message, cursor) : 'nothing',
    chunk: tokens && chunkAt(tokens, cursor),
    ...(parser ?? NO_PARSER),
    dispatched,
  };
}

const arrived = (at: number | null | undefined, cursor: number): boolean =>
  at !== null && at !== undefined && at <= cursor;

function phaseAt(message: Message, cursor: number): Moment['phase'] {
  if (arrived(message.endAt, cursor)) return message.end ?? 'content';
  return arrived(message.headEnd, cursor) ? 'content' : 'head';
}

function chunkAt({ chunks, chunkSizeEnds, chunkEnds }: MessageTokens, cursor: number): Moment['chunk'] {
  const index = countLeading(chunkEnds, (end) => end <= cursor);
  const chunk = chunks[index];
  if (chunk === undefined || !begun(chunk, cursor)) return null;
  const received = sizeOf(cut(chunk.data, cursor));
  if (!arrived(chunkSizeEnds[index], cursor)) return { chunk, received, phase: 'size' };
  return { chunk, received, phase: received === chunk.size ? 'data-end' : 'data' };
}

type Parser = Pick<
  Moment,
  'line' | 'block' | 'eventType' | 'data' | 'lastEventIdBuffer' | 'lastEventId' | 'reconnectionTime' | 'utf8'
>;

const NO_PARSER: Parser = {
  line: null,
  block: null,
  eventType: null,
  data: [],
  lastEventIdBuffer: null,
  lastEventId: null,
  reconnectionTime: null,
  utf8: null,
};

/** HTML 9.2.6: the buffers of the parser. When the stream has ended they are gone; what the user agent keeps stays. */
function parserAt(log: TokenLog, tokens: MessageTokens, cursor: number): Parser {
  const ended = arrived(tokens.contentEndAt, cursor);
  const held = ended ? null : heldBack(log, tokens, cursor);
  if (held !== null) return { ...NO_PARSER, utf8: inCharacter(log, held) };

  const block = tokens.blocks[countLeading(tokens.blocks, (each) => begun(each, cursor)) - 1];
  const inEffect = block ? block.lines.filter((line) => arrived(line.endAt, cursor)) : [];
  const last = (role: Line['role']) => inEffect.findLast((line) => line.role === role);
  const id = spansOf(last('id') ?? block?.idBefore);
  const retry = last('retry') ?? block?.retryBefore;
  const closedByBlankLine = last('blank') !== undefined;
  const kept = {
    lastEventId: closedByBlankLine ? id : spansOf(block?.idBefore),
    reconnectionTime: retry ? Number(decodeUtf8(log.bytes(retry.value))) : null,
  };
  if (ended) return { ...NO_PARSER, ...kept };

  const line = lineAt(tokens, cursor);
  const unfinished = closedByBlankLine ? undefined : block;
  return {
    ...kept,
    line,
    block: unfinished ?? null,
    eventType: unfinished ? spansOf(last('event')) : null,
    data: unfinished ? inEffect.filter((each) => each.role === 'data').map((each) => each.value) : [],
    lastEventIdBuffer: id,
    utf8: line && inCharacter(log, line.spans),
  };
}

/**
 * The first bytes of the stream while they may still become a byte order mark; null once that is decided. Until
 * then there is no line. They may have become part of one later: that is not known yet.
 */
function heldBack(log: TokenLog, tokens: MessageTokens, cursor: number): Span[] | null {
  const [first] = tokens.lines;
  const spans = cut(tokens.bom?.spans ?? first?.spans ?? [], cursor);
  const size = sizeOf(spans);
  if (size === 0 || size > 2) return null;
  const [one, two] = log.bytes(spans);
  return one === 0xef && (two === undefined || two === 0xbb) ? spans : null;
}

function lineAt({ lines }: MessageTokens, cursor: number): Moment['line'] {
  const line = lines[countLeading(lines, (each) => begun(each, cursor)) - 1];
  if (line === undefined || arrived(line.endAt, cursor)) return null;
  return { spans: cut(line.spans, cursor), name: cut(line.name, cursor), value: cut(line.value, cursor) };
}

function inCharacter(log: TokenLog, spans: readonly Span[]): Moment['utf8'] {
  const tail = lastBytes(spans, 3);
  const character = unfinishedCharacter(log.bytes(tail));
  return character && { ...character, spans: lastBytes(tail, character.have) };
}

const begun = ({ spans }: { readonly spans: readonly Span[] }, cursor: number): boolean =>
  (spans[0] as Span).start < cursor;

const spansOf = (line: Line | null | undefined): readonly Span[] | null =>
  line && line.value.length > 0 ? line.value : null;

/** The part of ascending spans before the cursor. */
function cut(spans: readonly Span[], cursor: number): Span[] {
  const before = spans.slice(
    0,
    countLeading(spans, (span) => span.start < cursor),
  );
  const last = before.pop();
  if (last !== undefined) before.push({ start: last.start, end: Math.min(last.end, cursor) });
  return before;
}

/** The last `count` bytes of the spans, or all of them when there are fewer. */
function lastBytes(spans: readonly Span[], count: number): Span[] {
  const tail: Span[] = [];
  for (let i = spans.length - 1; i >= 0 && count > 0; i--) {
    const { start, end } = spans[i] as Span;
    tail.unshift({ start: Math.max(start, end - count), end });
    count -= end - start;
  }
  return tail;
}
