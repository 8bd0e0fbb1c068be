/**
 * A connection that speaks HTTP/2: what `http2/` finds on its streams becomes messages, and the content of DATA frames
 * is read as that of an HTTP/1.x message is. Two event streams on one connection so come apart.
 *
 * Bound: 100,000 messages in a direction; the content of more is not read.
 */
import type { Ending, Sender } from './arrival.ts';
import type { Block } from './byte-store.ts';
import type { Decoder } from './decoder.ts';
import type { Direction } from './direction.ts';
import { CODED, contentOf } from './framing.ts';
import type { Head as MessageHead } from './head.ts';
import { MESSAGES_BOUND } from './http1.ts';
import { Http2Connection, type Http2Leaf } from './http2/connection.ts';
import { errorName } from './http2/errors.ts';
import { FRAME_HEADER_SIZE } from './http2/frame-header.ts';
import type { Field } from './http2/hpack.ts';
import type { HeadRole } from './http2/messages.ts';
import { PREFACE } from './http2/preface.ts';
import { REPRESENTATIONS } from './http2/representations.ts';
import type { Head } from './http2/recorder.ts';
import { Frame } from './http2-tokens.ts';
import type { Journal } from './journal.ts';
import { locateInContent, NOWHERE, type Located } from './locate.ts';
import { Message } from './message.ts';
import { NO_FRAMING, type FramingMoment } from './moment.ts';
import { countLeading } from './span.ts';
import { Leaf, type Laid, type Reason } from './token.ts';

const FRAMES_LOOKED_AT = 64;

/** RFC 9113 8.1 and 8.4.1: neither an interim response nor a promised request has content. */
const WITHOUT_CONTENT: ReadonlySet<HeadRole> = new Set(['interim', 'promised-request']);

type BothDirections = Readonly<Record<Sender, Direction>>;

