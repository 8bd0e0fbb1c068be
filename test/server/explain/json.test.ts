import { describe, expect, it } from 'vitest';
import { jsonOf } from '../../../server/explain/json.ts';
import { problemsOf } from '../../../server/explain/problems.ts';
import type { Reading } from '../../../server/explain/reading.ts';
import { data, headers, join, settings } from '../../lessons/protocol/http2/wire.ts';
import { referenceState } from '../../lessons/protocol/reference.ts';
import { EVENT_STREAM_VECTORS } from '../../lessons/protocol/vectors/event-stream.ts';
import {
  bytesOf,
  chunkFramed,
  closeFramed,
  eventOf,
  latin1,
  type Bytes,
} from '../../lessons/protocol/wire.ts';
import { cutsOf, INPUTS, read } from './inputs.ts';

interface Json {
  readonly events: readonly { type: string; data: string; lastEventId: string; span: [number, number] }[];
  readonly reconnectionTime: number | null;
  readonly lastEventId: string;
  readonly problems: readonly { at: number; rule: string; message: string }[];
}

const textOf = (reading: Reading) => [...jsonOf(reading)].join('');
const jsonOfBytes = (bytes: Bytes) => JSON.parse(textOf(read({ as: null, bytes: bytesOf(bytes) }))) as Json;

describe('an input as JSON', () => {
  it('is one line of this form', () => {
    const stream =
      'event: a\r\ndata: "x"\r\ndata\r\nid: 1\r\n\r\nretry: 20\r\nfoo\r\ndata: \\\ud83d\ude00\r\n\r\nid: 2\r\n';
    expect(textOf(read({ as: null, bytes: bytesOf(stream) }))).toBe(
      '{"events":[' +
        '{"type":"a","data":"\\"x\\"\\n","lastEventId":"1","span":[0,36]},' +
        '{"type":"message","data":"\\\\😀","lastEventId":"1","span":[36,67]}' +
        '],"reconnectionTime":20,"lastEventId":"1","problems":[' +
        '{"at":47,"rule":"HTML 9.2.6","message":"no field has this name: the line is ignored"},' +
        '{"at":67,"rule":"HTML 9.2.6","message":"the stream ended before a blank line: the block is discarded"}' +
        ']}\n',
    );
  });

  it('of nothing is empty', () => {
    expect(textOf(read({ as: null, bytes: bytesOf('') }))).toBe(
      '{"events":[],"reconnectionTime":null,"lastEventId":"","problems":[]}\n',
    );
  });

  it('says of each event which bytes of the input it took, with the framing between them', () => {
    const bytes = chunkFramed('data: x\r\n\r\n', 4);
    const [start = 0, end = 0] = jsonOfBytes(bytes).events[0]?.span ?? [];
    expect(latin1(bytes.subarray(start, end))).toBe('data\r\n4\r\n: x\r\r\n3\r\n\n\r\n');
  });

  it('begins the span of an event after a byte order mark, and ends it with the LF that comes late', () => {
    const bytes = bytesOf([0xef, 0xbb, 0xbf, 'data\r\n\r\ndata\n\n']);
    for (const cuts of [[], [9], [10], [9, 10]]) {
      const { events } = JSON.parse(textOf(read({ as: null, bytes }, cuts))) as Json;
      expect(events.map(({ span }) => span)).toEqual([
        [3, 11],
        [11, 17],
      ]);
    }
  });

  it('counts comments and ignored lines to the block that they stand in', () => {
    expect(jsonOfBytes(': a\nfoo\ndata\n\n').events[0]?.span).toEqual([0, 14]);
  });

  it.each([
    ['no retry', 'data\n\n', null],
    ['a retry in a block without an end', 'retry: 5', null],
    ['a retry in a block without a blank line', 'retry: 5\n', 5],
    ['the last of several', 'retry: 5\nretry: 007\nretry: x\n', 7],
    ['more digits than a number has', `retry: 1${'0'.repeat(30)}\n`, 1e30],
    ['more digits than any number', `retry: ${'9'.repeat(400)}\n`, Number.MAX_VALUE],
  ])('has the reconnection time after %s', (_, stream, time) => {
    expect(jsonOfBytes(stream).reconnectionTime).toBe(time);
  });

  it.each([
    ['set at a blank line, data or not', 'id: a\n\n', 'a'],
    ['not set before the blank line', 'id: a\n\nid: b\n', 'a'],
    ['set to nothing', 'id: a\n\nid\n\n', ''],
    ['not set by U+0000', 'id: a\n\nid: b\0\n\n', 'a'],
  ])('has the last event ID string: %s', (_, stream, id) => {
    expect(jsonOfBytes(stream).lastEventId).toBe(id);
  });

  it('has what the last of several event streams has left', () => {
    const first = bytesOf(chunkFramed('retry: 1\nid: a\n\nid: c', 8));
    expect(jsonOfBytes([first, closeFramed('id: b\n\n')])).toMatchObject({
      reconnectionTime: 1,
      lastEventId: 'b',
    });
    expect(jsonOfBytes([first, closeFramed('id: b\n')])).toMatchObject({ lastEventId: 'a' });
    const head = { ':status': '200', 'content-type': 'text/event-stream' };
    const heads = [settings(), headers(1, head), headers(3, head)];
    const frames = [data(3, 'id: x\nretry: 3\n\n'), data(1, 'id: y\nretry: 1\n\n'), data(3, 'data\n')];
    expect(jsonOfBytes(join(...heads, ...frames))).toMatchObject({ reconnectionTime: 1, lastEventId: 'y' });
  });

  it.each(EVENT_STREAM_VECTORS)('agrees with the standard read the plain way: $name', ({ stream }) => {
    const { events, reconnectionTime, lastEventId } = referenceState(bytesOf(stream));
    const reading = read({ as: 'event-stream', bytes: bytesOf(stream) });
    const json = JSON.parse(textOf(reading)) as Json;
    expect(json.events.map(({ type, data: text, lastEventId: id }) => ({ type, data: text, id }))).toEqual(
      events,
    );
    expect(json.reconnectionTime).toBe(reconnectionTime);
    expect(json.lastEventId).toBe(lastEventId);
  });

  it.each(INPUTS)('agrees with the dissection, wherever it is cut: $name', (input) => {
    const reading = read(input);
    const { dissection: d } = reading;
    const text = textOf(reading);
    const json = JSON.parse(text) as Json;
    const events = d === null ? [] : [...d.events];
    expect(json.events).toEqual(
      events.map((event) => {
        const { type, data: value, id } = eventOf(d as NonNullable<typeof d>, event);
        return { type, data: value, lastEventId: id, span: [event.start, event.end] };
      }),
    );
    expect(json.problems).toEqual(problemsOf(reading));
    for (const cuts of cutsOf(input)) expect(textOf(read(input, cuts)), cuts.join(' ')).toBe(text);
  });
});
