import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Span } from '../../../lessons/protocol/capture.ts';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import { arrivals, eventStream, recut } from './random.ts';
import { referenceState } from './reference.ts';
import { dataOf, nameOf, plainMoment, tokensOf } from './tokens.ts';
import {
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

const HEAD_END = EVENT_STREAM_HEAD.length + 2;

/** The moment, with texts for spans. */
function readable(d: Dissection, cursor: number) {
  const moment = d.stateAt(cursor);
  const text = (spans: readonly Span[] | null) => (spans === null ? '' : d.text(spans));
  const bytes = (spans: readonly Span[]) => latin1(d.capture.bytes(spans));
  return {
    data: dataOf(moment).map(text),
    eventType: text(moment.eventType),
    lastEventIdBuffer: text(moment.lastEventIdBuffer),
    lastEventId: text(moment.lastEventId),
    reconnectionTime: moment.reconnectionTime,
    line: moment.line && {
      text: bytes(moment.line.spans),
      name: bytes(moment.line.name),
      value: bytes(moment.line.value),
    },
  };
}

describe('the state at a cursor', () => {
  it('holds at every byte what a plain parser holds that has received only the bytes before it', () => {
    fc.assert(
      fc.property(eventStream, (stream) => {
        const d = dissect([arrival(closeFramed(stream))]);
        for (let size = 0; size <= stream.length; size++) {
          const { events, ...state } = referenceState(stream.subarray(0, size));
          expect(readable(d, HEAD_END + size), `after ${size} bytes`).toEqual(state);
          expect(d.stateAt(HEAD_END + size).dispatched).toBe(events.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('knows nothing of what came later, on two connections, whole, cut and malformed', () => {
    fc.assert(
      fc.property(arrivals, (each) => {
        const growing = dissect([]);
        const seen = new Map([[0, plainMoment(growing.stateAt(0))]]);
        for (const one of recut(each, [1])) {
          growing.append(one);
          seen.set(growing.capture.length, plainMoment(growing.stateAt(growing.capture.length)));
        }
        const whole = dissect(each);
        expect(seen.size).toBe(whole.capture.length + 1);
        for (const [cursor, moment] of seen) {
          expect(plainMoment(whole.stateAt(cursor)), `at ${cursor}`).toEqual(moment);
        }
      }),
      { numRuns: 150 },
    );
  });

  const phases = (d: Dissection, cursors: readonly number[]) =>
    cursors.map((cursor) => d.stateAt(cursor).phase);

  it('is of no message before the bytes have told the protocol', () => {
    // A server that begins with a NUL speaks HTTP/2, unless the rest of the frame header says otherwise.
    const d = dissect([arrival('\0HTTP/1.1 200 OK\r\n\r\n')]);
    expect(phases(d, [0, 1, 8, 9])).toEqual(['nothing', 'nothing', 'nothing', 'head']);
  });

  it('tells how far the message is', () => {
    const d = dissect([
      arrival('GET / HTTP/1.1\r\n\r\n', 'client'),
      arrival(`${EVENT_STREAM_HEAD}Content-Length: 2\r\n\r\n:\n`),
      arrival('GET / HTTP/1.1\r\n\r\n', 'client'),
    ]);
    const end = d.messages[1]?.endAt as number;
    const headEnd = d.messages[1]?.headEnd as number;
    expect(phases(d, [0, 18, 19, headEnd - 1, headEnd, end - 1, end, d.capture.length])).toEqual([
      'nothing',
      'nothing',
      'head',
      'head',
      'content',
      'content',
      'complete',
      'complete',
    ]);
    expect(d.stateAt(18).message).toBeNull();
    expect(d.stateAt(d.capture.length).message).toBe(d.messages[1]);
  });

  it('is of the message whose byte was the last from a server', () => {
    const d = dissect([
      arrival(closeFramed('data: a')),
      arrival(closeFramed('data: b'), 'server', 2),
      arrival('GET ', 'client', 2),
      arrival('!'),
    ]);
    const at = (cursor: number) => {
      const { message, line } = d.stateAt(cursor);
      return [message?.connection, line && d.text(line.value)];
    };
    const size = closeFramed('data: a').length;
    expect(at(size)).toEqual([1, 'a']);
    expect(at(2 * size)).toEqual([2, 'b']);
    expect(at(2 * size + 4)).toEqual([2, 'b']);
    expect(at(2 * size + 5)).toEqual([1, 'a!']);
  });

  it('tells where in a chunk it is', () => {
    const body = '3;a\r\ndat\r\n0\r\nt: u\r\n\r\n';
    const head = `${EVENT_STREAM_HEAD}Transfer-Encoding: chunked\r\n\r\n`;
    const d = dissect([arrival(head + body)]);
    const at = (size: number) => {
      const { chunk } = d.stateAt(head.length + size);
      return chunk && `${chunk.chunk.number} ${chunk.phase} ${chunk.received}`;
    };
    expect(Array.from({ length: body.length + 1 }, (_, size) => at(size))).toEqual([
      null,
      ...Array<string>(4).fill('1 size 0'),
      '1 data 0',
      '1 data 1',
      '1 data 2',
      '1 data-end 3',
      '1 data-end 3',
      null,
      ...Array<string>(2).fill('2 size 0'),
      ...Array<string>(8).fill('2 data-end 0'),
      null,
    ]);
  });

  it('still tells in which chunk a message was cut, but holds no line and no block any more', () => {
    const bytes = chunkFramed('id: 1\nretry: 9\n\nid: 2\ndata: x\ndat', Infinity);
    const d = dissectResponse(bytes.subarray(0, bytes.length - '\r\n0\r\n\r\n'.length - 1));
    const moment = d.stateAt(d.capture.length);
    expect(moment).toMatchObject({ phase: 'cut', chunk: { phase: 'data', received: 32 } });
    expect(moment).toMatchObject({
      line: null,
      block: null,
      data: { length: 0 },
      eventType: null,
      lastEventIdBuffer: null,
    });
    expect(moment.reconnectionTime).toBe(9);
    expect(d.text(moment.lastEventId ?? [])).toBe('1');
    const before = d.stateAt(d.capture.length - 1);
    expect(before.phase).toBe('content');
    expect(nameOf(before.block)).toBe(nameOf(tokensOf(d).blocks[1] ?? null));
  });

  it('tells inside which character the bytes end, with chunk framing in between', () => {
    const d = dissect([arrival(chunkFramed(': €', 3))]);
    const [line] = tokensOf(d).lines;
    const first = line?.spans[0]?.end as number;
    const second = line?.spans[1] as Span;
    expect(d.stateAt(first - 1).utf8).toBeNull();
    expect(d.stateAt(first).utf8).toEqual({ needed: 3, have: 1, spans: [{ start: first - 1, end: first }] });
    expect(d.stateAt(second.start + 1).utf8).toEqual({
      needed: 3,
      have: 2,
      spans: [
        { start: first - 1, end: first },
        { start: second.start, end: second.start + 1 },
      ],
    });
    expect(d.stateAt(second.end).utf8).toBeNull();
  });

  it('has no line while the first bytes may still become a byte order mark', () => {
    const d = dissect([arrival(closeFramed([0xef, 0xbb, 'data: x\n\n']))]);
    expect(d.stateAt(HEAD_END + 2)).toMatchObject({ line: null, block: null, utf8: { needed: 3, have: 2 } });
    expect(latin1(d.capture.bytes(d.stateAt(HEAD_END + 3).line?.name ?? []))).toBe('\xef\xbbd');
  });

  it('waits for no more bytes when the stream has ended inside what may become a byte order mark', () => {
    const d = dissectResponse(closeFramed([0xef, 0xbb]));
    expect(d.stateAt(HEAD_END + 1)).toMatchObject({ phase: 'content', utf8: { needed: 3, have: 1 } });
    expect(d.stateAt(HEAD_END + 2)).toMatchObject({ phase: 'complete', utf8: null, line: null, block: null });
  });

  it('keeps the cursor inside what was recorded', () => {
    const d = dissect([arrival(closeFramed('data: x'))]);
    expect(plainMoment(d.stateAt(1e9))).toEqual(plainMoment(d.stateAt(d.capture.length)));
    expect(plainMoment(d.stateAt(-1))).toEqual(plainMoment(d.stateAt(0)));
    expect(dissect([]).stateAt(0)).toMatchObject({
      cursor: 0,
      message: null,
      phase: 'nothing',
      dispatched: 0,
    });
  });

  it('counts the events of all connections', () => {
    const d = dissect([
      arrival(closeFramed('data: a\n\n')),
      arrival(closeFramed('data: b\n\n'), 'server', 2),
      arrival(bytesOf('data: c\n\n')),
    ]);
    expect(d.stateAt(d.capture.length).dispatched).toBe(3);
    expect(d.stateAt(d.capture.length - 1).dispatched).toBe(2);
    expect(Array.from(d.events, (event) => eventOf(d, event).data)).toEqual(['a', 'b', 'c']);
  });
});
