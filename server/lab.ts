/**
 * The lab: the origin whose traffic is studied. It answers with plain `(request, response)` functions, so that the
 * bytes on the wire are Node's own and nobody else's, and every connection to it goes through a tap.
 */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { LabConnection } from './lab-connection.ts';
import { LIMITS } from './limits.ts';
import { play } from './play.ts';
import { problem, sendProblem } from './problem.ts';
import { requestPath } from './request-path.ts';
import type { Run } from './run.ts';
import type { Runs } from './runs.ts';
import { Tap } from './tap.ts';

const CORS = { 'Access-Control-Allow-Origin': '*' };
const STREAM = /^\/runs\/([\w-]+)\/stream$/;
const GREETING = `This is the lab of the SSE Playground: it plays event streams for the page to study.
The page is on the other port that the server printed when it started.
`;

/** Returns what takes over each accepted socket. */
export function createLab(runs: Runs): (socket: Socket) => void {
  const connections = new WeakMap<object, LabConnection>();
  let streams = 0;

  // It never listens itself, so Node's own checks of slow requests do not run; `timeout` stands in for them. The
  // check of the Host field is ours, as Node's would answer before we have seen the request.
  const server = http.createServer({ keepAliveTimeout: LIMITS.keepAlive, requireHostHeader: false });
  server.timeout = LIMITS.silence;

  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const connection = connections.get(request.socket);
    if (!connection) return;
    const path = requestPath(request.url ?? '');
    const id = path?.match(STREAM)?.[1];
    const run = (id !== undefined && runs.get(id)) || null;
    connection.requested(run);
    if (hasContent(request)) connection.contentFollows();
    const begin = () => {
      connection.answering(run, response);
      answer(path, run, request, response);
    };
    if (response.socket) {
      begin();
    } else if (connection.waiting >= LIMITS.pipelined) {
      request.socket.destroy();
    } else {
      connection.waiting += 1;
      response.once('socket', () => {
        connection.waiting -= 1;
        begin();
      });
    }
  };
  server.on('request', onRequest);
  // Node would answer these itself, past our record.
  server.on('checkContinue', onRequest);
  server.on('checkExpectation', onRequest);

  function answer(
    path: string | null,
    run: Run | null,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const refuse = (status: number, detail: string, headers = {}) => {
      sendProblem(response, problem(status, detail), { ...CORS, ...headers });
    };
    if (request.httpVersion === '1.1' && request.headers.host === undefined) {
      refuse(400, 'An HTTP/1.1 request must have a Host field (RFC 9112 3.2).', { Connection: 'close' });
    } else if (hasContent(request)) {
      refuse(400, 'A request to the lab has no content.', { Connection: 'close' });
    } else if (run === null && path !== '/' && path !== '/healthz') {
      refuse(
        404,
        `The lab has no ${path ?? 'such target'}. A run is forgotten when newer ones need its room.`,
      );
    } else if (request.method !== 'GET') {
      refuse(405, `The lab answers GET only, not ${request.method}.`, { Allow: 'GET' });
    } else if (path === '/') {
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', ...CORS }).end(GREETING);
    } else if (run === null) {
      response.writeHead(204, CORS).end();
    } else if (streams >= LIMITS.streams) {
      refuse(503, `The lab has ${LIMITS.streams} streams open, and no more than that.`);
    } else if (run.streams >= LIMITS.streamsPerRun) {
      refuse(429, `This run has ${LIMITS.streamsPerRun} streams open, and no more than that.`);
    } else {
      stream(run, request, response);
    }
  }

  function stream(run: Run, request: IncomingMessage, response: ServerResponse): void {
    streams += 1;
    run.streams += 1;
    response.once('close', () => {
      streams -= 1;
      run.streams -= 1;
    });
    // A stream may be silent for as long as it likes.
    request.socket.setTimeout(0);
    play(run.scenario, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  }

  return (socket) => {
    const connection = new LabConnection();
    const tap = new Tap(socket, connection);
    connections.set(tap, connection);
    server.emit('connection', tap);
  };
}

/** RFC 9112 6.3: a request has content when it says how that is framed. */
function hasContent({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
