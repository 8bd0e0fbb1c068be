import { describe, expect, it } from 'vitest';
import { poolAt } from '../../../lessons/protocol/connection-pool/moment.ts';
import { judge, type Scene } from '../../../lessons/schema/check.ts';
import { checkSchema } from '../../../lessons/schema/check-schema.ts';
import { placeSchema, type Place } from '../../../lessons/schema/place-schema.ts';
import { findPlace } from '../../../lessons/schema/place.ts';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import type { WorkloadAction } from '../../../lessons/schema/workload.ts';
import { close, LAB, LAB_TLS, play, stream } from '../protocol/connection-pool/play.ts';
import { arrival, bytesOf, chunk, dissect, EVENT_STREAM_HEAD } from '../protocol/wire.ts';

const HEAD = `${EVENT_STREAM_HEAD}Transfer-Encoding: chunked\r\n\r\n`;
const PARTS = ['event: a\ndata: 1\n\nda', 'ta: h\u00e9', 'llo\n\ndata: 3\n\n'];

/** One request, and a response whose second event lies over three chunks, the last of them with two events. */
const dissection = dissect([
  arrival('GET / HTTP/1.1\r\nHost: lab\r\n\r\n', 'client'),
  arrival(HEAD),
  ...PARTS.map((part) => arrival(chunk(bytesOf(part)))),
  arrival('0\r\n\r\n'),
]);
const text = (place: Place) => {
  const spans = findPlace(dissection, place);
  return spans && dissection.text(spans);
};

describe('a place', () => {
  const places: [Place, string | null][] = [
    [{ target: 'start-line' }, 'HTTP/1.1 200 OK\r\n'],
    [{ target: 'start-line', nth: 2 }, null],
    [{ target: 'head-end' }, '\r\n'],
    [{ target: 'chunk-size', nth: 2 }, '7'],
    [{ target: 'chunk', nth: 2 }, '7\r\nta: h\u00e9\r\n'],
    [{ target: 'chunk', nth: 4 }, null],
    [{ target: 'last-chunk' }, '0\r\n\r\n'],
    [{ target: 'line' }, 'event: a\n'],
    [{ target: 'field-name', event: 2 }, 'data'],
    [{ target: 'field-name', text: 'data', nth: 3 }, 'data'],
    [{ target: 'field-value', event: 2 }, 'h\u00e9llo'],
    [{ target: 'field-value', event: 4 }, null],
    [{ target: 'event', nth: 3 }, 'data: 3\n\n'],
    [{ target: 'chunk', event: 3 }, 'e\r\nllo\n\ndata: 3\n\n\r\n'],
    [{ target: 'end-of-bytes' }, '\n'],
  ];
  it.each(places)('%j is found', (place, found) => {
    expect(placeSchema.parse(place)).toEqual(place);
    expect(text(place)).toBe(found);
  });

  it('holds an event that is not finished yet', () => {
    const begun = dissect([arrival(HEAD), arrival(chunk(bytesOf('data: 1\n\ndata: 2')))]);
    const spans = findPlace(begun, { target: 'event', nth: 2 });
    expect(spans && begun.text(spans)).toBe('data: 2');
  });
});

function scene(
  cursor: number,
  actions: readonly WorkloadAction[] = [],
  protocol: Scene['pool']['protocol'] = 'HTTP/1.1',
): Scene {
  const at = 1000;
  const origin = protocol === 'HTTP/2' ? LAB_TLS : LAB;
  const { timeline } = play(actions, { tabs: [{ id: 1, origin }], servers: { [origin]: { protocol } } });
  return {
    dissection,
    cursor,
    closed: false,
    typed: null,
    pool: { timeline, moment: poolAt(timeline, at), protocol, at },
  };
}

