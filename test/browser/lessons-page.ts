/** The page with other lessons than those of the course. */
import path from 'node:path';
import { build, createServer, type InlineConfig } from 'vite';
import { lessons } from '../../client/lessons-plugin.ts';
import { projectRoot } from '../../server/page.ts';
import { openPlayground } from '../server/clients.ts';
import { test } from './stage.ts';

const OUTPUT = path.join(projectRoot(), 'test', '.output');

const pageWith = (chapters: string): InlineConfig => ({
  configFile: path.join(projectRoot(), 'client', 'vite.config.ts'),
  // Before the page's own, which has the lessons of the course.
  plugins: [{ ...lessons(chapters), enforce: 'pre' }],
  logLevel: 'silent',
});

/** Lessons that only tests need. */
export const OTHER_LESSONS = path.join(import.meta.dirname, 'other-lessons');

/** The folder that it was built to: once by each process that runs tests. */
let built: Promise<string> | null = null;

async function buildPage(): Promise<string> {
  const outDir = path.join(OUTPUT, `page-${process.env['VITEST_POOL_ID']}`);
  await build({
    ...pageWith(OTHER_LESSONS),
    build: { outDir, minify: false },
  });
  return outDir;
}

// Vitest reads from the pattern of the first parameter which fixtures are used: where there are none, it is empty.
/* eslint-disable no-empty-pattern */
/** A test of the page with those lessons. */
export const testOther = test.extend('playground', { scope: 'file' }, async ({}, { onCleanup }) => {
  built ??= buildPage();
  const playground = await openPlayground(await built);
  onCleanup(() => {
    playground.close();
  });
  return playground;
});

/** The page as `npm run dev` has it, straight from its sources, with the lessons in a folder. */
export async function develop(chapters: string): Promise<{ origin: string; close: () => Promise<void> }> {
  const server = await createServer({
    ...pageWith(chapters),
    cacheDir: path.join(OUTPUT, 'develop'),
    server: { host: '127.0.0.1', port: 0 },
  });
  await server.listen();
  const [origin = ''] = server.resolvedUrls?.local ?? [];
  return { origin, close: () => server.close() };
}
