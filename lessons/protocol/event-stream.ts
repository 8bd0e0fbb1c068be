/**
 * The event stream, HTML 9.2.5 (its format) and 9.2.6 (its interpretation): bytes in, lines out. Bytes may be cut
 * anywhere. Nothing is copied and no text is made: `line-index.ts` keeps where each line ends and what it was, and
 * the rest is read from the bytes when somebody asks.
 *
 * Reading bytes instead of characters is safe: in UTF-8 no byte of a longer character looks like CR, LF, a colon
 * or a space. A malformed byte is U+FFFD in the text, and that is none of them either.
 *
 * Bounds: 64 MiB for a line, and for the data of an event. Past one, nothing more of the stream is read.
 */
import type { Block } from './byte-store.ts';
import type { Axis } from './direction.ts';
import { CR, findLineEnds, LF } from './line-end.ts';
import { ENDS_WITH_CR, ENDS_WITH_CRLF, HAS_COLON, HAS_SPACE, LineIndex, ROLE } from './line-index.ts';
import * as Role from './role.ts';
import type { Reason } from './token.ts';
import { encodeUtf8 } from './utf8.ts';

const LONGEST_LINE = 0x4000000;
const MOST_DATA = 0x4000000;
export const EVENT_STREAM_BOUNDS = { line: LONGEST_LINE, data: MOST_DATA } as const;

const SPACE = 0x20;
const COLON = 0x3a;
const DIGIT_ZERO = 0x30;
const DIGIT_NINE = 0x39;
const BOM = [0xef, 0xbb, 0xbf];

const LONG_LINE: Reason = {
  text: `a line of more than ${LONGEST_LINE} bytes: the stream is not read on from here`,
  rule: 'a bound of this decoder: HTML 9.2.6 sets none',
};
const LONG_DATA: Reason = {
  text: `an event of more than ${MOST_DATA} bytes: the stream is not read on from here`,
  rule: 'a bound of this decoder: HTML 9.2.6 sets none',
};

/** The letters of the four field names. */
const [A, D, E, I, N, R, T, V, Y] = encodeUtf8('adeinrtvy');
/** What of a line is looked at to tell its field: the longest name, its colon and a space. */
const OPENING = 7;
/** Where the line ends are, of so many bytes at once. */
const FOUND = new Int32Array(4096);

export class EventStream {
  readonly content: Axis;
  readonly lines = new LineIndex();
  #length = 0;
  /** The last bytes received lie in a row at `[from, to)` here; the first of them is `from + base` of the content. */
  #bytes: Uint8Array = new Uint8Array(0);
  #from = 0;
  #to = 0;
  #base = 0;
  #lineStart = 0;
  /** How many bytes of a byte order mark the stream has begun with; null once that is decided. */
  #bom: number | null = 0;
  /** Whether the last byte was a CR: a LF would be a part of the same line end. */
  #afterCr = false;
  /** Bytes of the data lines since the last blank line. Without any, the data buffer is empty. */
  #data = 0;
  #dispatched = 0;
  #stopped: Stopped | null = null;
  #endAt: number | null = null;

  /** `content` holds the bytes that are received, so that what came earlier can be read again. */
  constructor(content: Axis) {
    this.content = content;
  }

  /** How many events were dispatched. */
  get dispatched(): number {
    return this.#dispatched;
  }

  /** Bytes received. */
  get length(): number {
    return this.#length;
  }

  /** How far the stream has been read: `length`, or where a bound was passed. */
  get readTo(): number {
    return this.#stopped?.at ?? this.#length;
  }

  /** Whether the last byte is a CR: a LF would be a part of the same line end. */
  get mayGrow(): boolean {
    return this.#afterCr;
  }

  /** Content offset at which the unfinished line begins, or the next one will. */
  get lineStart(): number {
    return this.#lineStart;
  }

  /** Whether the first bytes may still become a byte order mark: until then there is no line. */
  get undecided(): boolean {
    return this.#bom !== null && this.#endAt === null;
  }

  /** Set when a bound was passed. */
  get stopped(): Stopped | null {
    return this.#stopped;
  }

