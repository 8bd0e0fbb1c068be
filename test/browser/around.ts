/** A server of pages that have one frame each, at whatever host name leads to this machine. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Around {
  /** The page of that host around the document at `url`. */
  page(host: string, url: string): string;
  close(): void;
}

export async function serveAround(): Promise<Around> {
  const server = http.createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    const url = encodeURI(searchParams.get('url') ?? '');
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(`<!doctype html><link rel="icon" href="data:,"><iframe src="${url}"></iframe>`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    page: (host, url) => `http://${host}:${port}/?url=${encodeURIComponent(url)}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
