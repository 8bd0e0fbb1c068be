/** What no workload can say: a page whose dedicated worker has six streams open. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import { test } from './stage.ts';

const PAGE =
  '<!doctype html><link rel="icon" href="data:,"><script>worker = new Worker("/worker.js")</script>';
const WORKER = `
  const streams = [1, 2, 3, 4, 5, 6].map((number) => new EventSource('/stream/' + number));
  onmessage = () => streams[2].close();
`;

/** A site that notes each path it is asked for. */
async function openSite() {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const isStream = path.startsWith('/stream');
    const type = isStream ? 'text/event-stream' : path === '/' ? 'text/html' : 'text/javascript';
    response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store' });
    if (isStream) response.write(': open\n\n');
    else response.end(path === '/' ? PAGE : WORKER);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    asked,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

test('the streams of a dedicated worker take the connections of its page', async ({ newContext }) => {
  const site = await openSite();
  const page = await (await newContext()).newPage();
  await page.goto(site.origin);
  await expect.poll(() => site.asked.filter((path) => path.startsWith('/stream'))).toHaveLength(6);
  // Without credentials it goes on connections of its own: when it comes, the seventh would have come long since.
  await page.evaluate(async () => {
    void fetch('/seventh');
    await new Promise((resolve) => setTimeout(resolve, 500));
    await fetch('/aside', { credentials: 'omit' });
  });
  expect(site.asked).toContain('/aside');
  expect(site.asked).not.toContain('/seventh');
  await page.evaluate('worker.postMessage("close one")');
  await expect.poll(() => site.asked).toContain('/seventh');
  site.close();
});