  /** Absolute offset at which the stream ended; null while more may come. */
  get endAt(): number | null {
    return this.#endAt;
  }

  /** The next bytes of the stream, `[from, to)` of the block, which `content` has already. */
  receive({ bytes, words }: Block, from: number, to: number): void {
    // Most often the bytes that came before lie in front of these.
    if (bytes !== this.#bytes || from !== this.#to) {
      this.#bytes = bytes;
      this.#from = from;
      this.#base = this.#length - from;
    }
    this.#to = to;
    const base = this.#base;
    const { lines } = this;
    this.#length = base + to;
    if (this.#stopped !== null) return;

    let at = this.#bom === null ? from : this.#readBom(bytes, from, to);
    if (this.#afterCr && at < to) at = this.#readAfterCr(bytes, at);

    let start = this.#lineStart - base;
    while (at < to && this.#stopped === null) {
      const found = FOUND;
      const next = Math.min(to, at + found.length);
      const count = findLineEnds(bytes, words, at, next, found);
      at = next;
      for (let i = 0; i < count; i++) {
        const end = found[i] as number;
        // A LF that the line end of the last line has already.
        if (end < start) continue;
        if (end - start > LONGEST_LINE) break;
        let form =
          start >= this.#from
            ? this.#readLine(bytes, start, end)
            : this.#readSplitLine(base + start, base + end);
        if ((form & ROLE) === Role.Data && (this.#data += end - start) > MOST_DATA) {
          this.#stopped = { at: base + start, reason: LONG_DATA };
          break;
        }

        // HTML 9.2.5: a line ends with CR LF, LF or CR. A CR ends it at once: a LF may never come.
        start = end + 1;
        if (bytes[end] === CR) {
          if (start === to) this.#afterCr = true;
          if (start < to && bytes[start] === LF) {
            form |= ENDS_WITH_CRLF;
            start++;
          } else form |= ENDS_WITH_CR;
        }
        lines.add(base + start, form);
        // Most often a blank line comes next.
        if (start < at && bytes[start] === LF && found[i + 1] === start) {
          i++;
          lines.add(base + ++start, this.#dispatch());
        }
      }
    }
    this.#lineStart = base + start;

    if (to - start > LONGEST_LINE) this.#stopInLine();
  }

  /** The bytes `[start, end)` of the stream: not a copy if it can be helped, so not to be changed. */
  bytes(start: number, end: number): Uint8Array {
    const base = this.#base;
    return start >= base + this.#from
      ? this.#bytes.subarray(start - base, end - base)
      : this.content.bytes(start, end);
  }

  #stopInLine(): void {
    this.#stopped ??= { at: this.#lineStart + LONGEST_LINE, reason: LONG_LINE };
  }

  /** HTML 9.2.5: one byte order mark may stand at the start of the stream. Gives the index after what was read. */
  #readBom(bytes: Uint8Array, from: number, to: number): number {
    let have = this.#bom as number;
    let at = from;
    while (have < BOM.length && at < to && bytes[at] === BOM[have]) {
      have++;
      at++;
    }
    this.#bom = at < to || have === BOM.length ? null : have;
    if (have === BOM.length) this.#lineStart = this.lines.start = have;
    return at;
  }

  #readAfterCr(bytes: Uint8Array, at: number): number {
    this.#afterCr = false;
    if (bytes[at] !== LF) return at;
    this.lines.growLast();
    this.#lineStart++;
    return at + 1;
  }

  /** Reads a line that began in bytes received earlier, at these offsets of the content. */
  #readSplitLine(start: number, end: number): number {
    const opening = this.content.bytes(start, Math.min(end, start + OPENING));
    // Of an id or a retry the value matters too.
    const whole = opening[0] === I || opening[0] === R;
    const bytes = whole ? this.content.bytes(start, end) : opening;
    return this.#readLine(bytes, 0, bytes.length);
  }

  /** HTML 9.2.6, the steps for the line at `[start, end)` of `bytes`, without its line end. Gives its form. */
  #readLine(bytes: Uint8Array, start: number, end: number): number {
    // "If the line is empty (a blank line): Dispatch the event, as defined below."
    if (start === end) return this.#dispatch();

