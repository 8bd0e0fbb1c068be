/**
 * The chunked transfer coding, RFC 9112 7.1, in both directions:
 *
 *     5;name=value CRLF  hello CRLF  0 CRLF  trailer: x CRLF  CRLF
 *     chunk-size  -ext   -data       last-    trailer-line    body-end
 *
 * Judged by the RFC: lines end in CRLF only, no space after a chunk-size, extensions and trailers must be well
 * formed and are otherwise ignored. Bounds: 16 digits and 2^53-1 bytes for a chunk, 4 KiB for the extensions
 * of one chunk, 64 KiB for the trailer section.
 */
import type { Laid, LeafKind, Reason } from './token.ts';
import { mayEnd, nextInExtension, type Extension } from './chunk-ext.ts';
import { CR, isFieldByte, isSpace, isTokenByte, LF } from './http-bytes.ts';

export const CHUNK_BOUNDS = { digits: 16, extensions: 4096, trailers: 65_536 } as const;

const COLON = 0x3a;
const SEMICOLON = 0x3b;

const malformed = (text: string, rule = 'RFC 9112 7.1'): Reason => ({ text, rule });

const NOT_HEX = malformed('a chunk-size begins with a hexadecimal digit');
const NOT_SIZE = malformed('only hexadecimal digits, then ";" or CRLF, can stand in a chunk-size line');
const TOO_MANY_DIGITS = malformed(`a chunk-size of more than ${CHUNK_BOUNDS.digits} digits is refused here`);
const TOO_LARGE = malformed('a chunk of more than 2^53-1 bytes is refused here');
const NOT_EXTENSION = malformed('not a chunk extension', 'RFC 9112 7.1.1');
const EXTENSIONS_TOO_LONG = malformed(
  `chunk extensions of more than ${CHUNK_BOUNDS.extensions} bytes are refused here`,
  'RFC 9112 7.1.1',
);
const NO_LF = malformed('a CR without a LF: chunked lines end in CRLF only');
const NO_CRLF = malformed('the chunk-data is longer than its chunk-size says: CRLF must follow');
const NOT_TRAILER = malformed('not a trailer field line', 'RFC 9112 7.1.2');
const TRAILERS_TOO_LONG = malformed(
  `a trailer section of more than ${CHUNK_BOUNDS.trailers} bytes is refused here`,
  'RFC 9112 7.1.2',
);

/** What the next byte is read as. */
type State =
  | 'size-start'
  | 'size'
  | 'extension'
  | 'size-lf'
  | 'data'
  | 'data-cr'
  | 'data-lf'
  | 'trailer-start'
  | 'trailer-name'
  | 'trailer-value'
  | 'trailer-lf'
  | 'end-lf'
  | 'done';

/** Digits of a size that surely needs no more than 32 bits. */
const SKIMMED_DIGITS = 7;

/** The states in which a chunk-size line is not complete. */
const SIZE_LINE: ReadonlySet<State> = new Set(['size', 'extension', 'size-lf']);

/** A leaf of the chunk framing, with offsets of the direction. */
export interface FramingLeaf extends Laid {
  kind: LeafKind;
  to: number;
  open: boolean;
}

/**
 * Reads what is between the chunk-data: everything but the data itself. It decodes the chunks as they come, and later
 * reads any stretch of framing again to tell what its bytes are: `leaves` is kept for that only.
 */
export class ChunkedReader {
  #leaves: FramingLeaf[] | null;
  #state: State;
  #extension: Extension = 'before-semicolon';
  #chunks = 0;
  #size = 0;
  /** Bytes of chunk-data still to come. */
  #missing = 0;
  /** What is bounded: digits, or bytes of the extensions, or of the trailer section. */
  #counted = 0;
  #malformed: Reason | null = null;

  /** `start`: where the first byte stands, at the begin of the body or right after chunk-data. */
  constructor(start: 'body' | 'after-data', leaves: FramingLeaf[] | null = null) {
    this.#state = start === 'body' ? 'size-start' : 'data-cr';
    this.#leaves = leaves;
  }

