/**
 * HTTP/1.1 messages by the letter of RFC 9112, read the plain way: over the whole input at once, line by line, each
 * line against a regular expression. It is slow, has nothing in common with the decoder but the standard, and names
 * every part that it reads, so that a difference to Node's parser can be traced to the part that caused it.
 *
 * Where the RFC lets a recipient choose, it chooses as the decoder does: a bare LF ends a line of the head (2.2);
 * in responses whitespace before a colon is taken away (5.1) and a folded value is joined with one space (5.2); the
 * space before an absent reason phrase may be missing; equal Content-Length values count as one (6.3).
 */
import {
  canBegin,
  CHUNK_SIZE,
  fieldOf,
  FOLD,
  listOf,
  NOTHING,
  REQUEST_FIELD,
  REQUEST_LINE,
  RESPONSE_FIELD,
  STATUS_LINE,
  TRAILER,
  trimmed,
  type Grammar,
} from './http-grammar.ts';
import { latin1, type Head, type HttpSample, type MessageVerdict } from './messages.ts';

/** What the RFC leaves to the recipient, and differs from decoder to decoder. */
export interface Choices {
  /** Bytes of a head, of the extensions of a chunk, of a trailer section. */
  readonly head: number;
  readonly extensions: number;
  readonly trailers: number;
  /** Digits of a chunk-size. */
  readonly digits: number;
  /** Whether Transfer-Encoding with Content-Length is an error, or just overrides it (6.3). */
  readonly rejectsBoth: boolean;
  /** Whether bytes are read as messages that come after the last message of a connection (9.3). */
  readonly readsOnAfterLast: boolean;
  /** Whether bytes are read as messages that come after a 101 response (RFC 9110 15.2.2). */
  readonly readsOnAfterSwitch: boolean;
}

/** `next`: whatever follows a complete message. `bound`: a part that is longer than the bound of the decoder. */
export type Part =
  | 'empty-line'
  | 'status-line'
  | 'request-line'
  | 'field-line'
  | 'head'
  | 'chunk-size'
  | 'trailer'
  | 'next'
  | 'bound';

/** One part of the input as it was read. */
export interface Step {
  readonly part: Part;
  /** Of a line: without the line end. Of `next` and `empty-line`: all that follows. Of `head`: empty. */
  readonly text: string;
  /** `\r\n`, `\n`; empty when the input ends inside the line. */
  readonly lineEnd: string;
  /** Whether any byte follows what has been read. */
  readonly followed: boolean;
  readonly valid: boolean;
  /** Which message it is in, from 0, and how many bytes of its content came before. */
  readonly message: number;
  readonly content: number;
  /** The head of the message as far as it has been read, this part included; with `next`, of the one before. */
  readonly head: Head;
}

type Reading = 'valid' | 'malformed' | 'unfinished';
type Growing = { -readonly [K in keyof MessageVerdict]: MessageVerdict[K] };
type Body = { by: 'nothing' } | { by: 'chunks' } | { by: 'close' } | { by: 'length'; length: number };

const NO_HEAD: Head = { version: '', start: '', fields: [] };

/** The verdict, and the steps that led to it. */
export function messagesByRule(
  sample: HttpSample,
  choices: Choices,
): { messages: MessageVerdict[]; steps: Step[] } {
  const reader = new RuleReader(sample, choices);
  reader.read();
  return reader;
}

class RuleReader {
  readonly messages: Growing[] = [];
  readonly steps: Step[] = [];
  readonly #text: string;
  readonly #kind: HttpSample['kind'];
  readonly #closed: boolean;
  readonly #heads: boolean[];
  readonly #choices: Choices;
  #at = 0;
  #head: Head = NO_HEAD;
  #content = '';
  #trailers: [string, string][] = [];
  #answersHead = false;
  /** Whether another message may follow the one before. */
  #persists = true;

  constructor({ bytes, kind, closed, heads }: HttpSample, choices: Choices) {
    this.#text = latin1(bytes);
    this.#kind = kind;
    this.#closed = closed;
    this.#heads = [...heads];
    this.#choices = choices;
  }

