import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeArrival, encodeArrival } from '../../../lessons/protocol/arrival-frame.ts';
import type { Arrival } from '../../../lessons/protocol/capture.ts';

const arrival = fc.record<Arrival>({
  connection: fc.integer({ min: 1, max: 0xffff_ffff }),
  from: fc.constantFrom('client', 'server'),
  at: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  bytes: fc.uint8Array({ maxLength: 40 }),
  ending: fc.constantFrom(null, 'fin', 'reset'),
});

describe('an arrival as a binary message', () => {
  it('has a head of 16 bytes, big endian, and then the bytes', () => {
    const frame = encodeArrival({
      connection: 258,
      from: 'server',
      at: 1.5,
      bytes: Uint8Array.of(7, 8),
      ending: 'reset',
    });
    expect([...frame]).toEqual([0, 0, 1, 2, 1, 2, 0, 0, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 7, 8]);
  });

  it('is decoded to what was encoded, also from the middle of a larger buffer', () => {
    fc.assert(
      fc.property(arrival, fc.nat(9), (each, before) => {
        const frame = encodeArrival(each);
        const buffer = new Uint8Array(before + frame.length);
        buffer.set(frame, before);
        expect(decodeArrival(frame)).toEqual(each);
        expect(decodeArrival(buffer.subarray(before))).toEqual(each);
      }),
    );
  });

  it('does not copy the bytes when it is decoded', () => {
    const frame = encodeArrival({
      connection: 1,
      from: 'client',
      at: 0,
      bytes: Uint8Array.of(1),
      ending: null,
    });
    expect(decodeArrival(frame)?.bytes.buffer).toBe(frame.buffer);
  });

  it.each([
    ['too short', 15, {}],
    ['of an unknown sender', 16, { 4: 2 }],
    ['of an unknown ending', 16, { 5: 3 }],
  ])('is null when the message is %s', (_, length, wrong) => {
    expect(decodeArrival(Object.assign(new Uint8Array(length), wrong))).toBeNull();
    expect(decodeArrival(new Uint8Array(16))).not.toBeNull();
  });
});
