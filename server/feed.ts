/**
 * The feed of a run, over a WebSocket: a browser's six connections to the page's origin stay free. A feed is a
 * position in the run's capture: it sends what is there from the first arrival on, then what comes. A slow reader
 * falls behind in the capture and costs no memory but its own small buffer.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { encodeArrival } from '../lessons/protocol/arrival-frame.ts';
import type { FeedNotice, Problem } from './contract.ts';
import { refusal } from './guard.ts';
import type { Limits } from './limits.ts';
import { problem } from './problem.ts';
import { readTarget } from './lab/routes.ts';
import type { Run } from './run.ts';
import type { Runs } from './runs.ts';

const FEED = /^\/api\/runs\/([\w-]+)\/feed$/;
/** RFC 6455 7.4.1: the endpoint is going away. */
const GOING_AWAY = 1001;

const full = (captureBytes: number): FeedNotice => ({
  notice: 'full',
  text: `The recording has reached its bound of ${captureBytes / 1024 / 1024} MiB. The stream goes on, but what comes now is not recorded.`,
});

export interface FeedParts {
  readonly runs: Runs;
  readonly limits: Limits;
  readonly loopbackOnly: boolean;
}

/**
 * Answers the upgrades of `server`. Those on other paths are refused, unless somebody else listens for upgrades. Returns
 * what closes all feeds.
 */
export function serveFeeds(server: Server, { runs, limits, loopbackOnly }: FeedParts): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: limits.feedMessage,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const id = readTarget(request.url ?? '')?.path.match(FEED)?.[1];
    if (id === undefined) {
      if (server.listenerCount('upgrade') === 1) refuse(socket, problem(404, 'There is no feed here.'));
      return;
    }
    const run = runs.get(id);
    const refused = refusal(request, loopbackOnly);
    if (refused) {
      refuse(socket, refused);
    } else if (!run) {
      refuse(socket, problem(404, 'There is no such run.'));
    } else if (sockets.clients.size >= limits.feeds) {
      refuse(socket, problem(503, `The server has ${limits.feeds} feeds open, and no more than that.`));
    } else {
      sockets.handleUpgrade(request, socket, head, (feed) => {
        follow(run, feed, limits);
      });
    }
  });
  return () => {
    for (const feed of sockets.clients) feed.close(GOING_AWAY, 'The server ends.');
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

function refuse(socket: Duplex, answer: Problem): void {
  const body = `${JSON.stringify(answer)}\n`;
  const head = [
    `HTTP/1.1 ${answer.status} ${answer.title}`,
    'Connection: close',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.on('error', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
