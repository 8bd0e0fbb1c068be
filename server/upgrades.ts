/** WebSockets of the page's origin: which path is whose, who may have one, and how all are closed. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Problem } from './contract.ts';
import { refusal } from './guard.ts';
import { readTarget } from './lab/routes.ts';
import { problem } from './problem.ts';

export interface Endpoint {
  readonly path: RegExp;
  readonly sockets: WebSocketServer;
  /** What takes over the WebSocket, or why there is none; asked only for who may have one. */
  accept(path: RegExpExecArray, request: IncomingMessage): ((socket: WebSocket) => void) | Problem;
}

/** RFC 6455 7.4.1: the endpoint is going away. */
export const GOING_AWAY = 1001;

/**
 * Answers the upgrades of `server`. Those on other paths are refused, unless somebody else listens for upgrades. Returns
 * what closes all WebSockets.
 */
export function serveUpgrades(
  server: Server,
  endpoints: readonly Endpoint[],
  loopbackOnly: boolean,
): () => void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = readTarget(request.url ?? '')?.path ?? '';
    for (const endpoint of endpoints) {
      const match = endpoint.path.exec(path);
      if (!match) continue;
      const taker = refusal(request, loopbackOnly) ?? endpoint.accept(match, request);
      if (typeof taker === 'function') endpoint.sockets.handleUpgrade(request, socket, head, taker);
      else refuse(socket, taker);
      return;
    }
    if (server.listenerCount('upgrade') === 1) refuse(socket, problem(404, 'There is no WebSocket here.'));
  });
  return () => {
    for (const { sockets } of endpoints) {
      for (const socket of sockets.clients) socket.close(GOING_AWAY, 'The server ends.');
    }
  };
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
