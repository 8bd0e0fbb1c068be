import { describe, expect, it } from 'vitest';
import { readCatalog } from '../../../lessons/catalog/catalog.ts';
import { SAMPLE, withLine } from './sample.ts';

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
    expect(readCatalog({})).toEqual({ lessons: [], errors: [] });
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
});
