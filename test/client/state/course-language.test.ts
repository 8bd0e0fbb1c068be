/** A course with one lesson that stands in two languages, and one that does not. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Course } from '../../../client/state/course.svelte.ts';

vi.mock('../../../client/state/lessons.svelte.ts', async () => {
  const { readCatalog } = await import('../../../lessons/catalog/catalog.ts');
  const { PATH, SAMPLE } = await import('../../lessons/catalog/sample.ts');
  const german = SAMPLE.replace('minutes: 8', 'minutes: 8\nlang: de');
  const { lessons } = readCatalog({
    '01-a/01-other/lesson.md': SAMPLE,
    [PATH]: SAMPLE,
    [PATH.replace('.md', '.de.md')]: german,
  });
  return { shipped: { lessons } };
});

const SLUG = 'a-chunk-is-not-an-event';
let storage: Map<string, string>;

beforeEach(() => {
  storage = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => storage.set(key, value),
  });
  vi.stubGlobal('location', { hash: `#/${SLUG}/2` });
  vi.stubGlobal('navigator', { languages: ['de-CH', 'en'] });
});

const shown = ({ lessons }: Course) => lessons.map(({ lang }) => lang);

describe('a course', () => {
  it('is shown in the language of the browser, where it stands in that', () => {
    expect(shown(new Course())).toEqual(['en', 'de']);
    vi.stubGlobal('navigator', { languages: ['fr'] });
    expect(shown(new Course())).toEqual(['en', 'en']);
  });

  it('is shown in the one that was chosen, now and when the page is opened anew', () => {
    const course = new Course();
    expect([course.languages, course.language]).toEqual([['en', 'de'], 'de']);
    course.speak('en');
    expect([shown(course), shown(new Course())]).toEqual([
      ['en', 'en'],
      ['en', 'en'],
    ]);
  });

  it('has the same progress in each', () => {
    const course = new Course();
    expect([course.lesson.lang, course.number, course.stepIndex]).toEqual(['de', 2, 1]);
    course.chosen = { choice: 0 };
    course.commit();
    course.speak('en');
    expect([course.lesson.lang, course.number, course.stepIndex]).toEqual(['en', 2, 1]);
    expect(course.answered?.right).toBe(true);
  });
});
