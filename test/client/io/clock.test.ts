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
    vi.advanceTimersByTime(FRAME);
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
    stop = onEachFrame(() => {
      done.push('frame');
      return 0;
    });
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
      return 0;
    });
    screen(10 * (FRAME + 10));
    expect(frames).toBe(10);
  });

  test('long work is followed by a rest as long, in which only the browser works', () => {
    const begun: number[] = [];
    stop = onEachFrame(() => {
      begun.push(now());
      work(100);
      return 0;
    });
    screen(1000);
    expect(begun.length).toBeGreaterThan(1);
    for (const [index, at] of begun.slice(1).entries()) {
      expect(at - (begun[index] as number)).toBeGreaterThanOrEqual(200);
    }
  });

  test('while a frame has nothing new to show there is none, unless something comes', () => {
    const begun: number[] = [];
    screen(FRAME);
    work(1000);
    const start = now();
    stop = onEachFrame(() => {
      begun.push(now() - start);
      return 10 * FRAME;
    });
    screen(16 * FRAME);
    soon(() => {});
    screen(16 * FRAME);
    expect(begun).toEqual([0, 10, 16, 26].map((frames) => frames * FRAME));
  });

  test('nobody asks for a repaint while nothing is to be shown', () => {
    let asked = 0;
    vi.stubGlobal('requestAnimationFrame', (repaint: FrameRequestCallback) => {
      asked += 1;
      return repaints.push(repaint);
    });
    stop = onEachFrame(() => 10 * FRAME);
    screen(100 * FRAME);
    expect(asked).toBeLessThan(40);
  });

  test('a page that was not seen for long goes on within a moment', () => {
    const begun: number[] = [];
    stop = onEachFrame(() => {
      begun.push(now());
      return 0;
    });
    screen(FRAME);
    work(60_000);
    const back = now();
    screen(300);
    expect(begun.some((at) => at >= back && at <= back + 250)).toBe(true);
  });
});
