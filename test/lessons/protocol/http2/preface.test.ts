import { describe, expect, it } from 'vitest';
import { looksLikeHttp2, matchPreface, PREFACE } from '../../../../lessons/protocol/http2/preface.ts';
import { bytes, hex, join } from './wire.ts';

describe('the connection preface', () => {
  it('is the 24 bytes of RFC 9113 3.4', () => {
    expect(PREFACE).toEqual(hex('505249202a20485454502f322e300d0a0d0a534d0d0a0d0a'));
  });

  it('is known when all of it is there, and not before', () => {
    for (let size = 0; size < PREFACE.length; size++)
      expect(looksLikeHttp2(PREFACE.subarray(0, size))).toBeNull();
    expect(looksLikeHttp2(PREFACE)).toBe(true);
    expect(looksLikeHttp2(join(PREFACE, bytes('more')))).toBe(true);
  });

  it('is told from other beginnings at the first byte that differs', () => {
    expect(looksLikeHttp2(bytes('GET / HTTP/1.1'))).toBe(false);
    expect(looksLikeHttp2(bytes('PRI * HTTP/1.1'))).toBe(false);
    expect(looksLikeHttp2(bytes('P'))).toBeNull();
    expect(looksLikeHttp2(bytes('PO'))).toBe(false);
  });

  it('goes on in the next read', () => {
    expect(matchPreface(PREFACE.subarray(10), 10)).toBe(14);
    expect(matchPreface(bytes('XY'), 10)).toBe(0);
  });
});
