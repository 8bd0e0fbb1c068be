/**
 * The lines of an event stream as numbers: five bytes for each, whatever is in it. Where a line ends, what it was, and
 * how it is punctuated is enough to find again every byte of it. A mark every 256 lines tells what is in effect there,
 * so that no question about any line looks at more lines than that. Marks are made when the first question comes.
 */
import { Offsets } from './offsets.ts';
import * as Role from './role.ts';

/** A line's form is its role, and in the other bits how it is punctuated. */
export const ROLE = 0x0f;
export const HAS_COLON = 0x10;
export const HAS_SPACE = 0x20;
export const ENDS_WITH_CR = 0x40;
export const ENDS_WITH_CRLF = 0x80;

export const roleOf = (form: number): Role.Any => (form & ROLE) as Role.Any;
export const lineEndSize = (form: number): number => (form & ENDS_WITH_CRLF ? 2 : 1);

const BITS = 12;
const BLOCK = 1 << BITS;
const MASK = BLOCK - 1;
const FIRST = 16;
const BETWEEN_MARKS = 256;

export class LineIndex {
  /** Of each line, the content offset after its line end. */
  readonly #ends: Uint32Array[] = [];
  /** Of each line, its role and the rest of its form. */
  readonly #forms: Uint8Array[] = [];
  #lastEnds = new Uint32Array(0);
  #lastForms = new Uint8Array(0);
  #length = 0;
  /** How many lines there is room for. */
  #room = 0;
  /** Where the first line begins: after a byte order mark. */
  start = 0;

