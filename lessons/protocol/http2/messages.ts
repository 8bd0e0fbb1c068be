/**
 * HTTP messages on streams, RFC 9113 8.1: which field block is a request, an interim response, a response or
 * trailers, and what makes a message malformed beyond its fields: content where none can be, or another amount than
 * Content-Length says.
 *
 * Only streams that are not closed are remembered.
 */
import { streamError, type Fault, type Sender } from './errors.ts';
import { fieldValue, judgeFields } from './fields.ts';
import { count } from './frame-header.ts';
import type { Field } from './hpack.ts';

export type HeadRole = 'request' | 'interim' | 'response' | 'trailers' | 'promised-request';

/** One direction of one stream. */
interface Progress {
  /** The final head has arrived: what follows is content, then trailers. */
  head: boolean;
  /** Content-Length; null when it is not said, or does not count. */
  length: number | null;
  received: number;
}

interface Exchange {
  readonly client: Progress;
  readonly server: Progress;
  /** Method of the request; null when it has not been seen. */
  method: string | null;
}

const malformed = (text: string, rule: string): Fault => streamError('PROTOCOL_ERROR', text, rule);

const begin = (): Progress => ({ head: false, length: null, received: 0 });

export class Messages {
  readonly #exchanges = new Map<number, Exchange>();

  /** A field block of a message on this stream is complete. A promised request belongs to the promised stream. */
  head(
    streamId: number,
    from: Sender,
    fields: readonly Field[],
    { promised, endStream }: { promised: boolean; endStream: boolean },
  ): { role: HeadRole; faults: Fault[] } {
    const exchange = this.#exchange(streamId);
    const progress = exchange[from];
    const role = promised ? 'promised-request' : roleOf(from, progress, fields);
    const section = role === 'trailers' ? role : role.endsWith('request') ? 'request' : 'response';
    const faults = judgeFields(section, fields);
    // "a HEADERS frame with the END_STREAM flag set that carries an informational status code is malformed"
    if (role === 'interim' && endStream)
      faults.push(malformed('an interim response ends no stream', 'RFC 9113 8.1'));
    // "without the END_STREAM flag set after receiving [...] a final (non-informational) status code"
    if (role === 'trailers' && !endStream) faults.push(malformed('trailers end the stream', 'RFC 9113 8.1'));
    if (section === 'request') exchange.method = fieldValue(fields, ':method');
    if (role === 'request' || role === 'response') {
      progress.head = true;
      progress.length = contentLength(fields, exchange.method);
    }
    return { role, faults };
  }

  /** Whether DATA of this sender can be content now: a head has come before it. */
  hasHead(streamId: number, from: Sender): boolean {
    return this.#exchanges.get(streamId)?.[from].head ?? false;
  }

  /** So much more content has arrived. */
  content(streamId: number, from: Sender, size: number): void {
    const progress = this.#exchanges.get(streamId)?.[from];
    if (progress !== undefined) progress.received += size;
  }

  /** The message of this sender is complete: what is wrong with its length, null when nothing is. */
  end(streamId: number, from: Sender): Fault | null {
    const { length, received } = this.#exchanges.get(streamId)?.[from] ?? begin();
    if (length === null || length === received) return null;
    const text = `Content-Length is ${count(length)}, but the content has ${count(received)} bytes`;
    return malformed(text, 'RFC 9113 8.1.1');
  }

  /** The stream is closed. */
  forget(streamId: number): void {
    this.#exchanges.delete(streamId);
  }

  #exchange(streamId: number): Exchange {
    const known = this.#exchanges.get(streamId);
    if (known !== undefined) return known;
    const exchange = { client: begin(), server: begin(), method: null };
    this.#exchanges.set(streamId, exchange);
    return exchange;
  }
}

function roleOf(from: Sender, { head }: Progress, fields: readonly Field[]): HeadRole {
  if (head) return 'trailers';
  if (from === 'client') return 'request';
  return /^1\d\d$/.test(fieldValue(fields, ':status') ?? '') ? 'interim' : 'response';
}

/**
 * The Content-Length that counts. RFC 9113 8.1.1: not where "the message is defined as having no content. For example,
 * 204 or 304 responses contain no content, as does the response to a HEAD request."
 */
function contentLength(fields: readonly Field[], method: string | null): number | null {
  const value = fieldValue(fields, 'content-length');
  const status = fieldValue(fields, ':status');
  const empty =
    status !== null && (method === null || method === 'HEAD' || status === '204' || status === '304');
  return value === null || empty || !/^\d{1,15}$/.test(value) ? null : Number(value);
}
