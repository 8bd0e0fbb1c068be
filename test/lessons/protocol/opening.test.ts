import { describe, expect, it } from 'vitest';
import { openingOf } from '../../../lessons/protocol/opening.ts';
import { PREFACE, settings } from './http2/wire.ts';
import { bytesOf, type Bytes } from './wire.ts';

/** What an input is that begins like this, and ends there. */
const VECTORS: readonly (readonly [string, Bytes, string])[] = [
  ['a status-line', 'HTTP/1.1 200 OK\r\n', 'http1 server'],
  ['a status-line of another version', 'HTTP/2 200 \r\n', 'http1 server'],
  ['a request-line', 'GET / HTTP/1.1\r\n', 'http1 client'],
  ['a request-line of which the target has not arrived', 'POST ', 'http1 client'],
  ['a request-line after empty lines', '\r\n\r\nGET / HTTP/1.1\r\n', 'http1 client'],
  ['a request-line with a method of its own', 'PURGE /x HTTP/1.1\r\n', 'http1 client'],
  ['the preface of HTTP/2', PREFACE, 'http2 client'],
  ['SETTINGS', settings(), 'http2 server'],
  ['a field', 'data: x\n', 'event-stream server'],
  ['a comment', ':', 'event-stream server'],
  ['a byte order mark', [0xef, 0xbb, 0xbf], 'event-stream server'],
  ['a blank line', '\n', 'event-stream server'],
  ['a line that looks like a request-line, but for its version', 'data /x HTTP/2.0\n', 'event-stream server'],
  ['a method without a space', 'GET', 'event-stream server'],
  ['a NUL that begins no SETTINGS', [0, 0, 0, 1, 0, 0, 0, 0, 0], 'event-stream server'],
  ['less than the preface', PREFACE.subarray(0, 10), 'event-stream server'],
];

const said = (bytes: Uint8Array, as: Parameters<typeof openingOf>[1], over: boolean) => {
  const opening = openingOf(bytes, as, over);
  return opening && `${opening.protocol} ${opening.from}`;
};

describe('what an input is', () => {
  it.each(VECTORS)('%s', (_, bytes, opening) => {
    expect(said(bytesOf(bytes), null, true)).toBe(opening);
  });

  it.each(VECTORS)('is never told otherwise by fewer bytes: %s', (_, bytes, opening) => {
    const all = bytesOf(bytes);
    for (let size = 0; size < all.length; size++)
      expect([null, opening], `${size} bytes`).toContain(said(all.subarray(0, size), null, false));
  });

  it('is told at once by what no other protocol begins with', () => {
    expect(said(bytesOf('d'), null, false)).toBe(null);
    expect(said(bytesOf('data:'), null, false)).toBe('event-stream server');
    expect(said(bytesOf('HTTP'), null, false)).toBe(null);
    expect(said(bytesOf('HTTP/'), null, false)).toBe('http1 server');
    expect(said(bytesOf('x'.repeat(8192)), null, false)).toBe('event-stream server');
  });

  it('is what was asked for, from the side that it looks like', () => {
    expect(said(bytesOf('HTTP/1.1'), 'event-stream', false)).toBe('event-stream server');
    expect(said(bytesOf('data: x'), 'http1', false)).toBe('http1 server');
    expect(said(bytesOf('GET /'), 'http1', false)).toBe('http1 client');
    expect(said(PREFACE, 'http1', true)).toBe('http1 server');
    expect(said(PREFACE, 'http2', false)).toBe('http2 client');
    expect(said(bytesOf('HTTP/1.1'), 'http2', false)).toBe('http2 server');
    expect(said(bytesOf('PRI * HTTP/1.1'), 'http2', false)).toBe('http2 client');
    expect(said(PREFACE.subarray(0, 10), 'http2', true)).toBe('http2 client');
  });
});
