import { describe, expect, it } from 'vitest';
import { Exchanges } from '../../../client/state/exchanges.ts';
import type { Arrival } from '../../../lessons/protocol/capture.ts';
import { Dissection } from '../../../lessons/protocol/dissect.ts';
import { event, fromClient, fromServer, HEAD, LAST_CHUNK, REQUEST } from './recorded.ts';

const ends = (from: Arrival['from'], at: number, connection = 1): Arrival => ({
  connection,
  from,
  at,
  bytes: new Uint8Array(),
  ending: 'fin',
});

/** Whether something happened with each of the arrivals. */
function follow(arrivals: readonly Arrival[]) {
  const dissection = new Dissection();
  const exchanges = new Exchanges(dissection);
  const happened = arrivals.map((arrival) => {
    dissection.append(arrival);
    return exchanges.follow();
  });
  return { exchanges, happened };
}

describe('the exchanges of a recording', () => {
  it('change when a message begins, has its head or ends, and with no other byte', () => {
    const { happened } = follow([
      fromClient(0, REQUEST.slice(0, 20)),
      fromClient(0, REQUEST.slice(20, 25)),
      fromClient(0, REQUEST.slice(25)),
      fromServer(0, HEAD.slice(0, 20)),
      fromServer(0, HEAD.slice(20, 30)),
      fromServer(0, HEAD.slice(30)),
      fromServer(0, event('a')),
      fromServer(0, event('b')),
      fromServer(0, LAST_CHUNK),
    ]);
    expect(happened).toEqual([true, false, true, true, false, true, false, false, true]);
  });

  it('change when a connection ends, and know when that was first', () => {
    const { exchanges, happened } = follow([
      fromClient(0),
      fromServer(0, HEAD),
      fromClient(0, REQUEST, 2),
      ends('client', 30),
      ends('server', 40, 2),
      fromClient(45, REQUEST, 3),
      ends('client', 50, 2),
    ]);
    expect(happened).toEqual([true, true, true, true, true, true, false]);
    expect([...exchanges.closings]).toEqual([
      [1, 30],
      [2, 40],
    ]);
  });

  it('are those of what had been recorded before', () => {
    const dissection = new Dissection();
    dissection.append(fromClient(0));
    dissection.append(ends('client', 7));
    const exchanges = new Exchanges(dissection);
    expect([...exchanges.closings]).toEqual([[1, 7]]);
    expect(exchanges.follow()).toBe(false);
  });
});
