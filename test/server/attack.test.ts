/** An attacker's afternoon: whatever comes in, the server says no, or says nothing, and goes on. */
import { once } from 'node:events';
import net from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ask, problemOf } from './answers.ts';
import { getRequest, openPlayground, postRun, RawClient, type TestPlayground } from './clients.ts';
import { askHttp2, connectHttp2 } from './lab/http2-client.ts';

let playground: TestPlayground;
beforeAll(async () => {
  playground = await openPlayground(undefined, { LIMITS: 'headTime=300,connectionsPerClient=700' });
});
afterAll(() => {
  playground.close();
});

const portOf = (origin: string) => Number(new URL(origin).port);

/** All that the server is for still works. */
async function stillThere(): Promise<void> {
  const { stream } = await playground.run({ steps: [{ event: { data: 'there' } }], then: 'end' });
  expect((await ask(playground.lab + stream)).text).toBe('data: there\n\n');
  const session = await connectHttp2(playground.labTls);
  expect((await askHttp2(session, '/stream?count=1')).status).toBe(200);
  session.destroy();
  expect((await ask(`${playground.page}/api/nothing`)).status).toBe(404);
}

describe('what is malformed', () => {
  const garbage: [what: string, bytes: Buffer][] = [
    ['nothing but zeros', Buffer.alloc(4096)],
    ['no line end', Buffer.from('GET / HTTP/1.1')],
    [
      'a head of a megabyte',
      Buffer.from(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(1 << 20)}\r\n\r\n`),
    ],
    ['a request-target with a NUL', Buffer.from('GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n')],
    [
      'two lengths',
      Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'),
    ],
    [
      'a length and chunks',
      Buffer.from(
        'POST /stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ),
    ],
    ['half of a preface', Buffer.from('PRI * HTTP/2.0\r\n\r\nS')],
    [
      'a preface and no frame',
      Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff\xff\xff\xff\xff\xff', 'latin1'),
    ],
    [
      'frames of four gigabytes',
      Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.alloc(200_000, 0xff)]),
    ],
    ['half of a TLS greeting', Buffer.from([0x16, 3, 1, 0xff, 0xff, 1])],
  ];

  it.each(garbage)('%s is cut off on every port', async (_what, bytes) => {
    for (const origin of [playground.page, playground.lab, playground.labTls]) {
      const socket = net.connect({ port: portOf(origin), host: '127.0.0.1' });
      socket.on('error', () => {});
      socket.resume();
      socket.write(bytes);
      await new Promise((resolve) => socket.once('close', resolve));
    }
    await stillThere();
  });
});

describe('what is slow', () => {
  it('has a bounded time for its head', async () => {
    for (const origin of [playground.page, playground.lab]) {
      const client = await RawClient.connect(portOf(origin));
      client.send('GET / HTTP/1.1\r\nHost: localhost\r\nX:');
      const drip = setInterval(() => client.socket.write('x'), 20);
      client.socket.on('error', () => {});
      await client.ended;
      clearInterval(drip);
      client.socket.destroy();
    }
    await stillThere();
  });

  it('has a bounded time for its TLS handshake', async () => {
    const socket = net.connect({ port: portOf(playground.labTls), host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.resume();
    // The beginning of a ClientHello, RFC 8446 4.1.2.
    socket.write(Buffer.from('1603010200010001fc0303', 'hex'));
    await new Promise((resolve) => socket.once('close', resolve));
    await stillThere();
  });

  it('costs a stream and nothing more when it does not read', { timeout: 60_000 }, async () => {
    const STREAMS = 500;
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const memory = () => {
      gc();
      const { heapUsed, external, arrayBuffers } = process.memoryUsage();
      return heapUsed + external + arrayBuffers;
    };
    const before = memory();
    const clients = await Promise.all(
      Array.from({ length: STREAMS }, async () => {
        // Takes one byte, and then none.
        const onread = { buffer: Buffer.alloc(1), callback: () => false };
        const client = net.connect({ port: playground.labPort, host: '127.0.0.1', onread });
        client.on('error', () => {});
        await once(client, 'connect');
        client.write(getRequest(`/stream?every=0&data=${'x'.repeat(5000)}`));
        return client;
      }),
    );
    // What the lab would write in this time without back-pressure is gigabytes.
    for (let second = 0; second < 2; second += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await stillThere();
    }
    expect((memory() - before) / STREAMS).toBeLessThan(100 * 1024);
    for (const client of clients) client.destroy();
  });
});

describe('what is too much', () => {
  it('is closed past the connections of one client, and the others go on', async () => {
    const small = await openPlayground(undefined, { LIMITS: 'connectionsPerClient=20' });
    const clients = await Promise.all(Array.from({ length: 60 }, () => RawClient.connect(small.labPort)));
    const closed = await Promise.all(clients.slice(20).map((client) => client.ended.then(() => true)));
    expect(closed).toHaveLength(40);
    for (const client of clients) client.socket.destroy();
    small.close();
  });

  it('is refused as a scenario', async () => {
    const bodies = [
      `{"steps": ${'['.repeat(100_000)}`,
      JSON.stringify({ steps: Array(1001).fill({ wait: 0 }) }),
      JSON.stringify({ steps: [{ repeat: { times: 1e9, steps: [{ wait: 0 }] } }] }),
      '{"steps": [], "__proto__": {"then": "end"}}',
      JSON.stringify({ steps: [], fields: [{ name: 'X', value: 'a\r\nSet-Cookie: b=1' }] }),
      JSON.stringify({ steps: [], fields: [{ name: 'Transfer-Encoding', value: 'gzip' }] }),
      JSON.stringify({ steps: [], type: 'a\r\nX: y' }),
    ];
    for (const body of bodies) expect((await postRun(playground.page, body)).status).toBe(400);
    await stillThere();
  });

  it('is bounded as a stream that would never end', async () => {
    const small = await openPlayground(undefined, { LIMITS: 'streamBytes=100000' });
    const answer = await ask(`${small.lab}/stream?every=0&data=${'x'.repeat(1000)}`);
    expect(answer.text.length).toBeGreaterThan(100_000);
    expect(answer.text.length).toBeLessThan(110_000);
    small.close();
  });
});

describe('what comes from elsewhere', () => {
  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '192.168.0.1', '', 'a b'])(
    'is refused under the host %j',
    async (host) => {
      for (const origin of [playground.page, playground.lab]) {
        const client = await RawClient.connect(portOf(origin));
        client.send(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
        await client.ended;
        expect(client.received.toString()).toMatch(/^HTTP\/1\.1 40[03] /);
        client.socket.destroy();
      }
    },
  );

  it('may change nothing, and open no WebSocket', async () => {
    const headers = { Origin: 'http://evil.example', 'Content-Type': 'application/json' };
    expect((await postRun(playground.page, '{"steps":[]}', headers)).status).toBe(403);
    for (const path of ['/api/console', '/api/runs/x/feed']) {
      const socket = new WebSocket(playground.page.replace('http', 'ws') + path, {
        headers: { Origin: 'http://evil.example' },
      });
      socket.on('error', () => {});
      const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
      expect(response.statusCode).toBe(403);
      socket.terminate();
    }
  });
});

describe('a path that tries to get out', () => {
  it.each([
    '/../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/assets/..%5c..%5cpackage.json',
    '/%00',
    '/%ff%fe',
    '//evil.example/',
    '/api/runs/..%2f..%2f',
    '/api/runs/%2e%2e/bytes?connection=1&from=server',
    `/${'a/'.repeat(3000)}`,
  ])('finds nothing: %s', async (path) => {
    for (const origin of [playground.page, playground.lab]) {
      const client = await RawClient.connect(portOf(origin));
      client.send(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      await client.ended;
      const text = client.received.toString();
      expect(text).toMatch(/^HTTP\/1\.1 (?:400|404|503) /);
      expect(text).not.toMatch(/root:|node_modules|"name": "sse-playground"/);
      client.socket.destroy();
    }
  });

  it('tells nothing of the code in what it refuses', async () => {
    expect(problemOf(await ask(`${playground.page}/api/%ff`)).status).toBe(404);
  });
});
