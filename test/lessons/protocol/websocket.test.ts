/** Frames of WebSocket connections, RFC 6455: examples of the RFC, everything that breaks a rule, and frames of `ws`. */
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import * as ws from 'ws';
import { describe, expect, it } from 'vitest';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import { nextStop, previousStop } from '../../../lessons/protocol/stops.ts';
import { FRAMES_BOUND } from '../../../lessons/protocol/websocket.ts';
import { everything, tilingFaults, tokensOf } from './tokens.ts';
import { allCuts, arrival, bytesOf, dissect, latin1, leavesOf, type Bytes } from './wire.ts';

const UPGRADE = 'GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n';
const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: WebSocket\r\n';

type From = 'client' | 'server';

/** What the types of ws leave out. */
const { Sender, Receiver } = ws as unknown as {
  Sender: new (socket: Duplex) => { send(message: Buffer, options: object): void };
  Receiver: new (options: object) => NodeJS.WritableStream;
};

/** A WebSocket on which one side sends these bytes, cut before each of the offsets, and then ends, or not. */
function play(from: From, sent: Bytes, cuts: readonly number[] = [], ends = true, fields = ''): Dissection {
  const bytes = bytesOf(sent);
  const d = dissect([arrival(UPGRADE, 'client'), arrival(`${SWITCHING}${fields}\r\n`)]);
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    if (end > start) d.append(arrival(bytes.subarray(start, end), from));
    start = end;
  }
  if (ends) d.append({ ...arrival('', from), ending: 'fin' });
  return d;
}

/** Each frame in short, and the leaves that are none of a frame. */
function told(d: Dissection): string[] {
  const frames = Array.from(d.webSocketFrames, (frame) => {
    const { number, header, complete, reason } = frame;
    const { fin, opcode, masked, size } = header;
    const payload = latin1(frame.payload().subarray(0, 20));
    return [number, fin, opcode, masked, size, complete, payload, reason?.rule]
      .filter((each) => each !== undefined)
      .join(' ');
  });
  const others = tokensOf(d).leaves.filter(({ kind }) => kind === 'malformed' || kind === 'undecoded');
  return [
    ...frames,
    ...others.map(({ kind, from, reason }) => `${kind} ${from} ${reason?.text} (${reason?.rule})`),
  ];
}

