/**
 * What a decoder puts out: tokens. A token names a layer, a kind and the bytes it stands for; it never holds a
 * copy of them. Leaf tokens tile what arrived: every byte is in exactly one leaf. The others (a line, a chunk,
 * an event) group leaves.
 *
 * A token is there as soon as its first byte is, and grows until it is closed. Until then its kind may still
 * change: a block of lines becomes an event only when its blank line arrives.
 */
import type { Span } from './capture.ts';

export type Layer = 'http' | 'chunked' | 'utf-8' | 'event-stream';

export type LeafKind =
  // HTTP/1.1 message head, RFC 9112 sections 2 to 5
  | 'method'
  | 'request-target'
  | 'http-version'
  | 'status-code'
  | 'reason-phrase'
  | 'space'
  | 'field-line-name'
  | 'field-line-colon'
  | 'field-line-space'
  | 'field-line-value'
  | 'head-line-end'
  | 'head-end'
  | 'content'
  // Chunked transfer coding, RFC 9112 section 7.1
  | 'chunk-size'
  | 'chunk-ext'
  | 'chunk-size-end'
  | 'chunk-data-end'
  | 'last-chunk-size'
  | 'last-chunk-end'
  | 'trailer-line'
  | 'body-end'
  // Event stream, HTML 9.2.5 and 9.2.6
  | 'bom'
  | 'field-name'
  | 'colon'
  | 'optional-space'
  | 'field-value'
  | 'comment'
  | 'line-end'
  | 'blank-line'
  // Any layer: bytes that break its rules; the reason says which
  | 'malformed';

export type GroupKind =
  'request' | 'response' | 'head-line' | 'chunk' | 'last-chunk' | 'line' | 'block' | 'event' | 'character';

export type Kind = LeafKind | GroupKind;

/** Why a token is what it is, in words, with the section of the standard that says so. */
export interface Reason {
  readonly text: string;
  /** For example `HTML 9.2.6` or `RFC 9112 7.1`. */
  readonly rule: string;
}

export interface Token {
  readonly layer: Layer;
  kind: Kind;
  /** Where its bytes are, in order; more than one span where other bytes cut in. Never empty once it is listed. */
  readonly spans: Span[];
  readonly parent: Token | null;
  /** False once no further byte can change it. */
  open: boolean;
  reason: Reason | null;
}

/** One HTTP message: `kind` is `request` or `response`. Its spans cover head and body. */
export interface Message extends Token {
  kind: 'request' | 'response';
  readonly connection: number;
  /** 1 for the first message of this direction of the connection. */
  readonly number: number;
  /** Absolute offset after the blank line of the head; null until it has arrived. */
  headEnd: number | null;
  /** Status code of a response; null until known, and for requests. */
  status: number | null;
  framing: 'chunked' | 'length' | 'close' | 'none' | null;
  /** Whether the content is decoded as an event stream. */
  eventStream: boolean;
  /** How it ended: complete as framed, cut short (the reason says how), or null while it goes on. */
  end: 'complete' | 'cut' | null;
  /** Absolute offset at which it ended; null while it goes on. */
  endAt: number | null;
}

/** One chunk of the chunked transfer coding, from its chunk-size to the CRLF after its chunk-data. */
export interface Chunk extends Token {
  kind: 'chunk' | 'last-chunk';
  readonly message: Message;
  /** 1 for the first chunk of the message. */
  readonly number: number;
  /** Bytes of chunk-data it announces; null until its size line is complete. */
  size: number | null;
  /** Where its chunk-data is, as far as it has arrived. */
  readonly data: Span[];
}

/** One line of an event stream, its line end included. */
export interface Line extends Token {
  kind: 'line';
  readonly message: Message;
  /** 1 for the first line of the event stream. */
  readonly number: number;
  /** What the line turned out to be; null until its line end has arrived. */
  role: 'data' | 'event' | 'id' | 'retry' | 'comment' | 'blank' | 'ignored' | null;
  /** Field name and value without colon, optional space and line end. Empty spans lists when there are none. */
  readonly name: Span[];
  readonly value: Span[];
  /** Absolute offset after the byte that ended it: a CR ends a line at once, a LF may still follow. Null while open. */
  endAt: number | null;
}

/**
 * The lines from one blank line to the next. `kind` is `event` once it was dispatched; a `block` is unfinished
 * (`open`), or was not dispatched (the reason says why).
 */
export interface Block extends Token {
  kind: 'block' | 'event';
  readonly message: Message;
  readonly lines: Line[];
  /** 1 for the first event dispatched in the capture; null while not dispatched. */
  number: number | null;
  /** Absolute offset after the byte that dispatched it, or that ended the block; null while unfinished. */
  endAt: number | null;
  /** The `id` line in effect when the block began: the last event ID buffer. Null for the empty string. */
  readonly idBefore: Line | null;
  /** The `retry` line in effect when the block began. Null when the user agent's own value holds. */
  readonly retryBefore: Line | null;
}

/** A character of several bytes that is cut by something, or malformed: layer `utf-8`. */
export interface Character extends Token {
  kind: 'character';
}
