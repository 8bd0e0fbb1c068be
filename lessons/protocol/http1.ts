/**
 * HTTP/1.1 in one direction of one connection, RFC 9112: messages one after another, each a head, then a body as
 * the head frames it. The head also chooses what decodes the content. Bytes that break a rule end the decoding of
 * this direction: they and all that follow are `malformed`, and the reason says why.
 */
import type { Ending, Sender } from './capture.ts';
import { ChunkedDecoder } from './chunked.ts';
import { EventStreamDecoder } from './event-stream.ts';
import { framingOf } from './framing.ts';
import { HeadDecoder } from './head.ts';
import { CR, LF } from './http-bytes.ts';
import type { Layer, Message, Reason, Token } from './token.ts';
import { close, cover, group, type ContentDecoder, type TokenLog } from './token-log.ts';

const EMPTY_LINE = { text: 'an empty line before a request-line is ignored', rule: 'RFC 9112 2.2' };
const NO_LF = { text: 'a CR without a LF before a request-line', rule: 'RFC 9112 2.2' };
const AFTER_END = { text: 'bytes after the end of this direction', rule: 'RFC 9112 9.6' };

/** What the next byte is part of. */
type State = 'between' | 'empty-line-lf' | 'head' | 'chunked' | 'length' | 'close' | 'malformed' | 'ended';

/** Where a message is cut that ends in one of these states. */
const CUT: Partial<Record<State, string>> = {
  head: 'before the head was complete',
  chunked: 'before the last chunk and its final CRLF',
  length: 'before the content was as long as Content-Length says',
  close: 'inside content that only an orderly close can end',
};

export class Http1Decoder {
  readonly #log: TokenLog;
  readonly #connection: number;
  readonly #kind: Message['kind'];
  readonly #heads: boolean[];
  #state: State = 'between';
  #count = 0;
  #message: Message | null = null;
  #head: HeadDecoder | null = null;
  #chunked: ChunkedDecoder | null = null;
  #content: ContentDecoder | null = null;
  /** Bytes of content still to come, with a Content-Length. */
  #missing = 0;
  /** A leaf of empty lines or of malformed bytes. */
  #leaf: Token | null = null;

  /**
   * `heads` belongs to both directions of a connection, and is empty at first: for each request that is not
   * answered yet, whether it is a HEAD request.
   */
  constructor(log: TokenLog, connection: number, from: Sender, heads: boolean[]) {
    this.#log = log;
    this.#connection = connection;
    this.#kind = from === 'client' ? 'request' : 'response';
    this.#heads = heads;
  }

  /** The next bytes of this direction, at least one; `offset` is that of `bytes[0]`. */
  receive(bytes: Uint8Array, offset: number): void {
    let used = 0;
    while (used < bytes.length) used += this.#read(bytes.subarray(used), offset + used);
  }

