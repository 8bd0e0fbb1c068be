import { describe, expect, it } from 'vitest';
import { Cursor, SPEEDS } from '../../../client/state/cursor.svelte.ts';
import type { Arrival } from '../../../lessons/protocol/capture.ts';
import { event, fromClient, fromServer, HEAD, recordingOf, REQUEST } from './recorded.ts';

const ARRIVALS = [
  fromClient(10),
  fromServer(20, HEAD),
  fromServer(1020, event('a')),
  fromServer(2020, event('b')),
];
const [REQUEST_END, HEAD_END] = [REQUEST.length, REQUEST.length + HEAD.length];
const A_END = HEAD_END + event('a').length;
const LENGTH = A_END + event('b').length;

/** A cursor over the arrivals. Without a clock the run is over, and its end is the last arrival. */
function cursorOver(arrivals: readonly Arrival[] = ARRIVALS, clock: number | null = null): Cursor {
  const end = clock ?? arrivals.at(-1)?.at ?? 0;
  return new Cursor(
    recordingOf(arrivals, clock),
    () => end,
    () => end,
  );
}

const placeOf = ({ offset, at }: Cursor) => [offset, at];

describe('the cursor', () => {
  it('begins at the start, and waits', () => {
    const cursor = cursorOver();
    expect(placeOf(cursor)).toEqual([0, 0]);
    expect(cursor.playing).toBe(false);
  });

  it('is at the time at which its last byte arrived', () => {
    const cursor = cursorOver();
    for (const [offset, at] of [
      [1, 10],
      [REQUEST_END, 10],
      [REQUEST_END + 1, 20],
      [HEAD_END + 1, 1020],
      [LENGTH, 2020],
      [0, 0],
    ] as const) {
      cursor.goTo(offset);
      expect(placeOf(cursor)).toEqual([offset, at]);
    }
  });

  it('stays within what was recorded', () => {
    const cursor = cursorOver();
    cursor.goTo(LENGTH + 5);
    expect(cursor.offset).toBe(LENGTH);
    cursor.goTo(-1);
    expect(placeOf(cursor)).toEqual([0, 0]);
    cursor.goToTime(-1);
    expect(placeOf(cursor)).toEqual([0, 0]);
  });

  it('has received at a time all that had arrived by then', () => {
    const cursor = cursorOver();
    for (const [at, offset] of [
      [9, 0],
      [10, REQUEST_END],
      [500, HEAD_END],
      [1020, A_END],
      [9000, LENGTH],
    ] as const) {
      cursor.goToTime(at);
      expect(placeOf(cursor)).toEqual([offset, at]);
    }
  });

  it('steps by its unit, or by the one that is asked for, and stops playing', () => {
    const cursor = cursorOver();
    cursor.unit = 'event';
    cursor.play();
    const offsets = [1, 2, 3, 4, 5].map(() => {
      cursor.step(1);
      return cursor.offset;
    });
    expect(offsets).toEqual([REQUEST_END, HEAD_END, A_END - 2, LENGTH - 2, LENGTH]);
    expect(cursor.playing).toBe(false);
    cursor.step(-1, 'byte');
    expect(cursor.offset).toBe(LENGTH - 1);
    cursor.step(-1);
    expect(cursor.offset).toBe(LENGTH - 2);
  });

  it('stays at the last byte and at the start when there is no further step', () => {
    const cursor = cursorOver();
    cursor.goTo(LENGTH);
    cursor.step(1);
    expect(placeOf(cursor)).toEqual([LENGTH, 2020]);
    cursor.goToTime(5);
    cursor.step(-1);
    expect(placeOf(cursor)).toEqual([0, 0]);
  });

  it('goes to the end and stays there when the run is over', () => {
    const cursor = cursorOver();
    cursor.toEnd();
    expect(placeOf(cursor)).toEqual([LENGTH, 2020]);
    expect(cursor.playing).toBe(false);
    cursor.toStart();
    expect(placeOf(cursor)).toEqual([0, 0]);
  });

  it('goes to now and on from there when the run is live', () => {
    const cursor = cursorOver(ARRIVALS, 2500);
    cursor.toEnd();
    expect(placeOf(cursor)).toEqual([LENGTH, 2500]);
    expect(cursor.playing).toBe(true);
  });
});

