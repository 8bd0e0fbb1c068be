/** What the lines of an HTTP/1.x head say, and what they mean for an event stream. */
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import { contentOf } from '../../lessons/protocol/framing.ts';
import { valuesOf } from '../../lessons/protocol/head.ts';
import { KINDS } from '../../lessons/protocol/kinds.ts';
import type { Message } from '../../lessons/protocol/message.ts';
import type { LeafKind, Reason } from '../../lessons/protocol/token.ts';
import type { Span } from '../../lessons/protocol/span.ts';
import { decodeText } from './text.ts';
import { countOf, quoted, sourceOf } from './visible.ts';

const CELLS = 40;

const OK_HEAD = { method: null, target: null, status: 200, version: '1.1' } as const;

/** `status` is that of the response; null in a request. */
type Say = (value: string, status: number | null) => Reason | null;

/** RFC 9112 6.3: no content, whatever the field lines say. */
const hasContent = (status: number | null): boolean =>
  status === null || (status >= 200 && status !== 204 && status !== 304);

const says = (text: string, rule: string): Reason => ({ text, rule });

/** Header fields that matter to an event stream, by their names in lower case. */
const FIELDS: Readonly<Record<string, Say>> = {
  'content-type': (value, status) => {
    // With any other status an EventSource does not look at it.
    if (status !== 200 || value === '') return null;
    return read('content-type', value).typed
      ? says('the content is an event stream', 'HTML 9.2.2')
      : says('no event stream: an EventSource gives up for good', 'HTML 9.2.2');
  },
  'transfer-encoding': (value, status) =>
    hasContent(status) && /(^|,)\s*chunked\s*$/i.test(value)
      ? says('the content comes in chunks', 'RFC 9112 7.1')
      : null,
  'content-length': (value, status) => {
    if (!/^\d+$/.test(value)) return null;
    if (status === 304) return says('the length of what a 200 would hold', 'RFC 9110 8.6');
    return hasContent(status) ? says('the length of the content', 'RFC 9110 8.6') : null;
  },
  'content-encoding': (value, status) =>
    hasContent(status) && read('content-encoding', value).coded
      ? says('the content is encoded', 'RFC 9110 8.4')
      : null,
  'cache-control': (value, status) =>
    status !== null && /no-store|no-cache/i.test(value)
      ? says('no cache may answer with it unasked', 'RFC 9111 5.2.2')
      : null,
  connection: (value) =>
    /(^|,)\s*close\s*(,|$)/i.test(value) ? says('no message follows this one', 'RFC 9112 9.6') : null,
  accept: (value, status) =>
    status === null && /text\/event-stream/i.test(value)
      ? says('asks for an event stream', 'HTML 9.2.2')
      : null,
  'last-event-id': (value, status) =>
    status === null
      ? says(`what came before: ${quoted(sourceOf(Buffer.from(value)), CELLS)}`, 'HTML 9.2.4')
      : null,
};

const read = (name: string, value: string) =>
  contentOf('response', { ...OK_HEAD, fields: [{ name, value }] });

/** The start-line or a field line of a head, all of which has arrived. */
export function sayHeadLine(d: Dissection, line: Span, message: Message): Reason {
  const text = textsOf(d, line);
  if (text('status-code') !== null) return sayStatus(statusOf(text));
  if (text('method') !== null) return says('request-line', 'RFC 9112 3');
  const name = text('field-line-name');
  if (name === null) return says(KINDS['head-line'].name, KINDS['head-line'].rule);
  const value = (text('field-line-value') ?? '').trim();
  const first = d.at(message.start).headLine ?? line;
  const status = message.kind === 'request' ? null : statusOf(textsOf(d, first));
  return FIELDS[name.toLowerCase()]?.(value, status) ?? says('header field', 'RFC 9112 5');
}

/** Finds what stands on a line of a head, by its kind. */
function textsOf(d: Dissection, { start, end }: Span): (kind: LeafKind) => string | null {
  const pieces = [...d.pieces(start, end)];
  return (kind) => {
    const piece = pieces.find(({ leaf }) => leaf.kind === kind);
    return piece === undefined ? null : decodeText(d.capture.bytes(piece));
  };
}

const statusOf = (text: (kind: LeafKind) => string | null): number => Number(text('status-code'));

/** HTML 9.2.2: what an EventSource does with a response of this status. */
function sayStatus(status: number): Reason {
  if (status === 200) return says('status 200: EventSource reads on', 'HTML 9.2.2');
  if (status === 101) return says('the connection changes to another protocol', 'RFC 9110 15.2.2');
  if (status < 200) return says('interim: the response is yet to come', 'RFC 9110 15.2');
  if ([301, 302, 303, 307, 308].includes(status))
    return says('redirect: an EventSource follows it', 'RFC 9110 15.4');
  return says(`status ${status}: an EventSource gives up for good`, 'HTML 9.2.2');
}

export const PART_OF_HEAD_LINE: Reason = { text: 'a part of a line', rule: 'RFC 9112 2.1' };
export const PART_OF_HEAD_END: Reason = { text: 'a part of the end of the head', rule: 'RFC 9112 2.1' };

/** The blank line that ends a head: how the content is framed. */
export function sayHeadEnd({ framing, head }: Message): Reason {
  switch (framing) {
    case 'chunked':
      return says('end of head; chunks follow', 'RFC 9112 6.3');
    case 'length': {
      const [length = ''] = head === null ? [] : valuesOf(head, 'content-length');
      return says(`end of head; ${countOf(Number.parseInt(length), 'byte')} of content`, 'RFC 9112 6.3');
    }
    case 'close':
      return says('end of head; content until the close', 'RFC 9112 6.3');
    case 'none':
      return says('end of head; no content', 'RFC 9112 6.3');
    default:
      return says('end of head', 'RFC 9112 2.1');
  }
}
