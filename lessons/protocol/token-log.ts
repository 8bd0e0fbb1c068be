/**
 * The token log: what all decoders of a capture write, and all else reads. Decoders say which leaf each range of
 * bytes belongs to, in the order of the capture; the log keeps the leaves as pieces that tile the capture, and
 * grows every token that a piece is in.
 *
 * It keeps numbers and spans only. Text is read from the capture when somebody asks for it.
 */
import type { Capture, Span } from './capture.ts';
import type {
  Block,
  Character,
  Chunk,
  GroupKind,
  LeafKind,
  Layer,
  Line,
  Message,
  Reason,
  Token,
} from './token.ts';

/** A run of bytes of one leaf with nothing else in between. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly leaf: Token;
}

/** What decodes the content of a message. The pieces may be cut anywhere; `offset` is that of `bytes[0]`. */
export interface ContentDecoder {
  receive(bytes: Uint8Array, offset: number): void;
  /** The content ended, or can no longer be read: no byte at or after `at` is part of it. */
  end(at: number): void;
}

/** The tokens of one message, each list in the order of its bytes. */
export interface MessageTokens {
  readonly chunks: Chunk[];
  /** Offset after the size line of each chunk, and after each chunk, as far as they have arrived. */
  readonly chunkSizeEnds: number[];
  readonly chunkEnds: number[];
  readonly lines: Line[];
  readonly blocks: Block[];
  readonly characters: Character[];
  /** The byte order mark of its event stream, or what may become one. */
  bom: Token | null;
  /** Where its content ended; null while more may come. */
  contentEndAt: number | null;
}

export type StopUnit = 'line' | 'chunk' | 'event';

type Growing = { -readonly [K in keyof Span]: Span[K] };

export class TokenLog {
  readonly capture: Capture;
  readonly pieces: Piece[] = [];
  readonly messages: Message[] = [];
  readonly headLines: Token[] = [];
  readonly chunks: Chunk[] = [];
  readonly lines: Line[] = [];
  readonly blocks: Block[] = [];
  /** The dispatched blocks, in the order of dispatch. */
  readonly events: Block[] = [];
  readonly characters: Character[] = [];
  /** Offsets at which stepping stops, ascending. */
  readonly stops: Readonly<Record<StopUnit, number[]>> = { line: [], chunk: [], event: [] };
  readonly #of = new Map<Message, MessageTokens>();

  constructor(capture: Capture) {
    this.capture = capture;
  }

  /** A new leaf that begins with the bytes `[start, end)`. */
  leaf(layer: Layer, kind: LeafKind, parent: Token | null, start: number, end: number): Token {
    const leaf: Token = { layer, kind, spans: [{ start, end }], parent, open: true, reason: null };
    this.grow(leaf, start, end);
    return leaf;
  }

  /** Gives bytes of the capture to `leaf`, and so to all that it is in. Bytes that it has already stay as they are. */
  grow(leaf: Token, start: number, end: number): void {
    const last = this.pieces.at(-1);
    if (last?.leaf === leaf && last.end >= start) (last as Growing).end = Math.max(last.end, end);
    else this.pieces.push({ start, end, leaf });
    for (let token: Token | null = leaf; token !== null; token = token.parent) cover(token.spans, start, end);
  }

  /** An open leaf turns out to be something else, in another group. */
  become(leaf: Token, kind: LeafKind, parent: Token): void {
    leaf.kind = kind;
    (leaf as { parent: Token }).parent = parent;
    for (const span of leaf.spans) {
      for (let token: Token | null = parent; token !== null; token = token.parent)
        cover(token.spans, span.start, span.end);
    }
  }

  addMessage(message: Message): void {
    this.messages.push(message);
    this.#of.set(message, {
      chunks: [],
      chunkSizeEnds: [],
      chunkEnds: [],
      lines: [],
      blocks: [],
      characters: [],
      bom: null,
      contentEndAt: null,
    });
  }

  /** The tokens of a message of this log. */
  of(message: Message): MessageTokens {
    return this.#of.get(message) as MessageTokens;
  }

  /** Stepping by these units stops at `at`. Requests are stepped over as a whole: they have no stops inside. */
  stop(message: Message, at: number, ...units: StopUnit[]): void {
    if (message.kind === 'request') return;
    for (const unit of units) this.stops[unit].push(at);
  }

  /** A line end that stopped at `from` has grown to `to`. */
  moveStop(message: Message, from: number, to: number, ...units: StopUnit[]): void {
    for (const unit of units) this.stops[unit].splice(this.stops[unit].lastIndexOf(from), 1);
    this.stop(message, to, ...units);
  }

  leafAt(offset: number): Token | null {
    const piece = this.pieces[countLeading(this.pieces, (each) => each.end <= offset)];
    return piece !== undefined && piece.start <= offset ? piece.leaf : null;
  }

  /** A copy of the bytes of the spans, in order. */
  bytes(spans: readonly Span[]): Uint8Array {
    const [only] = spans;
    if (spans.length === 1 && only) return this.capture.bytes(only);
    const joined = new Uint8Array(sizeOf(spans));
    let at = 0;
    for (const span of spans) {
      joined.set(this.capture.bytes(span), at);
      at += span.end - span.start;
    }
    return joined;
  }
}

/** A new group whose first byte is the one at `at`. */
export function group(layer: Layer, kind: GroupKind, parent: Token | null, at: number): Token {
  return { layer, kind, spans: [{ start: at, end: at + 1 }], parent, open: true, reason: null };
}

/** Adds `[start, end)` at the end of ascending spans; bytes that are covered already are not added twice. */
export function cover(spans: Span[], start: number, end: number): void {
  const last = spans.at(-1) as Growing | undefined;
  if (last === undefined || last.end < start) spans.push({ start, end });
  else if (last.end < end) last.end = end;
}

export function close(token: Token, reason: Reason | null = token.reason): void {
  token.open = false;
  token.reason = reason;
}

/** Bytes in the spans. */
export function sizeOf(spans: readonly Span[]): number {
  let size = 0;
  for (const span of spans) size += span.end - span.start;
  return size;
}

/** How many items at the head of `list` hold `test`, which must fail for all after the first failure. */
export function countLeading<T>(list: readonly T[], test: (item: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(list[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}
