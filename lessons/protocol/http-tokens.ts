/**
 * The tokens of an HTTP/1.x message, read again from its bytes: head lines, chunks, and the leaves of head and chunk
 * framing. The same readers do it that decoded the bytes when they came, so that both say the same.
 */
import { ChunkedReader, type FramingLeaf } from './chunked.ts';
import type { Direction } from './direction.ts';
import type { HeadLine } from './head.ts';
import type { Http1 } from './http1.ts';
import { locateInContent, NOWHERE, type Located } from './locate.ts';
import { Message } from './message.ts';
import { countLeading, type Span } from './span.ts';
import { Leaf, Token, type Layer, type Reason } from './token.ts';
import { WebSocketFrames } from './websocket-frames.ts';
import { frameEndsAround, WebSocketFrame } from './websocket-tokens.ts';

/** A line of a head, its line end included. */
export class HeadLineToken extends Token {
  readonly layer: Layer = 'http';
  readonly kind = 'head-line';
  readonly axis: Direction;
  readonly message: Message;
  readonly from: number;
  readonly to: number;
  readonly open: boolean;
  readonly reason: Reason | null;

  constructor(message: Message, { from, to, open, reason }: HeadLine) {
    super();
    this.axis = message.axis;
    this.message = message;
    this.from = from;
    this.to = to;
    this.open = open;
    this.reason = reason;
  }
}

/** What lies between the chunk-data of chunk `index - 1` and of chunk `index`, from 0. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly leaves: readonly FramingLeaf[];
  /** Where the chunked coding stands at its end. */
  readonly reader: ChunkedReader;
}

/** Reads a gap; of its bytes only those before `limit`, an offset of the direction. */
export function readGap(http: Http1, message: Message, index: number, limit = Infinity): Gap {
  const { stretches } = message.content as NonNullable<Message['content']>;
  const before = index === 0 ? null : stretches.stretch(index - 1);
  const from = before ? before.outer + before.size : (message.headTo as number);
  const end = index < stretches.count ? stretches.stretch(index).outer : http.bodyTo(message);
  const to = Math.max(from, Math.min(end, limit));
  const leaves: FramingLeaf[] = [];
  const reader = new ChunkedReader(index === 0 ? 'body' : 'after-data', leaves);
  const bytes = message.axis.bytes(from, to);
  reader.receive(bytes, 0, bytes.length, from);
  if (http.strayFrom(message) === to || !message.open) for (const leaf of leaves) leaf.open = false;
  return { from, to, leaves, reader };
}

/** One chunk of the chunked transfer coding, from its chunk-size to the CRLF after its chunk-data. */
export class Chunk extends Token {
  readonly layer: Layer = 'chunked';
  readonly kind: 'chunk' | 'last-chunk';
  readonly axis: Direction;
  readonly message: Message;
  /** 1 for the first chunk of the message. */
  readonly number: number;
  readonly from: number;
  readonly to: number;
  readonly open: boolean;
  /** Whether its final CRLF has arrived. */
  readonly complete: boolean;
  readonly reason: Reason | null;
  /** Bytes of chunk-data it announces; null until its size line is complete. */
  readonly size: number | null;
  /** Offsets of the direction at which its chunk-data begins and ends, as far as it has arrived. */
  readonly dataFrom: number;
  readonly dataTo: number;

  /** The chunk at `index`, from 0; it must have begun. */
  constructor(http: Http1, message: Message, index: number) {
    super();
    const { stretches } = message.content as NonNullable<Message['content']>;
    const head = readGap(http, message, index);
    const first = head.leaves.find(({ kind }) => kind === 'chunk-size' || kind === 'last-chunk-size');
    this.axis = message.axis;
    this.message = message;
    this.number = index + 1;
    this.kind = first?.kind === 'last-chunk-size' ? 'last-chunk' : 'chunk';
    this.from = first?.from as number;
    this.size = head.reader.size;
    this.dataFrom = head.to;
    this.dataTo = head.to;
    let to = head.to;
    let complete = head.reader.complete;
    if (index < stretches.count) {
      const { outer, size } = stretches.stretch(index);
      const end = readGap(http, message, index + 1).leaves[0];
      to = this.dataTo = outer + size;
      if (end?.kind === 'chunk-data-end') to = end.to;
      complete = to === this.dataTo + 2;
    }
    this.to = to;
    this.complete = complete;
    this.open = !complete && message.open && http.strayFrom(message) === Infinity;
    this.reason = complete || this.open ? null : message.reason;
  }

  /** Where its chunk-data is, as far as it has arrived. */
  get data(): readonly Span[] {
    return this.dataTo > this.dataFrom ? this.axis.spans(this.dataFrom, this.dataTo) : [];
  }
}

