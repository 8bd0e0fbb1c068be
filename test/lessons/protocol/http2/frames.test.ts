import { describe, expect, it } from 'vitest';
import { flagNames, readFrameHeader, unusedFlags } from '../../../../lessons/protocol/http2/frame-header.ts';
import { layFrame } from '../../../../lessons/protocol/http2/frames.ts';
import { untiled } from './feed.ts';
import { FRAMES, type FrameVector } from './vectors/frames.ts';
import { bytes, frame, hex, join, uint } from './wire.ts';

const lay = ({ from = 'client', maxFrameSize = 16_384 }: Partial<FrameVector>, given: Uint8Array) =>
  layFrame(given, { from, maxFrameSize });

const HEADER = ['frame-length', 'frame-type', 'frame-flags', 'frame-stream-id'];

describe('a frame', () => {
  it.each(FRAMES)('is laid out: $name', (vector) => {
    const { leaves, faults } = lay(vector, vector.bytes);
    expect(leaves.slice(0, 4).map(({ kind }) => kind)).toEqual(HEADER);
    const fields = leaves.slice(4);
    expect(fields.map(({ kind, start, end, value }) => [kind, end - start, value])).toEqual(
      vector.fields.map(([kind, size, value]) => [kind, size, value]),
    );
    for (const [i, [, , , text]] of vector.fields.entries())
      if (text !== undefined) expect(fields[i]?.reason?.text).toContain(text);
    expect(faults.map(({ code, scope, rule }) => `${code} ${scope}, ${rule}`)).toEqual(vector.faults ?? []);
    expect(untiled(leaves, vector.bytes.length)).toEqual([]);
  });

  it.each(FRAMES)('has leaves for what has arrived of it: $name', (vector) => {
    const whole = lay(vector, vector.bytes).leaves;
    for (let size = 0; size < Math.min(vector.bytes.length, 80); size++) {
      const { leaves } = lay(vector, vector.bytes.subarray(0, size));
      expect(untiled(leaves, size)).toEqual([]);
      for (const [i, leaf] of leaves.entries()) {
        const { start, end, kind } = whole[i] as (typeof whole)[number];
        expect(leaf).toMatchObject({ kind, start, end: Math.min(end, size) });
        if (end > size && !['content', 'field-block-fragment'].includes(kind)) expect(leaf.value).toBeNull();
      }
    }
  });

  it('is laid out the same whatever follows it', () => {
    for (const vector of FRAMES)
      expect(lay(vector, join(vector.bytes, bytes('follows')))).toEqual(lay(vector, vector.bytes));
  });

  it('says in each leaf of its header what it holds', () => {
    const { leaves } = layFrame(hex('000004 05 ff 80000009 00000002'));
    expect(leaves.map(({ value, reason }) => [value, reason?.text])).toEqual([
      [4, '4 bytes after the frame header'],
      [5, 'PUSH_PROMISE'],
      [0xff, expect.stringContaining('END_HEADERS, PADDED; 0xf3 means nothing here and is ignored')],
      [9, 'stream 9; the reserved bit is set and ignored'],
      [null, 'PUSH_PROMISE with these flags has at least 5 bytes, not 4'],
    ]);
  });

  it('says whether it is for a stream or for the connection', () => {
    const text = (id: number) => layFrame(frame(8, 0, id, hex('00000001'))).leaves[3]?.reason?.text;
    expect([0, 1, 2].map(text)).toEqual(['the connection as a whole', 'stream 1', 'stream 2']);
  });

  it('is ignored when its type is not known, and says so', () => {
    const { leaves, faults } = layFrame(frame(0xee, 0, 1, bytes('x')));
    expect(leaves[1]?.reason).toEqual({
      text: 'unknown type 0xee: the frame is ignored',
      rule: 'RFC 9113 5.5',
    });
    expect(faults).toEqual([]);
  });

  it('lays out the first thousand settings of a frame', () => {
    const setting = join(uint(3, 2), uint(7, 4));
    const { leaves } = layFrame(frame(4, 0, 0, join(...Array.from({ length: 1001 }, () => setting))));
    expect(leaves).toHaveLength(4 + 2000 + 1);
    expect(leaves.at(-1)).toMatchObject({ kind: 'opaque', start: 6009, end: 6015 });
  });
});

describe('a frame header', () => {
  it('is read at any place, and only as a whole', () => {
    const given = hex('ffff 123456 01 25 ffffffff 00');
    expect(readFrameHeader(given, 2)).toEqual({
      length: 0x123456,
      type: 1,
      flags: 0x25,
      reserved: true,
      streamId: 0x7fffffff,
    });
    expect(readFrameHeader(given, 4)).toBeNull();
    expect(readFrameHeader(hex('000000 00 00 80000000'))).toMatchObject({ reserved: true, streamId: 0 });
    expect(readFrameHeader(hex('000000 00 00 7fffffff'))).toMatchObject({ reserved: false });
    expect(readFrameHeader(new Uint8Array(9))).toMatchObject({ length: 0, reserved: false, streamId: 0 });
  });

  it('knows which flags its type defines', () => {
    const header = readFrameHeader(hex('000000 01 ff 00000001'));
    expect(header && flagNames(header)).toEqual(['END_STREAM', 'END_HEADERS', 'PADDED', 'PRIORITY']);
    expect(header && unusedFlags(header)).toBe(0xff - 0x2d);
    const ping = readFrameHeader(hex('000000 06 01 00000000'));
    expect(ping && flagNames(ping)).toEqual(['ACK']);
  });
});