  /** The CRLF after the trailer section has arrived. */
  get complete(): boolean {
    return this.#state === 'done';
  }

  /** Which rule the byte after the last consumed one breaks. */
  get malformed(): Reason | null {
    return this.#malformed;
  }

  /** How many chunks have begun, the last chunk included. */
  get chunks(): number {
    return this.#chunks;
  }

  /** How many bytes of chunk-data come next; 0 while framing comes next. */
  get missing(): number {
    return this.#missing;
  }

  /** What the size line of the last chunk that began announces; null until that line is complete. */
  get size(): number | null {
    return this.#chunks === 0 || SIZE_LINE.has(this.#state) ? null : this.#size;
  }

  /** Which part of a chunk comes next. */
  get part(): 'between' | 'size' | 'data' | 'data-end' {
    if (this.#state === 'size-start' || this.#state === 'done') return 'between';
    if (SIZE_LINE.has(this.#state)) return 'size';
    return this.#state === 'data' ? 'data' : 'data-end';
  }

  /** The next `count` bytes, at most `missing`, are chunk-data. */
  skipData(count: number): void {
    this.#missing -= count;
    if (this.#missing === 0) this.#state = 'data-cr';
  }

  /**
   * Reads `[from, to)` of `bytes`, whose first byte has the offset `base` in the direction. Gives the index after the
   * last byte consumed: before `to` when chunk-data comes next, and when the body is complete, or malformed.
   */
  receive(bytes: Uint8Array, from: number, to: number, base: number): number {
    let i = this.#leaves === null ? this.#skim(bytes, from, to) : from;
    while (i < to && this.#missing === 0 && !this.complete) {
      const reason = this.#read(bytes[i] as number, base + i);
      if (reason !== null) {
        this.#malformed = reason;
        this.#closeLeaf();
        break;
      }
      i++;
    }
    return i;
  }

  /**
   * Reads what lies between two pieces of chunk-data in most bodies, CRLF, a few digits and CRLF, at once. Gives the index
   * after it; `from`, and nothing has been read, when there is anything else.
   */
  #skim(bytes: Uint8Array, from: number, to: number): number {
    if (this.#state !== 'data-cr' || bytes[from] !== CR || bytes[from + 1] !== LF) return from;
    let size = 0;
    let i = from + 2;
    for (let digit = hexDigit(bytes[i] as number); digit >= 0; digit = hexDigit(bytes[i] as number)) {
      size = size * 16 + digit;
      i++;
    }
    const digits = i - from - 2;
    if (size === 0 || digits > SKIMMED_DIGITS || i + 2 > to) return from;
    if (bytes[i] !== CR || bytes[i + 1] !== LF) return from;
    this.#chunks++;
    this.#size = size;
    this.#missing = size;
    this.#counted = 0;
    this.#state = 'data';
    return i + 2;
  }

  #read(byte: number, at: number): Reason | null {
    switch (this.#state) {
      case 'size-start':
        if (hexDigit(byte) < 0) return NOT_HEX;
        this.#beginChunk(at);
        return this.#readDigit(byte, at);

      case 'size':
        if (hexDigit(byte) >= 0) return this.#readDigit(byte, at);
        this.#counted = 0;
        if (this.#size === 0) this.#becomeLastChunk();
        if (byte === CR) return this.#endSizeLine(at);
        this.#extension = 'before-semicolon';
        if (byte !== SEMICOLON && !isSpace(byte)) return NOT_SIZE;
        this.#state = 'extension';
        return this.#readExtension(byte, at);

      case 'extension':
        if (byte === CR && mayEnd(this.#extension)) return this.#endSizeLine(at);
        return this.#readExtension(byte, at);

      case 'size-lf':
        if (byte !== LF) return NO_LF;
        return this.#beginData(at);

      case 'data-cr':
        if (byte !== CR) return NO_CRLF;
        this.#open('chunk-data-end', at);
        this.#state = 'data-lf';
        return null;

      case 'data-lf':
        if (byte !== LF) return NO_CRLF;
        this.#endChunk(at);
        this.#state = 'size-start';
        return null;

      case 'trailer-start':
        if (byte === CR) {
          this.#open('body-end', at);
          this.#state = 'end-lf';
          return null;
        }
        if (!isTokenByte(byte)) return NOT_TRAILER;
        this.#state = 'trailer-name';
        return this.#readTrailer(at, true);

      case 'trailer-name':
        if (byte === COLON) this.#state = 'trailer-value';
        else if (!isTokenByte(byte)) return NOT_TRAILER;
        return this.#readTrailer(at);

      case 'trailer-value':
        if (byte === CR) this.#state = 'trailer-lf';
        else if (!isFieldByte(byte)) return NOT_TRAILER;
        return this.#readTrailer(at);

      case 'trailer-lf': {
        if (byte !== LF) return NO_LF;
        const reason = this.#readTrailer(at);
        if (reason !== null) return reason;
        this.#closeLeaf();
        this.#state = 'trailer-start';
        return null;
      }

      case 'end-lf':
        if (byte !== LF) return NO_LF;
        this.#endChunk(at);
        this.#state = 'done';
        return null;

      case 'data':
      case 'done':
        throw new Error(`no byte is read one by one in the state ${this.#state}`);
    }
  }

  #beginChunk(at: number): void {
    this.#chunks++;
    this.#size = 0;
    this.#counted = 0;
    this.#state = 'size';
    this.#open('chunk-size', at);
  }

  /** RFC 9112 7.1: "Recipients MUST anticipate potentially large hexadecimal numerals". */
  #readDigit(byte: number, at: number): Reason | null {
    if (++this.#counted > CHUNK_BOUNDS.digits) return TOO_MANY_DIGITS;
    if (this.#size > (Number.MAX_SAFE_INTEGER - hexDigit(byte)) / 16) return TOO_LARGE;
    this.#size = this.#size * 16 + hexDigit(byte);
    this.#give(at);
    return null;
  }

  #readExtension(byte: number, at: number): Reason | null {
    const next = nextInExtension(this.#extension, byte);
    if (next === null) return NOT_EXTENSION;
    if (++this.#counted > CHUNK_BOUNDS.extensions) return EXTENSIONS_TOO_LONG;
    this.#extension = next;
    if (this.#counted === 1) this.#open('chunk-ext', at);
    else this.#give(at);
    return null;
  }

  #becomeLastChunk(): void {
    const leaf = this.#leaves?.at(-1);
    if (leaf) leaf.kind = 'last-chunk-size';
  }

  #endSizeLine(at: number): null {
    this.#open(this.#size === 0 ? 'last-chunk-end' : 'chunk-size-end', at);
    this.#state = 'size-lf';
    return null;
  }

  #beginData(at: number): null {
    this.#give(at);
    this.#closeLeaf();
    this.#missing = this.#size;
    this.#counted = 0;
    this.#state = this.#size === 0 ? 'trailer-start' : 'data';
    return null;
  }

  #readTrailer(at: number, begins = false): Reason | null {
    if (++this.#counted > CHUNK_BOUNDS.trailers) return TRAILERS_TOO_LONG;
    if (begins) this.#open('trailer-line', at);
    else this.#give(at);
    return null;
  }

  #endChunk(at: number): void {
    this.#give(at);
    this.#closeLeaf();
  }

  #open(kind: LeafKind, at: number): void {
    if (this.#leaves === null) return;
    this.#closeLeaf();
    this.#leaves.push({ layer: 'chunked', kind, from: at, to: at + 1, open: true, reason: null });
  }

  #give(at: number): void {
    const leaf = this.#leaves?.at(-1);
    if (leaf) leaf.to = at + 1;
  }

  #closeLeaf(): void {
    const leaf = this.#leaves?.at(-1);
    if (leaf) leaf.open = false;
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
