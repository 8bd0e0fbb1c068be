import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arrival, Ending, Sender } from '../../../lessons/protocol/capture.ts';
import { Dissection } from '../../../lessons/protocol/dissect.ts';
import { nextStop, previousStop, type Unit } from '../../../lessons/protocol/stops.ts';
import { FRAMES_BOUND } from '../../../lessons/protocol/websocket-frames.ts';
import { opcodeName } from '../../../lessons/protocol/websocket-header.ts';
import { webSocketFrameTitle, type WebSocketFrame } from '../../../lessons/protocol/websocket-tokens.ts';
import { hex } from './http2/wire.ts';
import { recut } from './random.ts';
import { everything, tilingFaults, tokensOf } from './tokens.ts';
import { switching, UPGRADE, webSocketFrame } from './websocket-wire.ts';
import { WEBSOCKET_VECTORS, type WebSocketVector } from './vectors/websocket.ts';
import { arrival, bytesOf, dissect, latin1, leavesOf } from './wire.ts';

const SENDERS = ['client', 'server'] as const;

/** The upgrade request and its answer, then the steps, then the end of both directions. */
function arrivalsOf({ extensions, steps, ending = 'fin' }: WebSocketVector): Arrival[] {
  return [
    arrival(UPGRADE, 'client'),
    arrival(switching(extensions)),
    ...steps.map(([from, bytes]) => arrival(hex(bytes), from)),
    ...SENDERS.map((from): Arrival => ({ ...arrival('', from), ending })),
  ];
}

const HANDSHAKE = (vector: WebSocketVector): Readonly<Record<Sender, number>> => ({
  client: UPGRADE.length,
  server: switching(vector.extensions).length,
});

const payloadOf = (d: Dissection, frame: WebSocketFrame) => latin1(d.webSocketPayload(frame));

function said(d: Dissection, frame: WebSocketFrame): string {
  const { axis, number, opcode, fin, size, complete, open } = frame;
  const outcome = complete ? 'complete' : open ? 'open' : 'cut';
  const end = fin ? 'fin' : 'more';
  return `${axis.from} ${number} ${opcodeName(opcode)} ${end} ${size} ${outcome} ${payloadOf(d, frame)}`;
}

const framesOf = (d: Dissection) => Array.from(d.webSocketFrames, (frame) => said(d, frame));

/** The list in which each arrival that `isCut` holds for some bytes of is cut before them. */
function cutAt(list: readonly Arrival[], isCut: (offset: number) => boolean): Arrival[] {
  let offset = 0;
  return list.flatMap((each) => {
    const start = offset;
    offset += each.bytes.length;
    const cuts = Array.from(each.bytes.keys()).filter((at) => at > 0 && isCut(start + at));
    return [0, ...cuts].map((from, index) => ({
      ...each,
      bytes: each.bytes.subarray(from, cuts[index] ?? each.bytes.length),
      ending: index === cuts.length ? each.ending : null,
    }));
  });
}

function stopsOf(d: Dissection, unit: Unit): [forward: number[], backward: number[]] {
  const forward: number[] = [];
  const backward: number[] = [];
  for (let at = nextStop(d, unit, 0); at !== null; at = nextStop(d, unit, at)) forward.push(at);
  for (let at = previousStop(d, unit, d.capture.length); at !== null; at = previousStop(d, unit, at))
    backward.push(at);
  return [forward, backward];
}

