/** The console: bytes typed by hand reach the lab as they are, and all that crosses comes back. On real sockets. */
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ending, Sender } from '../../lessons/protocol/capture.ts';
import { consoles, labAddress } from '../../server/console.ts';
import type { ConsoleCommand } from '../../server/contract.ts';
import { DEFAULT_LIMITS, type Limits } from '../../server/limits.ts';
import { builtPage } from '../../server/page.ts';
import { readSettings } from '../../server/settings.ts';
import { start } from '../../server/start.ts';
import { serveUpgrades } from '../../server/upgrades.ts';
import { FeedClient, openPlayground, type TestPlayground } from './clients.ts';

/** A console, as the page has one: what a feed brings, and a way to say something. */
class ConsoleClient extends FeedClient {
  /** Closed: the code and the reason. */
  readonly over: Promise<string>;

  constructor(page: string, headers: Record<string, string> = {}) {
    super(`${page.replace('http', 'ws')}/api/console`, headers);
    this.over = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => resolve(`${code} ${reason.toString()}`));
    });
  }

  do(...commands: readonly ConsoleCommand[]): void {
    for (const command of commands) this.socket.send(JSON.stringify(command));
  }

  type(text: string): void {
    this.socket.send(Buffer.from(text, 'latin1'));
  }

  text(from: Sender, connection = 1): string {
    const arrivals = this.arrivals.filter((each) => each.from === from && each.connection === connection);
    return Buffer.concat(arrivals.map(({ bytes }) => bytes)).toString('latin1');
  }

  untilText(text: string | RegExp, connection = 1): Promise<void> {
    return this.until(() => this.text('server', connection).search(text) >= 0);
  }

  /** The endings so far, such as `1 server fin`. */
  get endings(): string[] {
    return this.arrivals.flatMap(({ connection, from, ending }) =>
      ending === null ? [] : [`${connection} ${from} ${ending}`],
    );
  }

  untilEnded(ending: `${number} ${Sender} ${Ending}`): Promise<void> {
    return this.until(() => this.endings.includes(ending));
  }
}

const HOST = 'Host: localhost\r\n\r\n';

const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

let playground: TestPlayground;
beforeAll(async () => {
  playground = await openPlayground();
  closers.push(() => playground.close());
});

async function openConsole(page = playground.page): Promise<ConsoleClient> {
  const client = new ConsoleClient(page);
  closers.push(() => client.socket.terminate());
  expect(await client.opened).toBe(101);
  return client;
}

/** A console with one connection. */
async function connected(): Promise<ConsoleClient> {
  const client = await openConsole();
  client.do({ do: 'connect' });
  return client;
}

/** Consoles on a server that the test can look at, into a lab that the test plays. */
async function openConsoles(limits: Partial<Limits> = {}): Promise<{
  page: string;
  /** The next connection to the lab, and to the page. */
  toLab: Promise<net.Socket>;
  toPage: Promise<net.Socket>;
  closeLab: () => Promise<unknown>;
}> {
  const lab = net.createServer({ allowHalfOpen: true });
  const server = http.createServer();
  const toLab = new Promise<net.Socket>((resolve) => lab.once('connection', resolve));
  const toPage = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
  for (const each of [lab, server]) {
    each.listen(0, '127.0.0.1');
    await once(each, 'listening');
    closers.push(() => each.close());
  }
  void toLab.then((socket) => {
    socket.on('error', () => {});
    closers.push(() => socket.destroy());
  });
  const { port } = lab.address() as net.AddressInfo;
  const all: Limits = { ...DEFAULT_LIMITS, ...limits };
  serveUpgrades(server, [consoles({ limits: all, lab: () => ({ host: '127.0.0.1', port }) })], true);
  return {
    page: `http://localhost:${(server.address() as net.AddressInfo).port}`,
    toLab,
    toPage,
    closeLab: () => new Promise((resolve) => lab.close(resolve)),
  };
}

