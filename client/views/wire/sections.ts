/**
 * The sections of what one sender sent: stretches of bytes in which rows end for the same reason. On HTTP/1.x they
 * come from the few numbers that the decoder keeps, and no token is made, so that a whole capture can be laid out in
 * one go. On HTTP/2 and WebSocket they are parts of frames.
 */
import type { Direction } from '../../../lessons/protocol/direction.ts';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import type { EventStream } from '../../../lessons/protocol/event-stream.ts';
import { FRAME_HEADER_SIZE } from '../../../lessons/protocol/http2/frame-header.ts';
import { REPRESENTATIONS } from '../../../lessons/protocol/http2/representations.ts';
import type { Message } from '../../../lessons/protocol/message.ts';
import { countLeading } from '../../../lessons/protocol/span.ts';
import type { Kind, Layer, Leaf } from '../../../lessons/protocol/token.ts';

export interface Section {
  /** Offset of the direction after it; Infinity while it goes on. */
  readonly to: number;
  /** The message it is a part of; null for bytes between messages. */
  readonly message: Message | null;
  /** In the content of an event stream: the stream, and the offset there. Rows end with its lines. */
  readonly stream: { readonly of: EventStream; readonly at: number } | null;
  /** In the numbers of a frame, which are shown as such. Elsewhere rows end with a LF. */
  readonly binary: boolean;
}

/** In each layer of frames, the kind whose bytes are shown as text; all others there are numbers. */
const TEXT_IN_FRAMES: Partial<Record<Layer, Kind>> = { http2: 'preface', websocket: 'ws-payload' };

/** Whether the bytes are shown as numbers. */
export const isBinary = ({ layer, kind }: Leaf): boolean => (TEXT_IN_FRAMES[layer] ?? kind) !== kind;

const TEXT = { stream: null, binary: false };

export class Sections {
  readonly #dissection: Dissection;
  /** The messages of each direction that speaks HTTP/1.x, in order. */
  readonly #messages = new Map<Direction, Message[]>();
  #seen: readonly [count: number, last: Message | undefined] = [0, undefined];
  readonly #http2 = new Map<Direction, boolean>();

  constructor(dissection: Dissection) {
    this.#dissection = dissection;
  }

  /** Whether the protocol of the direction is known: until then its bytes have no section that stays. */
  decided(direction: Direction): boolean {
    if (this.#http2.has(direction) || direction.length === 0) return true;
    const leaf = this.#dissection.leafAt(direction.at(0));
    if (leaf === null || (leaf.kind === 'preface' && leaf.layer === 'http')) return false;
    this.#http2.set(direction, leaf.layer === 'http2');
    return true;
  }

  /** The section that the byte at `offset` of the direction is in. */
  at(direction: Direction, offset: number): Section {
    if (!this.decided(direction)) return { ...TEXT, to: Infinity, message: null };
    return this.#http2.get(direction)
      ? this.#inFrames(direction, offset)
      : this.#inMessages(direction, offset);
  }

  #inMessages(direction: Direction, offset: number): Section {
    const messages = this.#messagesOf(direction);
    const index = countLeading(messages, ({ from }) => from <= offset) - 1;
    const message = messages[index];
    const next = messages[index + 1]?.from ?? Infinity;
    if (!message || (!message.open && offset >= message.to)) {
      return this.#betweenMessages(direction, offset, next);
    }

    const end = message.open ? next : message.to;
    const { content, headTo, eventStream } = message;
    if (headTo === null || content === null) return { ...TEXT, to: end, message };
    if (offset < headTo) return { ...TEXT, to: headTo, message };
    const { stretches } = content;
    const at = stretches.indexOfOuter(offset);
    if (at >= 0) {
      const { inner, outer, size } = stretches.stretch(at);
      if (offset < outer + size) {
        const stream = eventStream && { of: eventStream, at: inner + (offset - outer) };
        return { ...TEXT, to: outer + size, message, stream };
      }
    }
    const data = at + 1 < stretches.count ? stretches.stretch(at + 1).outer : end;
    return { ...TEXT, to: data, message };
  }

  /** The header or the payload of a WebSocket frame; or bytes before the next message that are in none. */
  #betweenMessages(direction: Direction, offset: number, next: number): Section {
    const { webSocketFrame: frame, leaf } = this.#dissection.at(direction.at(offset));
    const binary = leaf !== null && isBinary(leaf);
    if (frame === null) return { ...TEXT, to: binary ? leaf.to : next, message: null, binary };
    const { payloadFrom, to } = frame;
    return { ...TEXT, to: offset < payloadFrom ? payloadFrom : to, message: null, binary };
  }

  #messagesOf(direction: Direction): readonly Message[] {
    const { messages } = this.#dissection;
    const [count, last] = this.#seen;
    // A message may take its place before some that were known earlier.
    const inserted = messages[count - 1] !== last;
    if (inserted) this.#messages.clear();
    for (let index = inserted ? 0 : count; index < messages.length; index++) {
      const message = messages[index] as Message;
      const list = this.#messages.get(message.axis);
      if (list) list.push(message);
      else this.#messages.set(message.axis, [message]);
    }
    this.#seen = [messages.length, messages.at(-1)];
    return this.#messages.get(direction) ?? [];
  }

  #inFrames(direction: Direction, offset: number): Section {
    const at = direction.at(offset);
    const { frame, message, leaf } = this.#dissection.at(at);
    const end = frame?.to ?? leaf?.to ?? Infinity;
    const inner = message?.content?.stretches.innerOf(offset) ?? null;
    if (message?.content && inner !== null) {
      const { outer, size } = message.content.stretches.stretch(message.content.stretches.indexOf(inner));
      const stream = message.eventStream && { of: message.eventStream, at: inner };
      return { ...TEXT, to: Math.min(end, outer + size), message, stream };
    }
    if (frame !== null && offset < frame.from + FRAME_HEADER_SIZE) {
      return { ...TEXT, to: Math.min(end, frame.from + FRAME_HEADER_SIZE), message, binary: true };
    }
    // Each field of a field block has a row of its own.
    if (leaf !== null && leaf.kind in REPRESENTATIONS) return { ...TEXT, to: leaf.to, message, binary: true };
    // Before the content of a frame may lie the length of its padding, and after it the padding.
    const stretches = message?.content?.stretches;
    const next = stretches ? stretches.indexOfOuter(offset) + 1 : 0;
    const content = stretches && next < stretches.count ? stretches.stretch(next).outer : Infinity;
    return { ...TEXT, to: Math.min(end, content), message, binary: leaf !== null && isBinary(leaf) };
  }
}
