/** The page with other lessons than those of the course. */
import path from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { lessons } from '../../client/lessons-plugin.ts';
import { projectRoot } from '../../server/page.ts';

/** Builds it with the lessons below `test/browser/` in the folder `name`. The folder it is in. */
export async function buildPageWith(name: string): Promise<string> {
  const outDir = path.join(projectRoot(), 'test', '.output', name);
  await build({
    configFile: false,
    root: path.join(projectRoot(), 'client'),
    plugins: [svelte({ configFile: false }), lessons(path.join(import.meta.dirname, name))],
    build: { outDir, emptyOutDir: true, target: 'es2022', minify: false },
    logLevel: 'error',
  });
  return outDir;
}
