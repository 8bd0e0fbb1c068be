/**
 * Opens both origins, page and lab, in one process. Neither http server listens itself: `listen` opens the ports,
 * on more than one address where it has to, and hands over what it accepts.
 */
import http from 'node:http';
import type { RequestHandler } from 'express';
import { createApp } from './app.ts';
import { serveFeeds } from './feed.ts';
import { isLoopback } from './guard.ts';
import { createLab } from './lab.ts';
import { LIMITS } from './limits.ts';
import { listen } from './listen.ts';
import { Runs } from './runs.ts';
import type { Settings } from './settings.ts';

export interface Playground {
  /** The page's address, such as `http://localhost:4280/`. */
  readonly page: string;
  /** The lab's origin, such as `http://localhost:4281`. */
  readonly lab: string;
  /** Ends every connection at once and frees the ports. */
  close(): void;
}

/** Makes what serves the page's files, given the page's server. */
export type PageMaker = (server: http.Server) => RequestHandler | Promise<RequestHandler>;

/** Throws a `StartError` when a port is taken or the host is not of this machine. */
export async function start(settings: Settings, makePage: PageMaker): Promise<Playground> {
  const { host } = settings;
  const runs = new Runs();
  const server = http.createServer();
  server.timeout = LIMITS.silence;

  const loopbackOnly = isLoopback(host);
  const files = await makePage(server);
  let labPort = settings.lab.port;
  server.on('request', createApp({ runs, labPort: () => labPort, loopbackOnly, page: files }));
  serveFeeds(server, runs, loopbackOnly);

  // The page's port first: when both are taken, that is the one to hear about.
  const page = await listen(settings.page, host, (socket) => server.emit('connection', socket));
  const lab = await listen(settings.lab, host, createLab(runs)).catch((error: unknown) => {
    page.close();
    throw error;
  });
  labPort = lab.port;

  return {
    page: `http://${printable(host)}:${page.port}/`,
    lab: `http://${printable(host)}:${lab.port}`,
    close() {
      page.close();
      lab.close();
    },
  };
}

/** A name under which a browser on this machine reaches the host. */
function printable(host: string | null): string {
  if (host === null || host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
