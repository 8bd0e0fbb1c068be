import { describe, expect, it } from 'vitest';
import { readCatalog } from '../../../lessons/catalog/catalog.ts';
import { broken, SAMPLE, withLine } from './sample.ts';

describe('a catalog', () => {
  it('orders its lessons by the numbers in their paths, as numbers', () => {
    const { lessons, errors } = readCatalog({
      '10-last/1-last/lesson.md': SAMPLE,
      '2-second/10-later/lesson.md': SAMPLE,
      '2-second/9-earlier/lesson.md': SAMPLE,
      '01-zero-first/07-first/lesson.md': SAMPLE,
    });
    expect(errors).toEqual([]);
    expect(lessons.map(({ chapter, slug }) => [chapter, slug])).toEqual([
      ['Zero first', 'first'],
      ['Second', 'earlier'],
      ['Second', 'later'],
      ['Last', 'last'],
    ]);
  });

  it('is empty when there are no files', () => {
    expect(readCatalog({})).toEqual({ lessons: [], read: new Map(), errors: [] });
  });

  it('takes a slug once: the second file that has it is an error', () => {
    const catalog = readCatalog({
      '02-b/01-same/lesson.md': SAMPLE,
      '01-a/02-same/lesson.md': SAMPLE,
    });
    expect(catalog.lessons.map(({ chapter }) => chapter)).toEqual(['A']);
    expect(catalog.errors).toEqual([
      {
        file: '02-b/01-same/lesson.md',
        line: 1,
        rule: 'the slug "same" is taken by 01-a/02-same/lesson.md: the links would collide',
      },
    ]);
  });

  it.each(['contents', 'connections', 'own'])('leaves %s to the page of that name', (slug) => {
    const file = `01-a/01-${slug}/lesson.md`;
    expect(readCatalog({ [file]: SAMPLE })).toMatchObject({
      lessons: [],
      errors: [{ file, line: 1, rule: `the slug "${slug}" is taken by a page: the links would collide` }],
    });
  });

  it('keeps the good lessons and names file and line of each mistake in the others', () => {
    const catalog = readCatalog({
      '01-a/01-good/lesson.md': SAMPLE,
      '01-a/02-bad/lesson.md': withLine(4, 'minutes: 0').replace('wait: 400', 'wait: x'),
      '01-a/notes.md': SAMPLE,
    });
    expect(catalog.lessons.map(({ slug }) => slug)).toEqual(['good']);
    expect(catalog.errors.map(({ file, line }) => [file, line])).toEqual([
      ['01-a/notes.md', 1],
      ['01-a/02-bad/lesson.md', 4],
      ['01-a/02-bad/lesson.md', 25],
    ]);
  });

  it.each([
    ['#/same', []],
    ['#/same/3', []],
    ['#/other', ['#/other: there is no lesson "other"']],
    ['#/same/4', ['#/same/4: that lesson has 3 steps, counted from 1']],
    ['glossary:chunk', []],
    ['glossary:chunks', ['glossary:chunks: the glossary has no term "chunks"']],
    ['#/same/x', ['#/same/x: that lesson has 3 steps, counted from 1']],
  ])('has an error for a link that leads to no lesson, step or term: %s', (url, rules) => {
    const files = {
      '01-a/01-same/lesson.md': SAMPLE,
      '01-a/02-linking/lesson.md': broken('#place', url),
    };
    const chunk = { slug: 'chunk', term: 'chunk', meaning: 'A piece.', source: 'RFC 9112 7.1' };
    const catalog = readCatalog(files, [chunk]);
    expect(catalog.errors.map(({ file, line, rule }) => `${file}:${line} ${rule}`)).toEqual(
      rules.map((rule) => `01-a/02-linking/lesson.md:61 ${rule}`),
    );
    expect(catalog.lessons).toHaveLength(2 - rules.length);
  });
});
