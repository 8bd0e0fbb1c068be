import { describe, expect, it, vi } from 'vitest';
import { factsOf, unfinishedFacts } from '../../../client/views/event-facts.ts';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import type { EventBlock } from '../../../lessons/protocol/event-tokens.ts';
import {
  arrival,
  bytesOf,
  chunk,
  chunkFramed,
  dissect,
  EVENT_STREAM_HEAD,
  type Bytes,
} from '../../lessons/protocol/wire.ts';

const HEAD = `${EVENT_STREAM_HEAD}Transfer-Encoding: chunked\r\n\r\n`;

const only = (dissection: Dissection) => factsOf(dissection, dissection.events.at(0));

function soFar(stream: Bytes, cursor?: number) {
  const dissection = dissect([arrival([HEAD, chunk(bytesOf(stream))])]);
  const moment = dissection.stateAt(cursor ?? dissection.capture.length);
  return unfinishedFacts(dissection, moment, moment.block as EventBlock);
}

/** Bytes of the capture that are read while `act` runs. */
function bytesRead({ capture }: Dissection, act: () => void): number {
  const each = vi.spyOn(capture.store, 'eachBlock');
  const seen = vi.spyOn(capture.store, 'view');
  act();
  return [...each.mock.calls, ...seen.mock.calls].reduce((sum, [start, end]) => sum + (end - start), 0);
}

describe('what is said of an event', () => {
  it('is its type, data and id, and where its bytes are', () => {
    const dissection = dissect([arrival(chunkFramed('id: 7\nevent: a\ndata: b\ndata: cé\n\n', 10))]);
    const { start, end } = dissection.events.at(0);
    expect(only(dissection)).toEqual({
      type: 'a',
      data: 'b\ncé',
      id: '7',
      first: start,
      reached: end,
      at: 0,
      chunks: [1, 4],
    });
  });

  it('has the type message when none was sent, and no chunks where there are none', () => {
    const dissection = dissect([arrival(`${EVENT_STREAM_HEAD}\r\ndata\n\n`)]);
    expect(only(dissection)).toMatchObject({ type: 'message', data: '', id: '', chunks: null });
  });

  it('is how a long text begins, cut between characters', () => {
    const stream = `id: ${'7'.repeat(5000)}\nevent: ${'é'.repeat(5000)}\ndata: ${'€'.repeat(100_000)}\n\n`;
    const { type, data, id } = only(dissect([arrival(chunkFramed(stream, 1000))]));
    expect(type).toMatch(/^é{100,1000}…$/);
    expect(data).toMatch(/^€{500,2000}…$/);
    expect(id).toMatch(/^7{100,1000}…$/);
  });

  it('is the first few of many lines', () => {
    const { data } = only(dissect([arrival(chunkFramed('data: a\n:\n'.repeat(5000) + '\n', 1000))]));
    expect(data).toMatch(/^(a\n){5,50}a…$/);
  });

  it('is found without reading what is not shown', () => {
    const stream = `data: ${'x'.repeat(100_000)}\n${'data: y\n'.repeat(10_000)}\n`;
    const dissection = dissect([arrival(chunkFramed(stream, 1000))]);
    expect(bytesRead(dissection, () => void only(dissection))).toBeLessThan(5000);
  });
});

describe('what is said of an event that is not finished', () => {
  it('is what has been received of it', () => {
    const stream = 'event: a\ndata: b\ndata: cde';
    expect(soFar(stream)).toMatchObject({ type: 'a', data: 'b\ncde…', id: '', chunks: [1, 1] });
    const start = HEAD.length + '1a\r\n'.length;
    expect(soFar(stream, start + 22)).toMatchObject({ data: 'b', first: start, reached: start + 22 });
    expect(soFar(stream, start + 24)).toMatchObject({ data: 'b\nc…', reached: start + 24 });
  });

  it('takes a line for data only when its name is', () => {
    expect(soFar('datas: b').data).toBe('');
    expect(soFar('event: b')).toMatchObject({ type: 'message', data: '' });
  });

  it('is how it begins when it is long', () => {
    expect(soFar(`data: ${'x'.repeat(100_000)}`).data).toMatch(/^x{500,2000}…$/);
    expect(soFar('data: a\n'.repeat(1000)).data).toMatch(/^(a\n){5,50}a…$/);
  });
});
