/**
 * The event stream, HTML 9.2.5 (its format) and 9.2.6 (its interpretation): bytes in, lines and blocks out. A block
 * becomes an event when its blank line arrives. Bytes may be cut anywhere, and each belongs to a leaf at once.
 *
 * Reading bytes instead of characters is safe: in UTF-8 no byte of a longer character looks like CR, LF, a colon
 * or a space. So the text is decoded only when somebody reads it.
 */
import type { Span } from './capture.ts';
import type { Block, LeafKind, Line, Message, Reason, Token } from './token.ts';
import { close, sizeOf, type ContentDecoder, type MessageTokens, type TokenLog } from './token-log.ts';
import { CharacterWatch, decodeUtf8 } from './utf8.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;
const BOM = [0xef, 0xbb, 0xbf];
const LONGEST_FIELD_NAME = 'event'.length;

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

/** A line whose name and value become those of its leaves, so that they grow together. */
type OwnLine = { -readonly [K in keyof Line]: Line[K] };

/** What the next byte is read as. */
type State =
  'stream-start' | 'line-start' | 'after-cr' | 'field-name' | 'after-colon' | 'field-value' | 'comment';

export class EventStreamDecoder implements ContentDecoder {
  readonly #log: TokenLog;
  readonly #message: Message;
  readonly #tokens: MessageTokens;
  readonly #characters: CharacterWatch;
  #state: State = 'stream-start';
  #leaf: Token | null = null;
  #line: OwnLine | null = null;
  #block: Block | null = null;
  #dataBufferIsEmpty = true;
  /** The lines that set the other buffers; null for the empty string, and for the user agent's own time. */
  #lastEventIdBuffer: Line | null = null;
  #reconnectionTime: Line | null = null;

  constructor(log: TokenLog, message: Message) {
    this.#log = log;
    this.#message = message;
    this.#tokens = log.of(message);
    this.#characters = new CharacterWatch(log);
  }

  receive(bytes: Uint8Array, offset: number): void {
    for (let i = 0; i < bytes.length;) i = this.#read(bytes, i, offset);
  }

