/**
 * How long the body of a message is, RFC 9112 6.3, and whether its content is an event stream: what the field
 * lines of a complete head say.
 */
import { asciiLowerCase, trimSpaces } from './http-bytes.ts';
import type { Message, Reason } from './token.ts';

/** MIME Sniffing 4.4: type and subtype, each of token bytes, with nothing but parameters after them. */
const ESSENCE = /^[\t ]*([!#$%&'*+\-.^_`|~\w]+\/[!#$%&'*+\-.^_`|~\w]+)[\t ]*(?:;|$)/;

/** What of a head decides about its body. */
export interface Head {
  readonly kind: Message['kind'];
  /** Of a response. */
  readonly status: number | null;
  /** The x of HTTP/1.x. */
  readonly minorVersion: number;
  /** Whether it answers a HEAD request: such a response never has a body. */
  readonly answersHead: boolean;
  /** The values of all field lines with a name, given in lower case. */
  readonly values: (name: string) => readonly string[];
}

export interface Framing {
  readonly by: NonNullable<Message['framing']>;
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
const CODED = {
  text: 'the content of the event stream is encoded: it is not decoded here',
  rule: 'RFC 9110 8.4',
};

/** The framing; a `Reason` when the body cannot be framed. */
export function framingOf(head: Head): Framing | { readonly fault: Reason } {
  const codings = head.values('transfer-encoding').flatMap(listItems);
  const lengths = head.values('content-length').flatMap(listItems);
  const none = { by: 'none', length: 0, eventStream: false, note: null } as const;

  // RFC 9112 6.3, 1: no body, whatever the field lines say.
  const { status } = head;
  const informational = status !== null && status < 200;
  if (head.answersHead || informational || status === 204 || status === 304) return none;

  const typed = head.kind === 'response' && isEventStream(head.values('content-type'));
  const encoded = head
    .values('content-encoding')
    .flatMap(listItems)
    .some((each) => each !== 'identity');
  const body = (by: Framing['by'], length: number, note: Reason | null, coded: boolean): Framing => {
    return { by, length, eventStream: typed && !coded, note: typed && coded ? CODED : note };
  };

  // 3 and 4: Transfer-Encoding overrides Content-Length.
  if (codings.length > 0) {
    if (head.minorVersion === 0) return { fault: TRANSFER_CODING_IN_1_0 };
    const chunked = codings.filter((coding) => coding === 'chunked').length;
    if (chunked > 1) return { fault: CHUNKED_TWICE };
    const note = lengths.length > 0 ? BOTH : null;
    if (codings.at(-1) === 'chunked') return body('chunked', 0, note, encoded || codings.length > 1);
    return head.kind === 'request' ? { fault: NOT_CHUNKED } : body('close', 0, note, true);
  }

  // 5 and 6: one valid Content-Length, which may be repeated.
  if (head.values('content-length').length > 0) {
    const [first = ''] = lengths;
    const length = Number(first);
    const valid = /^[0-9]+$/.test(first) && lengths.every((each) => each === first);
    if (!valid || !Number.isSafeInteger(length)) return { fault: BAD_LENGTH };
    return body('length', length, null, encoded);
  }

  // 7 and 8: a request without either has no body, a response goes on until the connection is closed.
  return head.kind === 'request' ? none : body('close', 0, null, encoded);
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