describe('WebSocket', () => {
  describe.each(WEBSOCKET_VECTORS)('$name', (vector) => {
    const whole = dissect(arrivalsOf(vector));
    const handshake = UPGRADE.length + switching(vector.extensions).length;

    it('is read as the RFC says', () => {
      expect(tilingFaults(whole)).toEqual([]);
      expect(whole.messages.map(({ kind, outcome, to }) => [kind, outcome, to])).toEqual([
        ['request', 'complete', HANDSHAKE(vector).client],
        ['response', 'complete', HANDSHAKE(vector).server],
      ]);
      expect(framesOf(whole)).toEqual(vector.frames);
      const { leaves } = tokensOf(whole);
      const lost = leaves.filter(({ kind }) => kind === 'malformed');
      expect(
        lost.map(({ axis, from, to, start, open, reason }) => {
          const { direction } = whole.capture.arrivalAt(start) ?? {};
          expect([axis, to, open]).toEqual([direction, axis.length, false]);
          const sender = direction?.from as Sender;
          return [sender, from - HANDSHAKE(vector)[sender], reason?.text, reason?.rule];
        }),
      ).toEqual(vector.malformed ?? []);
      expect(leaves.filter(({ open }) => open)).toEqual([]);
      const reasons = Array.from(whole.webSocketFrames, ({ reason }) => reason?.text);
      expect(reasons.filter((reason) => reason !== undefined)).toEqual(vector.reasons ?? []);
      expect(new Set(leaves.filter(({ start }) => start >= handshake).map(({ layer }) => layer))).toEqual(
        new Set(vector.steps.length === 0 ? [] : ['websocket']),
      );
    });

    it('is the same at every split', () => {
      const text = everything(whole);
      const list = arrivalsOf(vector);
      const { length } = whole.capture;
      expect(everything(dissect(cutAt(list, () => true)))).toBe(text);
      for (let cut = handshake + 1; cut < length; cut++) {
        expect(everything(dissect(cutAt(list, (offset) => offset === cut))), `cut at ${cut}`).toBe(text);
      }
    });

    it('has a token for each byte as soon as it is there, and the frame is open while it may grow', () => {
      const growing = new Dissection();
      for (const each of cutAt(arrivalsOf(vector), () => true)) {
        growing.append(each);
        const { length } = growing.capture;
        if (length <= handshake || each.bytes.length === 0) continue;
        const { leaf, webSocketFrame: frame, message } = growing.at(length - 1);
        expect(leaf?.end).toBe(length);
        expect(message).toBeNull();
        if (leaf?.kind === 'malformed') expect(frame).toBeNull();
        else {
          expect(frame).toMatchObject({ end: length, open: !frame?.complete });
          expect(frame?.payloadFrom).toBeLessThanOrEqual(frame?.payloadTo as number);
          if (frame?.open === false) expect(leaf?.open).toBe(false);
          expect(growing.webSocketFrames.at(frame === null ? -1 : indexOf(growing, frame))).toEqual(frame);
        }
      }
      expect(framesOf(growing)).toEqual(vector.frames);
    });

    it('is stepped through by the complete frames of the server, forward and backward', () => {
      const [forward, backward] = stopsOf(whole, 'chunk');
      const { length } = whole.capture;
      const ends = new Set([UPGRADE.length, handshake, length]);
      for (const { axis, complete, end } of whole.webSocketFrames)
        if (axis.from === 'server' && complete) ends.add(end);
      for (const { from, start, end } of whole.capture.arrivals)
        if (from === 'client' && end > start) ends.add(end);
      const expected = [...ends].sort((a, b) => a - b);
      expect(forward).toEqual(expected);
      expect(backward).toEqual([0, ...expected.slice(0, -1)].reverse());
      expect(stopsOf(whole, 'line')[0]).toEqual(expect.arrayContaining(expected));
    });
  });

  const indexOf = (d: Dissection, { start }: WebSocketFrame) =>
    Array.from(d.webSocketFrames).findIndex((frame) => frame.start === start);

  const server = (bytes: Uint8Array | string) => arrival(bytes, 'server');
  const client = (bytes: Uint8Array | string) => arrival(bytes, 'client');
  const upgraded = (...arrivals: readonly Arrival[]) =>
    dissect([client(UPGRADE), server(switching()), ...arrivals]);

  it('lays out the bytes of a frame, whatever stands between its pieces', () => {
    const hello = webSocketFrame('client', 0x81, 'Hello');
    const d = upgraded(
      client(hello.subarray(0, 8)),
      server(webSocketFrame('server', 0x82, 'x'.repeat(200))),
      client(hello.subarray(8)),
    );
    const from = UPGRADE.length + switching().length;
    expect(leavesOf(d).filter(([kind]) => kind.startsWith('ws-') || kind === 'masking-key')).toEqual([
      ['ws-opcode', '\x81'],
      ['ws-length', '\x85'],
      ['masking-key', '7ú!='],
      ['ws-masked-payload', '\x7f\x9fMQX'],
      ['ws-opcode', '\x82'],
      ['ws-length', '~\0È'],
      ['ws-payload', 'x'.repeat(200)],
    ]);
    const frame = d.webSocketFrames.at(0);
    expect(frame).toMatchObject({
      layer: 'websocket',
      kind: 'ws-frame',
      spans: [
        { start: from, end: from + 8 },
        { start: from + 212, end: from + 215 },
      ],
      masked: true,
      rsv: 0,
      message: null,
      payloadFrom: UPGRADE.length + 6,
      payloadTo: UPGRADE.length + 11,
      reason: null,
    });
    expect(frame.axis).toMatchObject({ connection: 1, from: 'client' });
    expect(latin1(d.webSocketPayload(frame, 1, 4))).toBe('ell');
    expect(d.webSocketFrames.at(1)).toMatchObject({ masked: false, size: 200 });
    expect(d.at(from - 1).webSocketFrame).toBeNull();
    expect(d.at(d.capture.length).webSocketFrame).toBeNull();
    const ends = [...d.pieces(0, d.capture.length)].filter(({ endsFrame }) => endsFrame);
    expect(ends.map(({ end }) => end)).toEqual([from + 212, from + 215]);
  });

  it('begins with the next byte of the arrival that ends the head, after the rest of the request', () => {
    const request = 'POST / HTTP/1.1\r\nUpgrade: websocket\r\nContent-Length: 4\r\n\r\nab';
    const d = dissect([
      client(request),
      server(bytesOf([switching(), webSocketFrame('server', 0x81, 'now')])),
      client(bytesOf(['cd', webSocketFrame('client', 0x81, 'then')])),
    ]);
    expect(d.messages.map(({ framing, outcome }) => [framing, outcome])).toEqual([
      ['length', 'complete'],
      ['none', 'complete'],
    ]);
    expect(framesOf(d)).toEqual(['server 1 text fin 3 complete now', 'client 1 text fin 4 complete then']);
    expect(d.stateAt(d.capture.length)).toMatchObject({ phase: 'nothing', message: null });
  });

  it.each([
    ['websocket', 'websocket'],
    ['WebSocket', 'websocket'],
    ['WEBSOCKET \t', 'websocket'],
    ['websocket/13', 'http'],
    ['websocket, other', 'http'],
    ['websocket\r\nUpgrade: other', 'http'],
    ['websockets', 'http'],
    ['', 'http'],
  ])('is what follows when the 101 response says so: Upgrade: %j', (protocol, layer) => {
    const d = dissect([client(UPGRADE), server(switching('', protocol)), server('\x81'), client('\x81')]);
    const leaves = [d.capture.length - 1, d.capture.length - 3].map((at) => d.leafAt(at));
    expect(leaves.map((leaf) => leaf?.layer)).toEqual([layer, layer]);
    expect(leaves.map((leaf) => leaf?.kind === 'tunnel')).toEqual([layer === 'http', layer === 'http']);
  });

  it('is not what follows another response that names it', () => {
    const d = dissect([client(UPGRADE), server('HTTP/1.1 200 OK\r\nUpgrade: websocket\r\n\r\n\x81\0')]);
    expect(d.webSocketFrames).toHaveLength(0);
    expect(d.leafAt(d.capture.length - 1)?.kind).toBe('content');
  });

  it('is read on each connection by itself, and its frames are told in the order of their first bytes', () => {
    const d = dissect([
      arrival(UPGRADE, 'client', 1),
      arrival(UPGRADE, 'client', 2),
      arrival(switching(), 'server', 2),
      arrival(switching(), 'server', 1),
      arrival(webSocketFrame('server', 0x81, 'b1').subarray(0, 3), 'server', 2),
      arrival(webSocketFrame('server', 0x01, 'a1'), 'server', 1),
      arrival(webSocketFrame('client', 0x81, 'c'), 'client', 1),
      arrival(bytesOf(['1', webSocketFrame('server', 0x81, 'b2')]), 'server', 2),
    ]);
    const told = Array.from(d.webSocketFrames, (frame) => [frame.axis.connection, payloadOf(d, frame)]);
    expect(told).toEqual([
      [2, 'b1'],
      [1, 'a1'],
      [1, 'c'],
      [2, 'b2'],
    ]);
    expect(tilingFaults(d)).toEqual([]);
  });

  it('takes bytes after the end of a direction for malformed, as HTTP does', () => {
    const d = upgraded({ ...server(Uint8Array.of(0x81, 0x02, 0x61)), ending: 'reset' }, server('bc'));
    const end = d.capture.length;
    expect(d.webSocketFrames.at(0)).toMatchObject({ end: end - 2, open: false, complete: false });
    expect(d.leafAt(end - 1)).toMatchObject({
      kind: 'malformed',
      start: end - 2,
      reason: { text: 'bytes after the end of this direction' },
    });
  });

  it('names a frame as far as it is known', () => {
    const titles = (...bytes: number[]) =>
      Array.from(upgraded(server(Uint8Array.from(bytes))).webSocketFrames, webSocketFrameTitle);
    expect(titles(0x81)).toEqual(['WebSocket frame 1, text']);
    expect(titles(0x02, 0x01, 0x00, 0x80, 0x7e, 0x10, 0x00)).toEqual([
      'WebSocket frame 1, binary, not the last of its message, 1 byte',
      'WebSocket frame 2, continuation, 4,096 bytes',
    ]);
  });

  it('is read the same when a payload of 64 KiB is cut', () => {
    const bytes = bytesOf(
      [[0x82, 0x7f], [0, 0, 0, 0, 0, 1, 0, 0], Array<number>(65_536).fill(7)].map((part) =>
        Uint8Array.from(part),
      ),
    );
    const list = [
      client(UPGRADE),
      server(switching()),
      server(bytes),
      server(webSocketFrame('server', 0x81, 'after')),
    ];
    const whole = dissect(list);
    const [binary] = whole.webSocketFrames;
    expect(binary).toMatchObject({ size: 65_536, complete: true, payloadTo: switching().length + 65_546 });
    expect(binary && whole.webSocketPayload(binary)).toEqual(bytes.subarray(10));
    expect(framesOf(whole)[1]).toBe('server 2 text fin 5 complete after');
    const text = everything(whole);
    const begin = UPGRADE.length + switching().length;
    const cuts = [...Array.from({ length: 16 }, (_, index) => index), 32_768, 65_535, 65_545, 65_546, 65_547];
    for (const cut of cuts) expect(everything(dissect(cutAt(list, (at) => at === begin + cut)))).toBe(text);
    expect(everything(dissect(recut(list, [1])))).toBe(text);
  });

  it('has no more frames in a direction than their bound: what follows is not decoded', () => {
    const d = upgraded(
      server(new Uint8Array(2 * FRAMES_BOUND).fill(0x8a).map((byte, at) => (at % 2 ? 0 : byte))),
    );
    const at = d.capture.length;
    expect(d.webSocketFrames).toHaveLength(FRAMES_BOUND);
    expect(d.webSocketFrames.at(FRAMES_BOUND - 1)).toMatchObject({ end: at, complete: true });
    d.append(server(webSocketFrame('server', 0x81, 'x')));
    d.append(client(webSocketFrame('client', 0x81, 'y')));
    expect(d.webSocketFrames).toHaveLength(FRAMES_BOUND + 1);
    expect(d.leafAt(at)).toMatchObject({
      layer: 'websocket',
      kind: 'undecoded',
      start: at,
      end: at + 3,
      reason: { text: 'more than 1000000 frames in one direction: no more are read' },
    });
    expect(previousStop(d, 'chunk', at)).toBe(at - 2);
  });

  describe('with any bytes', () => {
    const part = (from: Sender) =>
      fc.oneof(
        { weight: 3, arbitrary: fc.uint8Array({ maxLength: 20 }) },
        {
          weight: 5,
          arbitrary: fc
            .tuple(
              fc.constantFrom(0x01, 0x00, 0x80, 0x81, 0x82, 0x88, 0x89),
              fc.uint8Array({ maxLength: 140 }),
            )
            .map(([first, payload]) => webSocketFrame(from, first, payload)),
        },
      );
    const bytes = (from: Sender) => fc.array(part(from), { maxLength: 6 }).map((parts) => bytesOf(parts));
    const ending = fc.constantFrom<Ending | null>(null, 'fin', 'reset');
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 });

    it('tiles them, and is the same at every split', () => {
      fc.assert(
        fc.property(bytes('client'), bytes('server'), ending, sizes, (one, two, how, each) => {
          const list = [
            client(UPGRADE),
            server(switching()),
            client(one.subarray(0, one.length >> 1)),
            server(two),
            { ...client(one.subarray(one.length >> 1)), ending: how },
          ];
          const d = dissect(list);
          expect(tilingFaults(d)).toEqual([]);
          expect(everything(dissect(recut(list, each)))).toBe(everything(d));
          for (const frame of d.webSocketFrames) expect(d.at(frame.end - 1).webSocketFrame).toEqual(frame);
          for (const unit of ['line', 'chunk'] as const) {
            const [forward, backward] = stopsOf(d, unit);
            expect([...forward.slice(0, -1)].reverse()).toEqual(backward.slice(0, -1));
          }
        }),
        { numRuns: 400 },
      );
    });
  });
});
