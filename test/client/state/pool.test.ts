import { describe, expect, it } from 'vitest';
import { Cursor } from '../../../client/state/cursor.svelte.ts';
import { isReal, Pool } from '../../../client/state/pool.svelte.ts';
import type { Arrival } from '../../../lessons/protocol/capture.ts';
import { event, fromClient, fromServer, HEAD, LAST_CHUNK, recordingOf } from './recorded.ts';

const STREAM = [fromClient(100), fromServer(110, HEAD), fromServer(1000, event('a'))];

function poolOver(arrivals: readonly Arrival[] = STREAM) {
  const recording = recordingOf(arrivals);
  const cursor = new Cursor(
    recording,
    () => Infinity,
    () => arrivals.at(-1)?.at ?? 0,
  );
  const pool = new Pool(recording, cursor);
  /** What holds each slot at the cursor: the real stream, one of the learner's requests, or nothing. */
  const slots = () =>
    pool.slots.map((slot) => {
      const [held] = slot.state === 'busy' ? slot.requests : [];
      return held ? (isReal(held) ? 'real' : held.label) : null;
    });
  const waiting = () => pool.moment.waiting.map(({ request }) => request.label);
  return { cursor, pool, slots, waiting };
}

function times(count: number, what: () => void): void {
  for (let done = 0; done < count; done += 1) what();
}

describe('the simulated pool', () => {
  it('has the real stream in a slot from the time of its request on', () => {
    const { cursor, slots } = poolOver();
    cursor.goToTime(99);
    expect(slots()).toEqual([null, null, null, null, null, null]);
    cursor.goToTime(100);
    expect(slots()).toEqual(['real', null, null, null, null, null]);
    cursor.goToTime(60_000);
    expect(slots()[0]).toBe('real');
  });

  it('opens a stream at the cursor, and lets a paused clock go on so that it is seen', () => {
    const { cursor, pool, slots } = poolOver();
    cursor.goToTime(500);
    pool.openStreams(1);
    expect(cursor.at).toBe(750);
    expect(slots().slice(0, 3)).toEqual(['real', '/stream?room=2', null]);
    cursor.goToTime(499);
    expect(slots().slice(0, 2)).toEqual(['real', null]);
  });

  it('opens several streams at once, as one thing to be taken back, up to the most that it takes', () => {
    const { cursor, pool } = poolOver();
    cursor.goToTime(500);
    pool.switchProtocol();
    times(11, () => pool.openStreams(10));
    expect(cursor.at).toBe(500 + 11 * 250);
    expect(pool.moment.running).toHaveLength(100);
    expect(pool.moment.waiting).toHaveLength(11);
    pool.undo();
    expect(pool.moment.waiting).toHaveLength(1);
    times(40, () => pool.openStreams(13));
    expect(pool.full).toBe(true);
    expect(pool.timeline.requests).toHaveLength(501);
  });

  it('leaves the clock alone while it is playing', () => {
    const { cursor, pool } = poolOver();
    cursor.goToTime(500);
    cursor.play();
    pool.openStreams(1);
    expect(cursor.at).toBe(500);
    expect(pool.timeline.requests).toHaveLength(2);
  });

  it('lets a seventh request wait until a slot is free', () => {
    const { cursor, pool, slots, waiting } = poolOver();
    cursor.goToTime(500);
    times(5, () => pool.openStreams(1));
    expect(slots()).not.toContain(null);
    pool.fetchAsset();
    pool.fetchAsset();
    expect(waiting()).toEqual(['app.css', 'app.js']);
    pool.closeOne();
    expect(slots()[1]).toBe('app.css');
    expect(waiting()).toEqual(['app.js']);
  });

  it('closes the oldest of the learner’s streams, and never the real one', () => {
    const { cursor, pool, slots } = poolOver();
    cursor.goToTime(500);
    times(2, () => pool.openStreams(1));
    pool.closeOne();
    expect(slots().slice(0, 3)).toEqual(['real', null, '/stream?room=3']);
    times(2, () => pool.closeOne());
    expect(slots().slice(0, 3)).toEqual(['real', null, null]);
  });

  it('computes the same requests anew for HTTP/2', () => {
    const { cursor, pool, waiting } = poolOver();
    cursor.goToTime(500);
    times(6, () => pool.openStreams(1));
    expect(waiting()).toHaveLength(1);
    pool.switchProtocol();
    expect(pool.protocol).toBe('HTTP/2');
    expect(waiting()).toEqual([]);
    expect(pool.moment.running).toHaveLength(7);
    expect(pool.moment.connections).toHaveLength(1);
    pool.switchProtocol();
    expect(waiting()).toHaveLength(1);
  });

  it('takes back the last thing, or all', () => {
    const { cursor, pool } = poolOver();
    cursor.goToTime(500);
    expect(pool.canUndo).toBe(false);
    times(3, () => pool.openStreams(1));
    pool.undo();
    expect(pool.timeline.requests.filter((each) => !isReal(each))).toHaveLength(2);
    expect(pool.canUndo).toBe(true);
    pool.clear();
    expect(pool.timeline.requests.filter((each) => !isReal(each))).toEqual([]);
    expect(pool.canUndo).toBe(false);
  });

  it('takes no more once it has 500 requests and closings', () => {
    const { cursor, pool } = poolOver([]);
    cursor.goToTime(0);
    times(510, () => pool.openStreams(1));
    expect(pool.full).toBe(true);
    expect(pool.timeline.requests).toHaveLength(500);
  });

  it('is open while one of the learner’s requests goes on or waits, and knows when the last thing happened', () => {
    const { cursor, pool } = poolOver();
    expect([pool.isOpen, pool.lastChange]).toEqual([false, 0]);
    cursor.goToTime(500);
    pool.fetchAsset();
    expect([pool.isOpen, pool.lastChange]).toEqual([false, 900]);
    pool.openStreams(1);
    expect(pool.isOpen).toBe(true);
    pool.closeOne();
    expect([pool.isOpen, pool.lastChange]).toEqual([false, 1000]);
  });
});

describe('a real request in the pool', () => {
  it('leaves its connection to the next one when its response is complete', () => {
    const { cursor, pool, slots } = poolOver([
      fromClient(100),
      fromServer(200, [HEAD, event('a'), LAST_CHUNK]),
      fromClient(1200),
      fromServer(1210, HEAD),
    ]);
    cursor.goToTime(300);
    expect(slots()[0]).toBeNull();
    expect(pool.moment.connections).toHaveLength(1);
    cursor.goToTime(1300);
    expect(slots()).toEqual(['real', null, null, null, null, null]);
    expect(pool.timeline.connections).toHaveLength(1);
  });

  it('takes its connection with it when that ends under it', () => {
    const fin: Arrival = { connection: 1, from: 'client', at: 900, bytes: new Uint8Array(), ending: 'fin' };
    const { cursor, pool, slots } = poolOver([fromClient(100), fromServer(110, HEAD), fin]);
    cursor.goToTime(899);
    expect(slots()[0]).toBe('real');
    cursor.goToTime(900);
    expect(slots()[0]).toBeNull();
    expect(pool.moment.connections).toEqual([]);
  });
});
