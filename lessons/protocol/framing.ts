/**
 * How long the body of a message is, RFC 9112 6.3, and whether its content is an event stream: what the field
 * lines of a complete head say.
 */
import { valuesOf, type Head } from './head.ts';
import { asciiLowerCase, trimSpaces } from './http-bytes.ts';
import type { Message } from './message.ts';
import type { Reason } from './token.ts';

/** MIME Sniffing 4.4: type and subtype, each of token bytes, with nothing but parameters after them. */
const ESSENCE = /^[\t ]*([!#$%&'*+\-.^_`|~\w]+\/[!#$%&'*+\-.^_`|~\w]+)[\t ]*(?:;|$)/;

export interface Framing {
  readonly by: 'chunked' | 'length' | 'close' | 'none';
  /** Bytes of content with `length`; 0 for all others. */
  readonly length: number;
  readonly eventStream: boolean;
  /** Something worth saying about it. */
  readonly note: Reason | null;
}

const TRANSFER_CODING_IN_1_0 = {
  text: 'Transfer-Encoding in an HTTP/1.0 message: its framing is faulty',
  rule: 'RFC 9112 6.1',
};
const CHUNKED_TWICE = { text: 'chunked must not be applied more than once', rule: 'RFC 9112 7.1' };
const NOT_CHUNKED = {
  text: 'chunked is not the last transfer coding of a request: its length is unknown',
  rule: 'RFC 9112 6.3',
};
const BAD_LENGTH = { text: 'Content-Length is not one decimal number', rule: 'RFC 9112 6.3' };
const BOTH = {
  text: 'Transfer-Encoding and Content-Length: the first overrides the second',
  rule: 'RFC 9112 6.3',
};
export const CODED = {
  text: 'the content of the event stream is encoded: it is not decoded here',
  rule: 'RFC 9110 8.4',
};

/**
 * The framing of a message with this head; a fault when its body cannot be framed. `answers` is the method of the
 * request that a response answers; null for a request, and when that is not known.
 */
export function framingOf(
  kind: Message['kind'],
  head: Head,
  answers: string | null,
): Framing | { readonly fault: Reason } {
  const lengths = valuesOf(head, 'content-length').flatMap(listItems);
  const codings = valuesOf(head, 'transfer-encoding').flatMap(listItems);
  const none = { by: 'none', length: 0, eventStream: false, note: null } as const;

  // RFC 9112 6.3, 1 and 2: no body, whatever the field lines say.
  const { status } = head;
  if (status !== null && (status < 200 || status === 204 || status === 304)) return none;
  if (answers === 'HEAD' || (answers === 'CONNECT' && status !== null && status < 300)) return none;

  const { typed, coded: encoded } = contentOf(kind, head);
  const body = (by: Framing['by'], length: number, note: Reason | null, coded: boolean): Framing => {
    return { by, length, eventStream: typed && !coded, note: typed && coded ? CODED : note };
  };

  // 3 and 4: Transfer-Encoding overrides Content-Length.
  if (codings.length > 0) {
    if (head.version === '1.0') return { fault: TRANSFER_CODING_IN_1_0 };
    const chunked = codings.filter((coding) => coding === 'chunked').length;
    if (chunked > 1) return { fault: CHUNKED_TWICE };
    const note = lengths.length > 0 ? BOTH : null;
    if (codings.at(-1) === 'chunked') return body('chunked', 0, note, encoded || codings.length > 1);
    return kind === 'request' ? { fault: NOT_CHUNKED } : body('close', 0, note, true);
  }

  // 5 and 6: one valid Content-Length, which may be repeated.
  if (valuesOf(head, 'content-length').length > 0) {
    const [first = ''] = lengths;
    const length = Number(first);
    const valid = /^[0-9]+$/.test(first) && lengths.every((each) => each === first);
    if (!valid || !Number.isSafeInteger(length)) return { fault: BAD_LENGTH };
    return body('length', length, null, encoded);
  }

  // 7 and 8: a request without either has no body, a response goes on until the connection is closed.
  return kind === 'request' ? none : body('close', 0, null, encoded);
}

/**
 * Whether content is read as an event stream, which takes the type and the status 200 (HTML 9.2.2), and whether it is
 * encoded, so that it cannot be read as one.
 */
export function contentOf(kind: Message['kind'], head: Head): { typed: boolean; coded: boolean } {
  const codings = valuesOf(head, 'content-encoding').flatMap(listItems);
  return {
    typed: kind === 'response' && head.status === 200 && isEventStream(valuesOf(head, 'content-type')),
    coded: codings.some((each) => each !== 'identity'),
  };
}

/** Whether the browser alone can read an event stream among these messages, since its content is compressed. */
export const isCompressed = (messages: readonly Message[]): boolean =>
  messages.some(({ kind, head }) => {
    const content = head && contentOf(kind, head);
    return content?.typed === true && content.coded;
  });

/** Whether more messages may follow in the direction of one with this head, RFC 9112 9.3. */
export function persists(head: Head): boolean {
  if (head.status !== null && head.status < 200) return true;
  const options = valuesOf(head, 'connection').flatMap(listItems);
  if (options.includes('close')) return false;
  return head.version !== '1.0' || options.includes('keep-alive');
}

/** The items of a comma-separated list, in lower case. */
function listItems(value: string): string[] {
  const items = value.split(',').map((item) => asciiLowerCase(trimSpaces(item)));
  return items.filter((item) => item !== '');
}

/**
 * Fetch, "extract a MIME type": the last valid one of all counts. HTML 9.2.3 then looks at its essence only:
 * parameters do not matter.
 */
function isEventStream(contentTypes: readonly string[]): boolean {
  const essences = splitOutsideQuotes(contentTypes.join(',')).map((type) => ESSENCE.exec(type)?.[1]);
  const last = essences.findLast((essence) => essence !== undefined && essence !== '*/*');
  return last !== undefined && asciiLowerCase(last) === 'text/event-stream';
}

function splitOutsideQuotes(value: string): string[] {
  return value.match(/(?:"(?:\\.|[^"\\])*"?|[^,"])+/g) ?? [];
}
