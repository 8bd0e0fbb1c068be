import { describe, expect, it } from 'vitest';
import { RequestBytes } from '../../../server/lab/request-bytes.ts';

const A = 'GET /a HTTP/1.1\r\nHost: x\r\n\r\n';
const B = 'GET /b HTTP/1.1\r\nHost: y\r\nAccept: */*\r\n\r\n';

const text = (asked: RequestBytes) =>
  asked
    .head()
    .map(({ bytes }) => Buffer.from(bytes).toString())
    .join('');

describe('RequestBytes', () => {
  it('cuts two requests apart wherever the reads cut them', () => {
    const whole = Buffer.from(A + B);
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const asked = new RequestBytes();
      asked.push(whole.subarray(0, cut), 1);
      asked.push(whole.subarray(cut), 2);
      expect(text(asked)).toBe(A);
      expect(text(asked)).toBe(B);
      expect(text(asked)).toBe('');
    }
  });

  it('keeps the time of each piece', () => {
    const asked = new RequestBytes();
    asked.push(Buffer.from(A.slice(0, 5)), 1);
    asked.push(Buffer.from(A.slice(5) + B), 2);
    expect(asked.head().map(({ at, bytes }) => [at, bytes.length])).toEqual([
      [1, 5],
      [2, A.length - 5],
    ]);
    expect(asked.head().map(({ at }) => at)).toEqual([2]);
  });

  it('takes the empty lines before a request-line as part of that request', () => {
    const asked = new RequestBytes();
    asked.push(Buffer.from(`\r\n\r\n${A}\r\n${B}`), 1);
    expect(text(asked)).toBe(`\r\n\r\n${A}`);
    expect(text(asked)).toBe(`\r\n${B}`);
  });

  it('takes content before the next head, as far as it is there', () => {
    const whole = Buffer.from(`${A}one\r\n\r\ntwo${B}`);
    const size = 'one\r\n\r\ntwo'.length;
    for (let cut = A.length; cut <= whole.length; cut += 1) {
      const asked = new RequestBytes();
      asked.push(whole.subarray(0, cut), 1);
      expect(text(asked)).toBe(A);
      const first = Buffer.concat(asked.take(size).map(({ bytes }) => bytes));
      expect(first).toHaveLength(Math.min(size, cut - A.length));
      asked.push(whole.subarray(cut), 2);
      const second = Buffer.concat(asked.take(size - first.length).map(({ bytes }) => bytes));
      expect(Buffer.concat([first, second]).toString()).toBe('one\r\n\r\ntwo');
      expect(text(asked)).toBe(B);
    }
  });

  it('knows of no request after it was stopped', () => {
    const asked = new RequestBytes();
    asked.push(Buffer.from(A + B), 1);
    expect(text(asked)).toBe(A);
    asked.stop();
    asked.push(Buffer.from(B), 2);
    expect(text(asked)).toBe('');
  });
});
