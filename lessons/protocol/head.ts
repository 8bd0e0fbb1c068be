/**
 * The head of an HTTP/1.1 message, RFC 9112 sections 2 to 5: start-line, field lines, blank line. Judged strictly,
 * but for what the RFC lets a recipient accept: a bare LF as line end (2.2), and in responses a space before the
 * colon of a field line (5.1) and folded field values (5.2). Whitespace after a field value is left in its leaf.
 * Bound: 64 KiB.
 */
import {
  asciiLowerCase,
  CR,
  isDigit,
  isFieldByte,
  isReasonByte,
  isSpace,
  isTargetByte,
  isTokenByte,
  LF,
  SP,
  trimSpaces,
} from './http-bytes.ts';
import type { Laid, LeafKind, Reason } from './token.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

export const HEAD_BOUND = 65_536;

/** One line of a head, with offsets of the direction. */
export interface HeadLine {
  readonly from: number;
  to: number;
  open: boolean;
  readonly reason: Reason | null;
}

/** A leaf of a head; `line` is null for the blank line that ends it. */
export interface HeadLeaf extends Laid {
  to: number;
  open: boolean;
  readonly line: HeadLine | null;
}

export interface Field {
  readonly name: string;
  readonly value: string;
}

/** A part of the start-line: which bytes it takes, and how many it needs. */
interface Part {
  readonly kind: LeafKind;
  readonly takes: (byte: number, position: number) => boolean;
  readonly least: number;
  readonly otherwise: Reason;
}

const COLON = 0x3a;
const HTTP_1 = encodeUtf8('HTTP/1.');

const VERSION: Part = {
  kind: 'http-version',
  takes: (byte, position) => (position < 7 ? byte === HTTP_1[position] : position === 7 && isDigit(byte)),
  least: 8,
  otherwise: {
    text: 'the version stands here, HTTP/1.1 or HTTP/1.0, and nothing more',
    rule: 'RFC 9112 2.3',
  },
};

const REQUEST_LINE: readonly Part[] = [
  {
    kind: 'method',
    takes: isTokenByte,
    least: 1,
    otherwise: { text: 'a request-line begins with a method and one space', rule: 'RFC 9112 3.1' },
  },
  {
    kind: 'request-target',
    takes: isTargetByte,
    least: 1,
    otherwise: {
      text: 'a request-target without spaces and then the version must follow',
      rule: 'RFC 9112 3',
    },
  },
  VERSION,
];

const STATUS_LINE: readonly Part[] = [
  VERSION,
  {
    kind: 'status-code',
    takes: (byte, position) => position < 3 && isDigit(byte) && (position > 0 || byte !== 0x30),
    least: 3,
    otherwise: { text: 'a status code has three digits and is not below 100', rule: 'RFC 9112 4' },
  },
  {
    kind: 'reason-phrase',
    takes: isReasonByte,
    least: 0,
    otherwise: { text: 'a reason phrase holds no control characters', rule: 'RFC 9112 4' },
  },
];

const NO_LF = { text: 'a CR without a LF in the head', rule: 'RFC 9112 2.2' };
const NOT_NAME = { text: 'a field name is a token, and a colon follows it at once', rule: 'RFC 9112 5.1' };
const NOT_VALUE = { text: 'a field value holds no NUL', rule: 'RFC 9110 5.5' };
const FOLDED = { text: 'a folded line: joined to the field value before it', rule: 'RFC 9112 5.2' };
const BAD_FOLD = {
  text: 'whitespace before a field line, which only continues a value in a response',
  rule: 'RFC 9112 5.2',
};
const SPACE_BEFORE_COLON = {
  text: 'whitespace before the colon is taken away in a response',
  rule: 'RFC 9112 5.1',
};
const TOO_LONG = { text: `a head of more than ${HEAD_BOUND} bytes is refused here`, rule: 'RFC 9110 5.4' };

