/** The connections of a console at any position of the cursor. */
import { describe, expect, it } from 'vitest';
import { endsOf, typedAt } from '../../../client/views/typed-connections.ts';
import type { Arrival } from '../../../lessons/protocol/capture.ts';
import { dissect } from '../../lessons/protocol/wire.ts';
import { event, fromClient, fromServer, HEAD, LAST_CHUNK, REQUEST } from '../state/recorded.ts';

const ending = (from: Arrival['from'], at: number, how: Arrival['ending'], connection = 1): Arrival => ({
  ...fromClient(at, '', connection),
  from,
  ending: how,
});

/** Two requests at once on one connection, and one on another; the client ends the first before all is answered. */
const dissection = dissect([
  fromClient(0, REQUEST + REQUEST),
  fromServer(10, HEAD),
  fromServer(20, event('a')),
  fromClient(30, REQUEST.slice(0, 9), 2),
  fromClient(40, REQUEST.slice(9), 2),
  fromServer(50, HEAD, 2),
  fromServer(60, LAST_CHUNK, 2),
  ending('server', 70, 'reset', 2),
  ending('client', 80, 'fin'),
  ending('server', 81, 'fin'),
]);
const { capture } = dissection;

const at = (time: number) => typedAt(dissection, endsOf(dissection), capture.lengthAt(time), time);
const said = (time: number) =>
  at(time).map(({ ended, requests }) => [ended ?? 'open', ...requests.map(({ standing }) => standing)]);

describe('typed connections', () => {
  it.each([
    [0, [['open', 'waits for the response', 'waits for the response before its own']]],
    [10, [['open', '200, open', 'waits for the response before its own']]],
    [
      30,
      [
        ['open', '200, open', 'waits for the response before its own'],
        ['open', 'being sent'],
      ],
    ],
    [
      60,
      [
        ['open', '200, open', 'waits for the response before its own'],
        ['open', '200, complete'],
      ],
    ],
    [
      80,
      [
        ['ended by you (FIN)', '200, cut off', 'never answered'],
        ['reset by the lab (RST)', '200, complete'],
      ],
    ],
  ])('at %i ms say how each request fares', (time, words) => {
    expect(said(time)).toEqual(words);
  });

  it('wait for a response of their own once the one before is complete', () => {
    const later = dissect([
      fromClient(0, REQUEST),
      fromServer(10, HEAD + LAST_CHUNK),
      fromClient(20, REQUEST),
    ]);
    const [connection] = typedAt(later, endsOf(later), later.capture.length, 20);
    expect(connection?.requests.map(({ standing }) => standing)).toEqual([
      '200, complete',
      'waits for the response',
    ]);
  });

  it('have the times of the real requests', () => {
    const [first, second] = at(80).map(({ requests }) =>
      requests.map(({ askedAt, answeredAt, overAt }) => [askedAt, answeredAt, overAt]),
    );
    expect(first).toEqual([
      [0, 10, 80],
      [0, null, 80],
    ]);
    expect(second).toEqual([[30, 50, 60]]);
  });
});
