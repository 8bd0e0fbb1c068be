import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { lessons } from './lessons-plugin.ts';

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
  // Found late, behind a dynamic import, it would reload the page in development.
  optimizeDeps: { include: ['yaml'] },
  server: { fs: { allow: ['..'] } },
});