describe('what is typed in a console', () => {
  it('reaches the lab as it is, and comes back byte for byte with the answer', async () => {
    const client = await connected();
    const request = `GET /stream?count=2&every=10 HTTP/1.1\r\n${HOST}`;
    client.type(request.slice(0, 7));
    client.type(request.slice(7));
    await client.untilText('\r\n0\r\n\r\n');
    expect(client.text('client')).toBe(request);
    expect(client.text('server')).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(client.text('server')).toMatch(
      /\r\n\r\nf\r\ndata: event 1\n\n\r\nf\r\ndata: event 2\n\n\r\n0\r\n\r\n$/,
    );
    const times = client.arrivals.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(0);
    expect(client.endings).toEqual([]);
  });

  it('may be two requests at once: while the first answer is open, the second never comes', async () => {
    const client = await connected();
    client.type(`GET /stream?end=hold&count=1 HTTP/1.1\r\n${HOST}GET /healthz HTTP/1.1\r\n${HOST}`);
    await client.untilText('event 1');
    client.do({ do: 'connect' });
    client.type(`GET /healthz HTTP/1.1\r\n${HOST}`);
    await client.untilText(/^HTTP\/1\.1 204 /, 2);
    expect(client.text('server', 1)).not.toContain('204');

    client.do({ do: 'use', connection: 1 }, { do: 'end' });
    await client.untilEnded('1 server fin');
    expect(client.text('server', 1)).not.toContain('204');
    expect(client.endings.filter((each) => each.startsWith('2'))).toEqual([]);
  });

  it('may be HTTP/1.0: no chunks, and the end of the connection is the end', async () => {
    const client = await connected();
    client.type('GET /stream?count=1 HTTP/1.0\r\n\r\n');
    await client.untilEnded('1 server fin');
    expect(client.text('server')).not.toMatch(/chunked/i);
    expect(client.text('server')).toMatch(/\r\n\r\ndata: event 1\n\n$/);
    expect(client.endings).toEqual(['1 server fin', '1 client fin']);
  });

  it('may be a reconnection: the stream goes on after the last event ID', async () => {
    const client = await connected();
    client.type(`GET /stream?id=1&count=5&every=0 HTTP/1.1\r\nLast-Event-ID: 3\r\n${HOST}`);
    await client.untilText('\r\n0\r\n\r\n');
    expect(client.text('server').match(/(?<=\nid: )\d+/g)).toEqual(['4', '5']);
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['no Host', 'GET /stream HTTP/1.1\r\n\r\n', 400],
    ['a host that is not this machine', 'GET /stream HTTP/1.1\r\nHost: evil.example\r\n\r\n', 403],
    ['a proxy’s request', 'CONNECT evil.example:80 HTTP/1.1\r\nHost: localhost\r\n\r\n', null],
  ])('is refused by the lab as from anybody when it is %s', async (_what, text, status) => {
    const client = await connected();
    client.type(text);
    await client.untilEnded('1 server fin');
    if (status === null) expect(client.text('server')).not.toContain(' 200 ');
    else expect(client.text('server')).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('comes to nothing when the connection is over, and that is said', async () => {
    const client = await openConsole();
    client.type('GET / HTTP/1.1\r\n');
    client.do({ do: 'end' }, { do: 'reset' }, { do: 'read', bytesPerSecond: 1 });
    await client.until(({ notices }) => notices.length > 0);
    expect(client.notices).toMatchObject([{ notice: 'unsent' }]);
    expect(client.arrivals).toEqual([]);
  });
});

describe('a connection of a console', () => {
  it('is ended by a FIN, and the lab may still send', async () => {
    const { page, toLab } = await openConsoles();
    const client = await openConsole(page);
    client.do({ do: 'connect' }, { do: 'end' });
    const socket = await toLab;
    socket.resume();
    await once(socket, 'end');
    socket.end('late');
    await client.untilEnded('1 server fin');
    expect(client.text('server')).toBe('late');
    expect(client.endings).toEqual(['1 client fin', '1 server fin']);
  });

  it('is broken off by an RST, from either side', async () => {
    const { page, toLab } = await openConsoles();
    const client = await openConsole(page);
    client.do({ do: 'connect' });
    (await toLab).resetAndDestroy();
    await client.untilEnded('1 server reset');

    const other = await openConsoles();
    const second = await openConsole(other.page);
    second.do({ do: 'connect' });
    const socket = await other.toLab;
    const error = once(socket, 'error');
    second.do({ do: 'reset' });
    expect(await error).toMatchObject([{ code: 'ECONNRESET' }]);
    await second.untilEnded('1 client reset');
    expect(second.endings).toEqual(['1 client reset']);
  });

  it('that nobody accepts ends as it would anywhere: with a reset', async () => {
    const { page, closeLab } = await openConsoles();
    await closeLab();
    const client = await openConsole(page);
    client.do({ do: 'connect' });
    client.type('GET / HTTP/1.0\r\n\r\n');
    await client.untilEnded('1 server reset');
  });

  it('that is read slowly makes the lab wait, and then brings everything', async () => {
    const client = await connected();
    client.do({ do: 'read', bytesPerSecond: 10_000 });
    const data = 'x'.repeat(4000);
    client.type(`GET /stream?every=0&data={time}${data} HTTP/1.1\r\n${HOST}`);
    await client.until(() => client.text('server').length > 5000);
    const times = () =>
      (client.text('server').match(/(?<=data: )\d{4}-[\dT:.-]+Z/g) ?? []).map((time) => Date.parse(time));
    // The lab writes on until the buffers of both sockets are full; after that its clock stands still for the stream.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(client.text('server').length).toBeLessThan(20_000);
    const resumed = Date.now();
    client.do({ do: 'read', bytesPerSecond: null });
    await client.until(() => (times().at(-1) ?? 0) >= resumed);
    const all = times();
    const gaps = all.slice(1).map((time, index) => time - (all[index] as number));
    expect(Math.max(...gaps)).toBeGreaterThan(300);
    client.do({ do: 'reset' });
  });
});

describe('a console', () => {
  it('is refused to pages of another origin and under a name that is not loopback', async () => {
    const { page } = playground;
    expect(await new ConsoleClient(page, { Origin: 'http://evil.example' }).opened).toBe(403);
    expect(await new ConsoleClient(page, { Host: 'evil.example' }).opened).toBe(403);
    const own = new ConsoleClient(page, { Origin: page });
    expect(await own.opened).toBe(101);
    own.socket.terminate();
  });

  it('is one of so many, in all and of one client', async () => {
    for (const [bound, status] of [
      ['consoles', 503],
      ['consolesPerClient', 429],
    ] as const) {
      const { page } = await openConsoles({ [bound]: 1 });
      const first = await openConsole(page);
      expect(await new ConsoleClient(page).opened).toBe(status);
      first.socket.close();
      await first.over;
      await openConsole(page);
    }
  });

  it('leads to the lab and nowhere else: no command names a place', async () => {
    for (const more of [{ port: playground.labPort + 1 }, { host: 'evil.example' }]) {
      const client = await openConsole();
      client.socket.send(JSON.stringify({ do: 'connect', ...more }));
      expect(await client.over).toMatch(/^1008 /);
    }
    const client = new ConsoleClient(playground.page);
    await client.opened;
    const elsewhere = new FeedClient(`${playground.page.replace('http', 'ws')}/api/console/evil.example:80`);
    expect(await elsewhere.opened).toBe(404);
    client.socket.terminate();
  });

  it.each([
    [null, '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['::', '::1'],
    ['192.0.2.7', '192.0.2.7'],
  ])('finds a lab that listens on %s at %s', (host, address) => {
    expect(labAddress(host)).toBe(address);
  });

  it.each([
    'no JSON',
    '{}',
    '{"do":"explode"}',
    '{"do":"use","connection":1}',
    '{"do":"use","connection":"1"}',
    '{"do":"read"}',
    '{"do":"read","bytesPerSecond":0}',
    '{"do":"read","bytesPerSecond":1e99}',
    '[]',
    'null',
    '"connect"',
  ])('is closed with 1008 after %s', async (command) => {
    const client = await openConsole();
    client.socket.send(command);
    expect(await client.over).toMatch(/^1008 \w/);
  });

  it('has at most eight connections open at once', async () => {
    const client = await openConsole();
    for (let count = 0; count < DEFAULT_LIMITS.consoleConnections; count += 1) client.do({ do: 'connect' });
    client.do({ do: 'reset' });
    await client.untilEnded('8 client reset');
    client.do({ do: 'connect' });
    client.type('x\r\n\r\n');
    await client.untilEnded('9 server fin');
    client.do({ do: 'connect' }, { do: 'connect' });
    expect(await client.over).toMatch(/^1008 .*8 connections/);
  });

  it('is closed by a message that is too long', async () => {
    const client = await connected();
    client.type('x'.repeat(DEFAULT_LIMITS.consoleMessage + 1));
    expect(await client.over).toMatch(/^1009 /);
  });

  it('lets go of its connections when the page goes', async () => {
    const { page, toLab } = await openConsoles();
    const client = await openConsole(page);
    client.do({ do: 'connect' });
    const socket = await toLab;
    socket.resume();
    client.socket.terminate();
    await once(socket, 'end');
  });

  it('says when the recording is full, and closes', async () => {
    const { page, toLab } = await openConsoles({ captureBytes: 1000 });
    const client = await openConsole(page);
    client.do({ do: 'connect' });
    const socket = await toLab;
    client.type('x'.repeat(500));
    await client.until(({ arrivals }) => arrivals.length === 1);
    socket.write('y'.repeat(500));
    expect(await client.over).toMatch(/^1000 /);
    expect(client.notices).toMatchObject([{ notice: 'full' }]);
    expect(client.arrivals).toHaveLength(1);
  });

  it('takes no more from the lab than a page that does not read has room for', async () => {
    const { page, toLab, toPage } = await openConsoles();
    const client = await openConsole(page);
    const out = await toPage;
    // As when the page is slow, but at once: what is written stays here.
    out.cork();
    client.do({ do: 'connect' });
    const socket = await toLab;
    let written = 0;
    const piece = Buffer.alloc(65_536, 'a');
    const fill = () => {
      while (written < 64 * 2 ** 20) {
        written += piece.length;
        if (!socket.write(piece)) break;
      }
    };
    socket.on('drain', fill);
    fill();
    await expect.poll(() => out.writableLength).toBeGreaterThan(DEFAULT_LIMITS.consoleBuffer);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(out.writableLength).toBeLessThan(DEFAULT_LIMITS.consoleBuffer + 2 * piece.length);
    expect(written).toBeLessThan(64 * 2 ** 20);
    socket.off('drain', fill);
    socket.end();
    out.uncork();
    await client.untilEnded('1 server fin');
    expect(client.text('server')).toHaveLength(written);
  });

  it('is closed when it types faster than anybody reads', async () => {
    const { page, toLab, toPage } = await openConsoles({ consoleUnread: 100_000 });
    const client = await openConsole(page);
    (await toPage).cork();
    client.do({ do: 'connect' });
    (await toLab).resume();
    for (let count = 0; count < 4; count += 1) client.type('x'.repeat(60_000));
    const closing = await toPage;
    await expect.poll(() => closing.writableLength).toBeGreaterThan(100_000);
    closing.uncork();
    expect(await client.over).toMatch(/^1008 .*page/);
  });

  it('is closed when the lab does not read what it types', async () => {
    const { page, toLab } = await openConsoles({ consoleUnread: 100_000 });
    const client = await openConsole(page);
    client.do({ do: 'connect' });
    (await toLab).pause();
    // What has not been read by the page closes it, too.
    const { socket } = client;
    for (let count = 1; count <= 480 && socket.readyState === socket.OPEN; count += 1) {
      client.type('x'.repeat(60_000));
      await Promise.race([client.until(() => client.arrivals.length === count), client.over]);
    }
    expect(await client.over).toMatch(/^1008 .*lab/);
  });

  it('is closed in order with the server: 1001', async () => {
    const settings = readSettings({ PORT: '0', LAB_PORT: '0', LAB_TLS_PORT: '0', LOG_LEVEL: 'silent' });
    const other = await start(settings, () => builtPage('there-is-no-such-folder'));
    const client = await openConsole(other.page.slice(0, -1));
    client.do({ do: 'connect' });
    client.type(`GET /stream HTTP/1.1\r\n${HOST}`);
    await client.untilText('event 1');
    const ended = other.end();
    expect(await client.over).toMatch(/^1001 /);
    await ended;
  });
});
