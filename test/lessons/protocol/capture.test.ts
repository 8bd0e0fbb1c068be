import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Capture, type Arrival } from '../../../lessons/protocol/capture.ts';
import { bytesOf, latin1 } from './wire.ts';

const arrival = (bytes: string, rest: Partial<Arrival> = {}): Arrival => ({
  connection: 1,
  from: 'server',
  at: 0,
  bytes: bytesOf(bytes),
  ending: null,
  ...rest,
});

const captureOf = (...arrivals: Arrival[]) => {
  const capture = new Capture();
  for (const each of arrivals) capture.append(each);
  return capture;
};

describe('a capture', () => {
  it('places each arrival after the one before, and counts each connection and sender for itself', () => {
    const capture = captureOf(
      arrival('abc', { from: 'client' }),
      arrival('de'),
      arrival('f', { connection: 2 }),
      arrival('gh'),
      arrival('', { ending: 'fin' }),
    );
    expect(
      Array.from(capture.arrivals, ({ index, direction, start, end }) => [
        index,
        start,
        end,
        direction.countBefore(start),
      ]),
    ).toEqual([
      [0, 0, 3, 0],
      [1, 3, 5, 0],
      [2, 5, 6, 0],
      [3, 6, 8, 2],
      [4, 8, 8, 4],
    ]);
    expect(capture.length).toBe(8);
  });

  it('lists its arrivals: from both ends, one after another, and the last of those that are asked for', () => {
    const { arrivals } = captureOf(
      arrival('abc', { from: 'client', at: 1 }),
      arrival('de', { at: 2.5 }),
      arrival('', { at: 3, ending: 'reset', connection: 2 }),
    );
    expect(arrivals).toHaveLength(3);
    expect([...arrivals].map(({ index }) => index)).toEqual([0, 1, 2]);
    expect([-4, -3, -1, 0, 2, 3].map((index) => arrivals.at(index)?.index)).toEqual([
      undefined,
      0,
      2,
      0,
      2,
      undefined,
    ]);
    expect(arrivals.at(1)).toMatchObject({
      connection: 1,
      from: 'server',
      at: 2.5,
      start: 3,
      end: 5,
      ending: null,
    });
    expect(arrivals.at(2)).toMatchObject({
      connection: 2,
      from: 'server',
      at: 3,
      start: 5,
      end: 5,
      ending: 'reset',
    });
    expect(arrivals.findLast(({ ending }) => ending === null)?.index).toBe(1);
    expect(arrivals.findLast(({ from }) => from === 'client')?.index).toBe(0);
    expect(arrivals.findLast(({ connection }) => connection === 3)).toBeUndefined();
    expect(new Capture().arrivals.at(-1)).toBeUndefined();
  });

  it('finds its arrivals by offset and by time however many there are', () => {
    const capture = captureOf(
      ...Array.from({ length: 10_000 }, (_, index) =>
        arrival('xy'.slice(index % 3), { at: Math.floor(index / 7) }),
      ),
    );
    const ends = [0];
    for (const { start, end } of capture.arrivals) {
      if (start !== ends.at(-1)) throw new Error(`the arrival at ${start} is out of place`);
      ends.push(end);
    }
    for (let index = 0; index < 10_000; index += 37) {
      const start = ends[index] as number;
      const brings = [2, 1, 0][index % 3] as number;
      expect(ends[index + 1]).toBe(start + brings);
      if (brings > 0) expect(capture.arrivalAt(start)?.index).toBe(index);
      const at = Math.floor(index / 7);
      expect(capture.lengthAt(at)).toBe(ends[Math.min(10_000, at * 7 + 7)]);
    }
  });

  it('counts the bytes of one sender up to an offset', () => {
    const capture = captureOf(
      arrival('abc', { from: 'client' }),
      arrival('de'),
      arrival('f', { connection: 2 }),
    );
    expect([0, 2, 3, 4, 6, 9].map((offset) => capture.countFrom('server', offset))).toEqual([
      0, 0, 0, 1, 3, 3,
    ]);
    expect(capture.countFrom('client', 2)).toBe(2);
  });

  it('finds the arrival that brought a byte, and passes over those that brought none', () => {
    const capture = captureOf(
      arrival('', { connection: 3, ending: 'fin' }),
      arrival('ab'),
      arrival('', { connection: 2, ending: 'reset' }),
      arrival('c'),
      arrival('', { ending: 'fin' }),
    );
    expect([-1, 0, 1, 2, 3].map((offset) => capture.arrivalAt(offset)?.index)).toEqual([
      undefined,
      1,
      1,
      3,
      undefined,
    ]);
  });

  it('tells the offset among the bytes of the same sender', () => {
    const capture = captureOf(arrival('ab'), arrival('cd', { from: 'client' }), arrival('ef'));
    expect([0, 1, 2, 3, 4, 5, 6].map((offset) => capture.localOffset(offset))).toEqual([
      0,
      1,
      0,
      1,
      2,
      3,
      null,
    ]);
  });

  it('tells how many bytes had arrived at a time', () => {
    const capture = captureOf(arrival('a', { at: 10 }), arrival('b', { at: 10 }), arrival('c', { at: 20 }));
    expect([0, 9.9, 10, 15, 20, 99].map((at) => capture.lengthAt(at))).toEqual([0, 0, 2, 2, 3, 3]);
    expect(new Capture().lengthAt(5)).toBe(0);
  });

  it('gives single bytes, and nothing past the end', () => {
    const capture = captureOf(arrival('ab'), arrival('c'));
    expect([0, 1, 2, 3, -1].map((offset) => capture.byte(offset))).toEqual([
      97,
      98,
      99,
      undefined,
      undefined,
    ]);
  });

  it('joins the bytes of spans across arrivals, in the order given, cut to what is there', () => {
    const capture = captureOf(arrival('abc'), arrival('', { ending: 'fin' }), arrival('de'), arrival('f'));
    expect(latin1(capture.bytes({ start: 1, end: 5 }))).toBe('bcde');
    expect(
      latin1(
        capture.bytes([
          { start: 4, end: 6 },
          { start: 0, end: 1 },
        ]),
      ),
    ).toBe('efa');
    expect(
      latin1(
        capture.bytes([
          { start: -5, end: 1 },
          { start: 5, end: 99 },
        ]),
      ),
    ).toBe('af');
    expect(capture.bytes([])).toHaveLength(0);
    expect(capture.bytes({ start: 3, end: 3 })).toHaveLength(0);
  });

  it('gives back the same bytes however they arrived', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 5 })), fc.nat(30), fc.nat(30), (parts, start, end) => {
        const capture = captureOf(...parts.map((bytes) => ({ ...arrival(''), bytes })));
        const all = Uint8Array.from(parts.flatMap((part) => [...part]));
        expect(capture.bytes({ start, end })).toEqual(all.slice(start, Math.max(start, end)));
        expect(capture.byte(start)).toBe(all[start]);
        expect(capture.arrivalAt(start) !== null).toBe(start < all.length);
      }),
    );
  });
});
