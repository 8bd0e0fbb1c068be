/** What happens at the bounds of the decoder: they are said where they are passed, and nothing is thrown. */
import { describe, expect, it } from 'vitest';
import { Dissection } from '../../../lessons/protocol/dissect.ts';
import { EVENT_STREAM_BOUNDS } from '../../../lessons/protocol/event-stream.ts';
import { MESSAGES_BOUND } from '../../../lessons/protocol/http1.ts';
import type { Message } from '../../../lessons/protocol/message.ts';
import { nextStop, previousStop } from '../../../lessons/protocol/stops.ts';
import { arrival, bytesOf, closeFramed, dissect } from './wire.ts';

const HEAD = closeFramed('');
const MIB = 2 ** 20;

/** An event stream on a connection of its own; `fill` appends a letter so many times, a MiB at once. */
function openStream() {
  const d = dissect([arrival(HEAD)]);
  const letters = new Uint8Array(MIB).fill('x'.charCodeAt(0));
  return {
    d,
    message: d.messages[0] as Message,
    send: (text: string) => {
      d.append(arrival(text));
    },
    fill: (count: number) => {
      for (let left = count; left > 0; left -= MIB)
        d.append(arrival(letters.subarray(0, Math.min(left, MIB))));
    },
  };
}

describe('a line', () => {
  const { line } = EVENT_STREAM_BOUNDS;
  const LONG_LINE = 'a line of more than 67108864 bytes: the stream is not read on from here';

  it('of as many bytes as its bound is read, and the stream goes on', () => {
    const { d, send, fill } = openStream();
    send(':');
    fill(line - 1);
    send('\ndata: y\n\n');
    expect(Array.from(d.events, (event) => d.eventData(event))).toEqual(['y']);
    expect(d.leafAt(HEAD.length + line - 1)).toMatchObject({ kind: 'comment', open: false });
    expect(d.leafAt(HEAD.length + line)?.kind).toBe('line-end');
  });

  it('of one byte more ends the reading of the stream, whether or not its line end is there', () => {
    const { d, message, send, fill } = openStream();
    send('id: 1\nretry: 7\n\ndata: a\n');
    send(':');
    fill(line - 1);
    const at = d.capture.length;
    expect(d.leafAt(at - 1)).toMatchObject({ kind: 'comment', open: true });
    send('y');
    send('\n\ndata: z\n\n');

    expect(d.leafAt(at - 1)).toMatchObject({ kind: 'comment', open: false, end: at });
    expect(d.at(at)).toMatchObject({ line: null, block: null, message, character: null });
    expect(d.leafAt(at)).toMatchObject({
      layer: 'event-stream',
      kind: 'undecoded',
      spans: [{ start: at, end: d.capture.length }],
      open: true,
      reason: { text: LONG_LINE },
    });
    expect(d.linesOf(message)).toHaveLength(5);
    expect(d.linesOf(message).at(4)).toMatchObject({
      role: null,
      open: false,
      endAt: null,
      end: at,
      reason: { text: LONG_LINE },
    });
    expect(d.unfinishedBlockOf(message)).toMatchObject({ open: false, end: at, reason: { text: LONG_LINE } });
    expect(d.events).toHaveLength(0);
    expect(message).toMatchObject({ outcome: null, open: true });
    expect(nextStop(d, 'event', HEAD.length)).toBe(d.capture.length);

    const { reconnectionTime, dispatched, data, lastEventId } = d.stateAt(d.capture.length);
    expect([reconnectionTime, dispatched, data.length]).toEqual([7, 0, 1]);
    expect(d.text(lastEventId ?? [])).toBe('1');
    d.append({ ...arrival(''), ending: 'fin' });
    expect(message).toMatchObject({ outcome: 'complete', open: false });
    expect(d.leafAt(at)).toMatchObject({ kind: 'undecoded', open: false });
  });

  it('that is too long is so from the same byte on when it comes whole, with its line end', () => {
    const { d, message } = openStream();
    const long = new Uint8Array(line + 20).fill('x'.charCodeAt(0));
    long.set(bytesOf('data: '));
    long.set(bytesOf('\n\ndata: z\n\n'), line + 1);
    d.append(arrival(long));
    expect(d.leafAt(HEAD.length + line - 1)).toMatchObject({ kind: 'field-value', open: false });
    expect(d.leafAt(HEAD.length + line)).toMatchObject({ kind: 'undecoded', reason: { text: LONG_LINE } });
    expect(d.linesOf(message)).toHaveLength(1);
    expect(d.events).toHaveLength(0);
  });
});

