/** The feed brings what the capture holds: from the first arrival on, live, to as many as ask. */
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFeeds } from '../../server/feed.ts';
import { LIMITS } from '../../server/limits.ts';
import { Runs } from '../../server/runs.ts';
import { FeedClient, getRequest, openPlayground, type TestPlayground } from './clients.ts';

let playground: TestPlayground;
beforeAll(async () => {
  playground = await openPlayground();
});
afterAll(() => {
  playground.close();
});

const feedUrl = (id: string) => `${playground.page.replace('http', 'ws')}/api/runs/${id}/feed`;

describe('a feed', () => {
  it('brings all arrivals from the first on, then each as it comes: what GET tells too', async () => {
    const { id, stream } = await playground.run({
      steps: [{ text: 'one' }, { wait: 30 }, { text: 'two' }, { wait: 30 }, { text: 'three' }],
      then: 'end',
    });
    const early = playground.feed(id);
    await early.opened;
    const client = await playground.connect();
    client.send(getRequest(stream));
    await client.until('two');
    const late = playground.feed(id);
    await client.until('\r\n0\r\n\r\n');
    client.socket.end();
    await Promise.all([early.untilEnding('server'), late.untilEnding('server')]);

    expect(late.arrivals).toEqual(early.arrivals);
    const { arrivals } = await playground.summary(id);
    expect(arrivals).toHaveLength(early.arrivals.length);
    for (const [index, { connection, from, at, bytes, ending }] of early.arrivals.entries()) {
      expect(arrivals[index]).toMatchObject({ connection, from, at, ending });
      expect((arrivals[index]?.end ?? 0) - (arrivals[index]?.start ?? 0)).toBe(bytes.length);
    }
    const sent = early.arrivals.filter(({ from }) => from === 'server').map(({ bytes }) => bytes);
    expect(Buffer.concat(sent)).toEqual(client.received);
    expect(await playground.bytes(id, 1, 'server')).toEqual(client.received);
  });

  it('brings a write while the stream is still held', async () => {
    const { id, stream } = await playground.run({ steps: [{ text: 'now' }], then: 'hold' });
    const feed = playground.feed(id);
    const client = await playground.connect();
    client.send(getRequest(stream));
    await feed.until(({ arrivals }) => arrivals.some(({ bytes }) => Buffer.from(bytes).includes('now')));
    client.socket.destroy();
  });

  it('is refused with 404 for an unknown run and on any other path', async () => {
    expect(await new FeedClient(feedUrl('nobody')).opened).toBe(404);
    expect(await new FeedClient(`${playground.page.replace('http', 'ws')}/elsewhere`).opened).toBe(404);
  });

  it('is refused to pages of another origin and under a name that is not loopback', async () => {
    const { id } = await playground.run({ steps: [] });
    expect(await new FeedClient(feedUrl(id), { Origin: 'http://evil.example' }).opened).toBe(403);
    expect(await new FeedClient(feedUrl(id), { Host: 'evil.example' }).opened).toBe(403);
    expect(await new FeedClient(feedUrl(id), { Origin: playground.page }).opened).toBe(101);
  });

  it('is closed when it is sent more than the nothing that is expected', async () => {
    const { id } = await playground.run({ steps: [] });
    const feed = playground.feed(id);
    await feed.opened;
    feed.socket.send('x'.repeat(LIMITS.feedMessage + 1));
    expect(await feed.closed).toBe(1009);
  });

  it('says when the capture is full, once and after all that is in it; the stream goes on', async () => {
    const step = { text: 'a'.repeat(65_536) };
    const { id, stream } = await playground.run({
      steps: Array.from({ length: 15 }, () => step),
      then: 'end',
    });
    const feed = playground.feed(id);
    const size = 15 * step.text.length;
    for (let read = 0; read <= LIMITS.captureBytes; read += size) {
      const answer = await fetch(playground.lab + stream);
      expect((await answer.arrayBuffer()).byteLength).toBe(size);
    }
    await feed.until(({ notices }) => notices.length > 0);
    const summary = await playground.summary(id);
    expect(summary.full).toBe(true);
    expect(summary.length).toBeLessThanOrEqual(LIMITS.captureBytes);
    expect(summary.length).toBeGreaterThan(LIMITS.captureBytes / 2);
    expect(feed.arrivals).toHaveLength(summary.arrivals.length);
    expect(feed.notices).toMatchObject([{ notice: 'full' }]);
    expect(feed.notices[0]?.text).toContain('8 MiB');

    const late = playground.feed(id);
    await late.until(({ notices }) => notices.length > 0);
    const bytesOf = ({ arrivals }: FeedClient) => Buffer.concat(arrivals.map(({ bytes }) => bytes));
    expect(bytesOf(late).equals(bytesOf(feed))).toBe(true);
    expect((await (await fetch(playground.lab + stream)).arrayBuffer()).byteLength).toBe(size);
    expect(feed.notices).toHaveLength(1);
  });

  it('costs little memory when it does not read, and brings everything once it does', async () => {
    const runs = new Runs();
    const run = runs.create({ steps: [], then: 'hold' }, 0);
    if (!run) throw new Error('no run');
    const arrival = Buffer.alloc(32 * 1024, 'a');
    while (!run.full) run.record({}, 'server', performance.now(), arrival);

    const server = http.createServer();
    serveFeeds(server, runs, true);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const feed = new FeedClient(`ws://localhost:${port}/api/runs/${run.id}/feed`);
    feed.socket.once('open', () => {
      feed.socket.pause();
    });
    const [socket] = (await once(server, 'connection')) as [net.Socket];
    while (socket.writableLength === 0) await new Promise((resolve) => setImmediate(resolve));
    for (let turns = 0; turns < 100; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      expect(socket.writableLength).toBeLessThan(LIMITS.feedBuffer + 2 * arrival.length);
    }
    feed.socket.resume();
    await feed.until(({ notices }) => notices.length > 0);
    expect(feed.arrivals).toHaveLength(run.capture.arrivals.length);
    feed.socket.terminate();
    server.close();
  });
});
