/** A crowd of readers in a process of its own. */
import { Http1Crowd } from './crowd-http1.ts';
import { Http2Crowd } from './crowd-http2.ts';
import { Tally, type Asked, type Received } from './crowd.ts';
import { perform } from './perform.ts';

export interface ClientTasks {
  /**
   * `connections`: that the streams share, on HTTP/2; null for HTTP/1.1. `atOnce`: all ask at the same time. The answer is
   * in milliseconds.
   */
  readonly open: { ask: Asked & { connections: number | null; atOnce: boolean }; answer: number };
  /** What comes within so many milliseconds. */
  readonly receive: { ask: number; answer: Received };
  readonly close: { ask: null; answer: null };
}

const tally = new Tally();
const http1 = new Http1Crowd(tally);
const http2 = new Http2Crowd(tally);

perform<ClientTasks>({
  open({ connections, atOnce, ...asked }) {
    if (connections !== null) return http2.open(asked, connections);
    return atOnce ? http1.openAtOnce(asked) : http1.open(asked);
  },
  async receive(milliseconds) {
    tally.begin();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return tally.received();
  },
  close() {
    http1.close();
    http2.close();
    return null;
  },
});
