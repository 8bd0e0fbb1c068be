/** The lab as an origin: what it answers, how it frames, and where its bounds are. */
import http from 'node:http';
import net from 'node:net';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configFolder, ownCertificate } from '../../../server/certificate.ts';
import { createLog } from '../../../server/log.ts';
import { STREAM_PARAMETERS } from '../../../server/lab/stream-query.ts';
import { createLab } from '../../../server/lab/lab.ts';
import { DEFAULT_LIMITS as LIMITS, type Limits } from '../../../server/limits.ts';
import { Runs } from '../../../server/runs.ts';
import { ask, problemOf } from '../answers.ts';
import { getRequest, openPlayground, RawClient, type TestPlayground } from '../clients.ts';
import { headers, join, PREFACE, REQUEST, settings } from '../../lessons/protocol/http2/wire.ts';
import { askHttp2, connectHttp2 } from './http2-client.ts';

let playground: TestPlayground;
beforeAll(async () => {
  playground = await openPlayground();
});
afterAll(() => {
  playground.close();
});

describe('the stream of a run', () => {
  it('has its head on the wire before the first step', async () => {
    const { stream } = await playground.run({ steps: [{ wait: 60_000 }, { text: 'late' }] });
    const client = await playground.connect();
    client.send(getRequest(stream));
    await client.until('\r\n\r\n');
    const [statusLine, ...fields] = client.received.toString().trimEnd().split('\r\n');
    expect(statusLine).toBe('HTTP/1.1 200 OK');
    expect(fields.filter((field) => !field.startsWith('Date: '))).toEqual([
      'Content-Type: text/event-stream',
      'Cache-Control: no-cache',
      'Access-Control-Allow-Origin: *',
      'Connection: keep-alive',
      'Keep-Alive: timeout=60',
      'Transfer-Encoding: chunked',
    ]);
    client.socket.destroy();
  });

  it('is never compressed, whatever the client would take', async () => {
    const { stream } = await playground.run({ steps: [{ text: 'a'.repeat(5000) }], then: 'end' });
    const answer = await ask(playground.lab + stream, { headers: { 'Accept-Encoding': 'gzip, br' } });
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.text).toBe('a'.repeat(5000));
  });

  it('writes text as UTF-8, bytes as they are, and waits where it is told to', async () => {
    const { id, stream } = await playground.run({
      steps: [{ text: 'é€😀' }, { wait: 150 }, { bytes: 'ff 00\n0D' }],
      then: 'end',
    });
    const answer = await fetch(playground.lab + stream);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(
      Buffer.concat([Buffer.from('é€😀'), Buffer.from([0xff, 0x00, 0x0d])]),
    );
    const { arrivals } = await playground.summary(id);
    const [, first, second] = arrivals.filter(({ from }) => from === 'server');
    // A step is due at a time of its own: one that was written late is so much nearer to the next.
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(29);
  });

  it('goes to an HTTP/1.0 client without chunks, until the close', async () => {
    const { id, stream } = await playground.run({ steps: [{ text: 'one' }, { text: 'two' }], then: 'end' });
    const client = await playground.connect();
    client.send(`GET ${stream} HTTP/1.0\r\n\r\n`);
    expect(await client.ended).toBe('fin');
    expect(client.received.toString()).toMatch(
      /^HTTP\/1\.1 200 OK\r\n[^]*\r\nConnection: close\r\n\r\nonetwo$/,
    );
    expect(await playground.bytes(id, 1, 'server')).toEqual(client.received);
    client.socket.destroy();
  });

  it('is played anew for each request, as often as one likes', async () => {
    const { stream } = await playground.run({ steps: [{ text: 'x' }], then: 'end' });
    for (let times = 0; times <= LIMITS.streamsPerRun; times += 1) {
      expect((await ask(playground.lab + stream)).text).toBe('x');
    }
  });

  it.each(['100-continue', 'the-unexpected'])(
    'starts at once for a client that expects %s',
    async (expected) => {
      const { id, stream } = await playground.run({ steps: [{ text: 'x' }], then: 'cut' });
      const client = await playground.connect();
      client.send(getRequest(stream).replace('Accept:', `Expect: ${expected}\r\nAccept:`));
      await client.ended;
      expect(client.received.toString()).toMatch(/^HTTP\/1\.1 200 /);
      expect(await playground.bytes(id, 1, 'server')).toEqual(client.received);
      client.socket.destroy();
    },
  );
});

