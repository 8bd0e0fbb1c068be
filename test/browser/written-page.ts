/** The page with a lesson in which each kind of thing is written, instead of those of the course. */
import path from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { lessons } from '../../client/lessons-plugin.ts';
import { projectRoot } from '../../server/page.ts';

export const CHAPTERS = path.join(import.meta.dirname, 'written-lessons');

/** Builds it. The folder it is in. */
export async function buildWrittenPage(): Promise<string> {
  const outDir = path.join(projectRoot(), 'test', '.output', 'written-page');
  await build({
    configFile: false,
    root: path.join(projectRoot(), 'client'),
    plugins: [svelte({ configFile: false }), lessons(CHAPTERS)],
    build: { outDir, emptyOutDir: true, target: 'es2022', minify: false },
    logLevel: 'error',
  });
  return outDir;
}
