/**
 * The lab speaks HTTP/2 over TLS, with a certificate that it made itself. A browser takes it only when the learner has
 * said so once, on a page of the lab's own: no script can ask for that, nor see why a request failed.
 */
import { labAnswers } from './lab.ts';

const AGAIN = 1500;

/** Settles with true as soon as the browser talks to the lab at `origin`; with false when `signal` aborts before. */
export async function untilTrusted(origin: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (await labAnswers(origin)) return !signal.aborted;
    await soonOrReturned(signal);
  }
  return false;
}

/** A while, or until the learner comes back to this tab. */
function soonOrReturned(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('focus', done);
      document.removeEventListener('visibilitychange', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, AGAIN);
    addEventListener('focus', done);
    document.addEventListener('visibilitychange', done);
    signal.addEventListener('abort', done);
  });
}