  /** Reads one byte, or a run of text. Gives the index after what it has read. */
  #read(bytes: Uint8Array, i: number, offset: number): number {
    const byte = bytes[i] as number;
    const at = offset + i;
    switch (this.#state) {
      case 'stream-start':
        return this.#readBom(byte, at) ? i + 1 : i;

      case 'after-cr':
        // The CR has ended the line already. A LF right after it is part of the same line end: CRLF.
        if (byte === LF) this.#growLineEnd(at);
        this.#closeLine();
        this.#state = 'line-start';
        return byte === LF ? i + 1 : i;

      case 'line-start':
        if (byte === CR || byte === LF) return this.#endLine('blank-line', byte, i, at);
        this.#beginLine(at);
        // HTML 9.2.6: "If the line starts with a U+003A COLON character (:) Ignore the line."
        this.#state = byte === COLON ? 'comment' : 'field-name';
        return i;

      case 'field-name':
        if (byte === CR || byte === LF) return this.#endLine('line-end', byte, i, at);
        if (byte !== COLON) return this.#readText('field-name', bytes, i, offset);
        this.#open('colon', at);
        this.#state = 'after-colon';
        return i + 1;

      case 'after-colon':
        // HTML 9.2.6: "If value starts with a U+0020 SPACE character, remove it from value." Only one.
        this.#state = 'field-value';
        if (byte !== SPACE) return i;
        this.#open('optional-space', at);
        return i + 1;

      case 'field-value':
      case 'comment':
        if (byte === CR || byte === LF) return this.#endLine('line-end', byte, i, at);
        return this.#readText(this.#state, bytes, i, offset);
    }
  }

  /** HTML 9.2.5: one byte order mark may stand at the start of the stream. False when `byte` is no part of it. */
  #readBom(byte: number, at: number): boolean {
    const have = this.#tokens.bom ? sizeOf(this.#tokens.bom.spans) : 0;
    if (byte !== BOM[have]) {
      this.#noBom();
      return false;
    }
    if (this.#tokens.bom) this.#log.grow(this.#tokens.bom, at, at + 1);
    else this.#tokens.bom = this.#log.leaf('event-stream', 'bom', this.#message, at, at + 1);
    if (have === BOM.length - 1) {
      close(this.#tokens.bom);
      this.#state = 'line-start';
    }
    return true;
  }

  /** What has begun like a byte order mark is none: it begins the first line. */
  #noBom(): void {
    this.#state = 'line-start';
    const leaf = this.#tokens.bom;
    if (leaf === null) return;
    this.#tokens.bom = null;
    const line = this.#beginLine((leaf.spans[0] as Span).start);
    line.name = leaf.spans;
    this.#log.become(leaf, 'field-name', line);
    this.#leaf = leaf;
    this.#state = 'field-name';
    for (const { start, end } of leaf.spans) {
      const bytes = this.#log.capture.bytes({ start, end });
      this.#characters.receive(line, bytes, 0, bytes.length, start);
    }
  }

  #beginLine(at: number): OwnLine {
    this.#line = this.#newLine(this.#block ?? this.#beginBlock(at), at);
    return this.#line;
  }

  #newLine(parent: Block | null, at: number): OwnLine {
    const line: OwnLine = {
      layer: 'event-stream',
      kind: 'line',
      spans: [{ start: at, end: at + 1 }],
      parent,
      open: true,
      reason: null,
      message: this.#message,
      number: this.#tokens.lines.length + 1,
      role: null,
      name: [],
      value: [],
      endAt: null,
    };
    parent?.lines.push(line);
    this.#tokens.lines.push(line);
    this.#log.lines.push(line);
    return line;
  }

  #beginBlock(at: number): Block {
    const block: Block = {
      layer: 'event-stream',
      kind: 'block',
      spans: [{ start: at, end: at + 1 }],
      parent: this.#message,
      open: true,
      reason: null,
      message: this.#message,
      lines: [],
      number: null,
      endAt: null,
      idBefore: this.#lastEventIdBuffer,
      retryBefore: this.#reconnectionTime,
    };
    this.#tokens.blocks.push(block);
    this.#log.blocks.push(block);
    this.#block = block;
    return block;
  }

  /** Gives the byte at `at` to a new leaf of the line. */
  #open(kind: LeafKind, at: number): Token {
    if (this.#leaf !== null) close(this.#leaf);
    this.#characters.interrupt();
    this.#leaf = this.#log.leaf('event-stream', kind, this.#line, at, at + 1);
    return this.#leaf;
  }

  /** Reads on to the line end, or to the colon after a field name. There is at least one byte to read. */
  #readText(
    kind: 'field-name' | 'field-value' | 'comment',
    bytes: Uint8Array,
    from: number,
    offset: number,
  ): number {
    const line = this.#line as OwnLine;
    const stop = kind === 'field-name' ? COLON : LF;
    let seen = 0;
    let i = from;
    for (; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      if (byte === CR || byte === LF || byte === stop) break;
      seen |= byte;
    }
    if (this.#leaf?.kind !== kind) {
      const { spans } = this.#open(kind, offset + from);
      if (kind === 'field-name') line.name = spans;
      else if (kind === 'field-value') line.value = spans;
    }
    this.#log.grow(this.#leaf as Token, offset + from, offset + i);
    if (seen < 0x80) this.#characters.interrupt();
    else this.#characters.receive(line, bytes, from, i, offset);
    return i;
  }

  /** HTML 9.2.5: a line ends with CR LF, LF or CR. A CR ends it at once: a LF may never come. */
  #endLine(kind: 'line-end' | 'blank-line', byte: number, i: number, at: number): number {
    const line = this.#line ?? this.#newLine(this.#block, at);
    this.#line = line;
    this.#open(kind, at);
    line.endAt = at + 1;
    this.#log.stop(this.#message, line.endAt, 'line');
    if (kind === 'blank-line') this.#endBlock(line, at + 1);
    else this.#processLine(line);
    this.#state = 'after-cr';
    if (byte === LF) {
      this.#closeLine();
      this.#state = 'line-start';
    }
    return i + 1;
  }

  #growLineEnd(at: number): void {
    const line = this.#line as Line;
    const dispatched = line.role === 'blank' && line.parent?.kind === 'event';
    this.#log.grow(this.#leaf as Token, at, at + 1);
    this.#log.moveStop(
      this.#message,
      line.endAt as number,
      at + 1,
      'line',
      ...(dispatched ? ['event' as const] : []),
    );
  }

  /** No further byte can be part of the line. */
  #closeLine(): void {
    const line = this.#line as Line;
    close(this.#leaf as Token);
    close(line);
    if (line.role === 'blank' && line.parent) close(line.parent);
    this.#leaf = null;
    this.#line = null;
  }

  /** HTML 9.2.6, the steps for a line that is not empty. */
  #processLine(line: Line): void {
    // "If the line starts with a colon" it has no name. Without a colon, the whole line is the name.
    if (line.name.length === 0) {
      line.role = 'comment';
      line.reason = COMMENT;
      return;
    }
    const long = sizeOf(line.name) > LONGEST_FIELD_NAME;
    const ignored = this.#processField(line, long ? '' : decodeUtf8(this.#log.bytes(line.name)));
    if (ignored === null) return;
    line.role = 'ignored';
    line.reason = ignored;
  }

  /** HTML 9.2.6, "process the field". Gives the reason when the field is ignored. */
  #processField(line: Line, name: string): Reason | null {
    switch (name) {
      case 'event':
        // "Set the event type buffer to field value." It is read from the line when the block is dispatched.
        line.role = 'event';
        return null;
      case 'data':
        // "Append the field value to the data buffer, then append a single U+000A LINE FEED (LF)".
        line.role = 'data';
        this.#dataBufferIsEmpty = false;
        return null;
      case 'id':
        if (this.#log.bytes(line.value).includes(0)) return NULL_IN_ID;
        line.role = 'id';
        this.#lastEventIdBuffer = line.value.length > 0 ? line : null;
        return null;
      case 'retry':
        if (!/^[0-9]+$/.test(decodeUtf8(this.#log.bytes(line.value)))) return NOT_DIGITS;
        line.role = 'retry';
        this.#reconnectionTime = line;
        return null;
      default:
        return UNKNOWN;
    }
  }

  /** HTML 9.2.6, "If the line is empty (a blank line) Dispatch the event, as defined below." */
  #endBlock(line: Line, at: number): void {
    line.role = 'blank';
    const block = this.#block;
    this.#block = null;
    if (block === null) {
      line.reason = NO_BLOCK;
      return;
    }
    block.endAt = at;
    // "If the data buffer is an empty string, set the data buffer and the event type buffer to the empty string
    // and return." One data line is enough, even without a value: the buffer then holds its LF.
    if (this.#dataBufferIsEmpty) {
      block.reason = NO_DATA;
      return;
    }
    this.#dataBufferIsEmpty = true;
    block.kind = 'event';
    block.number = this.#log.events.push(block);
    this.#log.stop(this.#message, at, 'event');
  }

  /** HTML 9.2.6: "Once the end of the file is reached, any pending data must be discarded." */
  end(at: number): void {
    if (this.#state === 'stream-start') this.#noBom();
    this.#tokens.contentEndAt = at;
    if (this.#state === 'after-cr') this.#closeLine();
    this.#characters.interrupt();
    if (this.#leaf !== null) close(this.#leaf);
    if (this.#line !== null) close(this.#line, LINE_CUT);
    if (this.#block === null) return;
    close(this.#block, BLOCK_CUT);
    this.#block.endAt = at;
  }
}
