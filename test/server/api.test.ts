/** The API by the contract: what it gives, what it refuses and how, and that a refusal disturbs nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS as LIMITS } from '../../server/limits.ts';
import { ask, problemOf, type Answer } from './answers.ts';
import { getRequest, openPlayground, type TestPlayground } from './clients.ts';

let playground: TestPlayground;
beforeAll(async () => {
  playground = await openPlayground();
});
afterAll(() => {
  playground.close();
});

const JSON_TYPE = { 'Content-Type': 'application/json' };

function post(body: string, headers: Record<string, string> = {}): Promise<Answer> {
  return ask(`${playground.page}/api/runs`, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body });
}

describe('POST /api/runs', () => {
  it('creates a run and says where its stream is', async () => {
    const answer = await post('{"steps": [{"event": {"data": "hi"}}], "then": "end"}');
    expect(answer.status).toBe(201);
    const created = JSON.parse(answer.text) as { id: string };
    expect(created).toEqual({
      id: expect.stringMatching(/^[\w-]{16}$/) as string,
      labPort: playground.labPort,
      labTlsPort: Number(new URL(playground.labTls).port),
      stream: `/runs/${created.id}/stream`,
    });
    expect(answer.headers.location).toBe(`/api/runs/${created.id}`);
    const streamed = await fetch(`${playground.lab}/runs/${created.id}/stream`);
    expect(await streamed.text()).toBe('data: hi\n\n');
  });

  it('names path and rule of what is wrong, each wrong field, and the number of the others', async () => {
    const problem = problemOf(
      await post('{"steps": [{"wait": 1}, {"event": {"id": "a\\nb"}}, {"wiat": 1}]}'),
    );
    expect(problem.status).toBe(400);
    expect(problem.errors?.map(({ path }) => path)).toContain('/steps/1/event/id');
    expect(problem.detail).toContain('at /steps/1/event/id: id must not hold a CR or LF');
    expect(problem.detail).toContain(`(and ${(problem.errors?.length ?? 0) - 1} more)`);
    expect(problem.errors?.find(({ path }) => path.startsWith('/steps/2'))?.rule).toContain('"wiat"');
  });

  it.each([
    'null',
    '3',
    '"steps"',
    '[]',
    '{}',
    '{"steps": {}}',
    '{"steps": [], "__proto__": {"then": "end"}}',
  ])('refuses %s', async (text) => {
    const problem = problemOf(await post(text));
    expect(problem.status).toBe(400);
    expect(problem.errors).not.toHaveLength(0);
  });

  it('names the place where JSON is malformed', async () => {
    const problem = problemOf(await post('{\n  "steps": [\n    {"wait": 01}\n]}'));
    expect(problem.status).toBe(400);
    expect(problem.detail).toContain('line 3, column 15 (offset 29), where "1" is');
    expect(problemOf(await post('')).detail).toContain('line 1, column 1 (offset 0), where the end is');
  });

  it.each([
    ['open arrays', '['.repeat(500_000)],
    ['nested arrays', `${'['.repeat(400_000)}${']'.repeat(400_000)}`],
    ['nested steps', `{"steps":${'['.repeat(400_000)}${']'.repeat(400_000)}}`],
    ['nested objects', `${'{"steps":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
  ])('refuses %s however deep', async (_name, text) => {
    expect(problemOf(await post(text)).status).toBe(400);
  });

  it('refuses a body past its bound, whether announced or not', async () => {
    const long = `{"steps": [{"text": "${'a'.repeat(LIMITS.scenarioBytes)}"}]}`;
    const announced = problemOf(await post(long));
    expect(announced.status).toBe(413);
    expect(announced.detail).toContain(String(LIMITS.scenarioBytes));
    expect(problemOf(await post(long, { 'Transfer-Encoding': 'chunked' })).status).toBe(413);
  });

  it.each([
    ['text/plain', {}],
    ['application/jsonp', {}],
    ['application/json; charset=nonsense', {}],
    ['application/json', { 'Content-Encoding': 'gzip' }],
  ])('refuses a body of type %s %j', async (type, headers) => {
    expect(problemOf(await post('{"steps": []}', { 'Content-Type': type, ...headers })).status).toBe(415);
  });

  it('disturbs no open stream when it refuses', async () => {
    const { id, stream } = await playground.run({
      steps: [{ text: 'before' }, { wait: 100 }, { text: 'after' }],
      then: 'end',
    });
    const client = await playground.connect();
    client.send(getRequest(stream));
    await client.until('before');
    const refusals = await Promise.all([
      post('{'),
      post('{"steps": 1}'),
      post('a'.repeat(2 * LIMITS.scenarioBytes)),
    ]);
    expect(refusals.map(({ status }) => status)).toEqual([400, 400, 413]);
    await client.until('after\r\n0\r\n\r\n');
    expect(await playground.bytes(id, 1, 'server')).toEqual(client.received);
    client.socket.destroy();
  });
});

describe('GET /api/runs/:id', () => {
  it.each([
    '/api/runs/nobody',
    '/api/runs/nobody/bytes?connection=1&from=server',
    '/api/nothing',
    '/nothing',
    '/api',
  ])('is 404 for %s', async (path) => {
    expect(problemOf(await ask(playground.page + path)).status).toBe(404);
  });

  it('does not answer with a stack to a path that cannot be decoded', async () => {
    expect(problemOf(await ask(`${playground.page}/api/runs/%E0%A4%A`)).status).toBe(400);
  });

  it.each([
    ['', /connection/],
    ['?from=server', /connection/],
    ['?connection=0&from=server', /connection/],
    ['?connection=1.5&from=server', /connection/],
    ['?connection=1&connection=2&from=server', /connection/],
    ['?connection=1', /from/],
    ['?connection=1&from=both', /from/],
  ])('refuses /bytes%s and names what is wrong', async (query, name) => {
    const { id } = await playground.run({ steps: [] });
    const problem = problemOf(await ask(`${playground.page}/api/runs/${id}/bytes${query}`));
    expect(problem.status).toBe(400);
    expect(problem.detail).toMatch(name);
  });

  it('is 404 for the bytes of a connection that the run does not have', async () => {
    const { id } = await playground.run({ steps: [] });
    const url = `${playground.page}/api/runs/${id}/bytes?connection=1&from=server`;
    expect(problemOf(await ask(url)).status).toBe(404);
  });

  it.each([
    ['DELETE', '/api/runs', 'POST'],
    ['POST', '/api/runs/x', 'GET, HEAD'],
    ['PUT', '/api/runs/x/bytes', 'GET, HEAD'],
  ])('is 405 for %s %s, which takes %s', async (method, path, allowed) => {
    const answer = await ask(playground.page + path, { method });
    expect(problemOf(answer).status).toBe(405);
    expect(answer.headers.allow).toBe(allowed);
  });
});

describe('the page’s origin', () => {
  it.each(['http://evil.example', 'http://localhost:1', 'null', 'nonsense'])(
    'refuses a run that a page of the origin %s asks for',
    async (origin) => {
      const problem = problemOf(await post('{"steps": []}', { Origin: origin }));
      expect(problem.status).toBe(403);
      expect(problem.detail).toContain(origin);
    },
  );

  it('takes a run from its own page, under each name of loopback', async () => {
    const { port } = new URL(playground.page);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, `x.localhost:${port}`]) {
      const answer = await post('{"steps": []}', { Host: host, Origin: `http://${host}` });
      expect(answer.status).toBe(201);
    }
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1', 'evillocalhost'])(
    'does not answer to the host %s, even where that resolves to loopback',
    async (host) => {
      for (const path of ['/', '/api/runs/x']) {
        const problem = problemOf(await ask(playground.page + path, { headers: { Host: host } }));
        expect(problem.status).toBe(403);
        expect(problem.detail).toContain(host);
      }
    },
  );

  it('reads may come from anywhere, as browsers keep the answer from other origins', async () => {
    const { id } = await playground.run({ steps: [] });
    const answer = await ask(`${playground.page}/api/runs/${id}`, {
      headers: { Origin: 'http://evil.example' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });
});
