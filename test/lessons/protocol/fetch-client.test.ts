import { describe, expect, it } from 'vitest';
import { seenOf } from '../../../lessons/protocol/event-source-replay.ts';
import { fetchAt, type FetchEnded } from '../../../lessons/protocol/fetch-client.ts';
import type { Arrival } from '../../../lessons/protocol/capture.ts';
import { arrival, dissect, EVENT_STREAM_HEAD } from './wire.ts';

const HEAD = `${EVENT_STREAM_HEAD}Transfer-Encoding: chunked\r\n\r\n`;
const EVENT = '9\r\ndata: x\n\n\r\n';
const END = '0\r\n\r\n';

const post = (connection: number): Arrival =>
  arrival('POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}', 'client', connection);
const cut = (text: string, connection: number): Arrival => ({
  ...arrival(text, 'server', connection),
  ending: 'fin',
});

interface Told {
  readonly ends?: readonly FetchEnded[];
  readonly retries?: number;
  readonly aborted?: boolean;
}

/** What the client does, from the first byte to the last: each state once, with the number of its request. */
function story(
  arrivals: readonly Arrival[],
  { ends = [], retries = 0, aborted = false }: Told = {},
): string[] {
  const { messages, capture } = dissect(arrivals);
  const abortedAt = aborted ? capture.length : null;
  const states: string[] = [];
  for (let cursor = 0; cursor <= capture.length; cursor += 1) {
    const run = { messages: messages.map(seenOf), ends, retries, abortedAt };
    const { state, request } = fetchAt(run, cursor);
    const name = `${state} ${request}`;
    if (states.at(-1) !== name) states.push(name);
  }
  return states;
}

describe('the fetch client of a capture', () => {
  it('asks, reads and is done', () => {
    expect(story([post(1), arrival(HEAD + EVENT + END)])).toEqual([
      'new 0',
      'asking 1',
      'reading 1',
      'done 1',
    ]);
  });

  it('takes a 100 for no answer yet', () => {
    expect(story([post(1), arrival('HTTP/1.1 100 Continue\r\n\r\n')])).toEqual(['new 0', 'asking 1']);
  });

  it('is broken off by a cut, and that is all without retries', () => {
    expect(story([post(1), cut(HEAD + EVENT, 1)])).toEqual([
      'new 0',
      'asking 1',
      'reading 1',
      'broken off 1',
    ]);
  });

  it('sends the same again as often as it retries', () => {
    const arrivals = [1, 2].flatMap((connection) => [post(connection), cut(HEAD + EVENT, connection)]);
    expect(story(arrivals, { retries: 1 })).toEqual([
      'new 0',
      'asking 1',
      'reading 1',
      'waiting 1',
      'asking 2',
      'reading 2',
      'broken off 2',
    ]);
  });

  it('is aborted while it reads or waits, and not when it was done before', () => {
    const whole = [post(1), arrival(HEAD + EVENT)];
    expect(story(whole, { aborted: true }).at(-1)).toBe('aborted 1');
    const broken = [post(1), cut(HEAD + EVENT, 1)];
    expect(story(broken, { aborted: true, retries: 1, ends: ['broken off'] }).at(-1)).toBe('aborted 1');
    expect(story([post(1), arrival(HEAD + END)], { aborted: true }).at(-1)).toBe('done 1');
  });

  it('goes by what the browser saw, where it saw the end', () => {
    const closed = [post(1), cut(`${EVENT_STREAM_HEAD}\r\ndata: x\n\n`, 1)];
    expect(story(closed).at(-1)).toBe('done 1');
    expect(story(closed, { ends: ['broken off'] }).at(-1)).toBe('broken off 1');
  });
});
