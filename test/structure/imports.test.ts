import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cycles, strayNames, strayWords, wrongGlobals, wrongImports, type Sources } from './rules.ts';

const root = path.resolve(import.meta.dirname, '../..');

function sourcesIn(folder: string): [string, string][] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap(
    (entry): [string, string][] => {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return ['dist', '.output'].includes(entry.name) ? [] : sourcesIn(file);
      return /\.(ts|svelte)$/.test(file) ? [[file, readFileSync(path.join(root, file), 'utf8')]] : [];
    },
  );
}

const project: Sources = new Map(['lessons', 'server', 'client', 'test'].flatMap(sourcesIn));
const lessons: Sources = new Map([...project].filter(([file]) => file.startsWith('lessons/')));
const madeUp = (sources: Record<string, string>): Sources => new Map(Object.entries(sources));

describe('this project', () => {
  it('has sources in each of its four folders', () => {
    const folders = new Set([...project.keys()].map((file) => file.split('/')[0]));
    expect(folders).toEqual(new Set(['lessons', 'server', 'client', 'test']));
  });

  it('imports one way: test to client and server, those to lessons', () => {
    expect(wrongImports(project)).toEqual([]);
  });

  it('touches the outside world of the browser in client/io alone', () => {
    expect(wrongGlobals(project)).toEqual([]);
  });

  it('says what it says to a reader of the page in client/words', () => {
    expect(strayWords(project)).toEqual([]);
  });

  it('has no cycle of imports among the lessons', () => {
    expect(cycles(lessons)).toEqual([]);
  });

  it('has nothing at its top level but what belongs there', () => {
    expect(strayNames(readdirSync(root))).toEqual([]);
  });
});

describe('the direction of imports', () => {
  it.each([
    ['lessons/a.ts', "import { b } from '../server/b.ts';"],
    ['lessons/a.ts', "import type { B } from '../client/b.ts';"],
    ['lessons/protocol/a.ts', "export * from '../../test/b.ts';"],
    ['lessons/a.ts', "import fs from 'node:fs';"],
    ['lessons/a.ts', "import type { Root } from 'hast';"],
    ['lessons/a.ts', "import { Root } from 'mdast';"],
    ['lessons/a.ts', "const b = await import('svelte');"],
    ['lessons/a.ts', "import hpack from 'hpack.js';"],
    ['server/a.ts', "import { b } from '../client/b.ts';"],
    ['server/a.ts', "let b: import('../client/b.ts').B;"],
    ['client/io/a.ts', "import { b } from '../../server/b.ts';"],
    ['client/io/a.ts', "import type { B } from '../../server/b.ts';"],
    ['client/io/a.ts', "import { B } from '../../server/contract.ts';"],
    ['client/io/a.ts', "import { type B } from '../../server/contract.ts';"],
    ['client/a.ts', "import '../test/b.ts';"],
    ['client/A.svelte', '<p>a</p>\n<script lang="ts">import { b } from \'../server/b.ts\';</script>'],
    ['client/A.svelte', '<script module>import b from "../test/b.ts";</script><script>let c = 1;</script>'],
  ])('is broken by %s with %s', (file, text) => {
    expect(wrongImports(madeUp({ [file]: text }))).toHaveLength(1);
  });

  it.each([
    ['lessons/catalog/a.ts', "import { z } from 'zod'; import type { Root } from 'mdast'; import './b.ts';"],
    ['lessons/a.ts', "import huffman from 'hpack.js/lib/hpack/huffman.js';"],
    ['lessons/catalog/a.ts', "// import fs from 'node:fs';\nconst text = \"import fs from 'node:fs'\";"],
    ['server/a.ts', "import fs from 'node:fs'; import { b } from '../lessons/b.ts';"],
    [
      'client/views/a.ts',
      "import source from '../../lessons/protocol/b.ts?raw'; import { c } from '../ui/c.ts';",
    ],
    ['client/io/a.ts', "import type { Problem } from '../../server/contract.ts';"],
    ['test/a.test.ts', "import '../client/b.ts'; import '../server/b.ts'; import '../lessons/b.ts';"],
  ])('is kept by %s with %s', (file, text) => {
    expect(wrongImports(madeUp({ [file]: text }))).toEqual([]);
  });
});

