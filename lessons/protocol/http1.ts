/**
 * HTTP/1.x in one direction of one connection, RFC 9112: messages one after another, each a head, then a body as
 * the head frames it. The head also chooses what reads the content, or that WebSocket follows. Bytes that break a rule end the decoding of
 * this direction: they and all that follow are `malformed`, and the reason says why.
 *
 * Bound: 100,000 messages in a direction.
 */
import type { Ending } from './arrival.ts';
import type { Block } from './byte-store.ts';
import { ChunkedReader } from './chunked.ts';
import type { Direction } from './direction.ts';
import { framingOf, persists } from './framing.ts';
import { headOf, HeadReader, type Head } from './head.ts';
import { CR, LF } from './http-bytes.ts';
import type { Journal } from './journal.ts';
import { Message } from './message.ts';
import type { Layer, LeafKind, Reason } from './token.ts';
import { WebSocketFrames, webSocketOf } from './websocket-frames.ts';

export const MESSAGES_BOUND = 100_000;

const EMPTY_LINE = { text: 'an empty line before a request-line is ignored', rule: 'RFC 9112 2.2' };
const NO_LF = { text: 'a CR without a LF before a request-line', rule: 'RFC 9112 2.2' };
const AFTER_END = { text: 'bytes after the end of this direction', rule: 'RFC 9112 9.6' };
const AFTER_LAST = {
  text: 'bytes after the last message: its head says that the connection ends with it',
  rule: 'RFC 9112 9.3',
};
const TOO_MANY = {
  text: `more than ${MESSAGES_BOUND} messages on one connection: no more are read`,
  rule: 'a bound of this decoder',
};
const UPGRADED = {
  text: 'the connection has changed to another protocol, which is not decoded',
  rule: 'RFC 9110 7.8',
};
const TUNNEL = {
  text: 'the connection has become a tunnel: what is in it is not decoded',
  rule: 'RFC 9110 9.3.6',
};

/** Bytes of a direction that are in no message, or no longer decoded: up to the next message, or to the end. */
export interface Stray {
  readonly layer: Layer;
  readonly kind: LeafKind;
  readonly from: number;
  readonly reason: Reason;
  /** The message in which decoding stopped; null between messages. */
  readonly message: Message | null;
}

/** What both directions of a connection have to tell each other. */
export class Exchange {
  /** The method of each request, and how many of them are answered. */
  readonly methods: string[] = [];
  answered = 0;
  /** Set when the connection carries another protocol from now on, which is not decoded. */
  tunnel: Reason | null = null;
  /** Set when that protocol is WebSocket. */
  webSocket: ReturnType<typeof webSocketOf> = null;

  /** A 101 response with this head has changed the protocol. */
  upgraded(head: Head): void {
    this.webSocket = webSocketOf(head);
    if (this.webSocket === null) this.tunnel = UPGRADED;
  }
}

/** What the next byte is part of. */
type State =
  | 'content-only'
  | 'between'
  | 'empty-line-lf'
  | 'head'
  | 'chunked'
  | 'length'
  | 'close'
  | 'websocket'
  | 'faulty'
  | 'stray'
  | 'ended';

/** Where a message is cut that ends in one of these states. */
const CUT: Partial<Record<State, string>> = {
  head: 'before the head was complete',
  chunked: 'before the end of the chunked body',
  length: 'before the content was as long as Content-Length says',
  close: 'inside content that only an orderly close can end',
};

export class Http1 {
  readonly direction: Direction;
  /** Messages, what follows them on a connection that has changed to WebSocket, and strays, in the order of their bytes. */
  readonly parts: (Message | WebSocketFrames | Stray)[] = [];
  readonly #journal: Journal;
  readonly #exchange: Exchange;
  readonly #kind: Message['kind'];
  #state: State = 'between';
  /** Whether another message may follow. */
  #persists = true;
  #count = 0;
  #message: Message | null = null;
  #head: HeadReader | null = null;
  #chunked: ChunkedReader | null = null;
  #frames: WebSocketFrames | null = null;
  /** Bytes of content still to come, with a Content-Length. */
  #missing = 0;
  /** The head that was read again last. */
  #lastHead: { readonly message: Message; readonly to: number; readonly reader: HeadReader } | null = null;

  /** `contentOnly`: the bytes are an event stream without a head, which ends with the connection. */
  constructor(direction: Direction, exchange: Exchange, journal: Journal, contentOnly = false) {
    this.direction = direction;
    this.#journal = journal;
    this.#exchange = exchange;
    this.#kind = direction.from === 'client' ? 'request' : 'response';
    if (contentOnly) this.#state = 'content-only';
  }