  /** The sender ended this direction. */
  end(ending: Ending, at: number): void {
    const message = this.#message;
    if (message !== null) {
      const complete = this.#state === 'close' && ending === 'fin';
      const where = complete ? undefined : CUT[this.#state];
      if (where !== undefined) {
        const how = ending === 'fin' ? 'closed' : 'reset';
        message.reason = { text: `the connection was ${how} ${where}`, rule: 'RFC 9112 8' };
      }
      this.#head?.end();
      this.#chunked?.end(message.reason);
      this.#endMessage(message, complete ? 'complete' : 'cut', at);
    }
    if (this.#leaf !== null) close(this.#leaf);
    this.#state = 'ended';
  }

  /** Gives the number of bytes consumed. */
  #read(bytes: Uint8Array, offset: number): number {
    switch (this.#state) {
      case 'between':
        return this.#readBetween(bytes, offset);
      case 'empty-line-lf':
        if (bytes[0] !== LF) return this.#fail(NO_LF, 'http', bytes, offset);
        this.#state = 'between';
        return this.#take(this.#leaf as Token, bytes.subarray(0, 1), offset);
      case 'head':
        return this.#readHead(bytes, offset);
      case 'chunked':
        return this.#readChunked(bytes, offset);
      case 'length':
      case 'close':
        return this.#readContent(bytes, offset);
      case 'malformed':
        if (this.#leaf === null) return this.#fail(this.#message?.reason as Reason, 'http', bytes, offset);
        return this.#take(this.#leaf, bytes, offset);
      case 'ended':
        return this.#fail(AFTER_END, 'http', bytes, offset);
    }
  }

  #readBetween(bytes: Uint8Array, offset: number): number {
    const [byte] = bytes;
    if (this.#kind === 'request' && (byte === CR || byte === LF)) {
      this.#leaf ??= this.#newLeaf('head-line-end', 'http', EMPTY_LINE, offset);
      if (byte === CR) this.#state = 'empty-line-lf';
      return this.#take(this.#leaf, bytes.subarray(0, 1), offset);
    }
    if (this.#leaf !== null) close(this.#leaf);
    this.#leaf = null;
    this.#message = {
      ...group('http', this.#kind, null, offset),
      kind: this.#kind,
      connection: this.#connection,
      number: ++this.#count,
      headEnd: null,
      status: null,
      framing: null,
      eventStream: false,
      end: null,
      endAt: null,
    };
    this.#log.addMessage(this.#message);
    this.#head = new HeadDecoder(this.#log, this.#message);
    this.#state = 'head';
    return this.#readHead(bytes, offset);
  }

  #readHead(bytes: Uint8Array, offset: number): number {
    const head = this.#head as HeadDecoder;
    const used = head.receive(bytes, offset);
    if (head.malformed) return used + this.#fail(head.malformed, 'http', bytes.subarray(used), offset + used);
    if (head.complete) this.#beginBody(this.#message as Message, head);
    return used;
  }

  #beginBody(message: Message, head: HeadDecoder): void {
    this.#head = null;
    message.status = head.status;
    const final = message.kind === 'response' && (head.status ?? 0) >= 200;
    if (message.kind === 'request') this.#heads.push(head.method === 'HEAD');
    const framing = framingOf({
      kind: message.kind,
      status: head.status,
      minorVersion: head.minorVersion,
      answersHead: final && (this.#heads.shift() ?? false),
      values: (name) => head.values(name),
    });
    if ('fault' in framing) {
      message.reason = framing.fault;
      this.#state = 'malformed';
      return;
    }
    message.framing = framing.by;
    message.eventStream = framing.eventStream;
    message.reason = framing.note;
    const at = message.headEnd as number;
    if (framing.by === 'none') {
      this.#endMessage(message, 'complete', at);
      return;
    }

    this.#content = framing.eventStream
      ? new EventStreamDecoder(this.#log, message)
      : new OpaqueContent(this.#log, message);
    this.#state = framing.by;
    if (framing.by === 'chunked') this.#chunked = new ChunkedDecoder(this.#log, message, this.#content);
    this.#missing = framing.by === 'length' ? framing.length : Infinity;
    if (this.#missing === 0) this.#endMessage(message, 'complete', at);
  }

  #readChunked(bytes: Uint8Array, offset: number): number {
    const chunked = this.#chunked as ChunkedDecoder;
    const message = this.#message as Message;
    const used = chunked.receive(bytes, offset);
    if (chunked.malformed)
      return used + this.#fail(chunked.malformed, 'chunked', bytes.subarray(used), offset + used);
    if (chunked.complete) this.#endMessage(message, 'complete', offset + used);
    return used;
  }

  #readContent(bytes: Uint8Array, offset: number): number {
    const message = this.#message as Message;
    const used = Math.min(this.#missing, bytes.length);
    cover(message.spans, offset, offset + used);
    this.#content?.receive(bytes.subarray(0, used), offset);
    this.#missing -= used;
    if (this.#missing === 0) this.#endMessage(message, 'complete', offset + used);
    return used;
  }

  #endMessage(message: Message, end: 'complete' | 'cut', at: number): void {
    this.#content?.end(at);
    message.end = end;
    message.endAt = at;
    close(message);
    this.#message = null;
    this.#head = null;
    this.#chunked = null;
    this.#content = null;
    this.#state = 'between';
  }

  /** `bytes` and all that follow cannot be decoded. The content ends with the first of them. */
  #fail(reason: Reason, layer: Layer, bytes: Uint8Array, offset: number): number {
    if (this.#message !== null) this.#message.reason = reason;
    this.#content?.end(offset + 1);
    this.#content = null;
    this.#state = 'malformed';
    this.#leaf = this.#newLeaf('malformed', layer, reason, offset);
    return this.#take(this.#leaf, bytes, offset);
  }

  #newLeaf(kind: 'malformed' | 'head-line-end', layer: Layer, reason: Reason, at: number): Token {
    if (this.#leaf !== null) close(this.#leaf);
    const leaf = this.#log.leaf(layer, kind, this.#message, at, at + 1);
    leaf.reason = reason;
    return leaf;
  }

  #take(leaf: Token, bytes: Uint8Array, offset: number): number {
    this.#log.grow(leaf, offset, offset + bytes.length);
    return bytes.length;
  }
}

/** Content of a type that is not decoded. */
class OpaqueContent implements ContentDecoder {
  readonly #log: TokenLog;
  readonly #message: Message;
  #leaf: Token | null = null;

  constructor(log: TokenLog, message: Message) {
    this.#log = log;
    this.#message = message;
  }

  receive(bytes: Uint8Array, offset: number): void {
    this.#leaf ??= this.#log.leaf('http', 'content', this.#message, offset, offset + 1);
    this.#log.grow(this.#leaf, offset, offset + bytes.length);
  }

  end(): void {
    if (this.#leaf !== null) close(this.#leaf);
  }
}
