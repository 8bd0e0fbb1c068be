/**
 * The tokens of an event stream: lines, blocks, and the leaves of a line, made from the few numbers that
 * `line-index.ts` keeps, with the reason why a line was ignored or a block not dispatched.
 */
import type { Axis } from './direction.ts';
import type { EventStream } from './event-stream.ts';
import { ENDS_WITH_CRLF, HAS_COLON, HAS_SPACE, lineEndSize, roleOf } from './line-index.ts';
import * as Role from './role.ts';
import type { Message } from './message.ts';
import type { Span } from './span.ts';
import { Token, type Laid, type Layer, type LeafKind, type Reason } from './token.ts';

const RULE = 'HTML 9.2.6';
const COMMENT = { text: 'a comment: the line is ignored', rule: RULE };
const UNKNOWN = { text: 'no field has this name: the line is ignored', rule: RULE };
const NULL_IN_ID = { text: 'the id holds U+0000 NULL: the line is ignored', rule: RULE };
const NOT_DIGITS = {
  text: 'the value of retry is not one or more ASCII digits: the line is ignored',
  rule: RULE,
};
const NO_DATA = { text: 'the data buffer is empty: nothing is dispatched', rule: RULE };
const NO_BLOCK = { text: 'no line since the last blank line: nothing is dispatched', rule: RULE };
const LINE_CUT = { text: 'the stream ended inside the line: the line is discarded', rule: RULE };
const BLOCK_CUT = { text: 'the stream ended before a blank line: the block is discarded', rule: RULE };

const REASONS: Partial<Record<Role.Any, Reason>> = {
  [Role.LoneBlank]: NO_BLOCK,
  [Role.Comment]: COMMENT,
  [Role.Unknown]: UNKNOWN,
  [Role.NullInId]: NULL_IN_ID,
  [Role.NotDigits]: NOT_DIGITS,
};

/** What a line turned out to be; `ignored` also for an id or a retry with a value that is none. */
export type LineRole = 'data' | 'event' | 'id' | 'retry' | 'comment' | 'blank' | 'ignored';

const LINE_ROLES: Record<Role.Any, LineRole> = {
  [Role.LoneBlank]: 'blank',
  [Role.Dispatch]: 'blank',
  [Role.NoData]: 'blank',
  [Role.Data]: 'data',
  [Role.Event]: 'event',
  [Role.Id]: 'id',
  [Role.Retry]: 'retry',
  [Role.Comment]: 'comment',
  [Role.Unknown]: 'ignored',
  [Role.NullInId]: 'ignored',
  [Role.NotDigits]: 'ignored',
};

const NAME_SIZES: Partial<Record<Role.Any, number>> = {
  [Role.Data]: 4,
  [Role.Event]: 5,
  [Role.Id]: 2,
  [Role.Retry]: 5,
  [Role.NullInId]: 2,
  [Role.NotDigits]: 5,
};

const COLON = 0x3a;
const SPACE = 0x20;
const WINDOW = 65_536;

/** Of each stream the long line in which a colon was last looked for, and how far: no line is searched again and again. */
const lastSearch = new WeakMap<
  EventStream,
  { readonly line: number; readonly colon: number | null; readonly searched: number }
>();

/** Content offsets of the parts of a line: `from <= name <= colon <= space <= value <= to`, each the end of its part. */
interface Layout {
  readonly comment: boolean;
  readonly name: number;
  readonly colon: number;
  readonly space: number;
  readonly value: number;
}

/** One line of an event stream, its line end included. */
export class Line extends Token {
  readonly layer: Layer = 'event-stream';
  readonly kind = 'line';
  readonly axis: Axis;
  readonly message: Message;
  readonly stream: EventStream;
  /** 0 for the first line of the event stream. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
  /** Its form in the index; null while its line end has not arrived. */
  readonly #form: number | null;

  /** The line at `index`, which must have begun. */
  constructor(message: Message, stream: EventStream, index: number) {
    super();
    const { lines, content } = stream;
    this.axis = content;
    this.message = message;
    this.stream = stream;
    this.index = index;
    this.from = lines.startOf(index);
    this.to = index < lines.length ? lines.endOf(index) : stream.readTo;
    this.#form = index < lines.length ? lines.formOf(index) : null;
  }

  /** 1 for the first line of the event stream. */
  get number(): number {
    return this.index + 1;
  }

  /** What the line turned out to be; null until its line end has arrived. */
  get role(): LineRole | null {
    return this.#form === null ? null : LINE_ROLES[roleOf(this.#form)];
  }

