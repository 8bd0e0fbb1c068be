/** What the lines of an HTTP/1.x head say, and what they mean for an event stream. */
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import { contentOf } from '../../lessons/protocol/framing.ts';
import { valuesOf } from '../../lessons/protocol/head.ts';
import { KINDS } from '../../lessons/protocol/kinds.ts';
import type { Message } from '../../lessons/protocol/message.ts';
import type { LeafKind, Reason } from '../../lessons/protocol/token.ts';
import type { Run } from './row.ts';
import { decodeText } from './text.ts';
import { countOf, quoted, sourceOf } from './visible.ts';

const CELLS = 40;

const NO_HEAD = { method: null, target: null, status: null, version: '1.1' } as const;

type Say = (value: string, kind: Message['kind']) => Reason | null;

const says = (text: string, rule: string): Reason => ({ text, rule });

/** Header fields that matter to an event stream, by their names in lower case. */
const FIELDS: Readonly<Record<string, Say>> = {
  'content-type': (value, kind) => {
    if (kind === 'request') return null;
    return contentOf(kind, { ...NO_HEAD, fields: [{ name: 'content-type', value }] }).typed
      ? says('the content is an event stream', 'HTML 9.2.2')
      : says('no event stream: an EventSource gives up for good', 'HTML 9.2.2');
  },
  'transfer-encoding': (value) =>
    /(^|,)\s*chunked\s*$/i.test(value) ? says('the content comes in chunks', 'RFC 9112 7.1') : null,
  'content-length': (value) =>
    /^\d+$/.test(value) ? says('the length of the content', 'RFC 9110 8.6') : null,
  'content-encoding': () => says('the content is encoded', 'RFC 9110 8.4'),
  'cache-control': (value, kind) =>
    kind === 'response' && /no-store|no-cache/i.test(value)
      ? says('no cache may answer with it unasked', 'RFC 9111 5.2.2')
      : null,
  connection: (value) =>
    /(^|,)\s*close\s*(,|$)/i.test(value) ? says('no message follows this one', 'RFC 9112 9.6') : null,
  accept: (value) =>
    /text\/event-stream/i.test(value) ? says('asks for an event stream', 'HTML 9.2.2') : null,
  'last-event-id': (value) =>
    says(`what came before: ${quoted(sourceOf(Buffer.from(value)), CELLS)}`, 'HTML 9.2.4'),
};

/** The start-line or a field line of a head: its runs, as far as they have arrived. */
export function sayHeadLine(d: Dissection, runs: readonly Run[], { kind }: Message): Reason {
  const text = (of: LeafKind): string | null => {
    const run = runs.find((each) => each.kind === of);
    return run === undefined ? null : decodeText(d.capture.bytes(run));
  };
  const status = text('status-code');
  if (status !== null) return sayStatus(Number(status));
  if (text('method') !== null) return says('request-line', 'RFC 9112 3');
  const name = text('field-line-name');
  if (name === null) return says(KINDS['head-line'].name, KINDS['head-line'].rule);
  const value = (text('field-line-value') ?? '').trim();
  return FIELDS[name.toLowerCase()]?.(value, kind) ?? says('header field', 'RFC 9112 5');
}

/** HTML 9.2.2: what an EventSource does with a response of this status. */
function sayStatus(status: number): Reason {
  if (status === 200) return says('status 200: EventSource reads on', 'HTML 9.2.2');
  if (status < 200) return says('interim: the response is yet to come', 'RFC 9110 15.2');
  if ([301, 302, 303, 307, 308].includes(status))
    return says('redirect: an EventSource follows it', 'RFC 9110 15.4');
  return says(`status ${status}: an EventSource gives up for good`, 'HTML 9.2.2');
}

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
