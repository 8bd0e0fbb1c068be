/** The compression that many servers have in front of all they send, as it is: the `compression` middleware of Express. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import compression from 'compression';
import type { Request, Response } from 'express';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Written } from './pen.ts';

const middleware = compression({ threshold: 0, filter: () => true });

/**
 * Puts compression in front of a response whose head is not written yet, for a client that accepts gzip. Returns what
 * writes content. `flush`: every write is handed on at once; `hold`: when the compressor's own buffer is full.
 */
export function compress(
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
  how: 'hold' | 'flush',
): (bytes: Uint8Array, done: Written) => void {
  // Of several codings that a client accepts, the middleware would take brotli.
  const accepted = request.headers['accept-encoding'] ?? '';
  if (/\bgzip\b/.test(accepted)) request.headers['accept-encoding'] = 'gzip';
  const coded = response as unknown as Response;
  const flushed: Written[] = [];
  const write = coded.write.bind(coded) as (bytes: Uint8Array, done?: Written) => boolean;
  coded.write = (bytes: Uint8Array) => write(bytes, endsWithFlush(bytes) ? flushed.shift() : undefined);
  middleware(request as unknown as Request, coded, () => {});

  return (bytes, done) => {
    const more = coded.write(bytes);
    if (how === 'flush' && coded.getHeader('Content-Encoding') !== undefined) {
      flushed.push(done);
      coded.flush();
    } else if (more) {
      setImmediate(done);
    } else {
      coded.once('drain', done);
    }
  };
}

/** RFC 1951 3.2.4: an empty block without compression, which is what a flush ends with. */
const FLUSH = [0, 0, 0xff, 0xff];
const endsWithFlush = (bytes: Uint8Array): boolean =>
  FLUSH.every((byte, index) => bytes[bytes.length - FLUSH.length + index] === byte);