/**
 * Absolute offsets after complete chunks and WebSocket frames of the direction: those around the cursor, among them the nearest one after it,
 * and the nearest one before it unless a head ended in between.
 */
export function endsAround(http: Http1, cursor: number): number[] {
  const local = http.direction.countBefore(cursor);
  const ends: number[] = [];
  for (let index = countLeading(http.parts, (part) => part.from <= local) - 1; index >= 0; index--) {
    const part = http.parts[index] as Http1['parts'][number];
    if (part instanceof WebSocketFrames) ends.push(...frameEndsAround(part, local));
    if (!(part instanceof Message)) continue;
    if (part.chunked !== null) ends.push(...chunkEndsIn(http, part, local));
    if (part.headTo !== null && part.headTo < local) break;
  }
  return ends;
}

function chunkEndsIn(http: Http1, message: Message, local: number): number[] {
  const { stretches } = message.content as NonNullable<Message['content']>;
  const near = stretches.indexOfOuter(local - 1);
  const ends: number[] = [];
  for (let index = Math.max(0, near - 2); index < Math.min(message.chunked?.chunks ?? 0, near + 3); index++) {
    const chunk = new Chunk(http, message, index);
    if (chunk.complete) ends.push(chunk.end);
  }
  return ends;
}

/** What the byte at `local`, an offset of the direction, is a part of. */
export function locate(http: Http1, local: number): Located {
  const index = countLeading(http.parts, (part) => part.from <= local) - 1;
  const part = http.parts[index] as Http1['parts'][number];
  if (part instanceof WebSocketFrames) {
    const webSocketFrame = new WebSocketFrame(part, part.indexAt(local));
    return { ...NOWHERE, leaf: webSocketFrame.leafAt(local), webSocketFrame };
  }
  if (!(part instanceof Message)) {
    const to = http.parts[index + 1]?.from ?? http.direction.length;
    const open = to === http.direction.length && http.direction.ended === null;
    return { ...NOWHERE, leaf: new Leaf(http.direction, { ...part, to }, open), message: part.message };
  }
  if (part.headTo === null || local < part.headTo) return locateInHead(http, part, local);
  return part.framing === 'chunked'
    ? locateInChunks(http, part, local)
    : locateInContent(part, local, { chunk: null, frame: null });
}

function locateInHead(http: Http1, message: Message, local: number): Located {
  const { leaves } = http.readHead(message);
  const leaf = leaves[countLeading(leaves, (each) => each.to <= local)] as (typeof leaves)[number];
  const headLine = leaf.line && new HeadLineToken(message, leaf.line);
  return { ...NOWHERE, leaf: new Leaf(message.axis, leaf, leaf.open), message, headLine };
}

function locateInChunks(http: Http1, message: Message, local: number): Located {
  const { stretches } = message.content as NonNullable<Message['content']>;
  const index = stretches.indexOfOuter(local);
  if (stretches.innerOf(local) !== null)
    return locateInContent(message, local, { chunk: index, frame: null });
  const { leaves } = readGap(http, message, index + 1);
  const leaf = leaves[countLeading(leaves, (each) => each.to <= local)] as (typeof leaves)[number];
  const chunk = leaf.kind === 'chunk-data-end' ? index : index + 1;
  return { ...NOWHERE, leaf: new Leaf(message.axis, leaf, leaf.open), message, chunk };
}

export interface ChunkMoment {
  readonly chunk: Chunk;
  /** Bytes of its chunk-data so far. */
  readonly received: number;
  /** `size`: in its size line. `data-end`: all data is there, the CRLF (or the trailer section) is not. */
  readonly phase: 'size' | 'data' | 'data-end';
}

/** The chunk of the message that is not complete at the cursor, an offset of the capture. */
export function chunkAt(http: Http1, message: Message, cursor: number): ChunkMoment | null {
  const { axis, content, headTo } = message;
  if (message.framing !== 'chunked' || content === null || headTo === null) return null;
  const { stretches } = content;
  const local = Math.min(axis.countBefore(cursor), http.bodyTo(message));
  if (local <= headTo) return null;
  const index = stretches.indexOfOuter(local - 1);
  if (index >= 0) {
    const { outer, size } = stretches.stretch(index);
    const received = Math.min(size, local - outer);
    if (local <= outer + size) {
      const chunk = new Chunk(http, message, index);
      return { chunk, received, phase: received === chunk.size ? 'data-end' : 'data' };
    }
  }
  const { reader } = readGap(http, message, index + 1, local);
  if (reader.part === 'between') return null;
  if (reader.chunks === 0) {
    const chunk = new Chunk(http, message, index);
    return { chunk, received: chunk.dataTo - chunk.dataFrom, phase: 'data-end' };
  }
  const chunk = new Chunk(http, message, index + 1);
  return { chunk, received: 0, phase: reader.part };
}
