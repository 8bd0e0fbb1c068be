/** Builds the benchmark as the page is built, so that it measures the code that runs there, and starts at once. */
import path from 'node:path';
import { defineConfig } from 'vite';

const file = (name: string): string => path.join(import.meta.dirname, name);

export default defineConfig({
  build: {
    ssr: true,
    target: 'node20',
    minify: false,
    outDir: file('../.output/bench'),
    emptyOutDir: true,
    rolldownOptions: {
      input: {
        main: file('main.ts'),
        child: file('child.ts'),
        server: file('lab/server-process.ts'),
        client: file('lab/client-process.ts'),
        'soak-server': file('lab/soak/server-process.ts'),
        'soak-client': file('lab/soak/client-process.ts'),
      },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', topLevelVar: false },
    },
  },
});
