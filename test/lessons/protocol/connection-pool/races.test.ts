/** What a race decides is taken from the run; all else has to follow from it, and differs where it does not. */
import { describe, expect, it } from 'vitest';
import type { SeenStart } from '../../../../lessons/protocol/connection-pool/agreement.ts';
import { judge } from '../../../../lessons/protocol/connection-pool/races.ts';
import type { Workload } from '../../../../lessons/schema/workload.ts';
import { ask, CHROMIUM, get, LAB, LAB_TLS, numbers, stream, workload } from './play.ts';

/** Its document has left one connection; the next is opened anew. */
const document = ask(0, 99, 'navigation', { url: `${LAB}/page` });
const servers = { [LAB]: { protocol: 'HTTP/1.1', roundTrip: 1 } } as const;
const tabs = [1, 2].map((id) => ({ id, origin: LAB }));

const start = (id: number, connection: number, at: number): SeenStart => {
  return { id, attempt: 1, role: 'request', connection, at };
};
const judged = (
  actions: Parameters<typeof workload>[0],
  seen: readonly SeenStart[],
  others: Workload['servers'] = {},
) =>
  judge(
    workload([document, ...actions], { tabs, servers: { ...servers, ...others }, until: 10_000 }),
    CHROMIUM,
    [start(99, 1, 0), ...seen],
    0,
  );
const said = (...given: Parameters<typeof judged>) =>
  judged(...given).agreement.starts.flatMap(({ differences }) => differences.map(({ says }) => says));

describe('a race', () => {
  const frame = [ask(1000, 1, 'iframe'), stream(1000, 2)];

  it('may be won by either', () => {
    expect(said(frame, [start(2, 1, 1000), start(1, 2, 1001)])).toEqual([]);
    expect(said(frame, [start(1, 1, 1000), start(2, 2, 1001)])).toEqual([]);
  });

  it('may be won by the one that the server got round to reading second', () => {
    expect(said(frame, [start(2, 2, 1000), start(1, 1, 1001)])).toEqual([]);
    expect(said(frame, [start(1, 2, 1000), start(2, 1, 1001)])).toEqual([]);
    const three = [...frame, ask(1000, 3, 'prefetch')];
    expect(said(three, [start(1, 1, 1000), start(2, 3, 1001), start(3, 2, 1002)])).toEqual([]);
  });

  it('is won in the timeline by whoever won it in the run', () => {
    const { timeline } = judged(frame, [start(1, 1, 1000), start(2, 2, 1001)]);
    expect(timeline.requests.map(({ id, connection }) => [id, connection])).toEqual([
      [99, 1],
      [1, 1],
      [2, 2],
    ]);
  });

  it('is one between tabs, whatever they ask for', () => {
    const both = [get(1000, 1), get(1000, 2, { tab: 2 })];
    expect(said(both, [start(2, 1, 1000), start(1, 2, 1001)])).toEqual([]);
  });

  it('may be won before the others are asked for, so that a connection is ready by then', () => {
    const five = numbers(11, 15);
    const seen = five.map((id, index) => start(id, index + 1, 500 + index));
    const task = [...five.map((id) => stream(500, id)), ask(1000, 1, 'image'), stream(1000, 2)];
    expect(said(task, [...seen, start(2, 6, 1000)])).toEqual([]);
    // Of those that are in line for a connection the stream, which is more important, would get it.
    expect(said(task, [...seen, start(1, 6, 1000), start(2, 6, 1150)])).toEqual([]);
  });

  it('is one on HTTP/2, whatever is asked for', () => {
    const http2 = { [LAB_TLS]: { protocol: 'HTTP/2', roundTrip: 1, maxStreams: 1 } } as const;
    const both = numbers(1, 2).map((id) => stream(1000, id, { url: `${LAB_TLS}/${id}` }));
    expect(said(both, [start(1, 2, 1000)], http2)).toEqual([]);
    expect(said(both, [start(2, 2, 1000)], http2)).toEqual([]);
  });

  it('is none between a fetch and a stream of one task, nor between two times', () => {
    const task = [stream(1000, 1), get(1000, 2)];
    expect(said(task, [start(1, 1, 1000), start(2, 2, 1001)])).toHaveLength(2);
    const apart = [stream(1000, 1), ask(1100, 2, 'iframe')];
    expect(said(apart, [start(2, 1, 1000), start(1, 2, 1001)])).not.toEqual([]);
  });

  it('excuses nothing that does not follow from it', () => {
    const seen = [start(1, 1, 1000), start(2, 2, 1001), start(3, 3, 2000)];
    expect(said([...frame, get(2000, 3)], seen)).toEqual([
      '/3 came on a new connection; predicted was the connection of /page.',
    ]);
  });
});