/** What the next byte is read as. */
type State =
  | 'start-line'
  | 'line-start'
  | 'name'
  | 'before-colon'
  | 'value-start'
  | 'value'
  | 'line-lf'
  | 'head-lf'
  | 'done';

/** Reads one head. It keeps what every byte is: some ten times the head, which is bounded. */
export class HeadReader {
  readonly leaves: HeadLeaf[] = [];
  readonly lines: HeadLine[] = [];
  readonly #request: boolean;
  readonly #parts: readonly Part[];
  #state: State = 'start-line';
  /** Which part of the start-line, and how many of its bytes have arrived. */
  #part = 0;
  #position = 0;
  #size = 0;
  #line: HeadLine | null = null;
  #leaf: HeadLeaf | null = null;
  #malformed: Reason | null = null;

  constructor(kind: 'request' | 'response') {
    this.#request = kind === 'request';
    this.#parts = this.#request ? REQUEST_LINE : STATUS_LINE;
  }

  /** The blank line has arrived. */
  get complete(): boolean {
    return this.#state === 'done';
  }

  /** Which rule the byte after the last consumed one breaks. */
  get malformed(): Reason | null {
    return this.#malformed;
  }

  /**
   * Reads `[from, to)` of `bytes`, whose first byte has the offset `base` in the direction. Gives the index after the
   * last byte consumed: before `to` once the head is complete, or malformed.
   */
  receive(bytes: Uint8Array, from: number, to: number, base: number): number {
    for (let i = from; i < to; i++) {
      if (this.complete) return i;
      const reason = this.#size === HEAD_BOUND ? TOO_LONG : this.#read(bytes[i] as number, base + i);
      if (reason !== null) {
        this.#malformed = reason;
        this.end();
        return i;
      }
      this.#size++;
    }
    return to;
  }

  /** The head ends here, in the middle of it. */
  end(): void {
    this.#closeLeaf();
    if (this.#line !== null) this.#line.open = false;
  }

  #read(byte: number, at: number): Reason | null {
    switch (this.#state) {
      case 'start-line':
        return this.#readStartLine(byte, at);

      case 'line-start':
        if (byte === CR || byte === LF) {
          this.#take('head-end', at);
          if (byte === LF) this.#complete();
          else this.#state = 'head-lf';
          return null;
        }
        if (isSpace(byte)) return this.#beginFold(at);
        if (!isTokenByte(byte)) return NOT_NAME;
        this.#take('field-line-name', at);
        this.#state = 'name';
        return null;

      case 'name':
        if (byte === COLON) return this.#readColon(at);
        if (isTokenByte(byte)) this.#take('field-line-name', at);
        else {
          if (!isSpace(byte) || this.#request) return NOT_NAME;
          this.#take('field-line-space', at, SPACE_BEFORE_COLON);
          this.#state = 'before-colon';
        }
        return null;

      case 'before-colon':
        if (byte === COLON) return this.#readColon(at);
        if (!isSpace(byte)) return NOT_NAME;
        this.#take('field-line-space', at);
        return null;

      case 'value-start':
        if (isSpace(byte)) this.#take('field-line-space', at);
        else if (byte === CR || byte === LF) this.#endLine(byte, at);
        else if (!isFieldByte(byte)) return NOT_VALUE;
        else {
          this.#take('field-line-value', at);
          this.#state = 'value';
        }
        return null;

      case 'value':
        if (byte === CR || byte === LF) this.#endLine(byte, at);
        else if (!isFieldByte(byte)) return NOT_VALUE;
        else this.#take('field-line-value', at);
        return null;

      case 'line-lf':
        if (byte !== LF) return NO_LF;
        this.#take('head-line-end', at);
        this.#closeLine();
        return null;

      case 'head-lf':
        if (byte !== LF) return NO_LF;
        this.#take('head-end', at);
        this.#complete();
        return null;

      case 'done':
        throw new Error('the head is complete');
    }
  }

  #readStartLine(byte: number, at: number): Reason | null {
    const part = this.#parts[this.#part] as Part;
    if (part.takes(byte, this.#position)) {
      this.#take(part.kind, at);
      this.#position++;
      return null;
    }
    if (this.#position < part.least) return part.otherwise;
    if (byte === SP && this.#part < 2) {
      this.#take('space', at);
      this.#part++;
      this.#position = 0;
      return null;
    }
    // RFC 9112 4 wants a space after the status code even without a reason phrase. Many leave it out.
    const last = this.#part === 2 || part.kind === 'status-code';
    if (!last || (byte !== CR && byte !== LF)) return part.otherwise;
    this.#endLine(byte, at);
    return null;
  }

  /** RFC 9112 5.2: obs-fold. */
  #beginFold(at: number): Reason | null {
    if (this.#request || this.lines.length < 2) return BAD_FOLD;
    this.#line = this.#beginLine(at, FOLDED);
    this.#take('field-line-space', at);
    this.#state = 'value-start';
    return null;
  }

  #readColon(at: number): null {
    this.#take('field-line-colon', at);
    this.#state = 'value-start';
    return null;
  }

  #endLine(byte: number, at: number): void {
    this.#take('head-line-end', at);
    if (byte === LF) this.#closeLine();
    else this.#state = 'line-lf';
  }

