/**
 * Opens all origins, page and lab, in one process. No http server listens itself: `listen` opens the ports, on more
 * than one address where it has to, and hands over what it accepts.
 */
import http from 'node:http';
import type { RequestHandler } from 'express';
import { createApp } from './app.ts';
import { certificateFor } from './certificate.ts';
import { consoles, labAddress } from './console.ts';
import { feeds } from './feed.ts';
import { isLoopback } from './guard.ts';
import { createLab } from './lab/lab.ts';
import { listen, type Listener } from './listen.ts';
import { createLog } from './log.ts';
import { Runs } from './runs.ts';
import type { Settings } from './settings.ts';
import { serveUpgrades } from './upgrades.ts';

export interface Playground {
  /** The page's address, such as `http://localhost:4280/`. */
  readonly page: string;
  /** The lab's origin, such as `http://localhost:4281`. */
  readonly lab: string;
  /** The lab's origin for TLS, such as `https://localhost:4282`. */
  readonly labTls: string;
  /** Ends in order: streams, feeds and consoles are told, then every connection is closed and the ports are free. */
  end(): Promise<void>;
  /** Ends every connection at once and frees the ports. */
  close(): void;
}

/** Makes what serves the page's files, given the page's server. */
export type PageMaker = (server: http.Server) => RequestHandler | Promise<RequestHandler>;

/** Milliseconds that clients have to take in that the server ends. */
const PARTING = 300;

/** Throws a `StartError` when a port is taken, the host is not of this machine, or the certificate is none. */
export async function start(settings: Settings, makePage: PageMaker): Promise<Playground> {
  const { host, limits } = settings;
  const log = createLog(settings.logLevel);
  const runs = new Runs(limits);
  const loopbackOnly = isLoopback(host);
  const certificate = await certificateFor(settings);
  const ports = { port: settings.lab.port, tlsPort: settings.labTls.port };
  const lab = createLab({ runs, limits, certificate, loopbackOnly, log, ports: () => ports });

  const server = http.createServer({
    headersTimeout: limits.headTime,
    connectionsCheckingInterval: Math.min(1000, limits.headTime),
  });
  server.timeout = limits.silence;
  server.emit('listening');
  const files = await makePage(server);
  server.on('request', createApp({ runs, lab: () => ports, limits, loopbackOnly, log, page: files }));
  const toLab = () => ({ host: labAddress(host), port: ports.port });
  const endpoints = [feeds({ runs, limits }), consoles({ limits, lab: toLab })];
  const closeWebSockets = serveUpgrades(server, endpoints, loopbackOnly);

  const where = { host, connections: limits.connections };
  const listeners: Listener[] = [];
  const open = async (...[setting, accept]: [Settings['page'], Parameters<typeof listen>[2]]) => {
    const listener = await listen(setting, where, accept).catch((error: unknown) => {
      for (const each of listeners) each.close();
      throw error;
    });
    listeners.push(listener);
    return listener.port;
  };
  // The page's port first: when all are taken, that is the one to hear about.
  const pagePort = await open(settings.page, (socket) => server.emit('connection', socket));
  ports.port = await open(settings.lab, lab.accept);
  ports.tlsPort = await open(settings.labTls, lab.acceptTls);

  const name = printable(host);
  const close = () => {
    server.close();
    for (const listener of listeners) listener.close();
  };
  return {
    page: `http://${name}:${pagePort}/`,
    lab: `http://${name}:${ports.port}`,
    labTls: `https://${name}:${ports.tlsPort}`,
    async end() {
      for (const listener of listeners) listener.stop();
      lab.end();
      closeWebSockets();
      await new Promise((resolve) => setTimeout(resolve, PARTING));
      close();
    },
    close() {
      lab.end();
      close();
    },
  };
}

/** A name under which a browser on this machine reaches the host. */
function printable(host: string | null): string {
  if (host === null || host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