  get #done(): boolean {
    return this.#at >= this.#text.length;
  }

  read(): void {
    for (let goesOn = true; goesOn && !this.#done;) goesOn = this.#readMessage();
  }

  /** False when nothing can be read after it. */
  #readMessage(): boolean {
    this.#content = '';
    this.#trailers = [];
    const readsOn = this.#persists || this.#choices.readsOnAfterLast;
    if (this.messages.length > 0) this.#step('next', this.#text.slice(this.#at), '', readsOn);
    if (!readsOn) return this.#stop('malformed', null);

    this.#head = NO_HEAD;
    const empty = this.#readEmptyLines();
    if (empty !== 'valid') return empty === 'malformed' && this.#stop(empty, null);
    const head = this.#readHead();
    if (head !== 'valid') return this.#stop(head, null);
    const body = this.#framing();
    this.#step('head', '', '', body !== null);
    if (body === null) return this.#stop('malformed', null);
    const read = this.#readBody(body);
    if (read !== 'valid') return this.#stop(read, this.#head);
    this.#end('complete', this.#head);
    this.#persists = this.#isPersistent(body);
    return this.#status() !== 101 || this.#choices.readsOnAfterSwitch;
  }

  #stop(why: 'malformed' | 'unfinished', head: Head | null): false {
    this.#end(why === 'malformed' ? why : this.#closed ? 'cut' : 'open', head);
    return false;
  }

  #end(end: MessageVerdict['end'], head: Head | null): void {
    const trailers = end === 'complete' ? this.#trailers : [];
    this.messages.push({ head, content: this.#content, trailers, end });
  }

  #step(part: Part, text: string, lineEnd: string, valid: boolean): void {
    const { length: message } = this.messages;
    const { length: content } = this.#content;
    const head = this.#head;
    const followed = !this.#done;
    this.steps.push({ part, text, lineEnd, followed, valid, message, content, head });
  }

  /** Reads the next line. `add` puts what it says into the head, before the step is written down. */
  #readLine(
    part: Part,
    { whole, sample, bareLf }: Grammar,
    add: (text: string) => void = () => undefined,
  ): Reading {
    const lf = this.#text.indexOf('\n', this.#at);
    const line = this.#text.slice(this.#at, lf < 0 ? undefined : lf);
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    const lineEnd = lf < 0 ? '' : text === line ? '\n' : '\r\n';
    this.#at += line.length + (lf < 0 ? 0 : 1);

    let reading: Reading = 'malformed';
    if (!text.includes('\r')) {
      const complete = whole.test(text);
      if (lf >= 0) reading = complete && (bareLf || lineEnd === '\r\n') ? 'valid' : 'malformed';
      else if (text === line ? complete || canBegin(text, whole, sample) : complete) reading = 'unfinished';
    }
    if (reading === 'valid') add(text);
    this.#step(part, text, lineEnd, reading !== 'malformed');
    return reading;
  }

  /** RFC 9112 2.2: a server "SHOULD ignore at least one empty line (CRLF) received prior to the request-line". */
  #readEmptyLines(): Reading {
    while (!this.#done && /[\r\n]/.test(this.#text[this.#at] as string)) {
      if (this.#kind === 'response') {
        this.#step('empty-line', this.#text.slice(this.#at), '', false);
        return 'malformed';
      }
      const line = /^(?:\r?\n|\r$)/.exec(this.#text.slice(this.#at, this.#at + 2))?.[0];
      this.#step('empty-line', this.#text.slice(this.#at), '', line !== undefined);
      if (line === undefined) return 'malformed';
      this.#at += line.length;
    }
    return this.#done ? 'unfinished' : 'valid';
  }

  #readHead(): Reading {
    const start = this.#at;
    const reading = this.#readHeadLines();
    // The bound counts every byte of the head. A head that is too long is malformed, whatever else it is.
    return this.#bounded(reading, this.#at - start <= this.#choices.head);
  }

  #bounded(reading: Reading, inBounds: boolean): Reading {
    if (inBounds) return reading;
    this.#step('bound', '', '', false);
    return 'malformed';
  }

  #readHeadLines(): Reading {
    const response = this.#kind === 'response';
    const first = response
      ? this.#readLine('status-line', STATUS_LINE, (text) => {
          this.#head = { version: text.slice(5, 8), start: text.slice(9, 12), fields: [] };
        })
      : this.#readLine('request-line', REQUEST_LINE, (text) => {
          const [method, target, version] = text.split(' ') as [string, string, string];
          this.#head = { version: version.slice(5), start: `${method} ${target}`, fields: [] };
        });
    if (first !== 'valid') return first;
    if (response) this.#answersHead = this.#status() >= 200 && this.#heads.shift() === true;

    for (;;) {
      const byte = this.#text[this.#at];
      if (byte === undefined) return 'unfinished';
      if (byte === '\r' || byte === '\n') return this.#readLine('field-line', NOTHING);
      const fold = byte === ' ' || byte === '\t';
      if (fold && (!response || this.#head.fields.length === 0)) {
        this.#step('field-line', byte, '', false);
        return 'malformed';
      }
      const reading = fold
        ? this.#readLine('field-line', FOLD, (text) => this.#addFold(trimmed(text)))
        : this.#readLine('field-line', response ? RESPONSE_FIELD : REQUEST_FIELD, (text) =>
            this.#addField(fieldOf(text)),
          );
      if (reading !== 'valid') return reading;
    }
  }

  #addField(field: [string, string]): void {
    this.#head = { ...this.#head, fields: [...this.#head.fields, field] };
  }

  #addFold(text: string): void {
    const [name, value] = this.#head.fields.at(-1) as [string, string];
    const joined = [value, text].filter((part) => part !== '').join(' ');
    this.#head = { ...this.#head, fields: [...this.#head.fields.slice(0, -1), [name, joined]] };
  }

  #status(): number {
    return this.#kind === 'response' ? Number(this.#head.start) : Infinity;
  }

  /** RFC 9112 6.3, in its order. Null when the length cannot be told. */
  #framing(): Body | null {
    const status = this.#status();
    // 1: "any response to a HEAD request and any response with a 1xx, 204 or 304 status code".
    if (this.#answersHead || status < 200 || status === 204 || status === 304) return { by: 'nothing' };

    // 3 and 4. 6.1: in an HTTP/1.0 message "treat the message as if the framing is faulty".
    const codings = listOf(this.#head, 'transfer-encoding');
    if (codings.length > 0) {
      if (this.#head.version === '1.0') return null;
      if (this.#choices.rejectsBoth && listOf(this.#head, 'content-length').length > 0) return null;
      // 7.1: "A sender MUST NOT apply the chunked transfer coding more than once to a message body".
      if (codings.filter((coding) => coding === 'chunked').length > 1) return null;
      if (codings.at(-1) === 'chunked') return { by: 'chunks' };
      return this.#kind === 'request' ? null : { by: 'close' };
    }

    // 5 and 6.
    if (this.#head.fields.some(([name]) => name.toLowerCase() === 'content-length')) {
      const [first, ...others] = listOf(this.#head, 'content-length');
      if (first === undefined || !/^[0-9]+$/.test(first) || others.some((other) => other !== first))
        return null;
      const length = Number(first);
      return Number.isSafeInteger(length) ? { by: 'length', length } : null;
    }

    // 7 and 8.
    return { by: this.#kind === 'request' ? 'nothing' : 'close' };
  }

  #readBody(body: Body): Reading {
    switch (body.by) {
      case 'nothing':
        return 'valid';
      case 'chunks':
        return this.#readChunks();
      case 'length':
        return this.#take(body.length) ? 'valid' : 'unfinished';
      case 'close':
        this.#take(Infinity);
        return this.#closed ? 'valid' : 'unfinished';
    }
  }

  /** Takes bytes as content; false when there are fewer. */
  #take(length: number): boolean {
    const taken = this.#text.slice(this.#at, this.#at + length);
    this.#content += taken;
    this.#at += taken.length;
    return taken.length === length;
  }

  /** RFC 9112 7.1. */
  #readChunks(): Reading {
    for (;;) {
      if (this.#done) return 'unfinished';
      let line = '';
      const reading = this.#readChunkSize((text) => (line = text));
      if (reading !== 'valid') return reading;
      const size = parseInt(line, 16);
      if (size === 0) return this.#readTrailers();
      if (!this.#take(size)) return 'unfinished';
      const end = this.#text.slice(this.#at, this.#at + 2);
      this.#at += end.length;
      if (!'\r\n'.startsWith(end)) return 'malformed';
      if (end !== '\r\n') return 'unfinished';
    }
  }

  #readChunkSize(add: (text: string) => void): Reading {
    const start = this.#at;
    const reading = this.#readLine('chunk-size', CHUNK_SIZE, add);
    const line = (this.#text.slice(start, this.#at).match(/^[^\r\n]*/) as [string])[0];
    const digits = (line.match(/^[0-9A-Fa-f]*/) as [string])[0];
    const { digits: most, extensions } = this.#choices;
    const inBounds =
      digits.length <= most &&
      (digits === '' || BigInt(`0x${digits}`) <= BigInt(Number.MAX_SAFE_INTEGER)) &&
      line.length - digits.length <= extensions;
    return this.#bounded(reading, inBounds);
  }

  /** RFC 9112 7.1.2. The last line end is not counted among the bytes of the section. */
  #readTrailers(): Reading {
    const start = this.#at;
    for (;;) {
      const rest = this.#text.slice(this.#at, this.#at + 2);
      if (rest === '\r\n') {
        this.#at += 2;
        return 'valid';
      }
      if (rest === '' || rest === '\r') return 'unfinished';
      const reading = this.#readLine('trailer', TRAILER, (text) => this.#trailers.push(fieldOf(text)));
      const bounded = this.#bounded(reading, this.#at - start <= this.#choices.trailers);
      if (bounded !== 'valid') return bounded;
    }
  }

  /** RFC 9112 9.3, and 9110 15.2: after an interim response the final one follows. */
  #isPersistent(body: Body): boolean {
    if (this.#status() < 200) return true;
    if (body.by === 'close') return false;
    const options = listOf(this.#head, 'connection');
    if (options.includes('close')) return false;
    return this.#head.version !== '1.0' || options.includes('keep-alive');
  }
}
