import { describe, expect, it } from 'vitest';
import { EventCounter } from './event-counter.ts';
import { eventAt } from './event.ts';

const chunk = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
const HEAD = Buffer.from('HTTP/1.1 200 OK\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\n\r\n');

function count(reads: readonly Buffer[], now = '2024-01-01T00:00:00.000Z') {
  const ages: number[] = [];
  const counter = new EventCounter((age) => ages.push(age));
  const events = reads.reduce((sum, read) => sum + counter.read(read, Date.parse(now)), 0);
  return { events, ages };
}

describe('the counter of events', () => {
  const event = eventAt('2024-01-01T12:34:56.789Z');
  const wire = Buffer.concat([HEAD, chunk(event), chunk(event), chunk(event)]);

  it('has events of the same size to count', () => {
    expect(event).toHaveLength(200);
  });

  it('counts the same wherever the reads are cut', () => {
    expect(count([wire]).events).toBe(3);
    for (let at = 1; at < wire.length; at++) {
      expect(count([wire.subarray(0, at), wire.subarray(at)]).events).toBe(3);
    }
    expect(count([...wire].map((byte) => Buffer.of(byte))).events).toBe(3);
  });

  it('counts no line end twice', () => {
    const reads = ['data: a\n\n', '\ndata: b\n', '\n'].map((text) => Buffer.from(text));
    expect(count(reads).events).toBe(2);
  });

  it('tells how old each event is, across midnight too, and takes a cut time for none', () => {
    expect(count([wire], '2024-01-01T12:34:57.000Z').ages).toEqual([211, 211, 211]);
    expect(count([eventAt('2024-01-01T23:59:59.990Z')], '2024-01-02T00:00:00.015Z').ages).toEqual([25]);
    const cut = wire.indexOf('12:34') + 2;
    const reads = [wire.subarray(0, cut), wire.subarray(cut)];
    expect(count(reads, '2024-01-01T12:34:57.000Z').ages).toEqual([211, 211]);
  });
});
