/** The built page as it is served: types, caching and what it may load. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, problemOf } from './answers.ts';
import { openPlayground, type TestPlayground } from './clients.ts';

let dist: string;
let playground: TestPlayground;
beforeAll(async () => {
  dist = await mkdtemp(path.join(os.tmpdir(), 'sse-playground-'));
  await mkdir(path.join(dist, 'assets'));
  await writeFile(path.join(dist, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(path.join(dist, 'assets', 'main-1a2b3c.js'), 'export {};');
  playground = await openPlayground(dist);
});
afterAll(async () => {
  playground.close();
  await rm(dist, { recursive: true });
});

describe('the page', () => {
  it('is asked for anew each time, and may load nothing from elsewhere but talk to the lab', async () => {
    const { status, headers, text } = await ask(`${playground.page}/`);
    expect(status).toBe(200);
    expect(text).toContain('<title>page</title>');
    expect(headers['content-type']).toMatch(/^text\/html/);
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['x-content-type-options']).toBe('nosniff');
    const policy = headers['content-security-policy'] as string;
    expect(policy.split('; ')).toEqual([
      "default-src 'self'",
      "connect-src 'self' ws: http:",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data:",
      'frame-src http:',
      "font-src 'self' data:",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  it('has assets that never change', async () => {
    const { status, headers } = await ask(`${playground.page}/assets/main-1a2b3c.js`);
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/javascript/);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it.each(['/assets/none.js', '/../package.json', '/%2e%2e/package.json', '/index.htm'])(
    'has no %s',
    async (file) => {
      expect(problemOf(await ask(playground.page + file)).status).toBeGreaterThanOrEqual(400);
    },
  );

  it('says what to do when it has not been built', async () => {
    const unbuilt = await openPlayground();
    const { status, text } = await ask(`${unbuilt.page}/`);
    expect(status).toBe(503);
    expect(text).toContain('npm run build');
    unbuilt.close();
  });
});
