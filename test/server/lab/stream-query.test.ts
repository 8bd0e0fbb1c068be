/** `GET /stream`: what each parameter does to the bytes, and how a wrong one is answered. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../../server/contract.ts';
import { STREAM_PARAMETERS } from '../../../server/lab/stream-query.ts';
import { ask, problemOf } from '../answers.ts';
import { getRequest, openPlayground, RawClient, type TestPlayground } from '../clients.ts';

let playground: TestPlayground;
beforeAll(async () => {
  playground = await openPlayground();
});
afterAll(() => {
  playground.close();
});

/** Everything on a connection that is closed after it. */
async function whole(query: string, ...fields: string[]): Promise<string> {
  const client = await playground.connect();
  client.send(
    getRequest(`/stream?${query}`).replace(
      '\r\n\r\n',
      ['', 'Connection: close', ...fields, '', ''].join('\r\n'),
    ),
  );
  await client.ended;
  return client.received.toString();
}
const bodyOf = (response: string) => response.split('\r\n\r\n').slice(1).join('\r\n\r\n');

describe('a parameter', () => {
  it.each([
    ['count=2&every=0', 'f\r\ndata: event 1\n\n\r\nf\r\ndata: event 2\n\n\r\n0\r\n\r\n'],
    ['count=0', '0\r\n\r\n'],
    ['count=1&event=tick&data=a%0Ab&id=7', '23\r\nevent: tick\nid: 7\ndata: a\ndata: b\n\n\r\n0\r\n\r\n'],
    ['count=1&event=t{n}&data={n}{n}', '14\r\nevent: t1\ndata: 11\n\n\r\n0\r\n\r\n'],
    ['count=1&data=', '7\r\ndata:\n\n\r\n0\r\n\r\n'],
    ['count=1&retry=50', 'b\r\nretry: 50\n\n\r\nf\r\ndata: event 1\n\n\r\n0\r\n\r\n'],
    ['count=1&eol=crlf', '11\r\ndata: event 1\r\n\r\n\r\n0\r\n\r\n'],
    ['count=1&eol=cr&bom=1', '3\r\n\ufeff\r\nf\r\ndata: event 1\r\r\r\n0\r\n\r\n'],
    ['count=1&data=ab&split=4&gap=1', '4\r\ndata\r\n4\r\n: ab\r\n2\r\n\n\n\r\n0\r\n\r\n'],
    ['count=1&framing=length', 'data: event 1\n\n'],
    ['count=1&framing=close', 'data: event 1\n\n'],
    ['count=1&end=cut', 'f\r\ndata: event 1\n\n\r\n'],
    [
      'count=2&every=50&heartbeat=20',
      'f\r\ndata: event 1\n\n\r\nd\r\n: heartbeat\n\n\r\nd\r\n: heartbeat\n\n\r\nf\r\ndata: event 2\n\n\r\n0\r\n\r\n',
    ],
    ['count=1&gzip=hold', 'f\r\ndata: event 1\n\n\r\n0\r\n\r\n'],
  ])('does what it says: %s', async (query, body) => {
    expect(bodyOf(await whole(query))).toBe(body);
  });

  it('sets the status and the type', async () => {
    const response = await whole('count=1&status=503&type=text/plain');
    expect(response).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\nContent-Type: text\/plain\r\n/);
    expect(await whole('count=1&type=')).not.toMatch(/content-type/i);
  });

  it('gives the time of each event', async () => {
    const before = Date.now();
    const [, time = ''] = /data: (.*)\n/.exec(await whole('count=1&data={time}')) ?? [];
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Date.parse(time)).toBeGreaterThanOrEqual(before);
  });

  it('compresses for a client that accepts it', async () => {
    expect(await whole('count=1&gzip=flush', 'Accept-Encoding: gzip')).toContain('Content-Encoding: gzip');
  });

  it('holds, resets and delays', async () => {
    const held = await playground.connect();
    held.send(getRequest('/stream?count=1&end=hold&delay=30'));
    await held.until('data: event 1');
    held.socket.destroy();
    const broken = await playground.connect();
    broken.send(getRequest('/stream?count=1&end=reset'));
    expect(await broken.ended).toBe('reset');
  });

  const wrong: [query: string, name: string, rule: RegExp][] = [
    ['speed=2', 'speed', /unknown parameter: it is one of count, every, .*, delay/],
    ['count=-1', 'count', /"-1" is not allowed: it is a whole number from 0 to 1000000/],
    ['every=1.5', 'every', /from 0 to 60000 milliseconds/],
    ['every=1&every=2', 'every', /more than once/],
    ['eol=nl', 'eol', /lf, cr, crlf, mixed/],
    ['status=100', 'status', /from 200 to 599/],
    ['end=explode', 'end', /end, hold, cut, reset/],
    ['type=a%0D%0AX:%20y', 'type', /US-ASCII.*RFC 9110 5\.5/],
    ['event=a%0Adata:%20b', 'event', /CR or LF.*HTML 9\.2\.5/],
    ['framing=length', 'count', /needs an end/],
    ['framing=length&count=2&data={time}', 'count', /without \{time\}/],
    ['framing=length&gzip=hold&count=1', 'gzip', /length is not known/],
    ['id=99999999999999999999', 'id', /whole number/],
    ['toString=1', 'toString', /unknown parameter/],
  ];
  it.each(wrong)('that is wrong is named: %s', async (query, name, rule) => {
    const problem: Problem = problemOf(await ask(`${playground.lab}/stream?${query}`));
    expect(problem.status).toBe(400);
    const own = problem.errors?.find(({ path: where }) => where === `/${name}`);
    expect(own?.rule).toMatch(rule);
    expect(problem.detail.startsWith(name)).toBe(true);
  });

  it('tells of every one that is wrong', async () => {
    const problem = problemOf(await ask(`${playground.lab}/stream?a=1&count=x`));
    expect(problem.errors?.map(({ path: where }) => where)).toEqual(['/a', '/count']);
    expect(problem.detail).toContain('(and 1 more)');
  });

  it('is explained on the page of the lab, each with what holds without it', async () => {
    const { text } = await ask(playground.lab);
    for (const { does, standard } of Object.values(STREAM_PARAMETERS)) {
      expect(text).toContain(`<td>${does}`);
      expect(text).toContain(`<td>${standard}`);
    }
  });
});

