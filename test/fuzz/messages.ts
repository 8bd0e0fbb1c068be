/**
 * What is said about HTTP/1.1 messages, by whoever reads them: the decoder under test, Node's parser, the rule.
 * Strings hold one character for each byte.
 */
import type { Sample } from './sample.ts';

/** What one side of a connection sent. */
export interface HttpSample extends Sample {
  readonly kind: 'request' | 'response';
  /** For each request that the responses answer, whether it is a HEAD request. Past them, none is. */
  readonly heads: readonly boolean[];
  /** Whether the side closed the connection after the bytes. */
  readonly closed: boolean;
}

export interface Head {
  /** `1.1`. */
  readonly version: string;
  /** The status code of a response; the method and the target of a request, with a space between them. */
  readonly start: string;
  /** Names and values, without the whitespace around a value; the parts of a folded value with one space. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/**
 * One message. `open`: more bytes of it are expected. `cut`: the connection was closed inside it. `malformed`: the
 * bytes that follow what is here break a rule, and nothing after them is read.
 */
export interface MessageVerdict {
  /** Null when the head is not complete, or does not say where the message ends. */
  readonly head: Head | null;
  readonly content: string;
  /** Of the trailer section, once the message is complete. */
  readonly trailers: Head['fields'];
  readonly end: 'complete' | 'open' | 'cut' | 'malformed';
}

function sameMessage(one: MessageVerdict, other: MessageVerdict): boolean {
  return (
    one.end === other.end &&
    one.content === other.content &&
    sameHead(one.head, other.head) &&
    sameFields(one.trailers, other.trailers)
  );
}

function sameHead(one: Head | null, other: Head | null): boolean {
  if (one === null || other === null) return one === other;
  return one.version === other.version && one.start === other.start && sameFields(one.fields, other.fields);
}

const sameFields = (one: Head['fields'], other: Head['fields']): boolean =>
  one.length === other.length &&
  one.every(([name, value], index) => name === other[index]?.[0] && value === other[index][1]);

export function sameMessages(one: readonly MessageVerdict[], other: readonly MessageVerdict[]): boolean {
  return (
    one.length === other.length &&
    one.every((message, index) => sameMessage(message, other[index] as MessageVerdict))
  );
}

/** One character for each byte. */
export const latin1 = ({ buffer, byteOffset, length }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, length).toString('latin1');
