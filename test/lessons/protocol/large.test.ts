/** Captures of which no walk from the start would be fast enough: any byte and any moment of them is still right. */
import { describe, expect, it } from 'vitest';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import type { Message } from '../../../lessons/protocol/message.ts';
import { nextStop, previousStop } from '../../../lessons/protocol/stops.ts';
import { cutInto } from './random.ts';
import { referenceState } from './reference.ts';
import { nameOf, plainMoment } from './tokens.ts';
import { arrival, bytesOf, closeFramed, dissect, EVENT_STREAM_HEAD, latin1 } from './wire.ts';

const READ = [65_536, 1448, 1, 30_000];

/** Numbers below `bound` without an order that anything in the bytes has. */
const spread = (count: number, bound: number) =>
  Array.from({ length: count }, (_, index) => (index * 2_654_435_761 + 12_345) % bound);

const readAs = (bytes: Uint8Array, sizes: readonly number[]) =>
  dissect(cutInto(bytes, sizes).map((part) => arrival(part)));

/** What the moment holds, against a dissection that has received nothing more. */
function expectAsFromTheStart(d: Dissection, cursor: number) {
  const alone = dissect([arrival(d.capture.bytes({ start: 0, end: cursor }))]);
  expect(plainMoment(d.stateAt(cursor)), `at ${cursor}`).toEqual(plainMoment(alone.stateAt(cursor)));
}

describe('a block of 100,000 data lines', () => {
  const COUNT = 100_000;
  const before = 'id: 7\nevent: old\ndata: 0\n\nid: 8\nretry: 5\nevent: many\n';
  const line = (index: number) => `data: ${100_000 + index}\n`;
  const SIZE = line(0).length;
  const lines = Array.from({ length: COUNT }, (_, index) => line(index)).join('');
  const stream = `${before}${lines}id: 9\n\ndata: end\n\n`;
  const d = readAs(closeFramed(stream), READ);
  const message = d.messages[0] as Message;
  const from = EVENT_STREAM_HEAD.length + 2 + before.length;

  it('is one event, with all its lines', () => {
    expect(Array.from(d.events, (event) => d.numberOf(event))).toEqual([1, 2, 3]);
    const event = d.events.at(1);
    const data = d.eventData(event).split('\n');
    expect(data).toHaveLength(COUNT);
    expect([data[0], data[COUNT - 1]]).toEqual(['100000', '199999']);
    expect([d.eventType(event), d.eventId(event), event.idBefore && d.text(event.idBefore.value)]).toEqual([
      'many',
      '9',
      '7',
    ]);
    expect(d.linesOf(message)).toHaveLength(COUNT + 11);
  });

  it('has its tokens at any byte', () => {
    for (const index of spread(300, COUNT)) {
      const start = from + index * SIZE;
      const { leaf, line, block } = d.at(start + 8);
      expect(leaf).toMatchObject({ kind: 'field-value', start: start + 6, end: start + SIZE - 1 });
      expect(line).toMatchObject({ start, end: start + SIZE, role: 'data', number: index + 8 });
      expect(block).toMatchObject({ kind: 'event', start: from - 'id: 8\nretry: 5\nevent: many\n'.length });
      expect([nextStop(d, 'line', start), previousStop(d, 'line', start)]).toEqual([
        start + SIZE,
        index === 0 ? start - 'event: many\n'.length : start - SIZE,
      ]);
      expect(nextStop(d, 'event', start)).toBe(from + lines.length + 'id: 9\n\n'.length);
    }
  });

  it('holds at any moment the data lines so far', () => {
    for (const offset of spread(200, lines.length)) {
      const moment = d.stateAt(from + offset);
      const whole = Math.floor(offset / SIZE);
      expect(moment.data).toHaveLength(whole);
      for (const index of [0, 255, 256, whole - 1].filter((each) => each >= 0 && each < whole)) {
        expect(d.text(moment.data.at(index))).toBe(String(100_000 + index));
      }
      const rest = stream.slice(before.length + whole * SIZE, before.length + offset);
      expect(latin1(d.capture.bytes(moment.line?.spans ?? []))).toBe(rest);
      expect([moment.dispatched, moment.reconnectionTime]).toEqual([1, 5]);
      expect(
        [moment.eventType, moment.lastEventIdBuffer, moment.lastEventId].map((each) => d.text(each ?? [])),
      ).toEqual(['many', '8', '7']);
    }
  });

  it('is at some moments what a plain parser holds, and a dissection that has received nothing more', () => {
    for (const offset of [...spread(1, lines.length), lines.length + 7]) {
      const cursor = from + offset;
      const { data, events } = referenceState(bytesOf(stream.slice(0, before.length + offset)));
      const moment = d.stateAt(cursor);
      expect(Array.from({ length: moment.data.length }, (_, index) => d.text(moment.data.at(index)))).toEqual(
        data,
      );
      expect(moment.dispatched).toBe(events.length);
      expectAsFromTheStart(d, cursor);
    }
  });

  it('takes 5 bytes for each line, and little more', () => {
    expect(d.indexBytes).toBeGreaterThan(5 * COUNT);
    expect(d.indexBytes).toBeLessThan(5.5 * COUNT + 65_536);
  });
});