describe('other origins', () => {
  it('may read it, and ask with fields of their own', async () => {
    const answer = await ask(`${playground.lab}/stream?count=1`, {
      headers: { Origin: 'https://example.com' },
    });
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    const preflight = await ask(`${playground.lab}/stream`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://example.com', 'Access-Control-Request-Headers': 'last-event-id' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-headers']).toBe('*');
  });

  it('may not come under a foreign name that leads here', async () => {
    const problem = problemOf(
      await ask(`${playground.lab}/stream`, { headers: { Host: 'rebound.example' } }),
    );
    expect(problem.status).toBe(403);
  });
});

describe('a server that is killed and started again', () => {
  const ROOT = path.resolve(import.meta.dirname, '../../..');

  async function startServer(labPort: string): Promise<{ child: ChildProcess; port: number }> {
    const child = spawn(process.execPath, ['server/dist/server/main.js'], {
      cwd: ROOT,
      env: { ...process.env, PORT: '0', LAB_PORT: labPort, LAB_TLS_PORT: '0', HOST: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    while (!printed.includes('listens')) {
      const [part] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
      printed += part.toString();
    }
    return { child, port: Number(/listens on http:\/\/localhost:(\d+)/.exec(printed)?.[1]) };
  }

  it('goes on exactly after the last event that the client has seen', async () => {
    const first = await startServer('0');
    const client = await RawClient.connect(first.port);
    client.send(getRequest('/stream?id=1&count=40&every=10'));
    await client.until('\nid: 1\n', 0);
    await client.until('data: event 12\n\n');
    first.child.kill('SIGKILL');
    await client.ended;
    const seen = client.received.toString().match(/(?<=id: )\d+(?=\ndata: event \d+\n\n)/g) ?? [];

    const second = await startServer(String(first.port));
    const again = await RawClient.connect(second.port);
    again.send(
      getRequest('/stream?id=1&count=40&every=1').replace(
        '\r\n\r\n',
        `\r\nLast-Event-ID: ${seen.at(-1)}\r\n\r\n`,
      ),
    );
    await again.until('\r\n0\r\n\r\n');
    const rest = again.received.toString().match(/(?<=id: )\d+/g) ?? [];
    expect([...seen, ...rest].map(Number)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    second.child.kill('SIGKILL');
    again.socket.destroy();
  });
});
