import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Axis, visibleBytes } from '../../../../client/views/lanes/axis.ts';
import { Capture, type Arrival } from '../../../../lessons/protocol/capture.ts';

const anArrival = fc.record({
  from: fc.constantFrom('client' as const, 'server' as const, 'server' as const),
  /** Milliseconds after the arrival before it. */
  after: fc.double({ min: 0.01, max: 5000, noNaN: true }),
  /** Without bytes it is the end of a connection. */
  length: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 60 }) }, fc.constant(0)),
});

const lists = fc.array(anArrival, { minLength: 1, maxLength: 12 }).map((list) => {
  let at = 0;
  return list.map(({ from, after, length }): Arrival => {
    at += after;
    return { connection: 1, from, at, bytes: new Uint8Array(length), ending: length > 0 ? null : 'fin' };
  });
});

function captureOf(arrivals: readonly Arrival[]): Capture {
  const capture = new Capture();
  for (const arrival of arrivals) capture.append(arrival);
  return capture;
}

const captures = lists.map(captureOf);

const withBytes = ({ arrivals }: Capture) => [...arrivals].filter(({ start, end }) => end > start);

/** The byte boundaries of a capture, from the first byte on, with the time at which each was reached. */
const boundaries = (capture: Capture) =>
  Array.from({ length: capture.length }, (_, index) => ({
    offset: index + 1,
    at: capture.arrivalAt(index)?.at ?? 0,
  }));

describe('the axis of the lanes', () => {
  it('has the start at its left end and all bytes on it', () => {
    fc.assert(
      fc.property(captures, (capture) => {
        const axis = new Axis(capture);
        expect(axis.x(0)).toBe(0);
        expect(axis.x(capture.length)).toBeCloseTo(axis.width, 6);
      }),
    );
  });

  it('goes from left to right: a later byte, or a later time, is never further left', () => {
    fc.assert(
      fc.property(captures, (capture) => {
        const axis = new Axis(capture);
        let before = axis.x(0);
        for (const { offset, at } of boundaries(capture)) {
          const here = axis.x(offset, at);
          expect(here).toBeGreaterThan(before);
          before = here;
          const next = withBytes(capture).find((arrival) => arrival.start === offset);
          for (const part of next ? [0.1, 0.5, 0.9] : []) {
            const silent = axis.x(offset, at + part * ((next as { at: number }).at - at));
            expect(silent).toBeGreaterThanOrEqual(before);
            before = silent;
          }
        }
      }),
    );
  });

  it('leads to the first byte from its left end, also when all bytes came at once', () => {
    const capture = captureOf([
      { connection: 1, from: 'server', at: 0, bytes: new Uint8Array(100), ending: null },
    ]);
    const axis = new Axis(capture);
    for (const x of [-50, 0, 1, 2]) expect(axis.position(x)).toEqual({ offset: 0 });
    expect(visibleBytes(axis, capture, -200, 20)).toMatchObject({ start: 0 });
  });

  it('leads back from the place of a byte boundary to that boundary', () => {
    fc.assert(
      fc.property(captures, (capture) => {
        const axis = new Axis(capture);
        for (const { offset, at } of boundaries(capture)) {
          expect(axis.position(axis.x(offset, at))).toEqual({ offset });
        }
      }),
    );
  });

  it('leads back from the place of a moment in a silence to that moment', () => {
    fc.assert(
      fc.property(captures, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (capture, part) => {
        const axis = new Axis(capture);
        let [from, offset] = [0, 0];
        for (const arrival of withBytes(capture)) {
          const at = from + part * (arrival.at - from);
          const position = axis.position(axis.x(offset, at));
          expect('at' in position && Math.abs(position.at - at)).toBeLessThan(0.01);
          [from, offset] = [arrival.at, arrival.end];
        }
      }),
    );
  });

  it('is the same when laid out as the bytes come as when laid out at the end', () => {
    fc.assert(
      fc.property(lists, fc.nat(), (list, part) => {
        const capture = new Capture();
        const axis = new Axis(capture);
        for (const [index, arrival] of list.entries()) {
          capture.append(arrival);
          if (index % 3 === part % 3) void axis.width;
        }
        const whole = new Axis(captureOf(list));
        expect(axis.width).toBe(whole.width);
        for (const { offset } of boundaries(capture)) expect(axis.x(offset)).toBe(whole.x(offset));
      }),
    );
  });

  it('goes on after the last byte, as time does', () => {
    const capture = new Capture();
    capture.append({ connection: 1, from: 'server', at: 100, bytes: new Uint8Array(10), ending: null });
    const axis = new Axis(capture);
    const places = [100, 200, 1000, 60_000].map((at) => axis.x(10, at));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(new Set(places).size).toBe(4);
    const position = axis.position(axis.x(10, 60_000));
    expect('at' in position && position.at).toBeCloseTo(60_000);
  });

  it('does not let time stand still where a connection ended', () => {
    const capture = new Capture();
    capture.append({ connection: 1, from: 'server', at: 100, bytes: new Uint8Array(10), ending: null });
    capture.append({ connection: 1, from: 'server', at: 500, bytes: new Uint8Array(), ending: 'fin' });
    const axis = new Axis(capture);
    expect(axis.x(10, 2000)).toBeGreaterThan(axis.x(10, 600));
    const position = axis.position(axis.x(10, 2000));
    expect('at' in position && position.at).toBeCloseTo(2000);
  });

  it('says which bytes lie between two places', () => {
    fc.assert(
      fc.property(captures, fc.nat(), fc.nat(), (capture, a, b) => {
        const axis = new Axis(capture);
        const [start, end] = [a % (capture.length + 1), b % (capture.length + 1)].toSorted(
          (x, y) => x - y,
        ) as [number, number];
        expect(visibleBytes(axis, capture, axis.x(start), axis.x(end))).toEqual({ start, end });
      }),
    );
  });
});
