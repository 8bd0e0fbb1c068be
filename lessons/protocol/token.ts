/**
 * What a dissection is asked for: tokens. A token names a layer, a kind and the bytes it stands for. It is made when
 * somebody asks, from the few numbers that the decoders keep, and holds no copy of a byte: two that are asked for
 * at different times are two objects, with the same `start`.
 *
 * Leaf tokens tile what arrived: every byte is in exactly one leaf. The others (a line, a chunk, an event) group
 * leaves. A token is there as soon as its first byte is, and is `open` while a further byte may change it.
 */
import type { Axis } from './direction.ts';
import type { Http2LeafKind } from './http2/connection.ts';
import type { Span } from './span.ts';

export type Layer = 'http' | 'chunked' | 'http2' | 'websocket' | 'utf-8' | 'event-stream';

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
  // HTTP/2, RFC 9113
  | Http2LeafKind
  // WebSocket, RFC 6455 section 5.2
  | 'ws-opcode'
  | 'ws-length'
  | 'masking-key'
  | 'ws-payload'
  | 'ws-masked-payload'
  // Any layer: bytes that break its rules, or are past a bound, or are of a protocol that is not decoded
  | 'malformed'
  | 'undecoded'
  | 'tunnel';

export type GroupKind =
  | 'request'
  | 'response'
  | 'head-line'
  | 'chunk'
  | 'last-chunk'
  | 'frame'
  | 'ws-frame'
  | 'line'
  | 'block'
  | 'event'
  | 'character';

export type Kind = LeafKind | GroupKind;

/** Why a token is what it is, in words, with the section of the standard that says so. */
export interface Reason {
  readonly text: string;
  /** For example `HTML 9.2.6` or `RFC 9112 7.1`. */
  readonly rule: string;
}

/** Bytes `[from, to)` of an axis, with a name: the base of all tokens. */
export abstract class Token {
  abstract readonly layer: Layer;
  abstract readonly kind: Kind;
  abstract readonly axis: Axis;
  /** Offset on the axis of its first byte, and after its last one so far. */
  abstract readonly from: number;
  abstract readonly to: number;
  /** False once no further byte can change it. */
  abstract readonly open: boolean;
  abstract readonly reason: Reason | null;
  #spans: readonly Span[] | null = null;

  /** Where its bytes are in the capture, in order; more than one span where other bytes cut in. Never empty. */
  get spans(): readonly Span[] {
    return (this.#spans ??= this.axis.spans(this.from, this.to));
  }

  /** Absolute offset of its first byte. */
  get start(): number {
    return this.axis.at(this.from);
  }

  /** Absolute offset after its last byte so far. */
  get end(): number {
    return this.axis.after(this.to);
  }
}

/** A run of bytes of one kind. */
export interface Laid {
  readonly layer: Layer;
  readonly kind: LeafKind;
  readonly from: number;
  readonly to: number;
  readonly reason: Reason | null;
}

export class Leaf extends Token implements Laid {
  readonly layer: Layer;
  readonly kind: LeafKind;
  readonly axis: Axis;
  readonly from: number;
  readonly to: number;
  readonly open: boolean;
  readonly reason: Reason | null;

  constructor(axis: Axis, { layer, kind, from, to, reason }: Laid, open: boolean) {
    super();
    this.axis = axis;
    this.layer = layer;
    this.kind = kind;
    this.from = from;
    this.to = to;
    this.open = open;
    this.reason = reason;
  }
}