  /**
   * At every 256th line: the number of the last blank, event, id and retry line before it (counted from 1; 0 for
   * none), and how many lines before it were data lines, and dispatched an event.
   */
  readonly #marks = {
    blank: new Offsets(),
    type: new Offsets(),
    id: new Offsets(),
    retry: new Offsets(),
    data: new Offsets(),
    dispatch: new Offsets(),
  };

  /** How many lines have ended. */
  get length(): number {
    return this.#length;
  }

  /** A line has ended at the content offset `end`. */
  add(end: number, form: number): void {
    if (this.#length === this.#room) this.#grow();
    const at = this.#length & MASK;
    this.#lastEnds[at] = end;
    this.#lastForms[at] = form;
    this.#length++;
  }

  /** The LF after the CR that ended the last line is a part of its line end. */
  growLast(): void {
    const at = (this.#length - 1) & MASK;
    this.#lastEnds[at] = (this.#lastEnds[at] as number) + 1;
    this.#lastForms[at] = ((this.#lastForms[at] as number) & ~ENDS_WITH_CR) | ENDS_WITH_CRLF;
  }

  /** Content offset of the first byte of the line at `index`, from 0; `index` may be `length`. */
  startOf(index: number): number {
    return index === 0 ? this.start : this.endOf(index - 1);
  }

  /** Content offset after the line end of the line at `index`. */
  endOf(index: number): number {
    return (this.#ends[index >> BITS] as Uint32Array)[index & MASK] as number;
  }

  /** Role, colon, space and line end of the line at `index`. */
  formOf(index: number): number {
    return (this.#forms[index >> BITS] as Uint8Array)[index & MASK] as number;
  }

  /**
   * The ends and the forms of the lines around the one at `index`, for who reads many of them one after another: its own
   * are at `index - first`, and the last line of the two lists is the one before `next`.
   */
  run(index: number): { ends: Uint32Array; forms: Uint8Array; first: number; next: number } {
    const block = index >> BITS;
    const ends = this.#ends[block] as Uint32Array;
    const forms = this.#forms[block] as Uint8Array;
    return { ends, forms, first: block * BLOCK, next: Math.min(this.#length, (block + 1) * BLOCK) };
  }

  roleAt(index: number): Role.Any {
    return roleOf(this.formOf(index));
  }

  /** How many lines have ended within the first `offset` bytes of the content. */
  countWithin(offset: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.endOf(middle) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** How many events the first `lines` lines dispatched. */
  dispatchedWithin(lines: number): number {
    return this.#countWithin(lines, this.#mark().dispatch, Role.Dispatch);
  }

  /** Index of the blank line that dispatched event number `number`, from 0, which must be there. */
  dispatchLine(number: number): number {
    return this.#lineOf(number, this.#mark().dispatch, Role.Dispatch);
  }

  /** Index of the first line after the last blank line among the first `lines` lines. */
  blockStart(lines: number): number {
    return this.#lastBefore(lines, this.#mark().blank, (role) => role <= Role.NoData);
  }

  /** Index of the first blank line from the line at `index` on; null when there is none yet. */
  nextBlank(index: number): number | null {
    const { blank } = this.#mark();
    const mark = blank.countUpTo(index);
    const from = Math.max(index, (mark - 1) * BETWEEN_MARKS);
    const to = Math.min(this.#length, mark * BETWEEN_MARKS);
    for (let at = from; at < to; at++) if (this.roleAt(at) <= Role.NoData) return at;
    return null;
  }

  /** Index of the last event line among the first `lines` lines; -1 when there is none. */
  lastType(lines: number): number {
    return this.#lastBefore(lines, this.#mark().type, (role) => role === Role.Event) - 1;
  }

  /** Index of the last id line among the first `lines` lines; -1 when there is none. */
  lastId(lines: number): number {
    return this.#lastBefore(lines, this.#mark().id, (role) => role === Role.Id) - 1;
  }

  /** Index of the last retry line among the first `lines` lines; -1 when there is none. */
  lastRetry(lines: number): number {
    return this.#lastBefore(lines, this.#mark().retry, (role) => role === Role.Retry) - 1;
  }

  /** How many of the first `lines` lines are data lines. */
  dataWithin(lines: number): number {
    return this.#countWithin(lines, this.#mark().data, Role.Data);
  }

  /** Index of data line number `number`, from 0, which must be there. */
  dataLine(number: number): number {
    return this.#lineOf(number, this.#mark().data, Role.Data);
  }

  /** Bytes that all lists take. */
  get bytes(): number {
    const blocks = [...this.#ends, ...this.#forms].reduce((sum, block) => sum + block.byteLength, 0);
    return Object.values(this.#mark()).reduce((sum, mark) => sum + mark.bytes, blocks);
  }

  #countWithin(lines: number, marks: Offsets, role: Role.Any): number {
    const mark = Math.floor(lines / BETWEEN_MARKS);
    let count = marks.at(mark);
    for (let index = mark * BETWEEN_MARKS; index < lines; index++) {
      if (this.roleAt(index) === role) count++;
    }
    return count;
  }

  #lineOf(number: number, marks: Offsets, role: Role.Any): number {
    const mark = marks.countUpTo(number) - 1;
    let left = number - marks.at(mark);
    for (let index = mark * BETWEEN_MARKS; ; index++) {
      if (this.roleAt(index) === role && left-- === 0) return index;
    }
  }

  #lastBefore(lines: number, marks: Offsets, test: (role: Role.Any) => boolean): number {
    let index = lines;
    for (; index % BETWEEN_MARKS !== 0; index--) {
      if (test(this.roleAt(index - 1))) return index;
    }
    return marks.at(index / BETWEEN_MARKS);
  }

  /** Makes the marks that are missing. */
  #mark() {
    const marks = this.#marks;
    while (marks.blank.length * BETWEEN_MARKS <= this.#length) this.#addMark(marks.blank.length - 1);
    return marks;
  }

  /** Adds to what the mark at `last` says what the 256 lines since then were. */
  #addMark(last: number): void {
    const marks = this.#marks;
    const before = (mark: Offsets) => (last < 0 ? 0 : mark.at(last));
    let blank = before(marks.blank);
    let type = before(marks.type);
    let id = before(marks.id);
    let retry = before(marks.retry);
    let data = before(marks.data);
    let dispatch = before(marks.dispatch);

    const from = last * BETWEEN_MARKS;
    const forms = this.#forms[from >> BITS];
    for (let number = from + 1; forms && number <= from + BETWEEN_MARKS; number++) {
      const role = (forms[(number - 1) & MASK] as number) & ROLE;
      if (role === Role.Data) data++;
      else if (role === Role.Event) type = number;
      else if (role === Role.Id) id = number;
      else if (role === Role.Retry) retry = number;
      else if (role <= Role.NoData) {
        blank = number;
        if (role === Role.Dispatch) dispatch++;
      }
    }
    marks.blank.push(blank);
    marks.type.push(type);
    marks.id.push(id);
    marks.retry.push(retry);
    marks.data.push(data);
    marks.dispatch.push(dispatch);
  }

  /** The last block is full: a short one is made larger, after a whole one a new one begins. */
  #grow(): void {
    const used = this.#length & MASK;
    const size = used > 0 ? used * 2 : this.#length === 0 ? FIRST : BLOCK;
    const ends = new Uint32Array(size);
    const forms = new Uint8Array(size);
    if (used > 0) {
      ends.set(this.#lastEnds);
      forms.set(this.#lastForms);
      this.#ends.pop();
      this.#forms.pop();
    }
    this.#ends.push(ends);
    this.#forms.push(forms);
    this.#lastEnds = ends;
    this.#lastForms = forms;
    this.#room += size - used;
  }
}
