/**
 * The lab: the origins whose traffic is studied. It answers with plain `(request, response)` functions, so that the
 * bytes on the wire are Node's own and nobody else's. A connection that begins with a request for `/stream` is not
 * recorded, and Node has its socket as it is; every other one goes through a tap.
 */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import http2, {
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { Exchanges } from './exchanges.ts';
import { Http1Connection } from './http1-connection.ts';
import { Http2Connection } from './http2-connection.ts';
import { readOpening, type Opening } from './opening.ts';
import type { Run } from '../run.ts';
import { ScenarioRun } from '../scenario-run.ts';
import { WorkloadRun } from '../workload-run.ts';
import type { LabParts } from './parts.ts';
import { Quota } from './quota.ts';
import { readTarget, runOf, wayOf, type Target } from './routes.ts';
import { Tap } from './tap.ts';
import { Wire } from './wire.ts';

export interface Lab {
  /** Takes over a socket that was accepted. */
  readonly accept: (socket: Socket) => void;
  /** The same on the port for TLS. */
  readonly acceptTls: (socket: Socket) => void;
  /** Ends every stream in order: what has a way to tell its end is told. */
  end(): void;
}

interface Handshake {
  readonly raw: Socket;
  /** Closes the connection when it takes too long. */
  readonly timer: NodeJS.Timeout;
}

const peer = ({ remoteAddress, remotePort, localAddress }: Socket) =>
  `${remoteAddress} ${remotePort} ${localAddress}`;

const nothing = () => {};

/** Its IP address, which a socket remembers after it was closed. */
const clientOf = (socket: Socket): string => socket.remoteAddress ?? '';

/** From its last stream to the next, a connection may be silent for so many milliseconds. */
function boundSilence(session: ServerHttp2Session, wire: Wire, milliseconds: number): void {
  let open = 0;
  session.on('stream', (stream) => {
    open += 1;
    stream.once('close', () => {
      open -= 1;
      if (open === 0) wire.boundSilence(milliseconds);
    });
  });
}

/**
 * Breaks a connection off whose client, after so many silent milliseconds, does not answer a PING in as many (RFC 9113
 * 6.7). Node loses sight of a client that is gone when a write is the first to notice, so nothing else would close it.
 */
function seekClient(session: ServerHttp2Session, wire: Wire, milliseconds: number): void {
  let asked = false;
  session.on('timeout', () => {
    if (asked) {
      wire.reset();
      return;
    }
    asked = session.ping(() => {
      asked = false;
    });
    session.setTimeout(milliseconds);
  });
  session.setTimeout(milliseconds);
}

const ALPN = ['h2', 'http/1.1'];

export function createLab(parts: LabParts): Lab {
  const { limits, certificate, runs, log } = parts;
  const connections = new Quota({ inAll: Infinity, perClient: limits.connectionsPerClient });
  const exchanges = new Exchanges(parts);
  const sessions = new Set<ServerHttp2Session>();
  const wires = new WeakMap<object, Wire>();

  const onHttp1 = (request: IncomingMessage, response: ServerResponse) => {
    const wire = wires.get(request.socket);
    if (wire) exchanges.http1(wire, request, response);
  };

  function createHttp1(): http.Server {
    // The check of the Host field is ours, as Node's would answer before we have seen the request.
    const server = http.createServer({
      keepAliveTimeout: limits.keepAlive,
      headersTimeout: limits.headTime,
      requestTimeout: limits.headTime,
      connectionsCheckingInterval: Math.min(1000, limits.headTime),
      requireHostHeader: false,
    });
    // It never listens itself; this begins its checks of slow requests.
    server.emit('listening');
    server.on('request', onHttp1);
    // Node would answer these itself, past our record.
    server.on('checkContinue', onHttp1);
    server.on('checkExpectation', onHttp1);
    return server;
  }

  const http1 = createHttp1();
  /** For connections that begin with a request for a WebSocket: elsewhere a request to upgrade is one like all others. */
  const upgrading = createHttp1();
  upgrading.on('upgrade', (request: IncomingMessage, _socket: Duplex, head: Buffer) => {
    const wire = wires.get(request.socket);
    if (wire) exchanges.upgrade(wire, request, head);
  });

  const http2Server = http2.createServer({ settings: {} });
  http2Server.on('request', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    const wire = request.stream.session && wires.get(request.stream.session);
    if (wire) exchanges.http2(wire, request, response);
  });

  /** Whose session node:http2 is about to tell of, which it does at once. */
  let beginning: Wire | null = null;
  http2Server.on('session', (session) => {
    if (beginning) {
      wires.set(session, beginning);
      boundSilence(session, beginning, limits.silence);
      // The bytes of a recorded one are what is studied, and its tap is told of all that goes wrong.
      if (beginning.tap === null) seekClient(session, beginning, limits.silence);
    }
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.on('error', (error: Error) => log.debug({ error: error.message }, 'HTTP/2 connection broke off'));
  });

  function isForSocket(target: Target | null): boolean {
    const run = runOf(target, runs);
    return run instanceof WorkloadRun ? run.hasSocketAt(target?.path ?? '') : wayOf(target) === 'WebSocket';
  }

  /** Undefined takes the setting of the connection before away. */
  function maxStreamsOf(run: Run | null): number | undefined {
    if (run instanceof WorkloadRun) return run.maxStreams;
    const told = run instanceof ScenarioRun ? run.scenario.maxConcurrentStreams : undefined;
    return told ?? limits.concurrentStreams;
  }

  /** `read`: what was read of the socket for its opening. */
  function begin(socket: Socket, raw: Socket, { protocol, target }: Opening, read: Buffer): void {
    const recorded = target === null || !/^\/stream(?:\?|$)/.test(target);
    if (protocol === 'http1') {
      const connection = recorded ? new Http1Connection() : null;
      const tap = connection && new Tap(socket, connection);
      const stream = tap ?? socket;
      wires.set(stream, new Wire(raw, stream, tap, connection, socket !== raw));
      const server = target !== null && isForSocket(readTarget(target)) ? upgrading : http1;
      server.emit('connection', stream);
      // Node listens now.
      if (tap === null) socket.off('error', nothing);
      tap?.setTimeout(limits.silence);
      // Whoever listens now gets what was read, as if it came now.
      socket.emit('data', read);
      return;
    }
    // An HTTP/2 session reads the socket below the stream, and takes over what the stream holds.
    socket.pause();
    socket.unshift(read);
    // HTTP/2 knows no half of a connection: a session whose client has gone would keep its socket for ever.
    socket.allowHalfOpen = false;
    socket.setTimeout(limits.silence, () => socket.destroy());
    const connection = recorded ? new Http2Connection(limits.unclaimedBytes) : null;
    const tap = connection && new Tap(socket, connection);
    const stream = tap ?? socket;
    const run = target === null ? null : runOf(readTarget(target), runs);
    const settings = { maxConcurrentStreams: maxStreamsOf(run) } as http2.Settings;
    http2Server.updateSettings(settings);
    beginning = new Wire(raw, stream, tap, connection, socket !== raw);
    http2Server.emit('connection', stream);
    beginning = null;
  }

  function isGone(this: Socket): void {
    connections.give(clientOf(this));
  }

  /** Whether the client may have one more connection; counts it. */
  function admit(socket: Socket): boolean {
    const client = clientOf(socket);
    // Whatever happens to it before somebody reads it.
    socket.on('error', nothing);
    if (connections.take(client) !== null) {
      log.warn({ client }, 'too many connections of one client');
      socket.destroy();
      return false;
    }
    socket.on('close', isGone);
    return true;
  }

  function accept(socket: Socket): void {
    if (!admit(socket)) return;
    readOpening(socket, limits.silence, (opening, read) => {
      begin(socket, socket, opening, read);
    });
  }

  /** The TCP sockets below TLS, by their peers: node:tls gives the one without the other. */
  const below = new Map<string, Handshake>();
  const tlsServer = tls.createServer({
    ...certificate,
    ALPNProtocols: ALPN,
  });
  tlsServer.on('tlsClientError', (error, socket) => {
    log.debug({ error: error.message }, 'no TLS');
    // Node leaves the socket to us.
    socket.destroy();
  });
  tlsServer.on('secureConnection', (socket) => {
    socket.on('error', (error: Error) => log.debug({ error: error.message }, 'TLS connection broke off'));
    const handshake = below.get(peer(socket));
    // A client that has gone already has no address, and nobody else would close this.
    if (handshake === undefined) {
      socket.destroy();
      return;
    }
    const { raw, timer } = handshake;
    clearTimeout(timer);
    // Of a client that has gone, Node closes the TLS socket and at times not the one below.
    socket.once('close', () => raw.destroy());
    readOpening(socket, limits.silence, (opening, read) => begin(socket, raw, opening, read));
  });

  function acceptTls(raw: Socket): void {
    if (!admit(raw)) return;
    const name = peer(raw);
    const handshake = { raw, timer: setTimeout(() => raw.destroy(), limits.headTime) };
    below.set(name, handshake);
    raw.once('close', () => {
      clearTimeout(handshake.timer);
      if (below.get(name) === handshake) below.delete(name);
    });
    tlsServer.emit('connection', raw);
  }

  return {
    accept,
    acceptTls,
    end() {
      exchanges.end();
      for (const session of sessions) session.close();
      http1.close();
      upgrading.close();
    },
  };
}
