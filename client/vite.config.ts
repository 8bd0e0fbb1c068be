import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { lessons } from './lessons-plugin.ts';

const NAMES = 'decode-named-character-reference';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [svelte({ configFile: false }), lessons()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // `const` stays `const`, which engines compile into the code of a loop: a variable has to be read again and again.
    rolldownOptions: { output: { topLevelVar: false } },
  },
  // The Markdown parser's names of characters: what it has for browsers asks the document, which a worker has not.
  resolve: { alias: { [NAMES]: createRequire(import.meta.url).resolve(NAMES) } },
  // Found late, behind a dynamic import or in a worker, they would reload the page in development.
  optimizeDeps: { include: ['yaml', 'zod', 'mdast-util-from-markdown'] },
  server: { fs: { allow: ['..'] } },
});