  #closeLine(): void {
    this.end();
    this.#line = null;
    this.#state = 'line-start';
  }

  #complete(): void {
    this.#closeLeaf();
    this.#state = 'done';
  }

  /** Gives the byte to the leaf if it is of this kind, else to a new one. */
  #take(kind: LeafKind, at: number, reason: Reason | null = null): void {
    if (this.#leaf?.kind !== kind) {
      this.#closeLeaf();
      if (kind !== 'head-end') this.#line ??= this.#beginLine(at, null);
      this.#leaf = { layer: 'http', kind, from: at, to: at, open: true, line: this.#line, reason };
      this.leaves.push(this.#leaf);
    }
    this.#leaf.to = at + 1;
    if (this.#line !== null) this.#line.to = at + 1;
  }

  #beginLine(at: number, reason: Reason | null): HeadLine {
    const line = { from: at, to: at, open: true, reason };
    this.lines.push(line);
    return line;
  }

  #closeLeaf(): void {
    if (this.#leaf !== null) this.#leaf.open = false;
    this.#leaf = null;
  }
}

/** What a head says. */
export interface Head {
  /** Of a request; null for a response. */
  readonly method: string | null;
  readonly target: string | null;
  /** Of a response; null for a request. */
  readonly status: number | null;
  readonly version: '1.0' | '1.1' | '2';
  /** The field lines, in order; names as they were sent, values without the whitespace around them, unfolded. */
  readonly fields: readonly Field[];
}

/** The values of all fields with this name, which is in lower case. */
export const valuesOf = ({ fields }: Pick<Head, 'fields'>, name: string): string[] =>
  fields.filter((field) => asciiLowerCase(field.name) === name).map(({ value }) => value);

/** What a complete head of HTTP/1.x says. `bytes` are its own; the first has the offset `base`. */
export function headOf(reader: HeadReader, bytes: Uint8Array, base: number): Head {
  const text = ({ from, to }: HeadLeaf) => decodeUtf8(bytes.subarray(from - base, to - base));
  const first = (kind: LeafKind) => {
    const leaf = reader.leaves.find((each) => each.kind === kind);
    return leaf ? text(leaf) : null;
  };
  const fields: { name: string; value: string }[] = [];
  for (const leaf of reader.leaves) {
    if (leaf.kind === 'field-line-name') fields.push({ name: text(leaf), value: '' });
    else if (leaf.kind === 'field-line-value') {
      const field = fields.at(-1) as { value: string };
      const part = trimSpaces(text(leaf));
      field.value = field.value === '' ? part : `${field.value} ${part}`;
    }
  }
  const status = first('status-code');
  return {
    method: first('method'),
    target: first('request-target'),
    status: status === null ? null : Number(status),
    version: first('http-version')?.at(-1) === '0' ? '1.0' : '1.1',
    fields,
  };
}
