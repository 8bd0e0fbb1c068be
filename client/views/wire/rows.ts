/**
 * Lays the capture out in rows of a terminal: only where each row begins, one number a row. What a row looks like is
 * decided when it is drawn.
 *
 * A row ends where a line of an event stream does, elsewhere with a LF; where chunk-data begins and ends; where a frame,
 * its content or a field in it does;
 * where a message begins; and where the bytes of another sender come. What is too long goes on in rows below it.
 *
 * What comes is added to what is there: of the rows laid out before, only the last few bytes' are laid out again.
 */
import type { Recorded } from '../../../lessons/protocol/capture.ts';
import type { Direction } from '../../../lessons/protocol/direction.ts';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import type { Message } from '../../../lessons/protocol/message.ts';
import { WIRE } from '../../words/wire.ts';
import { glyphAt } from './glyphs.ts';
import { LongList } from './long-list.ts';
import { Sections, type Section } from './sections.ts';

export interface Row {
  /** `bytes`; `fold`: the rest of a request, hidden until asked for; `note`: no bytes, something to say there. */
  readonly kind: 'bytes' | 'fold' | 'note';
  /** Absolute offsets, half-open. */
  readonly start: number;
  readonly end: number;
  /** False for the continuation of a row that was too long. */
  readonly first: boolean;
  readonly note?: string;
}

/** Where laying out begins, and whether a new row does there. */
interface Beginning {
  readonly from: number;
  readonly first: boolean;
}

const LF = 0x0a;
/** Bytes of the capture that are looked at at once. */
const WINDOW = 65_536;
/** All that matters here of a printable character of ASCII, and of a byte that is shown as a number. */
const ASCII = { width: 1, bytes: 1 };
const NUMBER = { width: 3, bytes: 1 };
/** What a row begins with is decided by so many bytes of it: a character has four at most, a line end two. */
const DECIDED_BY = 4;

/** A row is kept as twice the offset at which it begins, and one more when it goes on from the row above. */
const numberOf = (start: number, first: boolean): number => start * 2 + (first ? 0 : 1);
const startOf = (row: number): number => row >>> 1;
const isFirst = (row: number): boolean => row % 2 === 0;

const endingNote = ({ from, ending, connection }: Recorded): string =>
  (ending === 'reset' ? WIRE.reset : WIRE.closed)[from](connection);

export class Rows {
  readonly #dissection: Dissection;
  readonly #columns: number;
  readonly #hexBytes: number | null;
  readonly #unfolded: ReadonlySet<number>;
  readonly #sections: Sections;
  /** All but the last few bytes have decided which rows they are in, and a row has one byte at least. */
  #rows = new LongList(2 * DECIDED_BY);
  /** The words of the notes, by index of the row. */
  readonly #notes = new Map<number, string>();
  /** Indices of the rows that stand for what is hidden. */
  readonly #folds = new Set<number>();
  /** Offsets after the request-lines that have been looked for. */
  readonly #requestLines = new Map<Message, number>();
  #arrivals = 0;
  #connections = 0;
  /** The last sender, when its next bytes go on in the same row; and where the capture began to be its alone. */
  #sender: Direction | null = null;
  #senderFrom = 0;
  #end = 0;
  /** The directions that were laid out before it was known which protocol they speak. */
  #undecided: Direction[] = [];

  /**
   * @param columns Cells for the bytes of a row.
   * @param hexBytes Bytes in a row of the hex view; null for the text view.
   * @param unfolded Absolute offsets at which requests begin that are shown whole.
   */
  constructor(
    dissection: Dissection,
    columns: number,
    hexBytes: number | null,
    unfolded: ReadonlySet<number>,
  ) {
    this.#dissection = dissection;
    this.#columns = Math.max(8, columns);
    this.#hexBytes = hexBytes;
    this.#unfolded = unfolded;
    this.#sections = new Sections(dissection);
  }

  /** How many rows there are, after what was appended since has been laid out. */
  get length(): number {
    this.#extend();
    return this.#rows.length;
  }

  /** The row at `index`, from 0. */
  at(index: number): Row | undefined {
    this.#extend();
    const row = this.#rows.at(index);
    if (row === undefined) return undefined;
    const start = startOf(row);
    const note = this.#notes.get(index);
    if (note !== undefined) return { kind: 'note', start, end: start, first: true, note };
    const kind = this.#folds.has(index) ? 'fold' : 'bytes';
    return { kind, start, end: this.#startOf(index + 1), first: isFirst(row) };
  }

  /** The rows from index `from` up to `to`, as far as there are any. */
  slice(from: number, to: number): Row[] {
    const rows: Row[] = [];
    for (let index = Math.max(0, from); index < Math.min(to, this.length); index++) {
      rows.push(this.at(index) as Row);
    }
    return rows;
  }

  /** Index of the row that shows the byte at `offset`; the last one before it when it is hidden. */
  indexOf(offset: number): number {
    this.#extend();
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#startOf(middle) <= offset) low = middle + 1;
      else high = middle;
    }
    let found = low - 1;
    while (found > 0 && this.#notes.has(found)) found -= 1;
    return Math.max(0, found);
  }

  #startOf(index: number): number {
    const row = this.#rows.at(index);
    return row === undefined ? this.#end : startOf(row);
  }

