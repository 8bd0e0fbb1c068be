import { describe, expect, it } from 'vitest';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import { everything, lineOf, nameOf, tilingFaults, tokensOf } from './tokens.ts';
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
  latin1,
} from './wire.ts';

const HEAD_LENGTH = EVENT_STREAM_HEAD.length;

const streamLeaves = (d: Dissection) => {
  const leaves = tokensOf(d).leaves.filter(({ layer }) => layer === 'event-stream');
  return leaves.map((leaf) => [leaf.kind, latin1(d.capture.bytes(leaf.spans))]);
};

const read = (d: Dissection) => {
  const { lines, blocks, events } = tokensOf(d);
  return {
    leaves: streamLeaves(d),
    lines: lines.map(lineOf),
    events: events.map((event) => ({ ...eventOf(d, event), wire: latin1(d.capture.bytes(event.spans)) })),
    undispatched: blocks.filter((block) => block.kind === 'block').map((block) => block.reason?.text),
    reconnectionTime: d.stateAt(d.capture.length).reconnectionTime,
    faults: tilingFaults(d),
  };
};

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
        const d = dissectResponse(bytes, cuts);
        expect(everything(d), `cut at ${cuts.join(' ')}`).toBe(whole);
        if (cuts.length > 1) expect(tilingFaults(d)).toEqual([]);
      }
    });
  });

  const stream = (...pieces: string[]) =>
    dissect([arrival(closeFramed('')), ...pieces.map((piece) => arrival(piece))]);

  it('dispatches at the CR of a blank line, before it is known whether a LF follows', () => {
    const d = stream('data: x\r\n\r');
    expect(Array.from(d.events, (event) => eventOf(d, event))).toEqual([
      { type: 'message', data: 'x', id: '' },
    ]);
    expect(d.events.at(0)).toMatchObject({ endAt: d.capture.length, open: true });
    const at = d.capture.length;
    d.append(arrival('\n'));
    expect(d.events).toHaveLength(1);
    expect(d.events.at(0)).toMatchObject({ endAt: at, open: false });
    expect(d.events.at(0).spans).toEqual([{ start: at - 10, end: at + 1 }]);
  });

  it('ends a CRLF whose LF comes in the next chunk as one leaf of two spans', () => {
    const d = dissectResponse(chunkFramed('data: x\r\n\r\n', 8));
    const { lines } = tokensOf(d);
    const lineEnd = d.leafAt((lines[0]?.endAt as number) - 1);
    expect(lineEnd?.kind).toBe('line-end');
    expect(lineEnd?.spans).toHaveLength(2);
    expect(lines.map((line) => line.role)).toEqual(['data', 'blank']);
  });

  it('knows a token from its first byte on', () => {
    const d = stream('d');
    const { lines, blocks } = tokensOf(d);
    expect(lines).toMatchObject([{ role: null, open: true, endAt: null, number: 1 }]);
    expect(blocks).toMatchObject([{ kind: 'block', open: true, endAt: null, reason: null }]);
    expect(blocks.map((block) => d.numberOf(block))).toEqual([null]);
    expect(d.text(lines[0]?.name ?? [])).toBe('d');
    d.append(arrival('ata'));
    expect(d.text(tokensOf(d).lines[0]?.name ?? [])).toBe('data');
  });

  it('finds around a byte its leaf, line, block and message', () => {
    const d = stream('data: x\n\n');
    const { lines, blocks } = tokensOf(d);
    const { leaf, line, block, message } = d.at(d.capture.length - 3);
    expect(leaf?.kind).toBe('field-value');
    expect(nameOf(line)).toBe(nameOf(lines[0] ?? null));
    expect(nameOf(lines[0]?.block ?? null)).toBe(nameOf(blocks[0] ?? null));
    expect(nameOf(block)).toBe(nameOf(blocks[0] ?? null));
    expect(nameOf(d.events.at(0))).toBe(nameOf(block));
    expect(block?.kind).toBe('event');
    expect(block?.message).toBe(d.messages[0]);
    expect(line?.message).toBe(d.messages[0]);
    expect(message).toBe(d.messages[0]);
  });

  it('leaves a blank line of no block without one', () => {
    const d = stream('\n');
    const { lines, blocks } = tokensOf(d);
    expect(lines).toMatchObject([{ role: 'blank', block: null, dispatches: false }]);
    expect(blocks).toEqual([]);
    expect(d.messages[0] && d.unfinishedBlockOf(d.messages[0])).toBeNull();
    expect(d.messages[0]?.spans).toEqual([{ start: 0, end: d.capture.length }]);
  });

  it('says at a blank line that dispatched nothing why, and at one that dispatched nothing more', () => {
    const d = stream('\n: a\n\ndata\n\n');
    const blanks = tokensOf(d).leaves.filter(({ kind }) => kind === 'blank-line');
    expect(blanks.map(({ reason }) => reason?.text ?? null)).toEqual([
      'no line since the last blank line: nothing is dispatched',
      'the data buffer is empty: nothing is dispatched',
      null,
    ]);
    expect(tokensOf(d).lines.map(({ dispatches }) => dispatches)).toEqual([false, false, false, false, true]);
  });

  it('has no id line in effect after an empty id', () => {
    const d = stream('id: 1\n\ndata\n\nid\n\ndata\n\n');
    const { lines, blocks } = tokensOf(d);
    const first = lines[0]?.start;
    expect(blocks.map((block) => block.idBefore?.start ?? null)).toEqual([null, first, first, null]);
    expect(blocks.map((block) => d.eventId(block))).toEqual(['1', '1', '', '']);
  });

  it('closes a byte order mark with its last byte, and has no line before', () => {
    const d = stream();
    const at = d.capture.length;
    for (const [index, byte] of [0xef, 0xbb, 0xbf].entries()) {
      d.append(arrival([byte]));
      expect(d.leafAt(at)).toMatchObject({ kind: 'bom', open: index < 2, end: at + index + 1, reason: null });
      expect(tokensOf(d).lines).toEqual([]);
    }
    d.append(arrival('d'));
    expect(d.leafAt(at)).toMatchObject({ kind: 'bom', open: false, end: at + 3 });
    expect(tokensOf(d).lines).toMatchObject([{ start: at + 3, end: at + 4 }]);
  });

  it('takes away one byte order mark of each response on a connection, also one that comes in parts', () => {
    const [one, two, three] = [0xef, 0xbb, 0xbf].map((byte) => Uint8Array.of(byte));
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 12\r\n\r\n';
    const d = dissect(
      [
        head,
        '\ufeffdata: a\n\n',
        head,
        one,
        '',
        two,
        '',
        three,
        'data: b',
        '',
        '\n\n',
        head,
        '\ufeff\ufeffdata',
        '\n\n',
      ].map((bytes) => arrival(bytes as string)),
    );
    expect(Array.from(d.events, (event) => eventOf(d, event).data)).toEqual(['a', 'b']);
    const marks = tokensOf(d).leaves.filter(({ kind }) => kind === 'bom');
    expect(marks.map((leaf) => latin1(d.capture.bytes(leaf.spans)))).toEqual(Array(3).fill('\xef\xbb\xbf'));
    expect(marks.every(({ open }) => !open)).toBe(true);
    expect(tokensOf(d).lines.map(lineOf).slice(4)).toEqual([
      'ignored: no field has this name: the line is ignored',
      'blank',
    ]);
  });

  it('finds the colon of a long line whenever it comes, and that of the next one', () => {
    const d = stream();
    const head = d.capture.length;
    const part = 'x'.repeat(50_000);
    const at = (offset: number) => {
      const { line, leaf } = d.at(head + offset);
      return [line?.name[0]?.end, line?.value[0]?.start, leaf?.kind].map((each) =>
        typeof each === 'number' ? each - head : each,
      );
    };
    for (const size of [1, 2, 3]) {
      d.append(arrival(part));
      expect(at(0)).toEqual([size * part.length, undefined, 'field-name']);
    }
    d.append(arrival(`: a:b\n${part}`));
    expect(at(7)).toEqual([150_000, 150_002, 'field-name']);
    expect(at(150_003)).toEqual([150_000, 150_002, 'field-value']);
    d.append(arrival(`${part}\n`));
    expect(at(150_006)).toEqual([250_006, undefined, 'field-name']);
    expect(at(150_003)).toEqual([150_000, 150_002, 'field-value']);
    expect(at(250_006)).toEqual([250_006, undefined, 'line-end']);
    d.append(arrival(`:${part}${part}`));
    expect(at(250_008)).toEqual([undefined, undefined, 'comment']);
  });

  it('keeps the id and the reconnection time before each block, and begins anew with each response', () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 30\r\n\r\n';
    const content = 'id: 1\nretry: 5\ndata: a\n\ndata\n\n';
    const d = dissect([arrival(`${head}${content}${head}${content}`)]);
    expect(d.messages.map((message) => message.outcome)).toEqual(['complete', 'complete']);
    const { lines, events } = tokensOf(d);
    const [one, two, three, four] = events;
    expect(one).toMatchObject({ idBefore: null, retryBefore: null });
    expect(two?.idBefore?.start).toBe(lines[0]?.start);
    expect(two?.retryBefore?.start).toBe(lines[1]?.start);
    expect(three).toMatchObject({ idBefore: null, retryBefore: null });
    expect(four?.idBefore?.start).toBe(lines[6]?.start);
    expect(events.map((event) => d.numberOf(event))).toEqual([1, 2, 3, 4]);
    expect(lines.map((line) => line.number)).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
  });
});
