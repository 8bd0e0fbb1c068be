import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { lanesIn, type Lane, type View } from '../../../../client/views/lanes/bars.ts';
import type { Dissection } from '../../../../lessons/protocol/dissect.ts';
import { PREFACE } from '../../../../lessons/protocol/http2/preface.ts';
import { data, headers, REQUEST, settings } from '../../../lessons/protocol/http2/wire.ts';
import { arrivals } from '../../../lessons/protocol/random.ts';
import {
  arrival,
  bytesOf,
  chunk,
  chunkFramed,
  dissect,
  EVENT_STREAM_HEAD,
} from '../../../lessons/protocol/wire.ts';

const HEAD = `${EVENT_STREAM_HEAD}Transfer-Encoding: chunked\r\n\r\n`;

/** So much room that nothing is too narrow to be drawn. */
const wide = (start: number, end: number): View => ({ start, end, beyond: (offset) => offset });
const whole = ({ capture }: Dissection) => wide(0, capture.length);

const labels = (lanes: readonly Lane[]) =>
  Object.fromEntries(lanes.map(({ name, bars }) => [name, bars.map(({ label }) => label)]));

/** All bars that the view has room for, found one by one in everything there is. */
function allBars(dissection: Dissection, { start, end }: View): Record<string, string[]> {
  const { capture, messages } = dissection;
  const inView = (each: { start: number; end: number }) => each.end > start && each.start < end;
  const places = (list: Iterable<{ start: number; end: number }>) =>
    [...list].filter(inView).map((each) => `${each.start} ${each.end}`);
  const heads = messages
    .filter(({ kind }) => kind === 'response')
    .map((message) => ({ start: message.start, end: message.headEnd ?? message.end }));
  const unfinished = messages.flatMap((message) => dissection.unfinishedBlockOf(message) ?? []);
  return {
    'server writes': places([...capture.arrivals].filter((each) => each.end > each.start)),
    chunks: places([...heads, ...messages.flatMap((message) => [...dissection.chunksOf(message)])]),
    lines: places(messages.flatMap((message) => [...dissection.linesOf(message)])),
    events: places([...dissection.events, ...unfinished.filter(({ open }) => open)]),
  };
}

describe('the bars of the lanes', () => {
  it('are named after what they stand for', () => {
    const dissection = dissect([
      arrival('GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'client'),
      arrival(HEAD),
      arrival(chunk(bytesOf('event: a\ndata: b\n\n:c\ndata'))),
      arrival('0\r\n\r\n'),
    ]);
    expect(labels(lanesIn(dissection, whole(dissection)))).toEqual({
      'server writes': ['request', 'head', '31 B', '5 B'],
      chunks: ['head', '25 B', 'last-chunk'],
      lines: ['event', 'data', '', ':', 'data'],
      events: ['a'],
    });
  });

  it('show the frames of HTTP/2 in the place of chunks, those of both sides', () => {
    const fields = { ':status': '200', 'content-type': 'text/event-stream' };
    const dissection = dissect([
      arrival([PREFACE, settings(), headers(1, REQUEST, { end: true })], 'client'),
      arrival([settings(), headers(1, fields), data(1, 'data: a\n\n')]),
      arrival(data(1, '', { end: true })),
    ]);
    const all = lanesIn(dissection, whole(dissection));
    expect(labels(all)).toEqual({
      'server writes': ['request', expect.anything(), expect.anything()],
      frames: ['SETTINGS', 'HEADERS 1', 'SETTINGS', 'HEADERS 1', 'DATA 1', 'DATA 1'],
      lines: ['data', ''],
      events: ['message'],
    });
    expect(all[1]?.bars.map(({ paint }) => paint)).toEqual([
      ...['framing', 'head'],
      ...['framing', 'head', 'framing', 'end'],
    ]);
    const { length } = dissection.capture;
    expect(labels(lanesIn(dissection, wide(length - 3, length)))).toMatchObject({ frames: ['DATA 1'] });
  });

  it('are those of all that has bytes in the view', () => {
    fc.assert(
      fc.property(arrivals, fc.nat(), fc.nat(), (list, a, b) => {
        const dissection = dissect(list);
        const { length } = dissection.capture;
        const [start, end] = [a % (length + 1), b % (length + 1)].toSorted((x, y) => x - y) as [
          number,
          number,
        ];
        fc.pre(start < end);
        const view = wide(start, end);
        const drawn = lanesIn(dissection, view).map(({ name, bars }) => [
          name,
          bars.map((bar) => `${bar.start} ${bar.end}`).toSorted(),
        ]);
        const expected = Object.entries(allBars(dissection, view)).map(([name, all]) => [
          name,
          all.toSorted(),
        ]);
        expect(Object.fromEntries(drawn)).toEqual(Object.fromEntries(expected));
      }),
    );
  });

  it('leave out what would be drawn in the same pixels as another, but nothing that reaches beyond them', () => {
    const stream = `${'a\n'.repeat(50)}data: ${'x'.repeat(100)}\n${'b\n'.repeat(50)}`;
    const dissection = dissect([arrival(chunkFramed(stream, 1000))]);
    const view = { ...whole(dissection), beyond: (offset: number) => offset + 20 };
    const lines = lanesIn(dissection, view).find(({ name }) => name === 'lines')?.bars ?? [];
    expect(lines.length).toBeLessThan(14);
    expect(lines.map(({ label }) => label)).toContain('data');
    for (const [index, bar] of lines.entries()) {
      const next = lines[index + 1];
      if (next) expect(next.start - bar.end).toBeLessThanOrEqual(20);
    }
  });

  it('cost what is seen and not what there is', () => {
    const stream = 'data: a\n\n'.repeat(5000);
    const dissection = dissect([arrival(chunkFramed(stream, 9))]);
    const { length } = dissection.capture;
    const made = vi.spyOn(dissection, 'linesOf');
    const looked = vi.spyOn(dissection.capture, 'bytes');
    const near = lanesIn(dissection, wide(length - 200, length));
    expect(near.every(({ bars }) => bars.length < 60)).toBe(true);
    const far = lanesIn(dissection, { start: 0, end: length, beyond: (offset) => offset + length / 100 });
    expect(far.every(({ bars }) => bars.length < 120)).toBe(true);
    expect(made.mock.calls.length).toBeLessThan(20);
    expect(looked.mock.calls.length).toBe(0);
  });

  it('name no more of a line than there is room for', () => {
    const dissection = dissect([arrival([HEAD, chunk(bytesOf('x'.repeat(10_000)))])]);
    const [label] = labels(lanesIn(dissection, whole(dissection)))['lines'] ?? [];
    expect(label).toMatch(/^x{1,100}$/);
  });
});
