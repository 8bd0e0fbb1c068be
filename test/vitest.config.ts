/**
 * `lessons` tests pure code and `node` what runs in plain Node besides: files share what they import. They are two, as
 * what has become fast for the one would be slow for the other. `client` tests the state of the page, with runes
 * (`.svelte.ts`) on Svelte's client runtime as in a browser; its files put others in place of modules, so each has its
 * own. `browser` drives the built page in a real Chromium when these are done, a file for each core at a time, and `alone`
 * one file at a time, so that nothing else competes for the processor.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import type { InlineConfig } from 'vitest/node';

type Exports = Record<string, string | { readonly browser?: string }>;

const root = path.resolve(import.meta.dirname, '..');
const require = createRequire(import.meta.url);

/** Node resolves `svelte` to its server runtime, where `$effect` never runs: name the client one instead. */
function svelteClientRuntime() {
  const { exports } = require('svelte/package.json') as { exports: Exports };
  const folder = path.dirname(require.resolve('svelte/package.json'));
  return Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === 'string' || target.browser === undefined
      ? []
      : { find: new RegExp(`^svelte${entry.slice(1)}$`), replacement: path.join(folder, target.browser) },
  );
}

/** What measures when a real browser does what: nothing else may compete for the processor. */
const ALONE = [
  'connections',
  'console',
  'dedicated-worker',
  'failures',
  'live',
  'pool-agreement',
  'tabs',
].map((name) => `test/browser/${name}.test.ts`);

const browser = (name: string, files: Partial<InlineConfig>): TestProjectInlineConfiguration => ({
  extends: true,
  test: {
    name,
    include: ['test/browser/**/*.test.ts'],
    isolate: false,
    // A question to the page takes the processor from the page.
    expect: { poll: { interval: 100 } },
    // Of tests that mostly wait: more would get into each other's way.
    maxConcurrency: 3,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    ...files,
  },
});

export default defineConfig({
  root,
  plugins: [svelte({ configFile: false, dynamicCompileOptions: () => ({ generate: 'client' }) })],
  resolve: { alias: svelteClientRuntime() },
  test: {
    environment: 'node',
    // Where the lab keeps its certificate.
    env: { XDG_CONFIG_HOME: path.join(root, 'test', '.output', 'config') },
    passWithNoTests: false,
    // One for each core: by default one core is left to others.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'lessons',
          include: ['test/lessons/**/*.test.ts'],
          isolate: false,
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/client/**', 'test/lessons/**'],
          isolate: false,
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'client',
          include: ['test/client/**/*.test.ts'],
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      browser('browser', { exclude: ALONE, sequence: { groupOrder: 1 } }),
      browser('alone', {
        include: ALONE,
        fileParallelism: false,
        // The workloads leave most of the processor to others.
        maxConcurrency: 5,
        sequence: { groupOrder: 2 },
      }),
    ],
  },
});