describe('a check', () => {
  it('of the cursor holds inside the place, after it, or with a part of it received', () => {
    const spans = findPlace(dissection, { target: 'field-name', event: 2 }) ?? [];
    expect(spans).toHaveLength(2);
    const [first, second] = spans as [{ start: number; end: number }, { start: number; end: number }];
    const done = (edge: string, cursor: number) =>
      judge(checkSchema.parse({ cursor: { target: 'field-name', event: 2, edge } }), scene(cursor)).done;
    const held = (edge: string) =>
      Array.from({ length: second.end + 2 }, (_, cursor) => cursor).filter((cursor) => done(edge, cursor));
    expect(held('inside')).toEqual([first.start + 1, first.end, second.start + 1, second.end]);
    expect(held('after')).toEqual([second.end]);
    const part = held('part');
    expect([part[0], part.at(-1)]).toEqual([first.start + 1, second.end - 1]);
    expect(part).toContain(second.start);
  });

  it('of the cursor says what is missing and where to look', () => {
    const verdict = judge(checkSchema.parse({ cursor: { target: 'head-end', edge: 'after' } }), scene(0));
    expect(verdict.missing).toBe(
      'The cursor has to stand right after the blank line that ends the head; it is further on.',
    );
    expect(verdict.show && dissection.text(verdict.show)).toBe('\r\n');
  });

  it('of the events counts those dispatched at the cursor, no more', () => {
    const end = findPlace(dissection, { target: 'event', nth: 2 })?.at(-1)?.end ?? 0;
    const check = checkSchema.parse({ dispatched: 2 });
    expect(judge(check, scene(end - 1)).done).toBe(false);
    expect(judge(check, scene(end)).done).toBe(true);
    expect(judge(check, scene(dissection.capture.length)).missing).toBe(
      '3 events dispatched at the cursor, 2 wanted.',
    );
  });

  it('of the requests counts what has reached the lab', () => {
    expect(judge({ requests: 1 }, scene(0)).done).toBe(true);
    expect(judge({ requests: 2 }, scene(0)).missing).toBe('1 request so far, 2 wanted: let time run on.');
  });

  it('of the client holds when the learner has closed it', () => {
    expect(judge({ closed: true }, scene(0)).done).toBe(false);
    expect(judge({ closed: true }, { ...scene(0), closed: true }).done).toBe(true);
  });

  it('of the console counts what was typed and answered on one connection', () => {
    const check = checkSchema.parse({ typed: { requests: 2, responses: 1 } });
    const typed = (...connections: readonly (readonly [requests: number, responses: number])[]) =>
      dissect(
        connections.flatMap(([requests, responses], index) => [
          arrival('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(requests), 'client', index + 1),
          arrival('HTTP/1.1 204 No Content\r\n\r\n'.repeat(responses), 'server', index + 1),
        ]),
      );
    const verdict = (seen: Dissection | null) => judge(check, { ...scene(0), typed: seen });
    expect(verdict(typed([2, 1])).done).toBe(true);
    expect(verdict(typed([1, 1], [3, 1])).done).toBe(true);
    expect(verdict(typed([2, 2])).done).toBe(false);
    expect(verdict(typed([1, 1], [1, 0])).missing).toBe(
      '1 request and 0 responses on the last connection of the console; 2 and 1 wanted.',
    );
    expect(verdict(null).missing).toMatch(/^Nothing has been typed/);
  });

  const seven = [1, 2, 3, 4, 5, 6, 7].map((id) => stream(id, id));

  it.each([
    ['streams', { streams: 6 }, seven, true],
    ['streams', { streams: 7 }, seven, false],
    ['waiting', { waiting: 1 }, seven, true],
    ['waiting', { waiting: 1 }, seven.slice(0, 6), false],
    ['served', { served: 1 }, seven, false],
    ['served', { served: 1 }, [...seven, close(20, 1)], true],
    ['connections', { connections: { exactly: 6 } }, seven, true],
    ['protocol', { protocol: 'HTTP/2' }, seven, false],
  ] as const)('of the pool judges %s: %j', (_what, pool, actions, done) => {
    const verdict = judge(checkSchema.parse({ pool }), scene(0, actions));
    expect(verdict.done).toBe(done);
    expect(verdict.missing === null).toBe(done);
  });

  it('of the pool sees all streams share one connection over HTTP/2', () => {
    const check = checkSchema.parse({
      pool: { protocol: 'HTTP/2', streams: 7, connections: { exactly: 1 } },
    });
    const secure = [1, 2, 3, 4, 5, 6, 7].map((id) => stream(id, id, { url: `${LAB_TLS}/${id}` }));
    expect(judge(check, scene(0, secure, 'HTTP/2')).done).toBe(true);
  });
});