  #extend(): void {
    const { arrivals } = this.#dissection.capture;
    if (this.#undecided.some((direction) => this.#sections.decided(direction))) this.#startAgain();
    while (this.#arrivals < arrivals.length) {
      // The arrivals of one sender that follow each other are laid out as one stretch of bytes.
      const first = arrivals.at(this.#arrivals) as Recorded;
      let last = first;
      while (last.ending === null) {
        const next = arrivals.at(last.index + 1);
        if (next?.direction !== first.direction) break;
        last = next;
      }
      if (!this.#sections.decided(first.direction)) this.#undecided.push(first.direction);
      const { from, first: begins } =
        first.direction === this.#sender ? this.#takeBack() : this.#begin(first);
      this.#end = last.end;
      if (this.#hexBytes === null) this.#layText(first.direction, from, last.end, begins);
      else this.#layHex(from, last.end, this.#hexBytes);
      if (last.ending !== null) this.#note(last.end, endingNote(last));
      this.#sender = last.ending === null ? first.direction : null;
      this.#arrivals = last.index + 1;
    }
  }

  /** Bytes that were laid out turned out to be of a protocol that was not known then: there are only few of those. */
  #startAgain(): void {
    this.#rows = new LongList(2 * DECIDED_BY);
    this.#notes.clear();
    this.#folds.clear();
    this.#undecided = [];
    this.#arrivals = 0;
    this.#connections = 0;
    this.#sender = null;
    this.#end = 0;
  }

  /** Other bytes come than those of the last sender. */
  #begin({ connection, start }: Recorded): Beginning {
    if (connection > this.#connections) {
      this.#connections = connection;
      if (connection > 1) this.#note(start, WIRE.newConnection(connection));
    }
    this.#senderFrom = start;
    return { from: start, first: true };
  }

  /** More bytes of the same sender come: takes back the rows that may look another way with them. */
  #takeBack(): Beginning {
    for (let row = this.#rows.pop(); row !== undefined; row = this.#rows.pop()) {
      this.#folds.delete(this.#rows.length);
      const from = startOf(row);
      if (from + DECIDED_BY <= this.#end || from === this.#senderFrom) return { from, first: isFirst(row) };
    }
    return { from: this.#senderFrom, first: true };
  }

  #note(at: number, note: string): void {
    this.#notes.set(this.#rows.length, note);
    this.#add(at, true);
  }

  #add(start: number, first: boolean): void {
    this.#rows.push(numberOf(start, first));
  }

  #layHex(from: number, to: number, perRow: number): void {
    for (let start = from; start < to; start += perRow) this.#add(start, true);
  }

  /** The bytes `[from, to)` of the capture, all of one sender. */
  #layText(direction: Direction, from: number, to: number, first: boolean): void {
    const shift = direction.countBefore(from) - from;
    let folded: Message | null = null;
    for (let at = from; at < to;) {
      const section = this.#sections.at(direction, at + shift);
      const { message } = section;
      const end = Math.min(to, section.to - shift);
      const shown = Math.min(end, this.#shownTo(message) - shift);
      if (at < shown) this.#laySection(section, at, shown, at > from || first);
      if (shown < end && folded !== message) {
        this.#folds.add(this.#rows.length);
        this.#add(Math.max(at, shown), true);
        folded = message;
      }
      at = end;
    }
  }

  /** Offset of its direction up to which the message is shown: of a request only its first line, unless it is unfolded. */
  #shownTo(message: Message | null): number {
    if (message?.kind !== 'request' || message.streamId !== null) return Infinity;
    if (this.#unfolded.has(message.start)) return Infinity;
    const known = this.#requestLines.get(message);
    if (known !== undefined) return known;
    const { axis, from, to } = message;
    for (let at = from; at < to; at += WINDOW) {
      const found = axis.bytes(at, Math.min(to, at + WINDOW)).indexOf(LF);
      if (found < 0) continue;
      this.#requestLines.set(message, at + found + 1);
      return at + found + 1;
    }
    return Infinity;
  }

  /** The bytes `[from, to)` of a section; `first` is said of the first row. */
  #laySection({ stream, binary }: Section, from: number, to: number, first: boolean): void {
    const { capture } = this.#dissection;
    const columns = this.#columns;
    const endsWithLf = stream === null && !binary;
    let line = stream === null ? 0 : stream.of.lines.countWithin(stream.at);
    const endOfLine = () => {
      if (stream === null || line >= stream.of.lines.length) return Infinity;
      return from + (stream.of.lines.endOf(line++) - stream.at);
    };

    this.#add(from, first);
    let next = endOfLine();
    let width = 0;
    for (let base = from; base < to;) {
      const bytes = capture.bytes({ start: base, end: Math.min(to, base + WINDOW) });
      const inside = base + bytes.length < to ? bytes.length - DECIDED_BY : bytes.length;
      let i = 0;
      while (i < inside) {
        const at = base + i;
        if (at === next) {
          this.#add(at, true);
          width = 0;
          next = endOfLine();
        }
        const byte = bytes[i] as number;
        const glyph = binary ? NUMBER : byte >= 0x20 && byte < 0x7f ? ASCII : glyphAt(bytes, i);
        if (width + glyph.width > columns) {
          this.#add(at, false);
          width = 0;
        }
        width += glyph.width;
        i += glyph.bytes;
        if (byte === LF && endsWithLf) next = base + i;
      }
      base += i;
    }
  }
}
