/**
 * Gives the page its lessons and its glossary as `virtual:lessons`. They are read, validated and parsed when the page is
 * built; a mistake stops the build with its file and line. In development they are read anew when one was edited.
 */
import { readFile, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { normalizePath, type Plugin } from 'vite';
import { readCatalog } from '../lessons/catalog/catalog.ts';
import { readGlossary } from '../lessons/catalog/glossary.ts';

const CHAPTERS = fileURLToPath(new URL('../lessons/chapters', import.meta.url));
const GLOSSARY = fileURLToPath(new URL('../lessons/glossary.md', import.meta.url));
const ID = 'virtual:lessons';
const RESOLVED = `\0${ID}`;

async function lessonFiles(chapters: string): Promise<Record<string, string>> {
  const entries = await readdir(chapters, { recursive: true, withFileTypes: true });
  const files: Record<string, string> = {};
  for (const entry of entries) {
    if (!/^lesson(?:\..+)?\.md$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(chapters, path).split(sep).join('/')] = await readFile(path, 'utf8');
  }
  return files;
}

/** `chapters` is the folder with the lessons. */
export function lessons(chapters = CHAPTERS): Plugin {
  return {
    name: 'lessons',
    resolveId: (id) => (id === ID ? RESOLVED : null),
    async load(id) {
      if (id !== RESOLVED) return null;
      const files = await lessonFiles(chapters);
      for (const path of Object.keys(files)) this.addWatchFile(join(chapters, path));
      this.addWatchFile(GLOSSARY);
      const glossary = readGlossary(await readFile(GLOSSARY, 'utf8'));
      const catalog = readCatalog(files, glossary.entries);
      const mistakes = [
        ...glossary.mistakes.map((e) => `lessons/glossary.md:${e.line} ${e.rule}`),
        ...catalog.errors.map((e) => `lessons/chapters/${e.file}:${e.line} ${e.rule}`),
      ];
      if (mistakes.length > 0) this.error(mistakes.join('\n'));
      return `export const lessons = ${JSON.stringify(catalog.lessons)};
        export const glossary = ${JSON.stringify(glossary.entries)};`;
    },
    configureServer(server) {
      server.watcher.add([chapters, GLOSSARY]);
    },
    hotUpdate({ file }) {
      if (!file.startsWith(normalizePath(chapters)) && file !== normalizePath(GLOSSARY)) return;
      const module = this.environment.moduleGraph.getModuleById(RESOLVED);
      return module && [module];
    },
  };
}
