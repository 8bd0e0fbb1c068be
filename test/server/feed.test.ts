/** The feed brings what the capture holds: from the first arrival on, live, to as many as ask. */
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { feeds } from '../../server/feed.ts';
import { DEFAULT_LIMITS as LIMITS } from '../../server/limits.ts';
import { Runs } from '../../server/runs.ts';
import { serveUpgrades } from '../../server/upgrades.ts';
import { FeedClient, getRequest, openPlayground, type TestPlayground } from './clients.ts';

let playground: TestPlayground;
beforeAll(async () => {
  playground = await openPlayground();
});
afterAll(() => {
  playground.close();
});

const feedUrl = (id: string) => `${playground.page.replace('http', 'ws')}/api/runs/${id}/feed`;

/** Feeds on a server that the test can look at, and the first connection to it. */
async function openFeeds(): Promise<{
  port: number;
  runs: Runs;
  accepted: Promise<net.Socket>;
  upgraded: Promise<unknown>;
  close: () => void;
}> {
  const runs = new Runs();
  const server = http.createServer();
  server.timeout = LIMITS.silence;
  serveUpgrades(server, [feeds({ runs, limits: LIMITS })], true);
  const accepted = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
  const upgraded = once(server, 'upgrade');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  return { port, runs, accepted, upgraded, close: () => server.close() };
}

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

  it('is closed when its run is let go, as 1001: going away', async () => {
    const { port, runs, close } = await openFeeds();
    const run = runs.create({ steps: [], then: 'hold' }, 0);
    const feed = new FeedClient(`ws://localhost:${port}/api/runs/${run?.id}/feed`);
    await feed.opened;
    for (let count = 0; count < LIMITS.runs; count += 1) runs.create({ steps: [], then: 'hold' }, 0);
    expect(await feed.closed).toBe(1001);
    close();
  });

  it('lets go of its run when it closes', async () => {
    const { port, runs, close } = await openFeeds();
    const run = runs.create({ steps: [], then: 'hold' }, 0);
    if (!run) throw new Error('no run');
    const unwatched = new Promise<void>((resolve) => {
      vi.spyOn(run, 'watch').mockReturnValue(resolve);
    });
    const feed = new FeedClient(`ws://localhost:${port}/api/runs/${run.id}/feed`);
    await feed.opened;
    feed.socket.close();
    await unwatched;
    close();
  });

  it('may be silent for as long as the run is', async () => {
    const { port, runs, accepted, close } = await openFeeds();
    const run = runs.create({ steps: [], then: 'hold' }, 0);
    const feed = new FeedClient(`ws://localhost:${port}/api/runs/${run?.id}/feed`);
    await feed.opened;
    expect((await accepted).timeout).toBe(0);
    feed.socket.terminate();
    close();
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
    expect(feed.notices[0]?.text).toContain(`${LIMITS.captureBytes / 1024 / 1024} MiB`);

    const late = playground.feed(id);
    await late.until(({ notices }) => notices.length > 0);
    const bytesOf = ({ arrivals }: FeedClient) => Buffer.concat(arrivals.map(({ bytes }) => bytes));
    expect(bytesOf(late).equals(bytesOf(feed))).toBe(true);
    expect((await (await fetch(playground.lab + stream)).arrayBuffer()).byteLength).toBe(size);
    expect(feed.notices).toHaveLength(1);
  });

  it('costs little memory when it does not read, and brings everything once it does', async () => {
    const { port, runs, accepted, upgraded, close } = await openFeeds();
    const run = runs.create({ steps: [], then: 'hold' }, 0);
    if (!run) throw new Error('no run');
    const arrival = Buffer.alloc(32 * 1024, 'a');
    while (!run.full) run.record({}, 'server', performance.now(), arrival);

    const feed = new FeedClient(`ws://localhost:${port}/api/runs/${run.id}/feed`);
    const socket = await accepted;
    // As when the reader is slow, but at once: what is written stays here.
    socket.cork();
    await upgraded;
    expect(socket.writableLength).toBeGreaterThan(LIMITS.feedBuffer / 2);
    expect(socket.writableLength).toBeLessThan(LIMITS.feedBuffer + 2 * arrival.length);
    run.record({}, 'server', performance.now(), arrival);
    expect(socket.writableLength).toBeLessThan(LIMITS.feedBuffer + 2 * arrival.length);
    socket.uncork();
    await feed.until(({ notices }) => notices.length > 0);
    expect(feed.arrivals).toHaveLength(run.capture.arrivals.length);
    feed.socket.terminate();
    close();
  });
});
