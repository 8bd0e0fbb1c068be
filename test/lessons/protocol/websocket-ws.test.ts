/** The decoder of WebSocket beside the library `ws`: it reads what that writes, and refuses what that refuses. */
import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as library from 'ws';
import type { Sender as From } from '../../../lessons/protocol/capture.ts';
import { hex } from './http2/wire.ts';
import { switching, UPGRADE } from './websocket-wire.ts';
import { WEBSOCKET_VECTORS } from './vectors/websocket.ts';
import { arrival, bytesOf, dissect } from './wire.ts';

interface FrameOptions {
  readonly fin: boolean;
  readonly opcode: number;
  readonly mask: boolean;
  readonly readOnly: true;
  readonly rsv1: boolean;
}

/** What the types of `ws` leave out. */
const { Sender, Receiver } = library as unknown as {
  readonly Sender: { frame(data: Buffer, options: FrameOptions): Buffer[] };
  readonly Receiver: new (options: { isServer: boolean; skipUTF8Validation: true }) => Writable;
};

const dissectFrames = (from: From, bytes: Uint8Array) =>
  dissect([arrival(UPGRADE, 'client'), arrival(switching()), arrival(bytes, from)]);

/** Frames in an order that 5.4 allows: messages, some of several frames, and control frames anywhere. */
const frames = fc
  .array(
    fc.record({
      control: fc.boolean(),
      fin: fc.boolean(),
      opcode: fc.constantFrom(1, 2),
      controlOpcode: fc.constantFrom(9, 10),
      payload: fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(125, 126, 65_535, 65_536).map((size) => new Uint8Array(size).fill(size & 0xff)),
      ),
    }),
    { maxLength: 8 },
  )
  .map((list) => {
    let fragmented = false;
    return list.map(({ control, fin, opcode, controlOpcode, payload }) => {
      if (control) return { fin: true, opcode: controlOpcode, payload: payload.subarray(0, 125) };
      const frame = { fin, opcode: fragmented ? 0 : opcode, payload };
      fragmented = !fin;
      return frame;
    });
  });

describe('the decoder of WebSocket and ws', () => {
  it.each(['client', 'server'] as const)('read what the other has written as a %s', (from) => {
    fc.assert(
      fc.property(frames, (list) => {
        const written = list.flatMap(({ payload, ...frame }) =>
          Sender.frame(Buffer.from(payload), {
            ...frame,
            mask: from === 'client',
            readOnly: true,
            rsv1: false,
          }),
        );
        const d = dissectFrames(from, bytesOf(written));
        const read = Array.from(d.webSocketFrames, (frame) => {
          const { fin, opcode, complete } = frame;
          return { fin, opcode, complete, payload: d.webSocketPayload(frame) };
        });
        expect(read.map(({ fin, opcode, complete }) => [fin, opcode, complete])).toEqual(
          list.map(({ fin, opcode }) => [fin, opcode, true]),
        );
        for (const [index, { payload }] of list.entries())
          expect(Buffer.compare(read[index]?.payload as Uint8Array, payload)).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  const onOneSide = WEBSOCKET_VECTORS.filter(({ steps, extensions }) => {
    return extensions === undefined && new Set(steps.map(([from]) => from)).size === 1;
  });

  it.each(onOneSide)('judge alike: $name', async ({ steps, malformed, readByWs }) => {
    const isServer = steps[0]?.[0] === 'client';
    const receiver = new Receiver({ isServer, skipUTF8Validation: true });
    const errors: unknown[] = [];
    receiver.on('error', (error) => errors.push(error));
    for (const [, bytes] of steps) receiver.write(hex(bytes));
    await setImmediate();
    expect(errors).toHaveLength(malformed === undefined || readByWs ? 0 : 1);
  });
});