  /** The next bytes of the direction, `[from, to)` of the block; the direction has them from `offset` on. */
  receive(block: Block, from: number, to: number, offset: number): void {
    const base = offset - from;
    for (let at = from; at < to;) at = this.#read(block, at, to, base);
  }

  /** The sender ended this direction; `at` is the absolute offset of that. */
  end(ending: Ending, at: number): void {
    const message = this.#message;
    if (message !== null) {
      const complete = this.#state === 'close' && ending === 'fin';
      const where = complete ? undefined : CUT[this.#state];
      if (where !== undefined) {
        const how = ending === 'fin' ? 'closed' : 'reset';
        message.reason = { text: `the connection was ${how} ${where}`, rule: 'RFC 9112 8' };
      }
      this.#endMessage(message, complete ? 'complete' : 'cut', this.direction.length, at);
    }
    this.#frames?.end(ending);
    this.#state = 'ended';
  }

  /** Gives the index after the bytes consumed. `base` is the offset in the direction of the block's first byte. */
  #read(block: Block, from: number, to: number, base: number): number {
    switch (this.#state) {
      case 'content-only':
        this.#beginContentOnly();
        return from;
      case 'between':
        return this.#readBetween(block, from, to, base);
      case 'empty-line-lf':
        if (block.bytes[from] !== LF) return this.#stop('malformed', NO_LF, 'http', base + from, to);
        this.#state = 'between';
        return from + 1;
      case 'head':
        return this.#readHead(block, from, to, base);
      case 'chunked':
        return this.#readChunked(block, from, to, base);
      case 'length':
      case 'close':
        return this.#readContent(block, from, to, base);
      case 'websocket':
        return this.#readFrames(base + to, to);
      case 'faulty':
        return this.#stop('malformed', this.#message?.reason as Reason, 'http', base + from, to);
      case 'stray':
        return to;
      case 'ended':
        return this.#stop('malformed', AFTER_END, 'http', base + from, to);
    }
  }