describe('the data of an event', () => {
  const { data } = EVENT_STREAM_BOUNDS;

  it('may come to its bound in many lines, each event anew; one byte more ends the reading', () => {
    const { d, message, send, fill } = openStream();
    const block = (size: number) => {
      let left = size;
      for (; left > MIB; left -= MIB) {
        send('data:');
        fill(MIB - 5);
        send('\n');
      }
      send('data:');
      fill(left - 5);
      send('\n');
    };
    block(data);
    send('\n');
    expect(d.events).toHaveLength(1);
    const second = d.capture.length;
    block(data);
    send(': no data\nevent: a\n');
    expect(d.stateAt(d.capture.length).data).toHaveLength(data / MIB);
    const last = d.capture.length;
    send('data');
    expect(d.leafAt(last)).toMatchObject({ kind: 'field-name', open: true });
    send('\n\ndata: z\n\n');

    expect(d.leafAt(last)).toMatchObject({
      kind: 'undecoded',
      start: last,
      reason: { text: 'an event of more than 67108864 bytes: the stream is not read on from here' },
    });
    expect(d.events).toHaveLength(1);
    expect(d.events.at(0)).toMatchObject({ start: HEAD.length, end: second });
    expect(d.unfinishedBlockOf(message)).toMatchObject({ start: second, end: last, open: false });
    expect(d.linesOf(message).at(d.linesOf(message).length - 1).end).toBe(last);
  });
});

describe('a direction', () => {
  it('has no more messages than their bound: what follows is not decoded', () => {
    const request = 'GET / HTTP/1.1\r\n\r\n';
    const response = 'HTTP/1.1 204 No\r\n\r\n';
    const d = new Dissection();
    d.append(arrival(request.repeat(MESSAGES_BOUND), 'client'));
    d.append(arrival(response.repeat(MESSAGES_BOUND)));
    const at = d.capture.length;
    expect(d.messages).toHaveLength(2 * MESSAGES_BOUND);
    expect(d.messages.at(-1)).toMatchObject({ outcome: 'complete', number: MESSAGES_BOUND });
    expect(previousStop(d, 'chunk', at)).toBe(at - response.length);

    d.append(arrival(`\r\n${request}`, 'client'));
    d.append(arrival(`${response}x`));
    expect(d.messages).toHaveLength(2 * MESSAGES_BOUND);
    const reason = { text: 'more than 100000 messages on one connection: no more are read' };
    expect(d.leafAt(at)).toMatchObject({ kind: 'head-line-end', end: at + 2 });
    const rest = at + 2 + request.length;
    expect(d.leafAt(at + 2)).toMatchObject({
      kind: 'undecoded',
      open: true,
      start: at + 2,
      end: rest,
      reason,
    });
    expect(d.leafAt(rest)).toMatchObject({ kind: 'undecoded', open: true, end: d.capture.length, reason });
    expect(d.at(rest).message).toBeNull();
    expect(d.stateAt(rest + 1)).toMatchObject({ phase: 'nothing', message: null });
    d.append({ ...arrival(''), ending: 'fin' });
    expect(d.leafAt(rest)).toMatchObject({ open: false });
    expect(d.leafAt(at + 2)).toMatchObject({ open: true });
  });
});