describe('the outside world', () => {
  it.each([
    ['client/state/a.ts', "const b = fetch('/c');", 'fetch'],
    ['client/state/a.ts', 'const clock = { setTimeout };', 'setTimeout'],
    ['client/state/a.ts', 'const hash = window.location.hash;', 'location'],
    ['client/state/a.ts', 'class Source extends EventSource {}', 'EventSource'],
    ['client/state/a.svelte.ts', "const kept = $state(localStorage['kept']);", 'localStorage'],
    ['client/views/A.svelte', '<script lang="ts">history.back();</script>', 'history'],
    [
      'client/views/A.svelte',
      '<button onclick={() => requestAnimationFrame(() => 1)}>b</button>',
      'requestAnimationFrame',
    ],
  ])('is touched by %s with %s', (file, text, name) => {
    expect(wrongGlobals(madeUp({ [file]: text }))).toEqual([
      `${file} must not use ${name}: that is for client/io`,
    ]);
  });

  it.each([
    ['client/io/a.ts', "export const b = fetch('/c');"],
    ['server/a.ts', 'setTimeout(() => undefined, 1);'],
    ['client/state/a.ts', 'run.history.push({ location: 1 }); let socket: WebSocket; // fetch'],
    ['client/state/a.ts', 'interface A { fetch(): void } type B = typeof fetch;'],
    ['client/state/a.ts', 'class A { fetch() {} get history() { return 1; } }'],
    ['client/state/a.ts', "import { location } from '../io/address.ts'; location.set('a');"],
    [
      'client/views/A.svelte',
      '<script lang="ts">let { history }: { history: number } = $props();</script>{history}',
    ],
    ['client/views/A.svelte', '<p title="fetch">location</p>'],
  ])('is not touched by %s with %s', (file, text) => {
    expect(wrongGlobals(madeUp({ [file]: text }))).toEqual([]);
  });
});

describe('cycles', () => {
  it('are found, through type imports and several files too', () => {
    const sources = madeUp({
      'lessons/a.ts': "import { b } from './b.ts';",
      'lessons/b.ts': "import type { C } from './folder/c.ts';",
      'lessons/folder/c.ts': "export { a } from '../a.ts';",
    });
    expect(cycles(sources)).toEqual(['lessons/a.ts -> lessons/b.ts -> lessons/folder/c.ts -> lessons/a.ts']);
  });

  it('are not seen where two ways lead to one file', () => {
    const sources = madeUp({
      'lessons/a.ts': "import './b.ts'; import './c.ts';",
      'lessons/b.ts': "import './d.ts';",
      'lessons/c.ts': "import './d.ts';",
      'lessons/d.ts': '',
    });
    expect(cycles(sources)).toEqual([]);
  });
});

describe('the top level', () => {
  it('may hold dot files and what git ignores, and no other file or folder', () => {
    expect(strayNames(['.ci', 'node_modules', 'a.log', 'README.md', 'src', 'vite.config.ts'])).toEqual([
      'src',
      'vite.config.ts',
    ]);
  });
});

describe('the words of the page', () => {
  it.each([
    ['client/views/A.svelte', '<p>Loading.</p>'],
    ['client/views/A.svelte', '<button aria-label="Close"></button>'],
    ['client/views/A.svelte', '<p>{open ? `${count} are open now` : closed}</p>'],
    ['client/views/A.svelte', '<script lang="ts">const a = \'Not yet\';</script>'],
    ['client/state/a.ts', 'export const a = (n: number) => `${n} of the first`;'],
  ])('are not to be in %s: %s', (file, text) => {
    expect(strayWords(madeUp({ [file]: text }))).toHaveLength(1);
  });

  it.each([
    ['client/words/a.ts', "export const A = { loading: 'It is loading.' } as const;"],
    ['client/views/A.svelte', '<p class="a b" style="color: red">{A.loading} {count}</p>'],
    ['client/views/a.ts', "// It is loading.\nthrow new Error('there is no canvas');"],
    ['server/a.ts', "console.log('It is loading.');"],
  ])('may be in %s: %s', (file, text) => {
    expect(strayWords(madeUp({ [file]: text }))).toEqual([]);
  });
});
