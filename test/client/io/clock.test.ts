/** What the page does before a repaint, and what it leaves to the one who types. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { now, onEachFrame, soon } from '../../../client/io/clock.ts';

const FRAME = 16;

let time = 0;
let repaints: FrameRequestCallback[] = [];
let stop = () => {};

/** A screen that is repainted for so many milliseconds, a little later where the page was busy. */
function screen(milliseconds: number): void {
  for (const end = time + milliseconds; time < end; time += FRAME) {
    const due = repaints;
    repaints = [];
    for (const repaint of due) repaint(time);
  }
}

/** Keeps the page busy. */
const work = (milliseconds: number) => (time += milliseconds);

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(performance, 'now').mockImplementation(() => time);
  vi.stubGlobal('requestAnimationFrame', (repaint: FrameRequestCallback) => repaints.push(repaint));
  vi.stubGlobal('cancelAnimationFrame', () => (repaints = []));
});

afterEach(() => {
  stop();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('before each repaint', () => {
  test('what is due soon is done once, in one go with the frame', () => {
    const done: string[] = [];
    stop = onEachFrame(() => done.push('frame'));
    soon(() => done.push('first'));
    soon(() => done.push('second'));
    screen(FRAME);
    expect(done.slice(0, 3)).toEqual(['first', 'second', 'frame']);
    screen(1000);
    vi.advanceTimersByTime(1000);
    expect(done.filter((each) => each !== 'frame')).toEqual(['first', 'second']);
  });

  test('what is due soon is done in a page that is never repainted, too', () => {
    let done = 0;
    soon(() => (done += 1));
    vi.advanceTimersByTime(1000);
    expect(done).toBe(1);
  });

  test('short work is done on every frame', () => {
    let frames = 0;
    stop = onEachFrame(() => {
      frames += 1;
      work(10);
    });
    screen(10 * (FRAME + 10));
    expect(frames).toBe(10);
  });

  test('long work is followed by a rest as long, in which only the browser works', () => {
    const begun: number[] = [];
    stop = onEachFrame(() => {
      begun.push(now());
      work(100);
    });
    screen(1000);
    expect(begun.length).toBeGreaterThan(1);
    for (const [index, at] of begun.slice(1).entries()) {
      expect(at - (begun[index] as number)).toBeGreaterThanOrEqual(200);
    }
  });

  test('a page that was not seen for long goes on within a moment', () => {
    const begun: number[] = [];
    stop = onEachFrame(() => begun.push(now()));
    screen(FRAME);
    work(60_000);
    const back = now();
    screen(300);
    expect(begun.some((at) => at >= back && at <= back + 250)).toBe(true);
  });
});
