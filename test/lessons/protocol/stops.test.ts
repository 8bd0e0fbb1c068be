import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import { nextStop, previousStop, type Unit } from '../../../lessons/protocol/stops.ts';
import type { Kind } from '../../../lessons/protocol/token.ts';
import { arrivals, recut } from './random.ts';
import { tokensOf } from './tokens.ts';
import { arrival, closeFramed, dissect } from './wire.ts';

const UNITS: readonly Unit[] = ['byte', 'line', 'chunk', 'event'];

function forward(d: Dissection, unit: Unit): number[] {
  const stops: number[] = [];
  for (let at = nextStop(d, unit, 0); at !== null; at = nextStop(d, unit, at)) stops.push(at);
  return stops;
}

function backward(d: Dissection, unit: Unit): number[] {
  const stops: number[] = [];
  for (let at = previousStop(d, unit, d.capture.length); at !== null; at = previousStop(d, unit, at))
    stops.push(at);
  return stops;
}

const LINE_ENDS: ReadonlySet<Kind> = new Set<Kind>([
  'head-line-end',
  'head-end',
  'chunk-size-end',
  'chunk-data-end',
  'last-chunk-end',
  'trailer-line',
  'body-end',
  'line-end',
  'blank-line',
]);

/** The stops once more, from a walk over all pieces. */
function walkedStops(d: Dissection, unit: Unit): number[] {
  const stops = new Set(d.capture.length > 0 ? [d.capture.length] : []);
  for (const { from, start, end } of d.capture.arrivals) {
    if (from === 'client' && end > start) stops.add(end);
    for (let at = start + 1; unit === 'byte' && from === 'server' && at <= end; at++) stops.add(at);
  }
  for (const { kind, outcome, spans } of d.messages) {
    if (kind === 'response' && outcome === 'cut') stops.add(spans.at(-1)?.end as number);
  }
  for (const leaf of tokensOf(d).leaves) {
    const end = leaf.spans.at(-1)?.end as number;
    const start = leaf.spans[0]?.start as number;
    if (d.capture.arrivalAt(start)?.from === 'client') continue;
    // Only a line end of an event stream is a whole one before its LF.
    const whole = leaf.layer === 'event-stream' || String.fromCharCode(d.capture.byte(end - 1) ?? 0) === '\n';
    const isStop = {
      byte: false,
      line: LINE_ENDS.has(leaf.kind),
      chunk: ['head-end', 'chunk-data-end', 'body-end'].includes(leaf.kind),
      event: leaf.kind === 'head-end' || (leaf.kind === 'blank-line' && d.at(start).block?.kind === 'event'),
    }[unit];
    if (isStop && whole) stops.add(end);
  }
  return [...stops].sort((a, b) => a - b);
}

