/** The page with other lessons than those of the course. */
import path from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { lessons } from '../../client/lessons-plugin.ts';
import { projectRoot } from '../../server/page.ts';
import { openPlayground } from '../server/clients.ts';
import { test } from './stage.ts';

/** Builds it with the lessons below `test/browser/` in the folder `name`. The folder it is in. */
async function buildPageWith(name: string): Promise<string> {
  // Files that run at the same time may want the same page.
  const outDir = path.join(projectRoot(), 'test', '.output', `${name}-${process.pid}`);
  await build({
    configFile: false,
    root: path.join(projectRoot(), 'client'),
    plugins: [svelte({ configFile: false }), lessons(path.join(import.meta.dirname, name))],
    build: { outDir, emptyOutDir: true, target: 'es2022', minify: false },
    logLevel: 'error',
  });
  return outDir;
}

// Vitest reads from the pattern of the first parameter which fixtures are used: where there are none, it is empty.
/* eslint-disable no-empty-pattern */
/** Tests of that page. */
export const testWith = (name: string) =>
  test.extend('playground', { scope: 'file' }, async ({}, { onCleanup }) => {
    const playground = await openPlayground(await buildPageWith(name));
    onCleanup(() => {
      playground.close();
    });
    return playground;
  });