  #beginContentOnly(): void {
    const message = this.#begin(0);
    message.headTo = 0;
    message.framing = 'close';
    message.beginContent(true);
    this.#missing = Infinity;
    this.#state = 'close';
  }

  #begin(from: number): Message {
    const message = new Message(this.#kind, this.direction, from, ++this.#count);
    this.parts.push(message);
    this.#journal.add(message);
    this.#message = message;
    return message;
  }

  #readBetween(block: Block, from: number, to: number, base: number): number {
    const { tunnel, webSocket } = this.#exchange;
    if (webSocket !== null) {
      this.#frames = new WebSocketFrames(this.direction, base + from, webSocket.extended, this.#journal);
      this.parts.push(this.#frames);
      this.#state = 'websocket';
      return from;
    }
    if (tunnel !== null) return this.#stop('tunnel', tunnel, 'http', base + from, to);
    if (!this.#persists) return this.#stop('malformed', AFTER_LAST, 'http', base + from, to);
    const byte = block.bytes[from];
    if (this.#kind === 'request' && (byte === CR || byte === LF)) {
      const last = this.parts.at(-1);
      if (last === undefined || last instanceof Message) {
        this.parts.push({
          layer: 'http',
          kind: 'head-line-end',
          from: base + from,
          reason: EMPTY_LINE,
          message: null,
        });
      }
      if (byte === CR) this.#state = 'empty-line-lf';
      return from + 1;
    }
    if (this.#count === MESSAGES_BOUND) return this.#stop('undecoded', TOO_MANY, 'http', base + from, to);
    this.#begin(base + from);
    this.#head = new HeadReader(this.#kind);
    this.#state = 'head';
    return this.#readHead(block, from, to, base);
  }

  #readHead({ bytes }: Block, from: number, to: number, base: number): number {
    const reader = this.#head as HeadReader;
    const at = reader.receive(bytes, from, to, base);
    if (reader.malformed) return this.#stop('malformed', reader.malformed, 'http', base + at, to);
    if (reader.complete) this.#beginBody(this.#message as Message, reader, base + at);
    return at;
  }

  #beginBody(message: Message, reader: HeadReader, at: number): void {
    const head = headOf(reader, this.direction.bytes(message.from, at), message.from);
    this.#head = null;
    message.head = head;
    message.headTo = at;
    this.#persists = persists(head);
    this.#journal.headEnded(message);

    const answers = this.#answered(head.method, head.status);
    const framing = framingOf(message.kind, head, answers);
    if ('fault' in framing) {
      message.reason = framing.fault;
      this.#state = 'faulty';
      return;
    }
    message.framing = framing.by;
    message.reason = framing.note;
    if (framing.by === 'none') {
      this.#endMessage(message, 'complete', at, this.direction.after(at));
      if (head.status === 101) this.#exchange.upgraded(head);
      else if (answers === 'CONNECT' && (head.status ?? 0) < 300) this.#exchange.tunnel = TUNNEL;
      return;
    }

    message.beginContent(framing.eventStream);
    this.#state = framing.by;
    if (framing.by === 'chunked') this.#chunked = message.chunked = new ChunkedReader('body');
    this.#missing = framing.by === 'length' ? framing.length : Infinity;
    if (this.#missing === 0) this.#endMessage(message, 'complete', at, this.direction.after(at));
  }

  /** The method of the request that a final response answers; an interim one leaves it unanswered. */
  #answered(method: string | null, status: number | null): string | null {
    const { methods, answered } = this.#exchange;
    if (method !== null) methods.push(method);
    if (status === null || (status < 200 && status !== 101) || answered === methods.length) return null;
    this.#exchange.answered++;
    return methods[answered] as string;
  }

  #readChunked(block: Block, from: number, to: number, base: number): number {
    const chunked = this.#chunked as ChunkedReader;
    if (chunked.missing > 0) {
      const end = Math.min(to, from + chunked.missing);
      this.#receiveContent(block, from, end, base);
      chunked.skipData(end - from);
      return end;
    }
    const at = chunked.receive(block.bytes, from, to, base);
    if (chunked.malformed) return this.#stop('malformed', chunked.malformed, 'chunked', base + at, to);
    if (chunked.complete) {
      this.#endMessage(this.#message as Message, 'complete', base + at, this.direction.after(base + at));
    }
    return at;
  }

  #readContent(block: Block, from: number, to: number, base: number): number {
    const end = Math.min(to, from + this.#missing);
    this.#receiveContent(block, from, end, base);
    this.#missing -= end - from;
    if (this.#missing === 0) {
      this.#endMessage(this.#message as Message, 'complete', base + end, this.direction.after(base + end));
    }
    return end;
  }

  #receiveContent(block: Block, from: number, to: number, base: number): void {
    const message = this.#message as Message;
    message.content?.extend(base + from, to - from);
    if (message.eventStream === null) return;
    message.eventStream.receive(block, from, to);
    this.#journal.dispatched(message, message.eventStream.dispatched);
  }

  #readFrames(limit: number, to: number): number {
    const stop = this.#frames?.receive(limit) ?? null;
    return stop === null ? to : this.#stop(stop.kind, stop.reason, 'websocket', stop.at, to);
  }

  #endMessage(message: Message, how: 'complete' | 'cut', to: number, at: number): void {
    message.finish(how, to, at);
    this.#message = null;
    this.#head = null;
    this.#chunked = null;
    this.#state = 'between';
  }

  /** What every byte of the head of a message of this direction is; of one that is not complete, so far. */
  readHead(message: Message): HeadReader {
    const to = message.headTo ?? this.bodyTo(message);
    if (this.#lastHead?.message !== message || this.#lastHead.to !== to) {
      const reader = new HeadReader(message.kind);
      const bytes = this.direction.bytes(message.from, to);
      reader.receive(bytes, 0, bytes.length, message.from);
      if (!message.open || to < message.to) reader.end();
      this.#lastHead = { message, to, reader };
    }
    return this.#lastHead.reader;
  }

  /** Where the body of the message ends, as far as it has arrived and can be decoded. */
  bodyTo(message: Message): number {
    return Math.min(this.strayFrom(message), message.to);
  }

  /** Where the message can no longer be decoded; Infinity while it can. */
  strayFrom(message: Message): number {
    const last = this.parts.at(-1);
    return last && !(last instanceof Message) && last.message === message ? last.from : Infinity;
  }

  /** The bytes from `offset` on are not decoded. The content ends with the first of them. */
  #stop(kind: LeafKind, reason: Reason, layer: Layer, offset: number, to: number): number {
    const message = this.#message;
    if (message !== null) {
      message.reason = reason;
      message.eventStream?.end(this.direction.after(offset + 1));
    }
    this.parts.push({ layer, kind, from: offset, reason, message });
    this.#state = 'stray';
    return to;
  }
}