  /** Whether it is a blank line that dispatched an event. */
  get dispatches(): boolean {
    return this.#form !== null && roleOf(this.#form) === Role.Dispatch;
  }

  /** A CR ends a line, but while it is the last byte a LF may still be added to the line end. */
  get open(): boolean {
    const { stream } = this;
    if (stream.endAt !== null || stream.stopped !== null) return false;
    return this.#form === null || (this.index === stream.lines.length - 1 && stream.mayGrow);
  }

  get reason(): Reason | null {
    if (this.#form !== null) return REASONS[roleOf(this.#form)] ?? null;
    return this.stream.stopped?.reason ?? (this.stream.endAt === null ? null : LINE_CUT);
  }

  /** Absolute offset after the byte that ended it: a CR ends a line at once, a LF may still follow. Null while open. */
  get endAt(): number | null {
    return this.#form === null ? null : this.axis.after(endedAfter(this.to, this.#form));
  }

  /** Where the field name is; nowhere in a comment. */
  get name(): readonly Span[] {
    return this.axis.spans(this.from, this.#layout.name);
  }

  /** Where the value is, without colon, optional space and line end. */
  get value(): readonly Span[] {
    const { comment, space, value } = this.#layout;
    return comment ? [] : this.axis.spans(space, value);
  }

  /** Its parts as far as they are in the first `received` bytes of the content. */
  soFar(received: number): Record<'spans' | 'name' | 'value', readonly Span[]> {
    const { comment, name, space, value } = this.#layout;
    const cut = (from: number, to: number) => this.axis.spans(from, Math.min(to, received));
    return {
      spans: cut(this.from, this.to),
      name: cut(this.from, name),
      value: comment ? [] : cut(space, value),
    };
  }

  /** The block it is in; null for a blank line that ends none. */
  get block(): EventBlock | null {
    const { lines } = this.stream;
    if (this.#form !== null && roleOf(this.#form) === Role.LoneBlank) return null;
    return new EventBlock(this.message, this.stream, lines.blockStart(this.index));
  }

  /** Its leaves: content offsets. */
  leaves(): Laid[] {
    const { comment, name, colon, space, value } = this.#layout;
    const leaves: Laid[] = [];
    const lay = (kind: LeafKind, from: number, to: number, reason: Reason | null = null) => {
      if (to > from) leaves.push({ layer: 'event-stream', kind, from, to, reason });
    };
    if (comment) lay('comment', this.from, value, COMMENT);
    else {
      lay('field-name', this.from, name);
      lay('colon', name, colon);
      lay('optional-space', colon, space);
      lay('field-value', space, value);
    }
    if (this.role === 'blank') lay('blank-line', value, this.to, this.dispatches ? null : this.#undispatched);
    else lay('line-end', value, this.to);
    return leaves;
  }

  get #undispatched(): Reason {
    return roleOf(this.#form as number) === Role.LoneBlank ? NO_BLOCK : NO_DATA;
  }

  get #layout(): Layout {
    const form = this.#form;
    const value = form === null ? this.to : this.to - lineEndSize(form);
    const { from } = this;
    const size = form === null ? undefined : NAME_SIZES[roleOf(form)];
    if (form !== null && size !== undefined) {
      const colon = from + size + (form & HAS_COLON ? 1 : 0);
      return { comment: false, name: from + size, colon, space: colon + (form & HAS_SPACE ? 1 : 0), value };
    }
    const name = this.#findColon(value);
    if (name === from && name < value) return { comment: true, name, colon: name, space: name, value };
    const colon = Math.min(name + 1, value);
    const space = colon < value && this.axis.bytes(colon, colon + 1)[0] === SPACE ? colon + 1 : colon;
    return { comment: false, name, colon, space, value };
  }

  /** Content offset of the first colon; `end` when there is none before it. */
  #findColon(end: number): number {
    const last = lastSearch.get(this.stream);
    const known = last?.line === this.from ? last : { colon: null, searched: this.from };
    if (known.colon !== null) return Math.min(known.colon, end);
    let at = known.searched;
    let found = -1;
    for (; at < end && found < 0; at += WINDOW) {
      found = this.axis.bytes(at, Math.min(end, at + WINDOW)).indexOf(COLON);
      if (found >= 0) found += at;
    }
    const colon = found < 0 ? null : found;
    if (end - this.from > WINDOW)
      lastSearch.set(this.stream, { line: this.from, colon, searched: Math.max(known.searched, end) });
    return colon ?? end;
  }
}

/** Content offset right after the first byte of the line end of a line that ends before `to`. */
export const endedAfter = (to: number, form: number): number => (form & ENDS_WITH_CRLF ? to - 1 : to);

/**
 * The lines from one blank line to the next. `kind` is `event` once it was dispatched; a `block` is unfinished
 * (`open`), or was not dispatched (the reason says why).
 */
export class EventBlock extends Token {
  readonly layer: Layer = 'event-stream';
  readonly kind: 'block' | 'event';
  readonly axis: Axis;
  readonly message: Message;
  readonly stream: EventStream;
  /** Index of its first line, and of its blank line; null until that has arrived. */
  readonly first: number;
  readonly blank: number | null;
  readonly from: number;
  readonly to: number;

  /** The block that begins with the line at `first`, which must have begun. */
  constructor(message: Message, stream: EventStream, first: number) {
    super();
    const { lines, content } = stream;
    this.axis = content;
    this.message = message;
    this.stream = stream;
    this.first = first;
    this.blank = lines.nextBlank(first);
    this.kind = this.blank !== null && lines.roleAt(this.blank) === Role.Dispatch ? 'event' : 'block';
    this.from = lines.startOf(first);
    this.to = this.blank === null ? stream.readTo : lines.endOf(this.blank);
  }

  /** 0 for the first event of its message; null while not dispatched. */
  get index(): number | null {
    return this.kind === 'event' ? this.stream.lines.dispatchedWithin(this.blank as number) : null;
  }

  get open(): boolean {
    const { stream } = this;
    if (stream.endAt !== null || stream.stopped !== null) return false;
    return this.blank === null || (this.blank === stream.lines.length - 1 && stream.mayGrow);
  }

  /** Why nothing was dispatched. */
  get reason(): Reason | null {
    if (this.kind === 'event') return null;
    if (this.blank !== null) return NO_DATA;
    return this.stream.stopped?.reason ?? (this.stream.endAt === null ? null : BLOCK_CUT);
  }

  /** Absolute offset after the byte that dispatched it, or that ended the block; null while unfinished. */
  get endAt(): number | null {
    if (this.blank === null) return this.stream.endAt;
    return this.axis.after(endedAfter(this.to, this.stream.lines.formOf(this.blank)));
  }

  /** Its lines so far, the blank line and an unfinished one included. */
  *lines(): Generator<Line> {
    const { lines, readTo, lineStart } = this.stream;
    const last = this.blank ?? (readTo > lineStart ? lines.length : lines.length - 1);
    for (let index = this.first; index <= last; index++) yield new Line(this.message, this.stream, index);
  }

  /** The line that set the event type buffer, among those of the block that have ended; null when none did. */
  get typeLine(): Line | null {
    const index = this.stream.lines.lastType(this.#ended);
    return index < this.first ? null : this.#lineAt(index);
  }

  /** The line that set the last event ID buffer, as it is after the lines of the block that have ended. */
  get idLine(): Line | null {
    return this.#lineAt(this.stream.lines.lastId(this.#ended));
  }

  get #ended(): number {
    return this.blank ?? this.stream.lines.length;
  }

  /** The `id` line in effect when the block began: the last event ID buffer. Null for the empty string. */
  get idBefore(): Line | null {
    const line = this.#lineAt(this.stream.lines.lastId(this.first));
    return line !== null && line.value.length > 0 ? line : null;
  }

  /** The `retry` line in effect when the block began. Null when the user agent's own value holds. */
  get retryBefore(): Line | null {
    return this.#lineAt(this.stream.lines.lastRetry(this.first));
  }

  #lineAt(index: number): Line | null {
    return index < 0 ? null : new Line(this.message, this.stream, index);
  }
}

/** What the byte of an event stream at the content offset `at` is: a leaf, and the line it is in. */
export function readEventLeaf(
  message: Message,
  stream: EventStream,
  at: number,
): { readonly laid: Laid; readonly open: boolean; readonly line: Line | null } {
  const { lines, stopped } = stream;
  const layer = 'event-stream';
  if (stopped !== null && at >= stopped.at) {
    const { reason } = stopped;
    const laid: Laid = { layer, kind: 'undecoded', from: stopped.at, to: stream.length, reason };
    return { laid, open: stream.endAt === null, line: null };
  }
  if (at < lines.start || stream.undecided) {
    const to = stream.undecided ? stream.length : lines.start;
    return { laid: { layer, kind: 'bom', from: 0, to, reason: null }, open: stream.undecided, line: null };
  }
  const line = new Line(message, stream, lines.countWithin(at));
  const laid = line.leaves().find((each) => at < each.to) as Laid;
  return { laid, open: line.open && laid.to === line.to, line };
}
