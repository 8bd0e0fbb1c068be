/** The document in which code of a learner's runs: what it may do, and that nobody else may do more for it. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, problemOf } from './answers.ts';
import { openPlayground, type TestPlayground } from './clients.ts';

let playground: TestPlayground;
beforeAll(async () => {
  playground = await openPlayground(undefined, { HOST: '0.0.0.0' });
});
afterAll(() => {
  playground.close();
});

const policyFor = async (host?: string): Promise<string[]> => {
  const { headers } = await ask(
    `${playground.page}/sandbox`,
    host === undefined ? {} : { headers: { Host: host } },
  );
  return String(headers['content-security-policy']).split('; ');
};

describe('the sandbox', () => {
  it('has an origin of its own and runs its own script, which may ask the lab and nobody else', async () => {
    const { status, headers, text } = await ask(`${playground.page}/sandbox`);
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/html/);
    const script = /<script>([^]*)<\/script>/.exec(text)?.[1] ?? '';
    const hash = createHash('sha256').update(script).digest('base64');
    expect(await policyFor()).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${hash}'`,
      'worker-src blob:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'self'",
      'sandbox allow-scripts',
      `connect-src http://localhost:${playground.labPort} http://*.localhost:${playground.labPort}`,
    ]);
    expect(text.match(/<script/g)).toHaveLength(1);
  });

  it.each([
    ['127.0.0.1:1', (port: number) => `http://127.0.0.1:${port} http://*.localhost:${port}`],
    ['[::1]:1', (port: number) => `http://*.localhost:${port}`],
    ['lab.example:1', (port: number) => `http://lab.example:${port}`],
    ["x; script-src 'unsafe-inline'", () => "'none'"],
    ['a b', () => "'none'"],
    ['*', () => "'none'"],
  ])('names the lab by the name that it was asked by: %s', async (host, origins) => {
    expect((await policyFor(host)).at(-1)).toBe(`connect-src ${origins(playground.labPort)}`);
  });

  it('is only to be read', async () => {
    const answer = await ask(`${playground.page}/sandbox`, { method: 'POST' });
    expect(problemOf(answer).status).toBe(405);
    expect(answer.headers['allow']).toBe('GET, HEAD');
  });

  it('is given nothing else: no answer of the page’s origin may be read by another', async () => {
    for (const path of ['/sandbox', '/api/runs', '/api/runs/x', '/', '/api/workloads/x']) {
      for (const method of ['GET', 'OPTIONS']) {
        const { headers } = await ask(playground.page + path, { method, headers: { Origin: 'null' } });
        expect(headers['access-control-allow-origin'], `${method} ${path}`).toBeUndefined();
      }
    }
    const refused = await ask(`${playground.page}/api/runs`, {
      method: 'POST',
      headers: { Origin: 'null', 'Content-Type': 'application/json' },
      body: '{"steps": []}',
    });
    expect(problemOf(refused)).toMatchObject({
      status: 403,
      detail: expect.stringContaining('null') as string,
    });
  });

  it('may ask the lab because everybody may, without credentials and with GET', async () => {
    const { stream } = await playground.run({ steps: [{ text: 'data: a\n\n' }], then: 'end' });
    const answer = await ask(playground.lab + stream, { headers: { Origin: 'null' } });
    expect(answer.text).toBe('data: a\n\n');
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
  });
});