describe('the lab', () => {
  it('says that it is there', async () => {
    const answer = await ask(`${playground.lab}/healthz`, { headers: { Host: 'tab-1.localhost' } });
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });

  it('says what it is, under the name it was asked by', async () => {
    const port = new URL(playground.lab).port;
    const answer = await ask(playground.lab, { headers: { Host: `127.0.0.1:${port}` } });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.text).toContain(`curl -sN --raw -i &#34;http://127.0.0.1:${port}/stream&#34;`);
    for (const name of Object.keys(STREAM_PARAMETERS)) expect(answer.text).toContain(`<code>${name}</code>`);
  });

  it.each(['/runs/nobody/stream', '/runs', '/runs/nobody', '/x', '//', '*'])(
    'is 404 for %s',
    async (path) => {
      const client = await playground.connect();
      client.send(getRequest(path).replace('\r\n', '\r\nConnection: close\r\n'));
      await client.ended;
      expect(client.received.toString()).toMatch(/^HTTP\/1\.1 404 [^]*Access-Control-Allow-Origin: \*\r\n/);
      client.socket.destroy();
    },
  );

  it.each(['HEAD', 'PUT', 'DELETE'])('is 405 for %s and names what it takes', async (method) => {
    const { stream } = await playground.run({ steps: [] });
    for (const path of [stream, '/', '/healthz']) {
      const answer = await ask(playground.lab + path, { method });
      expect(answer.status).toBe(405);
      expect(answer.headers.allow).toBe('GET, OPTIONS');
      expect(answer.headers['access-control-allow-origin']).toBe('*');
    }
  });

  it('takes a request in absolute form', async () => {
    const { stream } = await playground.run({ steps: [{ text: 'x' }], then: 'end' });
    const client = await playground.connect();
    client.send(getRequest(playground.lab + stream));
    await client.until('x\r\n0\r\n\r\n');
    client.socket.destroy();
  });

  it('refuses a request without a Host field, and records that too', async () => {
    const { id, stream } = await playground.run({ steps: [] });
    const client = await playground.connect();
    client.send(`GET ${stream} HTTP/1.1\r\n\r\n`);
    await client.ended;
    expect(client.received.toString()).toMatch(/^HTTP\/1\.1 400 [^]*Host field/);
    expect(await playground.bytes(id, 1, 'server')).toEqual(client.received);
    client.socket.destroy();
  });

  it('refuses a request with content, and takes nothing of that content for a request', async () => {
    const run = await playground.run({ steps: [] });
    const other = await playground.run({ steps: [] });
    const client = await playground.connect();
    const content = getRequest(other.stream);
    client.send(
      `POST ${run.stream} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${content.length}\r\n\r\n${content}${content}`,
    );
    await client.ended;
    expect(client.received.toString()).toMatch(/^HTTP\/1\.1 400 /);
    expect((await playground.summary(other.id)).arrivals).toEqual([]);
    client.socket.destroy();
  });

  it('answers what is not HTTP with 400 and goes on', async () => {
    const client = await playground.connect();
    client.send('hello\r\n\r\n');
    expect(await client.ended).toBe('fin');
    expect(client.received.toString()).toMatch(/^HTTP\/1\.1 400 /);
    expect((await ask(`${playground.lab}/healthz`)).status).toBe(204);
    client.socket.destroy();
  });
});