describe('while a stream is about to begin', () => {
  it('goes on with it from the end, however long it takes to begin', () => {
    const nothing = () => 0;
    const cursor = new Cursor(recordingOf([], null, true), nothing, nothing);
    cursor.toEnd();
    cursor.frame(0);
    cursor.frame(5000);
    expect(placeOf(cursor)).toEqual([0, 0]);
    expect(cursor.playing).toBe(true);
  });
});

describe('playing', () => {
  it('passes time as it passes, from the first frame on', () => {
    const cursor = cursorOver();
    cursor.goTo(HEAD_END);
    cursor.play();
    cursor.frame(50_000);
    expect(cursor.at).toBe(20);
    cursor.frame(50_400);
    expect(placeOf(cursor)).toEqual([HEAD_END, 420]);
    cursor.frame(51_000);
    expect(placeOf(cursor)).toEqual([A_END, 1020]);
  });

  it('says when it moves again: with the next byte, and in a silence ten times a second', () => {
    const cursor = cursorOver();
    cursor.play();
    expect(cursor.frame(0)).toBe(10);
    expect(cursor.frame(4)).toBe(6);
    expect(cursor.frame(12)).toBe(8);
    expect(cursor.frame(20)).toBe(100);
    expect(cursor.frame(70)).toBe(50);
    expect(cursor.frame(960)).toBe(60);
    cursor.slower();
    expect(cursor.frame(1010)).toBe(50);
  });

  it('passes time slower or faster, within the speeds there are', () => {
    const cursor = cursorOver();
    cursor.play();
    cursor.slower();
    cursor.frame(0);
    cursor.frame(1000);
    expect(cursor.at).toBe(100);
    for (const _ of SPEEDS) cursor.faster();
    expect(cursor.speed).toBe(SPEEDS.at(-1));
    cursor.frame(1100);
    expect(cursor.at).toBe(1100);
    for (const _ of SPEEDS) cursor.slower();
    expect(cursor.speed).toBe(SPEEDS[0]);
  });

  it('stops at the end of a run that is over', () => {
    const cursor = cursorOver();
    cursor.goTo(A_END);
    cursor.play();
    cursor.frame(0);
    cursor.frame(5000);
    expect(placeOf(cursor)).toEqual([LENGTH, 2020]);
    expect(cursor.playing).toBe(false);
  });

  it('goes on with what comes after the end of a run, unless somebody has stopped it since', () => {
    const recording = recordingOf(ARRIVALS.slice(0, 3));
    const end = () => recording.dissection.capture.arrivals.at(-1)?.at ?? 0;
    const cursor = new Cursor(recording, end, end);
    cursor.toEnd();
    cursor.frame(0);
    expect(cursor.offset).toBe(A_END);
    recording.dissection.append(fromServer(2020, event('b')));
    cursor.frame(16);
    expect(placeOf(cursor)).toEqual([LENGTH, 2020]);
    cursor.pause();
    recording.dissection.append(fromServer(3020, event('c')));
    cursor.frame(32);
    expect(placeOf(cursor)).toEqual([LENGTH, 2020]);
  });

  it('never overtakes a run that is live, and waits for it', () => {
    const cursor = cursorOver(ARRIVALS, 2100);
    cursor.goTo(A_END);
    cursor.play();
    cursor.frame(0);
    cursor.frame(5000);
    expect(placeOf(cursor)).toEqual([LENGTH, 2100]);
    expect(cursor.playing).toBe(true);
  });

  it('does nothing while paused, and does not make up for it', () => {
    const cursor = cursorOver();
    cursor.goTo(HEAD_END);
    cursor.toggle();
    cursor.frame(0);
    cursor.toggle();
    cursor.frame(300);
    expect(cursor.at).toBe(20);
    cursor.toggle();
    cursor.frame(900);
    expect(cursor.at).toBe(20);
    cursor.frame(1000);
    expect(cursor.at).toBe(120);
  });

  it('shows a silence at every tenth of a second, and a byte at once', () => {
    const cursor = cursorOver();
    cursor.goTo(HEAD_END);
    cursor.play();
    cursor.frame(0);
    const seen = Array.from({ length: 100 }, (_, index) => {
      cursor.frame(10 * (index + 1));
      return cursor.at;
    });
    expect(new Set(seen.slice(0, -1))).toEqual(
      new Set(Array.from({ length: 10 }, (_, index) => 20 + 100 * index)),
    );
    expect(placeOf(cursor)).toEqual([A_END, 1020]);
    cursor.goToTime(1015);
    cursor.frame(1010);
    expect(placeOf(cursor)).toEqual([A_END, 1025]);
  });
});