export class Http2Decoder implements Decoder {
  readonly #directions: BothDirections;
  readonly #journal: Journal;
  readonly #connection: Http2Connection;
  /** The messages of each stream in each direction, in order. */
  readonly #messages: Readonly<Record<Sender, Map<number, Message[]>>> = {
    client: new Map(),
    server: new Map(),
  };
  /** All fields of each head, pseudo-header fields included. */
  readonly #fields = new Map<Message, readonly Field[]>();
  readonly #counts: Record<Sender, number> = { client: 0, server: 0 };
  /** What is being received: the block, and the offset in the direction of its first byte. */
  #block: { readonly block: Block; readonly base: number } | null = null;

  constructor(directions: BothDirections, journal: Journal) {
    this.#directions = directions;
    this.#journal = journal;
    this.#connection = new Http2Connection((from, start, end) => directions[from].bytes(start, end), {
      head: (head) => {
        this.#head(head);
      },
      content: (streamId, from, start, end) => {
        this.#content(streamId, from, start, end);
      },
      endStream: (streamId, from, at) => {
        this.#open(streamId, from)?.finish('complete', at, directions[from].after(at));
      },
      reset: (streamId, from, code, at) => {
        this.#reset(streamId, from, code, at);
      },
    });
  }

  receive({ from: sender }: Direction, block: Block, from: number, to: number, offset: number): void {
    this.#block = { block, base: offset - from };
    this.#connection.receive(sender, block.bytes.subarray(from, to), offset);
    this.#block = null;
  }

  end(direction: Direction, ending: Ending, at: number): void {
    const how = ending === 'fin' ? 'closed' : 'reset';
    for (const messages of this.#messages[direction.from].values()) {
      for (const message of messages) {
        if (!message.open) continue;
        message.reason = { text: `the connection was ${how} before END_STREAM`, rule: 'RFC 9113 8.1' };
        message.finish('cut', direction.length, at);
      }
    }
  }

  #head({ streamId, from, role, start, end, fields, reasons, endStream }: Head): void {
    if (role === 'trailers' || this.#counts[from] === MESSAGES_BOUND) return;
    const kind = role.endsWith('request') ? 'request' : 'response';
    const message = new Message(kind, this.#directions[from], start, ++this.#counts[from], streamId);
    const head = headOf(fields);
    message.head = head;
    this.#fields.set(message, fields);
    message.headTo = end;
    message.reason = reasons[0] ?? null;
    this.#list(streamId, from).push(message);
    this.#journal.add(message);
    this.#journal.headEnded(message);

    message.framing = endStream || WITHOUT_CONTENT.has(role) ? 'none' : 'frames';
    if (message.framing === 'none') {
      message.finish('complete', end, message.axis.after(end));
      return;
    }
    const { typed, coded } = contentOf(kind, head);
    if (typed && coded) message.reason ??= CODED;
    message.beginContent(typed && !coded && role === 'response');
  }

  #content(streamId: number, from: Sender, start: number, end: number): void {
    const message = this.#open(streamId, from);
    if (!message?.content || this.#block === null) return;
    message.content.extend(start, end - start);
    if (message.eventStream === null) return;
    const { block, base } = this.#block;
    message.eventStream.receive(block, start - base, end - base);
    this.#journal.dispatched(message, message.eventStream.dispatched);
  }

  #reset(streamId: number, from: Sender, code: number, at: number): void {
    const reason = { text: `the ${from} reset the stream: ${errorName(code)}`, rule: 'RFC 9113 6.4' };
    const absolute = this.#directions[from].after(at);
    for (const sender of ['client', 'server'] as const) {
      const message = this.#open(streamId, sender);
      if (message === null) continue;
      message.reason = reason;
      message.finish('cut', Math.max(message.to, sender === from ? at : 0), absolute);
    }
  }

  #list(streamId: number, from: Sender): Message[] {
    let list = this.#messages[from].get(streamId);
    if (list === undefined) this.#messages[from].set(streamId, (list = []));
    return list;
  }

  /** The message on this stream that has not ended. */
  #open(streamId: number, from: Sender): Message | null {
    const last = this.#messages[from].get(streamId)?.at(-1);
    return last?.open ? last : null;
  }

  locate(direction: Direction, local: number): Located {
    const { from } = direction;
    const index = this.#connection.frameAt(from, local);
    const leaves =
      index === null
        ? this.#connection.leavesBetween(from, local, local + 1)
        : this.#connection.leavesOf(from, index);
    const leaf = leaves[countLeading(leaves, ({ end }) => end <= local)] as (typeof leaves)[number];
    const message = index === null ? null : this.#messageOf(direction, index);
    const inContent = message?.content?.stretches.innerOf(local) ?? null;
    if (leaf.kind === 'content' && message !== null && inContent !== null) {
      return locateInContent(message, local, { chunk: null, frame: index });
    }
    const laid: Laid = {
      layer: 'http2',
      kind: leaf.kind,
      from: leaf.start,
      to: leaf.end,
      reason: (message && this.#fieldIn(message, leaf)) ?? leaf.reason,
    };
    const last = laid.to === direction.length && direction.ended === null;
    const open = last && this.#mayGrow(direction, index, laid);
    return { ...NOWHERE, leaf: new Leaf(direction, laid, open), message, frame: index };
  }

  /** What a leaf of the head's field block stands for; null when it is none. */
  #fieldIn(message: Message, { kind, start, value, reason }: Http2Leaf): Reason | null {
    if (!(kind in REPRESENTATIONS) || kind === 'table-size-update') return null;
    if (value === null || start >= (message.headTo as number)) return null;
    const field = this.#fields.get(message)?.[value];
    return field && reason ? { text: `${field.name}: ${field.value}`, rule: reason.rule } : null;
  }

  #mayGrow({ from }: Direction, index: number | null, { kind, to }: Laid): boolean {
    if (index !== null) return !this.#connection.frame(from, index).complete;
    return kind !== 'preface' || to < PREFACE.length;
  }

  /** The message on whose stream a frame is: the last one that had begun. */
  #messageOf({ from }: Direction, index: number): Message | null {
    const { header, start } = this.#connection.frame(from, index);
    const messages = header && this.#messages[from].get(header.streamId);
    return messages?.findLast((message) => message.from <= start) ?? null;
  }

  /** Frames that are about no message, such as PING, are passed over. */
  messageWithin(direction: Direction, count: number): Message | null {
    const { from } = direction;
    const last = this.#connection.frameAt(from, count - 1);
    if (last === null) return null;
    for (let index = last; index > Math.max(-1, last - FRAMES_LOOKED_AT); index--) {
      if (this.#connection.frame(from, index).start + FRAME_HEADER_SIZE > count) continue;
      const message = this.#messageOf(direction, index);
      if (message !== null && (message.headTo as number) <= count) return message;
    }
    return null;
  }

  headLines(): never[] {
    return [];
  }

  chunk(): never {
    throw new Error('HTTP/2 has no chunks');
  }

  frame(direction: Direction, index: number): Frame {
    return new Frame(direction, this.#connection.frame(direction.from, index));
  }

  boundaries(direction: Direction, cursor: number): number[] {
    const { from } = direction;
    const local = direction.countBefore(cursor);
    const count = this.#connection.frameCount(from);
    const near = this.#connection.frameAt(from, Math.max(0, local - 1)) ?? (local === 0 ? 0 : count - 1);
    const ends: number[] = [];
    for (let index = Math.max(0, near - 2); index < Math.min(count, near + 3); index++) {
      const { end, complete } = this.#connection.frame(from, index);
      if (complete) ends.push(direction.after(end));
    }
    return ends;
  }

  moment(_: Message | null, cursor: number): FramingMoment {
    const { client, server } = this.#directions;
    const counts = { client: client.countBefore(cursor), server: server.countBefore(cursor) };
    const index = counts.server === 0 ? null : this.#connection.frameAt('server', counts.server - 1);
    const frame = index === null ? null : this.frame(server, index);
    const partly = frame !== null && (!frame.complete || counts.server < frame.to);
    return {
      ...NO_FRAMING,
      frame: partly ? { frame, received: counts.server - frame.from } : null,
      http2: () => this.#connection.stateAt(counts.client, counts.server),
    };
  }
}

/** What the fields say, pseudo-header fields apart, RFC 9113 8.3. */
function headOf(all: readonly { readonly name: string; readonly value: string }[]): MessageHead {
  const pseudo = (name: string) => all.find((field) => field.name === name)?.value ?? null;
  const status = pseudo(':status');
  return {
    method: pseudo(':method'),
    target: pseudo(':path'),
    status: status === null ? null : Number(status),
    version: '2',
    fields: all.filter(({ name }) => !name.startsWith(':')),
  };
}
