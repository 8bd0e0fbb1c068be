import { describe, expect, it } from 'vitest';
import { readCatalog } from '../../../lessons/catalog/catalog.ts';
import { readGlossary } from '../../../lessons/catalog/glossary.ts';
import { TERM } from '../../../lessons/catalog/prose.ts';
import { glossaryText, lessonFiles } from '../../../server/lessons/files.ts';

const files = lessonFiles();
const glossary = readGlossary(glossaryText());

describe('the lessons of this project', () => {
  const { lessons, read, errors } = readCatalog(files, glossary.entries);

  it('have no mistakes', () => {
    expect(errors).toEqual([]);
  });

  it('are there, one for each file', () => {
    expect(lessons.length).toBeGreaterThan(0);
    expect(lessons).toHaveLength(Object.keys(files).length);
  });

  it.each(Object.keys(files))(
    'link a term of the glossary where it first stands, and only there: %s',
    (file) => {
      const lines = read.get(file)?.lines ?? [];
      const text = lines.flatMap(({ texts }) => texts.map((each) => each.text)).join(' ');
      const terms = lines.flatMap(({ links }) => links).filter(({ url }) => TERM.test(url));
      expect(terms.length).toBeGreaterThan(0);
      expect(new Set(terms.map(({ url }) => url)).size).toBe(terms.length);
      let from = 0;
      for (const term of terms) {
        const first = text.search(new RegExp(`\\b${term.text}\\b`, 'i'));
        expect(first, `${term.text} on line ${term.line}`).toBeGreaterThanOrEqual(from);
        from = first;
      }
    },
  );
});

describe('the glossary of this project', () => {
  it('has no mistakes', () => {
    expect(glossary.mistakes).toEqual([]);
    expect(glossary.entries.length).toBeGreaterThan(0);
  });
});
