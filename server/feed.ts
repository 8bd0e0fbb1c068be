/**
 * The feed of a run, over a WebSocket: a browser's six connections to the page's origin stay free. A feed is a
 * position in the run's capture: it sends what is there from the first arrival on, then what comes. A slow reader
 * falls behind in the capture and costs no memory but its own small buffer.
 */
import { WebSocketServer, type WebSocket } from 'ws';
import { encodeArrival } from '../lessons/protocol/arrival-frame.ts';
import type { FeedNotice } from './contract.ts';
import type { Limits } from './limits.ts';
import { problem } from './problem.ts';
import type { Run } from './run.ts';
import type { Runs } from './runs.ts';
import { GOING_AWAY, type Endpoint } from './upgrades.ts';

const full = (captureBytes: number): FeedNotice => ({
  notice: 'full',
  text: `The recording has reached its bound of ${captureBytes / 1024 / 1024} MiB. The stream goes on, but what comes now is not recorded.`,
});

export interface FeedParts {
  readonly runs: Runs;
  readonly limits: Limits;
}

export function feeds({ runs, limits }: FeedParts): Endpoint {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: limits.feedMessage,
  });
  return {
    path: /^\/api\/runs\/([\w-]+)\/feed$/,
    sockets,
    accept([, id = '']) {
      const run = runs.get(id);
      if (!run) return problem(404, 'There is no such run.');
      if (sockets.clients.size >= limits.feeds) {
        return problem(503, `The server has ${limits.feeds} feeds open, and no more than that.`);
      }
      return (feed) => {
        follow(run, feed, limits);
      };
    },
  };
}

function follow(run: Run, feed: WebSocket, limits: Limits): void {
  let next = 0;
  let told = false;

  const send = () => {
    while (feed.readyState === feed.OPEN && feed.bufferedAmount < limits.feedBuffer) {
      const { capture } = run;
      const arrival = capture.arrivals.at(next);
      if (arrival) {
        next += 1;
        feed.send(encodeArrival({ ...arrival, bytes: capture.bytes(arrival) }), send);
      } else if (run.discarded) {
        feed.close(GOING_AWAY, 'Newer runs needed its room.');
      } else if (run.full && !told) {
        told = true;
        feed.send(JSON.stringify(full(limits.captureBytes)));
      } else {
        return;
      }
    }
  };

  const unwatch = run.watch(send);
  feed.on('close', unwatch);
  // After a broken frame or connection, ws closes the feed by itself.
  feed.on('error', () => {});
  send();
}
