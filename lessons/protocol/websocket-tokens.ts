/** The tokens of WebSocket, RFC 6455 5: frames, and the leaves in them, read again from the header of each. */
import type { Direction } from './direction.ts';
import { bytesOf } from './http2/frame-header.ts';
import { Leaf, Token, type Layer, type LeafKind, type Reason } from './token.ts';
import type { WebSocketFrames } from './websocket-frames.ts';
import { HEADER_BOUND, opcodeName, readWebSocketHeader } from './websocket-header.ts';

const LAYER: Layer = 'websocket';
const KEY_SIZE = 4;
const EXTENDED = {
  text: 'a reserved bit is set: an extension has made the payload, which is not looked into',
  rule: 'RFC 6455 5.2',
};

export class WebSocketFrame extends Token {
  readonly layer = LAYER;
  readonly kind = 'ws-frame';
  readonly axis: Direction;
  /** It is in no HTTP message. */
  readonly message = null;
  /** 1 for the first frame of the direction. */
  readonly number: number;
  readonly from: number;
  readonly to: number;
  readonly opcode: number;
  /** Whether it is the last frame of its message. */
  readonly fin: boolean;
  /** RSV1 to RSV3 as one number, 0 to 7. */
  readonly rsv: number;
  /** Whether its payload is masked: that of a client is. */
  readonly masked: boolean;
  /** Bytes of payload that it announces; null until its length is complete. */
  readonly size: number | null;
  readonly complete: boolean;
  readonly open: boolean;
  readonly reason: Reason | null;
  /** Offsets of the direction at which its payload begins and ends, as far as it has arrived. */
  readonly payloadFrom: number;
  readonly payloadTo: number;
  readonly #lengthTo: number;
  readonly #headerTo: number;

  /** The frame at `index`, from 0; it must have begun. */
  constructor(frames: WebSocketFrames, index: number) {
    super();
    const { direction } = frames;
    const from = frames.startOf(index);
    const to = frames.endOf(index);
    const header = readWebSocketHeader(direction.bytes(from, Math.min(to, from + HEADER_BOUND)));
    this.axis = direction;
    this.number = index + 1;
    this.from = from;
    this.to = to;
    this.opcode = header.opcode;
    this.fin = header.fin;
    this.rsv = header.rsv;
    this.masked = direction.from === 'client';
    this.size = header.size;
    this.complete = frames.isComplete(index);
    this.open = !this.complete && frames.ended === null;
    this.reason = (this.complete ? null : frames.ended?.reason) ?? (header.rsv === 0 ? null : EXTENDED);
    this.#lengthTo = from + header.lengthTo;
    this.#headerTo = from + header.to;
    this.payloadFrom = Math.min(to, this.#headerTo);
    this.payloadTo = to;
  }

  /** The leaf that its byte at `local`, an offset of the direction, is in. */
  leafAt(local: number): Leaf {
    if (local === this.from) return this.#leaf('ws-opcode', local, local + 1);
    if (local < this.#lengthTo) return this.#leaf('ws-length', this.from + 1, this.#lengthTo);
    if (local < this.#headerTo) return this.#leaf('masking-key', this.#lengthTo, this.#headerTo);
    const kind = this.masked ? 'ws-masked-payload' : 'ws-payload';
    return this.#leaf(kind, this.#headerTo, this.#headerTo + (this.size as number));
  }

  /** `end`: where the leaf will end. */
  #leaf(kind: LeafKind, from: number, end: number): Leaf {
    const to = Math.min(end, this.to);
    return new Leaf(this.axis, { layer: LAYER, kind, from, to, reason: null }, this.open && to < end);
  }
}

/** What a frame is called, for example `WebSocket frame 3, text, 24 bytes`. */
export function webSocketFrameTitle({ number, opcode, fin, size }: WebSocketFrame): string {
  const parts = [`WebSocket frame ${number}`, opcodeName(opcode)];
  if (!fin) parts.push('not the last of its message');
  if (size !== null) parts.push(bytesOf(size));
  return parts.join(', ');
}

/** The bytes `[start, end)` of its payload, cut to those that have arrived; RFC 6455 5.3: without the mask. */
export function unmasked(
  { axis, masked, payloadFrom, payloadTo }: WebSocketFrame,
  start: number,
  end: number,
) {
  const from = payloadFrom + start;
  const bytes = axis.bytes(from, Math.min(payloadFrom + end, payloadTo));
  if (!masked || bytes.length === 0) return bytes;
  const key = axis.bytes(payloadFrom - KEY_SIZE, payloadFrom);
  return bytes.map((byte, index) => byte ^ (key[(start + index) % KEY_SIZE] as number));
}

/** Absolute offsets after complete frames: those around the byte before `local`, an offset of the direction. */
export function frameEndsAround(frames: WebSocketFrames, local: number): number[] {
  const near = frames.indexAt(local - 1);
  const ends: number[] = [];
  for (let index = Math.max(0, near - 1); index < Math.min(frames.count, near + 2); index++) {
    if (frames.isComplete(index)) ends.push(frames.direction.after(frames.endOf(index)));
  }
  return ends;
}
