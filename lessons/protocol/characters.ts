/**
 * The characters of an event stream that are worth showing as one thing: those with something in between their bytes,
 * and malformed ones. They are found in the bytes when somebody asks.
 */
import type { Axis } from './direction.ts';
import type { EventStream } from './event-stream.ts';
import type { Message } from './message.ts';
import { Token, type Layer, type Reason } from './token.ts';
import { sequenceAt, type Sequence } from './utf8.ts';

const MALFORMED: Reason = { text: 'not valid UTF-8: it is read as U+FFFD', rule: 'Encoding 8.1.1' };
const WINDOW = 16_384;

export class Character extends Token {
  readonly layer: Layer = 'utf-8';
  readonly kind = 'character';
  readonly axis: Axis;
  readonly message: Message;
  readonly from: number;
  readonly to: number;
  readonly open: boolean;
  readonly reason: Reason | null;

  constructor(message: Message, axis: Axis, { from, to, state }: Sequence) {
    super();
    this.axis = axis;
    this.message = message;
    this.from = from;
    this.to = to;
    this.open = state === 'unfinished';
    this.reason = state === 'malformed' ? MALFORMED : null;
  }
}

/** The character that holds the byte at the content offset `at`, if it is cut or malformed. */
export function characterAt(message: Message, stream: EventStream, at: number): Character | null {
  const { content, lines, readTo } = stream;
  if (at < lines.start || at >= readTo || stream.undecided) return null;
  const from = Math.max(lines.start, at - 3);
  const to = Math.min(readTo, at + 4);
  const ended = to < readTo || stream.endAt !== null || stream.stopped !== null;
  const sequence = sequenceAt(content.bytes(from, to), at - from, ended);
  return sequence && worthShowing(message, content, sequence, from);
}

/** All such characters of a stream, in order. */
export function* charactersOf(message: Message, stream: EventStream): Generator<Character> {
  const { content, lines, readTo } = stream;
  if (stream.undecided) return;
  for (let from = lines.start; from < readTo;) {
    const to = Math.min(readTo, from + WINDOW);
    const ended = to === readTo && (stream.endAt !== null || stream.stopped !== null);
    const bytes = content.bytes(from, to);
    let at = 0;
    for (; at < bytes.length; at++) {
      if ((bytes[at] as number) < 0x80) continue;
      const sequence = sequenceAt(bytes, at, ended) as Sequence;
      // What may go on in the next window is looked at again there, from its first byte.
      if (sequence.state === 'unfinished' && to < readTo) break;
      const character = worthShowing(message, content, sequence, from);
      if (character !== null) yield character;
      at = sequence.to - 1;
    }
    from += at;
  }
}

function worthShowing(
  message: Message,
  content: Axis,
  { from, to, state }: Sequence,
  base: number,
): Character | null {
  const character = new Character(message, content, { from: base + from, to: base + to, state });
  return state === 'malformed' || character.spans.length > 1 ? character : null;
}
