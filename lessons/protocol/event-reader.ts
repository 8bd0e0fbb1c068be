/**
 * Events as text, every string made as soon as its event is dispatched: for who wants them all. Lines end between
 * characters, so whole lines are decoded, many at once, and their text is cut where `event-stream.ts` has found
 * line ends. In ASCII a character is a byte; in any other text, the line ends are looked for once more.
 */
import type { EventStream } from './event-stream.ts';
import { ENDS_WITH_CR, HAS_COLON, HAS_SPACE, lineEndSize, ROLE, Role } from './line-index.ts';

/**
 * An event as an event listener gets it, and its bytes: `[from, to)` of the content. Where the last of them is a CR and
 * also the last byte received, a LF may still come that belongs to it.
 */
export interface EventText {
  readonly type: string;
  readonly data: string;
  readonly lastEventId: string;
  readonly from: number;
  readonly to: number;
}

/** Bytes of field name and colon. */
const DATA = 'data:'.length;
const EVENT = 'event:'.length;
const ID = 'id:'.length;

export class EventReader {
  readonly #stream: EventStream;
  readonly #decode: (bytes: Uint8Array) => string;
  readonly #dispatch: (event: EventText) => void;
  /** Index of the next line to be read. */
  #line = 0;
  /** The buffers of HTML 9.2.6; null for a data buffer that no data line has been appended to. */
  #type = '';
  #data: string | null = null;
  #lastEventId = '';
  /** Index of the first line of the block, and where that begins. */
  #first = 0;
  #from = 0;

  /**
   * Reads what `stream` finds. `decode` is the platform's fastest way to decode UTF-8, or `decodeUtf8`: malformed bytes
   * become U+FFFD, and a byte order mark stays.
   */
  constructor(
    stream: EventStream,
    decode: (bytes: Uint8Array) => string,
    dispatch: (event: EventText) => void,
  ) {
    this.#stream = stream;
    this.#decode = decode;
    this.#dispatch = dispatch;
  }

  /** The stream has received more: `[from, to)` of `bytes`. */
  read(bytes: Uint8Array, from: number, to: number): void {
    const { lines, length, content } = this.#stream;
    const first = this.#line;
    if (first === lines.length) return;
    const start = lines.startOf(first);
    // A LF may have come that belongs to the line before.
    this.#from = lines.startOf(this.#first);
    const end = lines.startOf(lines.length);
    const base = length - to;
    // What began earlier is not in these bytes.
    const whole = start < base + from ? content.bytes(start, end) : bytes.subarray(start - base, end - base);
    this.#readLines(whole, start);
  }

  /** Reads all lines that have ended, whose bytes these are; the first is at the content offset `base`. */
  #readLines(bytes: Uint8Array, base: number): void {
    const { lines } = this.#stream;
    const text = this.#decode(bytes);
    const ascii = text.length === bytes.length;
    let at = 0;
    for (let index = this.#line; index < lines.length;) {
      const { ends, forms, first, next } = lines.run(index);
      for (; index < next; index++) {
        const form = forms[index - first] as number;
        const role = form & ROLE;
        let end: number;
        if (role <= Role.NoData) end = at + lineEndSize(form);
        else if (ascii) end = (ends[index - first] as number) - base;
        else end = text.indexOf(form & ENDS_WITH_CR ? '\r' : '\n', at) + 1;

        if (role === Role.Data) {
          const value = valueIn(text, at, end, form, DATA);
          this.#data = this.#data === null ? value : `${this.#data}\n${value}`;
        } else if (role === Role.Dispatch) this.#dispatchEvent(index, ends[index - first] as number);
        else if (role === Role.Event) this.#type = valueIn(text, at, end, form, EVENT);
        else if (role === Role.Id) this.#lastEventId = valueIn(text, at, end, form, ID);
        else if (role <= Role.NoData) this.#beginBlock(index + 1, ends[index - first] as number);
        at = end;
      }
    }
    this.#line = lines.length;
  }

  #dispatchEvent(blank: number, to: number): void {
    this.#dispatch({
      type: this.#type === '' ? 'message' : this.#type,
      data: this.#data as string,
      lastEventId: this.#lastEventId,
      from: this.#from,
      to,
    });
    this.#beginBlock(blank + 1, to);
  }

  #beginBlock(first: number, from: number): void {
    this.#type = '';
    this.#data = null;
    this.#first = first;
    this.#from = from;
  }
}

/** The value of the line at `[at, end)` of the text; `name` is the size of its name with a colon. */
function valueIn(text: string, at: number, end: number, form: number, name: number): string {
  if (!(form & HAS_COLON)) return '';
  return text.slice(at + name + (form & HAS_SPACE ? 1 : 0), end - lineEndSize(form));
}