describe('100,000 chunks with an event in each', () => {
  const COUNT = 100_000;
  const event = (index: number) => `data: ${100_000 + index}\n\n`;
  const DATA = event(0).length;
  const chunks = Array.from({ length: COUNT }, (_, index) => `e\r\n${event(index)}\r\n`).join('');
  const SIZE = chunks.length / COUNT;
  const head = `${EVENT_STREAM_HEAD}Transfer-Encoding: chunked\r\n\r\n`;
  const d = readAs(bytesOf(`${head}${chunks}0\r\n\r\n`), READ);
  const message = d.messages[0] as Message;

  it('are all there', () => {
    expect(message).toMatchObject({ outcome: 'complete', framing: 'chunked' });
    expect(d.chunksOf(message)).toHaveLength(COUNT + 1);
    expect(d.chunksOf(message).at(COUNT)).toMatchObject({ kind: 'last-chunk', size: 0, complete: true });
    expect(d.events).toHaveLength(COUNT);
  });

  it('have their tokens, numbers and stops at any byte', () => {
    for (const index of spread(300, COUNT)) {
      const start = head.length + index * SIZE;
      expect(d.chunksOf(message).at(index)).toMatchObject({
        start,
        end: start + SIZE,
        size: DATA,
        number: index + 1,
      });
      const { leaf, chunk, block } = d.at(start + 10);
      expect(leaf).toMatchObject({ kind: 'field-value', start: start + 9 });
      expect(chunk).toMatchObject({ number: index + 1, start });
      expect(block && d.numberOf(block)).toBe(index + 1);
      expect(nameOf(d.events.at(index))).toBe(nameOf(block));
      expect(d.eventData(d.events.at(index))).toBe(String(100_000 + index));
      expect([nextStop(d, 'chunk', start), previousStop(d, 'chunk', start + 1)]).toEqual([
        start + SIZE,
        start,
      ]);
      expect([nextStop(d, 'event', start), previousStop(d, 'event', start + 4)]).toEqual([
        start + SIZE - 2,
        index === 0 ? head.length : start - 2,
      ]);
    }
  });

  it('hold at any moment what is so far in them', () => {
    for (const offset of spread(200, chunks.length)) {
      const index = Math.floor(offset / SIZE);
      const inside = offset % SIZE;
      const received = Math.min(DATA, Math.max(0, inside - 3));
      const { chunk, dispatched, block, data } = d.stateAt(head.length + offset);
      if (inside === 0) expect(chunk).toBeNull();
      else {
        expect(chunk?.chunk.number).toBe(index + 1);
        expect(chunk?.received).toBe(received);
        expect(chunk?.phase).toBe(inside < 3 ? 'size' : received === DATA ? 'data-end' : 'data');
      }
      expect(dispatched).toBe(index + (received === DATA ? 1 : 0));
      expect(data).toHaveLength(received === DATA - 1 ? 1 : 0);
      expect(block === null).toBe(received === 0 || received === DATA);
    }
  });

  it('are at some moments what a dissection holds that has received nothing more', () => {
    for (const offset of spread(6, chunks.length)) expectAsFromTheStart(d, head.length + offset);
  });

  it('take no more than 24 bytes for an event with its chunk', () => {
    expect(d.indexBytes).toBeGreaterThan(18 * COUNT);
    expect(d.indexBytes).toBeLessThan(24 * COUNT);
  });
});

describe('two connections whose bytes take turns, 20,000 times', () => {
  const TURNS = 20_000;
  const stream = (name: string) => `data: ${name}\r\n\r\n`.repeat(TURNS / 4);
  const head = closeFramed('');
  const sent = [stream('a'), stream('b')] as const;
  const size = 'data: a\r\n\r\n'.length;
  // Eleven bytes in four turns: the CRLFs are cut, and the LF of one comes after what the other has dispatched.
  const parts = sent.map((text) => cutInto(bytesOf(text), [3, 6, 1, 1]));
  const d = dissect([
    arrival(head, 'server', 1),
    arrival(head, 'server', 2),
    ...Array.from({ length: TURNS }, (_, turn) => [
      arrival(parts[0]?.[turn] as Uint8Array, 'server', 1),
      arrival(parts[1]?.[turn] as Uint8Array, 'server', 2),
    ]).flat(),
  ]);

  it('come apart again', () => {
    expect(d.events).toHaveLength(TURNS / 2);
    for (const index of spread(200, TURNS / 2)) {
      const event = d.events.at(index);
      expect(d.numberOf(event)).toBe(index + 1);
      expect(d.eventData(event)).toBe(event.message.connection === 1 ? 'a' : 'b');
      expect(event.index).toBe(Math.floor(index / 2));
      expect(latin1(d.capture.bytes(event.spans))).toBe(sent[event.message.connection - 1]?.slice(0, size));
    }
  });

  it('hold at any moment what each has received', () => {
    for (const turn of spread(100, TURNS - 1)) {
      const local = (count: number) => Math.floor(count / 4) * size + ([0, 3, 9, 10][count % 4] as number);
      const received = [local(turn + 1), local(turn)] as const;
      const cursor = 2 * head.length + received[0] + received[1];
      const { message, line, dispatched } = d.stateAt(cursor);
      const { events, line: wanted } = referenceState(bytesOf(sent[0].slice(0, received[0] % size)));
      expect(message?.connection).toBe(1);
      expect(latin1(d.capture.bytes(line?.spans ?? []))).toBe(wanted?.text ?? '');
      const whole = (bytes: number) => Math.floor(bytes / size) + (bytes % size === size - 1 ? 1 : 0);
      expect(dispatched).toBe(whole(received[0]) + whole(received[1]));
      expect(events).toHaveLength(received[0] % size === size - 1 ? 1 : 0);
    }
  });
});
