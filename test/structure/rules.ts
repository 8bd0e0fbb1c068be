/**
 * The rules that the folders keep, as functions of the sources alone: which folder may import which, who may touch
 * the outside world, no cycles, and what the top level holds. Each returns what breaks the rule, in words.
 */
import path from 'node:path';
import { globalsOf, importsOf, wordsOf, type Import } from './source.ts';

/** Text of each source file by its path from the root, such as `client/io/clock.ts`. */
export type Sources = ReadonlyMap<string, string>;

const MAY_IMPORT: Record<string, readonly string[]> = {
  lessons: ['lessons'],
  server: ['server', 'lessons'],
  client: ['client', 'lessons'],
  test: ['test', 'server', 'client', 'lessons'],
};

/** Of hpack.js its two tables alone: they import nothing, where the rest of it needs Node's streams and Buffer. */
const HPACK_TABLES = ['hpack.js/lib/hpack/huffman.js', 'hpack.js/lib/hpack/static-table.js'];
const LESSONS_PACKAGES = ['zod', 'yaml', 'mdast-util-from-markdown', ...HPACK_TABLES];
const LESSONS_TYPE_PACKAGES = [...LESSONS_PACKAGES, 'mdast'];

const OUTSIDE_WORLD = [
  'fetch',
  'EventSource',
  'WebSocket',
  'XMLHttpRequest',
  'setTimeout',
  'setInterval',
  'requestAnimationFrame',
  'localStorage',
  'sessionStorage',
  'location',
  'history',
];

const TOP_LEVEL = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'eslint.config.js',
  'client',
  'server',
  'lessons',
  'test',
  'README.md',
  'LICENSE',
];

const folderOf = (file: string) => file.split('/', 1)[0] as string;

/** The file that a relative import names; null for a package. */
function target(file: string, { from }: Import): string | null {
  if (!from.startsWith('.')) return null;
  return path.posix.join(path.posix.dirname(file), from.replace(/\?.*$/, ''));
}

function isAllowed(file: string, imported: Import): boolean {
  const folder = folderOf(file);
  const to = target(file, imported);
  if (to === null) {
    const packages = imported.typeOnly ? LESSONS_TYPE_PACKAGES : LESSONS_PACKAGES;
    return folder !== 'lessons' || packages.includes(imported.from);
  }
  if (folder === 'client' && to === 'server/contract.ts') return imported.typeOnly;
  return folder === 'test' || (MAY_IMPORT[folder]?.includes(folderOf(to)) ?? false);
}

/** Imports run one way: test -> {client, server} -> lessons; lessons import four packages and nothing else. */
export function wrongImports(sources: Sources): string[] {
  return [...sources].flatMap(([file, text]) =>
    importsOf(file, text)
      .filter((imported) => !isAllowed(file, imported))
      .map((imported) => `${file} must not import ${imported.from}`),
  );
}

/** In the client only `client/io` touches network, timers, storage and the address. */
export function wrongGlobals(sources: Sources): string[] {
  return [...sources]
    .filter(([file]) => file.startsWith('client/') && !file.startsWith('client/io/'))
    .flatMap(([file, text]) => {
      const globals = globalsOf(file, text);
      return OUTSIDE_WORLD.filter((name) => globals.has(name)).map(
        (name) => `${file} must not use ${name}: that is for client/io`,
      );
    });
}

/** What the page says outside of client/words, where all of it has to be for somebody who translates it. */
export function strayWords(sources: Sources): string[] {
  return [...sources]
    .filter(([file]) => /^client\/(App\.svelte|(io|state|theme|ui|views)\/)/.test(file))
    .flatMap(([file, text]) =>
      wordsOf(file, text).map((words) => `${file} says “${words}”: that is for client/words`),
    );
}

/** Each cycle of imports among the sources, as `a -> b -> a`. Type imports count: they too tie files together. */
export function cycles(sources: Sources): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    const seenAt = trail.indexOf(file);
    if (seenAt >= 0) found.push([...trail.slice(seenAt), file].join(' -> '));
    if (seenAt >= 0 || done.has(file)) return;
    for (const imported of importsOf(file, sources.get(file) ?? '')) {
      const to = target(file, imported);
      if (to !== null && sources.has(to)) visit(to, [...trail, file]);
    }
    done.add(file);
  };
  for (const file of sources.keys()) visit(file, []);
  return found;
}

/** The names that do not belong at the top level. Dot files do, and what `.gitignore` leaves out does not count. */
export function strayNames(names: readonly string[]): string[] {
  const ignored = (name: string) => name === 'node_modules' || name === 'dist' || name.endsWith('.log');
  return names.filter((name) => !name.startsWith('.') && !ignored(name) && !TOP_LEVEL.includes(name));
}
