import { describe, expect, it } from 'vitest';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import { EVENT_STREAM_VECTORS, type EventStreamVector } from './vectors/event-stream.ts';
import {
  allCuts,
  arrival,
  bytesOf,
  chunkFramed,
  closeFramed,
  dissect,
  dissectResponse,
  eventOf,
  EVENT_STREAM_HEAD,
  everything,
  latin1,
  leavesOf,
  lineOf,
  tilingFaults,
} from './wire.ts';

const HEAD_LENGTH = EVENT_STREAM_HEAD.length;

const streamLeaves = (d: Dissection) => {
  const kinds = new Set(
    d.pieces.filter(({ leaf }) => leaf.layer === 'event-stream').map(({ leaf }) => leaf.kind),
  );
  return leavesOf(d).filter(([kind]) => kinds.has(kind as never));
};

const read = (d: Dissection) => ({
  leaves: streamLeaves(d),
  lines: d.lines.map(lineOf),
  events: d.events.map((event) => ({ ...eventOf(d, event), wire: latin1(d.capture.bytes(...event.spans)) })),
  undispatched: d.blocks.filter((block) => block.kind === 'block').map((block) => block.reason?.text),
  reconnectionTime: d.stateAt(d.capture.length).reconnectionTime,
  faults: tilingFaults(d),
});

const expected = (vector: EventStreamVector, d: Dissection) => ({
  leaves: vector.leaves ?? streamLeaves(d),
  lines: vector.lines,
  events: vector.events.map(({ type = 'message', data, id = '', wire }) => ({
    type,
    data,
    id,
    wire: latin1(bytesOf(wire)),
  })),
  undispatched: vector.undispatched ?? [],
  reconnectionTime: vector.reconnectionTime ?? null,
  faults: [],
});

describe('event stream, HTML 9.2.5 and 9.2.6', () => {
  describe.each(EVENT_STREAM_VECTORS)('$name', (vector) => {
    const framings = {
      'ended by the close of the connection': closeFramed(vector.stream),
      'in one chunk': chunkFramed(vector.stream, Infinity),
      'in chunks of one byte': chunkFramed(vector.stream, 1),
      'in chunks of three bytes': chunkFramed(vector.stream, 3),
    };
    it.each(Object.entries(framings))('reads the same %s', (_, bytes) => {
      const whole = dissectResponse(bytes);
      expect(read(whole)).toEqual(expected(vector, whole));
      expect(
        streamLeaves(whole)
          .map(([, text]) => text)
          .join(''),
      ).toBe(latin1(bytesOf(vector.stream)));
    });

    it.each(Object.entries(framings))('reads the same at every split %s', (_, bytes) => {
      const whole = everything(dissectResponse(bytes));
      for (const cuts of allCuts(bytes.length, HEAD_LENGTH)) {
        expect(everything(dissectResponse(bytes, cuts)), `cut at ${cuts.join(' ')}`).toBe(whole);
      }
    });
  });

  const stream = (...pieces: string[]) =>
    dissect([arrival(closeFramed('')), ...pieces.map((piece) => arrival(piece))]);

  it('dispatches at the CR of a blank line, before it is known whether a LF follows', () => {
    const d = stream('data: x\r\n\r');
    expect(d.events.map((event) => eventOf(d, event))).toEqual([{ type: 'message', data: 'x', id: '' }]);
    expect(d.events[0]).toMatchObject({ endAt: d.capture.length, open: true });
    const at = d.capture.length;
    d.append(arrival('\n'));
    expect(d.events).toHaveLength(1);
    expect(d.events[0]).toMatchObject({ endAt: at, open: false });
    expect(d.events[0]?.spans).toEqual([{ start: at - 10, end: at + 1 }]);
  });

  it('ends a CRLF whose LF comes in the next chunk as one leaf of two spans', () => {
    const d = dissectResponse(chunkFramed('data: x\r\n\r\n', 8));
    const lineEnd = d.lines[0] && d.leafAt((d.lines[0].endAt as number) - 1);
    expect(lineEnd?.kind).toBe('line-end');
    expect(lineEnd?.spans).toHaveLength(2);
    expect(d.lines.map((line) => line.role)).toEqual(['data', 'blank']);
  });

  it('knows a token from its first byte on', () => {
    const d = stream('d');
    expect(d.lines).toMatchObject([{ role: null, open: true, endAt: null, number: 1 }]);
    expect(d.blocks).toMatchObject([{ kind: 'block', open: true, endAt: null, number: null, reason: null }]);
    expect(d.text(d.lines[0]?.name ?? [])).toBe('d');
    d.append(arrival('ata'));
    expect(d.text(d.lines[0]?.name ?? [])).toBe('data');
  });

  it('shares its lines and blocks as parents: leaf, line, block, message', () => {
    const d = stream('data: x\n\n');
    const leaf = d.leafAt(d.capture.length - 3);
    expect(leaf?.kind).toBe('field-value');
    expect(leaf?.parent).toBe(d.lines[0]);
    expect(d.lines[0]?.parent).toBe(d.blocks[0]);
    expect(d.blocks[0]).toBe(d.events[0]);
    expect(d.blocks[0]?.parent).toBe(d.messages[0]);
  });

  it('leaves a blank line of no block without a parent', () => {
    const d = stream('\n');
    expect(d.lines).toMatchObject([{ role: 'blank', parent: null }]);
    expect(d.blocks).toEqual([]);
    expect(d.messages[0]?.spans).toEqual([{ start: 0, end: d.capture.length }]);
  });

  it('has no id line in effect after an empty id', () => {
    const d = stream('id: 1\n\ndata\n\nid\n\ndata\n\n');
    expect(d.blocks.map((block) => block.idBefore)).toEqual([null, d.lines[0], d.lines[0], null]);
  });

  it('keeps the id and the reconnection time before each block, and begins anew with each response', () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 30\r\n\r\n';
    const content = 'id: 1\nretry: 5\ndata: a\n\ndata\n\n';
    const d = dissect([arrival(`${head}${content}${head}${content}`)]);
    expect(d.messages.map((message) => message.end)).toEqual(['complete', 'complete']);
    const [one, two, three, four] = d.events;
    expect(one).toMatchObject({ idBefore: null, retryBefore: null });
    expect(two?.idBefore).toBe(one?.lines[0]);
    expect(two?.retryBefore).toBe(one?.lines[1]);
    expect(three).toMatchObject({ idBefore: null, retryBefore: null });
    expect(four?.idBefore).toBe(three?.lines[0]);
    expect(d.events.map((event) => event.number)).toEqual([1, 2, 3, 4]);
    expect(d.lines.map((line) => line.number)).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
  });
});