    // "If the line starts with a U+003A COLON character (:): Ignore the line."
    if (bytes[start] === COLON) return Role.Comment | HAS_COLON;

    // "If the line contains a U+003A COLON character (:): Collect the characters on the line before the first
    // U+003A COLON character (:), and let field be that string."
    const field = fieldAt(bytes, start);
    if (field === Role.Unknown) return field;
    const colon = start + nameSize(field);
    if (colon > end || (colon < end && bytes[colon] !== COLON)) return Role.Unknown;

    // "Otherwise, the string is not empty but does not contain a U+003A COLON character (:): Process the field
    // [..] using the whole line as the field name, and the empty string as the field value." Any other field
    // is ignored.
    if (colon === end) return processField(field, bytes, end, end);

    // "Collect the characters on the line after the first U+003A COLON character (:), and let value be that string.
    // If value starts with a U+0020 SPACE character, remove it from value."
    const value = colon + 1;
    if (value === end || bytes[value] !== SPACE) return processField(field, bytes, value, end) | HAS_COLON;
    return processField(field, bytes, value + 1, end) | HAS_COLON | HAS_SPACE;
  }

  /** HTML 9.2.6, the first steps of "dispatch the event". */
  #dispatch(): number {
    // "If the data buffer is an empty string, set the data buffer and the event type buffer to the empty string
    // and return." One data line is enough, even without a value: the buffer then holds its LF.
    if (this.#data > 0) {
      this.#data = 0;
      this.#dispatched++;
      return Role.Dispatch;
    }
    const { lines } = this;
    return lines.blockStart(lines.length) === lines.length ? Role.LoneBlank : Role.NoData;
  }

  /** HTML 9.2.6: "Once the end of the file is reached, any pending data must be discarded." */
  end(at: number): void {
    this.#endAt ??= at;
  }
}

/** From which content offset on nothing is read, and why. */
export interface Stopped {
  readonly at: number;
  readonly reason: Reason;
}

/** Bytes of the name of a field. */
const nameSize = (field: Role.Field): number => (field === Role.Data ? 4 : field === Role.Id ? 2 : 5);

/** The field whose name the bytes at `i` begin with; what comes after that name is still to be looked at. */
function fieldAt(b: Uint8Array, i: number): Role.Field | typeof Role.Unknown {
  switch (b[i]) {
    case D:
      if (b[i + 1] === A && b[i + 2] === T && b[i + 3] === A) return Role.Data;
      break;
    case E:
      if (b[i + 1] === V && b[i + 2] === E && b[i + 3] === N && b[i + 4] === T) return Role.Event;
      break;
    case I:
      if (b[i + 1] === D) return Role.Id;
      break;
    case R:
      if (b[i + 1] === E && b[i + 2] === T && b[i + 3] === R && b[i + 4] === Y) return Role.Retry;
      break;
    default:
  }
  return Role.Unknown;
}

/** HTML 9.2.6, "process the field": its value is `[start, end)` of `bytes`. Gives the role of its line. */
function processField(field: Role.Field, bytes: Uint8Array, start: number, end: number): Role.Any {
  switch (field) {
    // "Set the event type buffer to the field value."
    case Role.Event:
      return Role.Event;

    // "Append the field value to the data buffer, then append a single U+000A LINE FEED (LF) character to the
    // data buffer."
    case Role.Data:
      return Role.Data;

    // "If the field value does not contain U+0000 NULL, then set the last event ID buffer to the field value.
    // Otherwise, ignore the field."
    case Role.Id:
      return isWithoutNull(bytes, start, end) ? Role.Id : Role.NullInId;

    // "If the field value consists of only ASCII digits, then interpret the field value as an integer in base
    // ten, and set the event stream's reconnection time to that integer. Otherwise, ignore the field."
    case Role.Retry:
      return isDigits(bytes, start, end) ? Role.Retry : Role.NotDigits;
  }
}

function isWithoutNull(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === 0) return false;
  return true;
}

function isDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < DIGIT_ZERO || byte > DIGIT_NINE) return false;
  }
  return end > start;
}