const KEY = [0x37, 0xfa, 0x21, 0x3d];
const HELLO = [0x81, 0x05, 'Hello'];
const MASKED = [0x81, 0x85, ...KEY, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
const after = (head: string, offset = 0) => bytesOf(head).length + offset;
const head = `${SWITCHING}\r\n`;

const VECTORS: { name: string; from: From; sent: Bytes; told: string[] }[] = [
  { name: 'a text message, 5.7', from: 'server', sent: HELLO, told: ['1 true 1 false 5 true Hello'] },
  { name: 'a masked text message, 5.7', from: 'client', sent: MASKED, told: ['1 true 1 true 5 true Hello'] },
  {
    name: 'a message in fragments, 5.7, with a ping in between, 5.4',
    from: 'server',
    sent: [0x01, 0x03, 'Hel', 0x89, 0x00, 0x80, 0x02, 'lo'],
    told: ['1 false 1 false 3 true Hel', '2 true 9 false 0 true ', '3 true 0 false 2 true lo'],
  },
  {
    name: 'a ping and its masked pong, 5.7',
    from: 'client',
    sent: [0x8a, 0x85, ...KEY, 0x7f, 0x9f, 0x4d, 0x51, 0x58, 0x88, 0x80, ...KEY],
    told: ['1 true 10 true 5 true Hello', '2 true 8 true 0 true '],
  },
  {
    name: '256 bytes, 5.7',
    from: 'server',
    sent: [0x82, 0x7e, 0x01, 0x00, 'x'.repeat(256)],
    told: [`1 true 2 false 256 true ${'x'.repeat(20)}`],
  },
  {
    name: '126 bytes, the fewest of two more',
    from: 'server',
    sent: [0x82, 0x7e, 0, 126, 'x'.repeat(126)],
    told: [`1 true 2 false 126 true ${'x'.repeat(20)}`],
  },
  {
    name: 'a Close frame, and nothing after it',
    from: 'server',
    sent: [0x88, 0x02, 0x03, 0xe8, 0x81],
    told: [
      '1 true 8 false 2 true \x03\xe8',
      `malformed ${after(head, 4)} nothing follows a Close frame (RFC 6455 5.5.1)`,
    ],
  },
  {
    name: 'a reserved bit',
    from: 'server',
    sent: [0xc1, 0x00],
    told: [
      `malformed ${after(head)} a reserved bit is set, and no extension gives it a meaning (RFC 6455 5.2)`,
    ],
  },
  {
    name: 'an opcode of no frame',
    from: 'server',
    sent: [0x83, 0x00],
    told: [`malformed ${after(head)} no frame has this opcode (RFC 6455 5.2)`],
  },
  {
    name: 'a ping in fragments',
    from: 'server',
    sent: [0x09, 0x00],
    told: [`malformed ${after(head)} a control frame must not be in fragments (RFC 6455 5.5)`],
  },
  {
    name: 'a ping of 126 bytes',
    from: 'server',
    sent: [0x89, 0x7e, 0x00, 0x7e],
    told: [
      '1 true 9 false RFC 6455 5.5',
      `malformed ${after(head, 1)} a control frame has at most 125 bytes (RFC 6455 5.5)`,
    ],
  },
  {
    name: 'nothing to continue',
    from: 'server',
    sent: [0x80, 0x00],
    told: [`malformed ${after(head)} there is no message to continue (RFC 6455 5.4)`],
  },
  {
    name: 'a message inside another',
    from: 'server',
    sent: [0x01, 0x00, 0x81, 0x00],
    told: [
      '1 false 1 false 0 true ',
      `malformed ${after(head, 2)} the message before is not complete (RFC 6455 5.4)`,
    ],
  },
  {
    name: 'a client that does not mask',
    from: 'client',
    sent: HELLO,
    told: [
      '1 true 1 false RFC 6455 5.1',
      `malformed ${after(UPGRADE, 1)} what a client sends must be masked (RFC 6455 5.1)`,
    ],
  },
  {
    name: 'a server that masks',
    from: 'server',
    sent: MASKED,
    told: [
      '1 true 1 false RFC 6455 5.1',
      `malformed ${after(head, 1)} what a server sends must not be masked (RFC 6455 5.1)`,
    ],
  },
  {
    name: 'a length in more bytes than it takes',
    from: 'server',
    sent: [0x81, 0x7e, 0x00, 0x05, 'Hello'],
    told: [
      '1 true 1 false  false  RFC 6455 5.2',
      `malformed ${after(head, 3)} the length must be in the fewest bytes that hold it (RFC 6455 5.2)`,
    ],
  },
  {
    name: 'the same with eight',
    from: 'server',
    sent: [0x82, 0x7f, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 'x'],
    told: [
      '1 true 2 false  false  RFC 6455 5.2',
      `malformed ${after(head, 9)} the length must be in the fewest bytes that hold it (RFC 6455 5.2)`,
    ],
  },
  {
    name: 'a length past all counting',
    from: 'server',
    sent: [0x82, 0x7f, 0xff, 0, 0, 0, 0, 0, 0, 0, 'x'],
    told: [
      '1 true 2 false  false  RFC 6455 5.2',
      `malformed ${after(head, 9)} the length is more than can be counted (RFC 6455 5.2)`,
    ],
  },
  {
    name: 'a cut in the header',
    from: 'client',
    sent: [0x81, 0x85, 0x37],
    told: ['1 true 1 true 5 false  RFC 6455 7.1.5'],
  },
  {
    name: 'a cut in the payload',
    from: 'server',
    sent: [...HELLO, 0x81, 0x05, 'He'],
    told: ['1 true 1 false 5 true Hello', '2 true 1 false 5 false He RFC 6455 7.1.5'],
  },
];

describe('WebSocket frames', () => {
  describe.each(VECTORS)('$name', ({ from, sent, told: expected }) => {
    const whole = play(from, sent);

    it('is read as the RFC says', () => {
      // What is not known is left out.
      expect(told(whole).map((text) => text.replace(/ {2,}/g, ' '))).toEqual(
        expected.map((text) => text.replace(/ {2,}/g, ' ')),
      );
      expect(tilingFaults(whole)).toEqual([]);
    });

    it('is the same at every split', () => {
      const text = everything(whole);
      for (const cuts of allCuts(bytesOf(sent).length)) {
        expect(everything(play(from, sent, cuts)), `cut at ${cuts.join()}`).toBe(text);
      }
    });
  });

  it('tell what each byte is', () => {
    const d = play('client', [...MASKED, 0x82, 0xfe, 0x01]);
    expect(leavesOf(d).slice(-6)).toEqual([
      ['opcode', '\x81'],
      ['payload-length', '\x85'],
      ['masking-key', '\x37\xfa\x21\x3d'],
      ['payload', '\x7f\x9f\x4d\x51\x58'],
      ['opcode', '\x82'],
      ['payload-length', '\xfe\x01'],
    ]);
    const { webSocketFrame, message } = d.at(d.capture.length - 1);
    expect([webSocketFrame?.number, message]).toEqual([2, null]);
  });

  it('are there with their first byte, and grow', () => {
    const d = play('server', [0x81], [], false);
    const [frame] = d.webSocketFrames;
    expect(frame).toMatchObject({ open: true, complete: false, reason: null });
    expect(frame?.header).toMatchObject({ opcode: 1, masked: null, size: null });
    d.append(arrival([0x02, 'o']));
    expect(d.webSocketFrames.at(0)).toMatchObject({ open: true, complete: false });
    expect(d.leafAt(d.capture.length - 1)).toMatchObject({ kind: 'payload', open: true });
    expect(d.leafAt(d.capture.length - 2)).toMatchObject({ kind: 'payload-length', open: false });
    d.append(arrival('k'));
    expect(d.webSocketFrames.at(0)).toMatchObject({ open: false, complete: true });
  });

  it('of both sides are listed as they began', () => {
    const d = play('server', HELLO, [], false);
    d.append(arrival(MASKED, 'client'));
    d.append(arrival([0x81, 0x01, 'x']));
    expect(Array.from(d.webSocketFrames, ({ axis, number }) => `${axis.from} ${number}`)).toEqual([
      'server 1',
      'client 1',
      'server 2',
    ]);
  });

  it('are stops', () => {
    const d = play('server', [...HELLO, 0x81, 0x01, 'x'], [], false);
    const { length } = d.capture;
    for (const unit of ['chunk', 'line'] as const) {
      expect(previousStop(d, unit, length)).toBe(length - 3);
      expect(nextStop(d, unit, length - 4)).toBe(length - 3);
      expect(previousStop(d, unit, length - 3)).toBe(length - 10);
    }
  });

  it('may have reserved bits where extensions were agreed on', () => {
    const d = play(
      'server',
      [0xc1, 0x01, 'x', ...HELLO],
      [],
      true,
      'Sec-WebSocket-Extensions: permessage-deflate\r\n',
    );
    expect(Array.from(d.webSocketFrames, ({ reason }) => reason?.text ?? null)).toEqual([
      'an extension has changed the payload: it is not looked into',
      null,
    ]);
  });

  it('are not looked for after an upgrade to something else, or to several protocols', () => {
    for (const protocols of ['example', 'websocket, example']) {
      const d = dissect([
        arrival(UPGRADE, 'client'),
        arrival(`HTTP/1.1 101 x\r\nUpgrade: ${protocols}\r\n\r\n`),
        arrival(HELLO),
      ]);
      expect(d.webSocketFrames.length).toBe(0);
      expect(d.leafAt(d.capture.length - 1)?.kind).toBe('tunnel');
    }
  });

  it('are bounded', () => {
    const pongs = new Uint8Array(2 * FRAMES_BOUND + 2);
    for (let at = 0; at < pongs.length; at += 2) pongs[at] = 0x8a;
    const d = play('server', pongs);
    expect(d.webSocketFrames.length).toBe(FRAMES_BOUND);
    expect(d.leafAt(d.capture.length - 1)).toMatchObject({ kind: 'undecoded' });
    expect(d.leafAt(d.capture.length - 3)?.kind).toBe('payload-length');
  });
});

describe('beside the ws package', () => {
  /** What a Sender of ws writes for these messages. */
  function written(messages: readonly Buffer[], mask: boolean): Buffer {
    const parts: Buffer[] = [];
    const socket = new Duplex({
      read() {},
      write(bytes: Buffer, _encoding, done) {
        parts.push(bytes);
        done();
      },
    });
    const sender = new Sender(socket);
    for (const message of messages) {
      sender.send(message, { fin: true, binary: true, mask, compress: false });
    }
    return Buffer.concat(parts);
  }

  it.each(['client', 'server'] as const)('its messages are read whole, from a %s', (from) => {
    const messages = [0, 1, 125, 126, 127, 65_535, 65_536].map((size) => Buffer.alloc(size, 'abc'));
    const d = play(from, written(messages, from === 'client'));
    expect(
      Array.from(d.webSocketFrames, (frame) =>
        Buffer.from(frame.payload()).equals(messages[frame.number - 1] as Buffer),
      ),
    ).toEqual(messages.map(() => true));
    expect(tokensOf(d).leaves.filter(({ kind }) => kind === 'malformed')).toEqual([]);
  });

  it('refuses only what its receiver refuses, of random bytes', async () => {
    // These make many headers that are right, and reach what is behind them.
    const byte = fc.oneof(fc.constantFrom(0x81, 0x01, 0x80, 0x00, 0x89, 0x02), fc.nat(255));
    let refusals = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(byte, { maxLength: 40 }), async (list) => {
        const d = play('server', list, [], false);
        expect(tilingFaults(d)).toEqual([]);
        const refused = tokensOf(d).leaves.find(({ kind }) => kind === 'malformed');
        // It takes a length in more bytes than need be, which the RFC does not allow.
        if (refused === undefined || /fewest/.test(refused.reason?.text ?? '')) return;
        refusals += 1;
        // It reads headers two bytes at a time. It looks into payloads too: it may refuse more.
        expect(await refusalOf([...list, ...Array.from({ length: 10 }, () => 0)])).not.toBeNull();
      }),
    );
    expect(refusals).toBeGreaterThan(10);
  });

  /** Why a Receiver does not take these bytes, or none of what is after a Close frame; null when it takes all. */
  async function refusalOf(bytes: number[]): Promise<string | null> {
    const receiver = new Receiver({ isServer: false, binaryType: 'nodebuffer', skipUTF8Validation: true });
    let refusal: string | null = null;
    receiver.on('error', ({ message }: Error) => (refusal = message));
    receiver.on('conclude', () => (refusal ??= 'closed'));
    receiver.write(Buffer.from(bytes));
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    return refusal;
  }
});
