import { describe, expect, it } from 'vitest';
import { RequestHeads } from '../../../server/lab/request-heads.ts';

const A = 'GET /a HTTP/1.1\r\nHost: x\r\n\r\n';
const B = 'GET /b HTTP/1.1\r\nHost: y\r\nAccept: */*\r\n\r\n';

const text = (heads: RequestHeads) =>
  heads
    .next()
    .map(({ bytes }) => Buffer.from(bytes).toString())
    .join('');

describe('RequestHeads', () => {
  it('cuts two requests apart wherever the reads cut them', () => {
    const whole = Buffer.from(A + B);
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const heads = new RequestHeads();
      heads.push(whole.subarray(0, cut), 1);
      heads.push(whole.subarray(cut), 2);
      expect(text(heads)).toBe(A);
      expect(text(heads)).toBe(B);
      expect(text(heads)).toBe('');
    }
  });

  it('keeps the time of each piece', () => {
    const heads = new RequestHeads();
    heads.push(Buffer.from(A.slice(0, 5)), 1);
    heads.push(Buffer.from(A.slice(5) + B), 2);
    expect(heads.next().map(({ at, bytes }) => [at, bytes.length])).toEqual([
      [1, 5],
      [2, A.length - 5],
    ]);
    expect(heads.next().map(({ at }) => at)).toEqual([2]);
  });

  it('takes the empty lines before a request-line as part of that request', () => {
    const heads = new RequestHeads();
    heads.push(Buffer.from(`\r\n\r\n${A}\r\n${B}`), 1);
    expect(text(heads)).toBe(`\r\n\r\n${A}`);
    expect(text(heads)).toBe(`\r\n${B}`);
  });

  it('knows of no request after it was stopped', () => {
    const heads = new RequestHeads();
    heads.push(Buffer.from(A + B), 1);
    expect(text(heads)).toBe(A);
    heads.stop();
    heads.push(Buffer.from(B), 2);
    expect(text(heads)).toBe('');
  });
});
