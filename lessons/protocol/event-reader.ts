/**
 * Events as text, every string made as soon as its event is dispatched: for who wants them all. Lines end between
 * characters, so whole lines are decoded, many at once, and their text is cut where `event-stream.ts` has found
 * line ends. In ASCII a character is a byte; in any other text, the line ends are looked for once more.
 */
import type { EventStream } from './event-stream.ts';
import { ENDS_WITH_CR, HAS_COLON, HAS_SPACE, lineEndSize, ROLE } from './line-index.ts';
import * as Role from './role.ts';

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
  #buffers: { type: string; data: string | null; lastEventId: string } = {
    type: '',
    data: null,
    lastEventId: '',
  };
  /** Index of the first line of the block. */
  #blockStart = 0;

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

  /** The stream has received more. */
  read(): void {
    const { lines } = this.#stream;
    if (this.#line === lines.length) return;
    const base = lines.startOf(this.#line);
    const bytes = this.#stream.bytes(base, lines.startOf(lines.length));
    const text = this.#decode(bytes);
    const ascii = text.length === bytes.length;

    let { type, data: earlier, lastEventId } = this.#buffers;
    let data: string | null = null;
    // A LF may have come that belongs to the line before.
    let from = lines.startOf(this.#blockStart);
    let blockStart = this.#blockStart;
    let at = 0;
    for (let index = this.#line; index < lines.length;) {
      const { ends, forms, first, next } = lines.run(index);
      for (; index < next; index++) {
        const form = forms[index - first] as number;
        const role = form & ROLE;
        const to = ends[index - first] as number;
        if (role <= Role.NoData) {
          if (earlier !== null) data = data === null ? earlier : `${earlier}\n${data}`;
          if (data !== null) this.#dispatch({ type: type || 'message', data, lastEventId, from, to });
          type = '';
          data = null;
          earlier = null;
          from = to;
          blockStart = index + 1;
          at += lineEndSize(form);
          continue;
        }
        const end = ascii ? to - base : text.indexOf(form & ENDS_WITH_CR ? '\r' : '\n', at) + 1;
        if (role === Role.Data) {
          const value = valueIn(text, at, end, form, DATA);
          data = data === null ? value : `${data}\n${value}`;
        } else if (role === Role.Event) type = valueIn(text, at, end, form, EVENT);
        else if (role === Role.Id) lastEventId = valueIn(text, at, end, form, ID);
        at = end;
      }
    }
    // An engine may keep a text as the pieces it was put together from: of a million lines that is much. It makes one
    // piece of them when a character is read.
    data?.charCodeAt(0);
    if (earlier !== null) data = data === null ? earlier : `${earlier}\n${data}`;
    this.#buffers = { type, data, lastEventId };
    this.#line = lines.length;
    this.#blockStart = blockStart;
  }
}

/** The value of the line at `[at, end)` of the text; `name` is the size of its name with a colon. */
function valueIn(text: string, at: number, end: number, form: number, name: number): string {
  if (!(form & HAS_COLON)) return '';
  return text.slice(at + name + (form & HAS_SPACE ? 1 : 0), end - lineEndSize(form));
}
