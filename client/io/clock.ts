/** Milliseconds that only ever grow. */
export const now = (): number => performance.now();

/** A page that is not repainted, since nobody sees it, does what waits for a repaint after so many milliseconds. */
const UNSEEN = 300;
/** Milliseconds of a repaint that somebody who types would feel, and of the longest rest after one. */
const LONG = 40;
const LONGEST_REST = 200;

let waiting: (() => void)[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

function doWaiting(): void {
  clearTimeout(timer);
  timer = undefined;
  const due = waiting;
  waiting = [];
  for (const then of due) then();
}

/** What is done before a repaint. Returns for how many milliseconds it has nothing new to show. */
type Frame = (now: number) => number;

const frames = new Set<Frame>();
let request: number | undefined;
let alarm: ReturnType<typeof setTimeout> | undefined;
let began: number | null = null;
/** After a long repaint; and until there is something new to show. */
let restsUntil = 0;
let idleUntil = 0;

/**
 * Does before a repaint what there is to do, and asks for another one only then: a page on which nothing moves is left
 * alone. A repaint that took long is followed by a rest as long, so that what is typed meanwhile is painted at once.
 */
function repaint(at: number): void {
  request = undefined;
  const start = now();
  // How long a repaint took shows when the next one begins.
  const took = began === null ? 0 : start - began;
  if (took > LONG) restsUntil = start + Math.min(took, LONGEST_REST);
  began = null;
  if (frames.size === 0 && waiting.length === 0) return;
  const dueAt = Math.max(restsUntil, waiting.length > 0 ? 0 : idleUntil);
  if (start < dueAt) {
    wakeAfter(dueAt - start);
    return;
  }
  began = start;
  doWaiting();
  idleUntil = start + Math.min(...Array.from(frames, (frame) => frame(at)));
  wake();
}

function wake(): void {
  clearTimeout(alarm);
  request ??= requestAnimationFrame(repaint);
}

function wakeAfter(milliseconds: number): void {
  clearTimeout(alarm);
  if (milliseconds < Infinity) alarm = setTimeout(wake, milliseconds);
}

/** Calls `then` once, right before what is done on the next frame. Also in a tab that is not seen. */
export function soon(then: () => void): void {
  waiting.push(then);
  timer ??= setTimeout(doWaiting, UNSEEN);
  wake();
}

/** Calls `frame` before each repaint in which there may be something new, until the returned function is called. */
export function onEachFrame(frame: Frame): () => void {
  frames.add(frame);
  idleUntil = 0;
  wake();
  return () => {
    frames.delete(frame);
  };
}

/** Calls `then` once, after so many milliseconds, unless the returned function is called before. */
export function after(milliseconds: number, then: () => void): () => void {
  const timer = setTimeout(then, milliseconds);
  return () => {
    clearTimeout(timer);
  };
}

/** Calls `then` whenever the page goes out of sight, until the returned function is called. */
export function onHidden(then: () => void): () => void {
  const listener = () => {
    if (document.hidden) then();
  };
  document.addEventListener('visibilitychange', listener);
  return () => {
    document.removeEventListener('visibilitychange', listener);
  };
}

/** Waits so many milliseconds; no longer when it is aborted. */
export const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