describe('the bounds of the lab', () => {
  async function holdStreams(on: TestPlayground, stream: string, count: number): Promise<RawClient[]> {
    return Promise.all(
      Array.from({ length: count }, async () => {
        const client = await on.connect();
        client.send(getRequest(stream));
        await client.until('\r\n\r\n');
        return client;
      }),
    );
  }

  const bounds: [what: string, limits: string, status: number, most: string][] = [
    ['of a run', 'streamsPerRun=3', 429, 'This run has 3 streams'],
    ['of one client', 'streamsPerClient=3', 429, 'You have 3 streams'],
    ['over all runs', 'streams=3', 503, 'The lab has 3 streams'],
  ];
  it.each(bounds)(
    'refuse one stream more %s than allowed, and take it again when one has gone',
    async (_what, limits, status, most) => {
      const small = await openPlayground(undefined, { LIMITS: limits });
      const { id, stream } = await small.run({ steps: [] });
      const clients = await holdStreams(small, stream, 3);
      const problem = problemOf(await ask(small.lab + stream));
      expect(problem.status).toBe(status);
      expect(problem.detail).toContain(most);

      const feed = small.feed(id);
      clients[0]?.socket.destroy();
      // The refused one has ended its connection too.
      await feed.untilEnding('server', 2);
      const [again] = await holdStreams(small, stream, 1);
      expect(again?.received.toString()).toMatch(/^HTTP\/1\.1 200 /);
      for (const client of [...clients, again]) client?.socket.destroy();
      await feed.untilEnding('server', 5);
      small.close();
    },
  );

  it('close one connection more of a client than allowed', async () => {
    const small = await openPlayground(undefined, { LIMITS: 'connectionsPerClient=2' });
    const [first, second] = [await small.connect(), await small.connect()];
    const third = await small.connect();
    await third.ended;
    first.socket.destroy();
    second.socket.destroy();
    small.close();
  });

  it('close a connection on which too many requests wait behind a stream', async () => {
    const { stream } = await playground.run({ steps: [] });
    const client = await playground.connect();
    client.send(getRequest(stream));
    await client.until('\r\n\r\n');
    client.send(getRequest('/healthz').repeat(LIMITS.pipelined + 1));
    await client.ended;
    expect(client.received.toString()).not.toContain('204');
  });

  /** A lab on a socket that the test can look at, and the first connection to it. */
  async function openLab(
    runs: Runs,
    limits: Limits = LIMITS,
  ): Promise<{ port: number; accepted: Promise<net.Socket>; close(): void }> {
    const lab = createLab({
      runs,
      ports: () => ({ port: 0, tlsPort: 0 }),
      limits,
      certificate: await ownCertificate(configFolder(process.env), Date.now()),
      loopbackOnly: true,
      log: createLog('silent'),
    });
    const server = net.createServer({ allowHalfOpen: true }, lab.accept);
    const accepted = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: (server.address() as net.AddressInfo).port, accepted, close: () => server.close() };
  }

  it('close a connection on which nothing is asked, and one on which nothing more is', async () => {
    const lab = await openLab(new Runs(), { ...LIMITS, silence: 30, keepAlive: 30 });
    const silent = await RawClient.connect(lab.port);
    expect(await silent.ended).toBe('fin');
    const asked = await RawClient.connect(lab.port);
    asked.send(getRequest('/healthz'));
    await asked.until('204');
    expect(await asked.ended).toBe('fin');
    for (const { socket } of [silent, asked]) socket.destroy();
    lab.close();
  });

  it('close a connection of HTTP/2 on which no stream is open any more, recorded or not', async () => {
    const runs = new Runs();
    const run = runs.create({ steps: [{ text: 'x' }], then: 'end' }, 0);
    const lab = await openLab(runs, { ...LIMITS, silence: 100 });
    // What it begins with decides whether it is recorded.
    for (const first of ['/stream?count=1', `/runs/${run?.id}/stream`]) {
      const session = await connectHttp2(`http://127.0.0.1:${lab.port}`);
      const closed = once(session, 'close');
      expect((await askHttp2(session, first)).status).toBe(200);
      const held = session.request({ ':path': '/stream?every=1000' });
      held.on('error', () => {}).resume();
      await Promise.race([closed, setTimeout(300)]);
      expect(session.destroyed).toBe(false);
      held.close();
      await closed;
    }
    lab.close();
  });

  it('break off a connection of HTTP/2 whose client answers no PING, and none whose client does', async () => {
    const lab = await openLab(new Runs(), { ...LIMITS, silence: 100 });
    const path = '/stream?every=60000';
    const session = await connectHttp2(`http://127.0.0.1:${lab.port}`);
    session.request({ ':path': path }).resume();
    const pinged = once(session, 'ping');
    const gone = await RawClient.connect(lab.port);
    gone.socket.write(
      join(PREFACE, settings(), headers(1, { ...REQUEST, ':authority': 'localhost', ':path': path })),
    );
    expect(await gone.ended).toBe('reset');
    await pinged;
    await setTimeout(300);
    expect(session.destroyed).toBe(false);
    session.destroy();
    lab.close();
  });

  it('give a silent connection its time, but a stream may be silent for as long as it likes', async () => {
    const runs = new Runs();
    const held = runs.create({ steps: [], then: 'hold' }, 0);
    const ended = runs.create({ steps: [{ text: 'x' }], then: 'end' }, 0);
    const lab = await openLab(runs);
    const client = await RawClient.connect(lab.port);
    const socket = await lab.accepted;
    client.send(getRequest(`/runs/${ended?.id}/stream`));
    await client.until('\r\n0\r\n\r\n');
    // Some versions of Node add a second to what they have announced.
    expect([LIMITS.keepAlive, LIMITS.keepAlive + 1000]).toContain(socket.timeout);
    client.send(getRequest(`/runs/${held?.id}/stream`));
    await client.until('chunked\r\n\r\n', 2);
    expect(socket.timeout).toBe(0);
    client.socket.destroy();
    lab.close();
  });

  it('hold one step in memory for a reader that does not read', async () => {
    const runs = new Runs();
    const step = { text: 'a'.repeat(65_536) };
    const steps = 1000;
    const run = runs.create({ steps: Array.from({ length: steps }, () => step), then: 'end' }, 0);
    const lab = await openLab(runs);
    const request = http.get({ port: lab.port, path: `/runs/${run?.id}/stream` });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.pause();
    const socket = await lab.accepted;
    // The operating system takes no more when Node begins to keep what is written.
    while (socket.writableLength === 0) await new Promise((resolve) => setImmediate(resolve));
    for (let turns = 0; turns < 100; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      expect(socket.writableLength).toBeLessThan(2 * step.text.length);
    }
    expect(socket.bytesWritten).toBeLessThan((steps * step.text.length) / 2);
    expect(run?.cost).toBeLessThanOrEqual(LIMITS.captureBytes);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    request.destroy();
    await closed;
    expect(run?.streams).toBe(0);
    lab.close();
  });
});
