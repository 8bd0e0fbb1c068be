/**
 * The head of an HTTP/1.1 message, RFC 9112 sections 2 to 5: start-line, field lines, blank line. Judged strictly,
 * but for what the RFC lets a recipient accept: a bare LF as line end (2.2), and in responses a space before the
 * colon of a field line (5.1) and folded field values (5.2). Whitespace after a field value is left in its leaf.
 * Bound: 64 KiB.
 */
import type { Span } from './capture.ts';
import {
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
import type { LeafKind, Message, Reason, Token } from './token.ts';
import { close, group, type TokenLog } from './token-log.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

export const HEAD_BOUND = 65_536;

/** Where the name and the value of a field line are; a folded value has several parts. */
interface FieldLine {
  readonly name: readonly Span[];
  readonly value: (readonly Span[])[];
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

export class HeadDecoder {
  readonly #fields: FieldLine[] = [];
  readonly #startLine = new Map<LeafKind, readonly Span[]>();
  readonly #log: TokenLog;
  readonly #message: Message;
  readonly #parts: readonly Part[];
  #state: State = 'start-line';
  /** Which part of the start-line, and how many of its bytes have arrived. */
  #part = 0;
  #position = 0;
  #size = 0;
  #line: Token | null = null;
  #leaf: Token | null = null;
  #malformed: Reason | null = null;

  constructor(log: TokenLog, message: Message) {
    this.#log = log;
    this.#message = message;
    this.#parts = message.kind === 'request' ? REQUEST_LINE : STATUS_LINE;
  }

  get method(): string {
    return this.#text(this.#startLine.get('method'));
  }

  /** Of a response; null for a request. */
  get status(): number | null {
    const spans = this.#startLine.get('status-code');
    return spans ? Number(this.#text(spans)) : null;
  }

  /** The x of HTTP/1.x. */
  get minorVersion(): number {
    return Number(this.#text(this.#startLine.get('http-version')).at(-1));
  }

  /** The values of all field lines with this name, which is in lower case. */
  values(name: string): string[] {
    const fields = this.#fields.filter((field) => this.#text(field.name).toLowerCase() === name);
    return fields.map(({ value }) => value.map((part) => trimSpaces(this.#text(part))).join(' '));
  }

  #text(spans: readonly Span[] = []): string {
    return decodeUtf8(this.#log.bytes(spans));
  }

  /** The blank line has arrived. */
  get complete(): boolean {
    return this.#state === 'done';
  }

  /** Which rule the byte after the last consumed one breaks. */
  get malformed(): Reason | null {
    return this.#malformed;
  }

  /** Gives the number of bytes consumed: fewer than all once the head is complete, or malformed. */
  receive(bytes: Uint8Array, offset: number): number {
    let i = 0;
    while (i < bytes.length && !this.complete) {
      const reason = this.#size === HEAD_BOUND ? TOO_LONG : this.#read(bytes[i] as number, offset + i);
      if (reason !== null) {
        this.#malformed = reason;
        this.end();
        break;
      }
      this.#size++;
      i++;
    }
    return i;
  }

  /** The head ends here, in the middle of it. */
  end(): void {
    if (this.#leaf !== null) close(this.#leaf);
    if (this.#line !== null) close(this.#line);
  }

  #read(byte: number, at: number): Reason | null {
    switch (this.#state) {
      case 'start-line':
        return this.#readStartLine(byte, at);

      case 'line-start':
        if (byte === CR || byte === LF) {
          this.#leaf = this.#log.leaf('http', 'head-end', this.#message, at, at + 1);
          if (byte === LF) this.#complete(at);
          else this.#state = 'head-lf';
          return null;
        }
        if (isSpace(byte)) return this.#beginFold(at);
        if (!isTokenByte(byte)) return NOT_NAME;
        this.#fields.push({ name: this.#take('field-line-name', at).spans, value: [] });
        this.#state = 'name';
        return null;

      case 'name':
        if (byte === COLON) return this.#readColon(at);
        if (isTokenByte(byte)) this.#take('field-line-name', at);
        else {
          if (!isSpace(byte) || this.#message.kind === 'request') return NOT_NAME;
          this.#take('field-line-space', at).reason = SPACE_BEFORE_COLON;
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
          this.#fields.at(-1)?.value.push(this.#take('field-line-value', at).spans);
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
        this.#closeLine(at);
        return null;

      case 'head-lf':
        if (byte !== LF) return NO_LF;
        this.#complete(at);
        return null;

      case 'done':
        throw new Error('the head is complete');
    }
  }

  #readStartLine(byte: number, at: number): Reason | null {
    const part = this.#parts[this.#part] as Part;
    if (part.takes(byte, this.#position)) {
      const leaf = this.#take(part.kind, at);
      if (this.#position === 0) this.#startLine.set(part.kind, leaf.spans);
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
    if (this.#message.kind === 'request' || this.#fields.length === 0) return BAD_FOLD;
    this.#line = this.#beginLine(at);
    this.#line.reason = FOLDED;
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
    if (byte === LF) this.#closeLine(at);
    else this.#state = 'line-lf';
  }

  #closeLine(at: number): void {
    this.#closeLeaf();
    close(this.#line as Token);
    this.#line = null;
    this.#log.stop(this.#message, at + 1, 'line');
    this.#state = 'line-start';
  }

  #complete(at: number): void {
    this.#log.grow(this.#leaf as Token, at, at + 1);
    this.#closeLeaf();
    this.#message.headEnd = at + 1;
    this.#log.stop(this.#message, at + 1, 'line', 'chunk', 'event');
    this.#state = 'done';
  }

  /** Gives the byte to the leaf if it is of this kind, else to a new one. */
  #take(kind: LeafKind, at: number): Token {
    if (this.#leaf?.kind === kind) this.#log.grow(this.#leaf, at, at + 1);
    else {
      this.#closeLeaf();
      this.#line ??= this.#beginLine(at);
      this.#leaf = this.#log.leaf('http', kind, this.#line, at, at + 1);
    }
    return this.#leaf;
  }

  #beginLine(at: number): Token {
    const line = group('http', 'head-line', this.#message, at);
    this.#log.headLines.push(line);
    return line;
  }

  #closeLeaf(): void {
    if (this.#leaf !== null) close(this.#leaf);
    this.#leaf = null;
  }
}