describe('stops', () => {
  it.each(UNITS)('by %s are where a walk over the whole capture finds them, forward and backward', (unit) => {
    fc.assert(
      fc.property(arrivals, (each) => {
        const d = dissect(each);
        const stops = walkedStops(d, unit);
        expect(forward(d, unit)).toEqual(stops);
        expect(backward(d, unit)).toEqual(stops.length === 0 ? [] : [0, ...stops.slice(0, -1)].reverse());
        const cursors = Array.from({ length: d.capture.length + 1 }, (_, cursor) => cursor);
        expect(cursors.map((cursor) => nextStop(d, unit, cursor))).toEqual(
          cursors.map((cursor) => stops.find((stop) => stop > cursor) ?? null),
        );
        expect(cursors.slice(1).map((cursor) => previousStop(d, unit, cursor))).toEqual(
          cursors.slice(1).map((cursor) => stops.findLast((stop) => stop < cursor) ?? 0),
        );
      }),
      { numRuns: 60 },
    );
  });

  it.each(UNITS)('by %s in what the server sent are the same however the arrivals are cut', (unit) => {
    const inResponses = (d: Dissection) =>
      forward(d, unit).filter((stop) => d.capture.arrivalAt(stop - 1)?.from === 'server');
    fc.assert(
      fc.property(arrivals, (each) => {
        expect(inResponses(dissect(recut(each, [1])))).toEqual(inResponses(dissect(each)));
      }),
      { numRuns: 60 },
    );
  });

  const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
  const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
  const BODY = '9\r\ndata: x\n\n\r\n0\r\n\r\n';
  const d = dissect([arrival(REQUEST, 'client'), arrival(HEAD + BODY)]);
  const steps = (unit: Unit) => {
    const text = REQUEST + HEAD + BODY;
    const stops = [0, ...forward(d, unit)];
    return stops.slice(1).map((stop, index) => text.slice(stops[index], stop));
  };

  it('step over a request as a whole and then by line', () => {
    expect(steps('line')).toEqual([
      REQUEST,
      'HTTP/1.1 200 OK\r\n',
      'Content-Type: text/event-stream\r\n',
      'Transfer-Encoding: chunked\r\n',
      '\r\n',
      '9\r\n',
      'data: x\n',
      '\n',
      '\r\n',
      '0\r\n',
      '\r\n',
    ]);
  });

  it('step by chunk and by event, and always come to the end', () => {
    expect(steps('chunk')).toEqual([REQUEST, HEAD, '9\r\ndata: x\n\n\r\n', '0\r\n\r\n']);
    expect(steps('event')).toEqual([REQUEST, HEAD, '9\r\ndata: x\n\n', '\r\n0\r\n\r\n']);
  });

  it('come to the end of what was cut in the middle, also when another connection follows', () => {
    const chunked = (text: string) => `${HEAD}${text}`;
    const cut = dissect([
      { ...arrival(chunked('b\r\ndata: x\n\nda')), ending: 'reset' },
      arrival(REQUEST, 'client', 2),
      arrival(chunked(BODY), 'server', 2),
    ]);
    const end = chunked('b\r\ndata: x\n\nda').length;
    for (const unit of UNITS) {
      expect(forward(cut, unit)).toContain(end);
      expect(backward(cut, unit)).toContain(end);
    }
  });

  it('step by byte through what the server sent only', () => {
    expect(steps('byte')).toEqual([REQUEST, ...Array.from(HEAD + BODY)]);
  });

  it('move behind a LF that comes after a CR has been a stop', () => {
    const growing = dissect([arrival(closeFramed('data: x\r\n\r'))]);
    const end = growing.capture.length;
    expect(forward(growing, 'event').at(-1)).toBe(end);
    growing.append(arrival(closeFramed('\n'), 'server', 2));
    growing.append(arrival('\n'));
    const after = growing.capture.length;
    for (const unit of ['line', 'event'] as const) {
      expect(forward(growing, unit)).not.toContain(end);
      expect(forward(growing, unit).at(-1)).toBe(after);
      expect(forward(growing, unit)).toEqual(forward(growing, unit).toSorted((a, b) => a - b));
    }
  });

  it('by event are in the order of the bytes, also when a LF comes after events of another connection', () => {
    const size = closeFramed('').length;
    const crossed = dissect([
      arrival(closeFramed('data: x\r\n\r')),
      arrival(closeFramed('data: y\n\ndata: z\n\n'), 'server', 2),
      arrival('\ndata: w\n\n'),
    ]);
    const first = 2 * size + 10;
    const ends = [size, first, first + 9, first + 18, first + 19, first + 28];
    expect(forward(crossed, 'event')).toEqual(ends);
    expect(backward(crossed, 'event')).toEqual([0, ...ends.slice(0, -1)].reverse());
    expect(Array.from(crossed.events, (event) => crossed.numberOf(event))).toEqual([1, 2, 3, 4]);
    expect(Array.from(crossed.events, (event) => crossed.eventData(event))).toEqual(['x', 'y', 'z', 'w']);
  });

  it('are the ends of the capture for a cursor outside of it, and none in an empty one', () => {
    expect(nextStop(d, 'line', -5)).toBe(0);
    expect(previousStop(d, 'line', 1e9)).toBe(d.capture.length);
    expect(nextStop(d, 'line', d.capture.length)).toBeNull();
    expect(previousStop(d, 'line', 0)).toBeNull();
    for (const unit of UNITS) {
      expect(nextStop(dissect([]), unit, 0)).toBeNull();
      expect(previousStop(dissect([]), unit, 0)).toBeNull();
    }
  });
});
