import { describe, expect, it } from 'vitest';
import { readBeside, readCatalog } from '../../../lessons/catalog/catalog.ts';
import { broken, PATH, SAMPLE } from './sample.ts';

const GERMAN_PATH = PATH.replace('lesson.md', 'lesson.de.md');
const GERMAN = broken('minutes: 8', 'minutes: 8\nlang: de').replaceAll(
  'A chunk is not an event',
  'Ein Chunk ist kein Event',
);

const errorsOf = (files: Record<string, string>) =>
  readCatalog(files).errors.map(({ file, line, rule }) => `${file.split('/').at(-1)}:${line} ${rule}`);

describe('a lesson in another language', () => {
  it('stands beside the lesson, is no lesson of its own, and is read with it', () => {
    const files = { [GERMAN_PATH]: GERMAN, [PATH]: SAMPLE, '01-a/01-b/lesson.md': SAMPLE };
    const { lessons, read, errors } = readCatalog(files);
    expect(errors).toEqual([]);
    expect(lessons.map(({ slug, translations }) => [slug, translations?.map(({ title }) => title)])).toEqual([
      ['b', undefined],
      ['a-chunk-is-not-an-event', ['Ein Chunk ist kein Event']],
    ]);
    expect(lessons[1]?.translations?.[0]).toMatchObject({ slug: 'a-chunk-is-not-an-event', lang: 'de' });
    expect([...read.keys()]).toEqual(['01-a/01-b/lesson.md', PATH, GERMAN_PATH]);
  });

  it.each([
    ['says another language in its front matter', 'lang: de', 'lang: fr', 1, /the language "de".*"fr"/],
    [
      'has other tasks',
      'do: Stop after the first event.\ncheck: { dispatched: 1 }\n```\n\n```yaml task\n',
      '',
      16,
      /^the step has a prediction of 2 choices \(1 is right\), 1 task, where that of lesson\.md has .* 2 tasks/,
    ],
    ['has its right choice elsewhere', '', '', 16, /\(2 is right\), 2 tasks, where .* \(1 is right\)/],
    [
      'has other steps',
      '## Afterwards',
      '## More\n\n## Afterwards',
      1,
      /^has 4 steps, where lesson\.md has 3/,
    ],
  ])('that %s is a mistake, in its own file', (name, text, replacement, line, rule) => {
    const german =
      name === 'has its right choice elsewhere'
        ? GERMAN.replace('    right: true\n', '').replace('- text: Two\n', '- text: Two\n    right: true\n')
        : GERMAN.replace(text, replacement);
    const files = { [PATH]: SAMPLE, [GERMAN_PATH]: german };
    const [error, ...more] = readCatalog(files).errors;
    expect(more).toEqual([]);
    expect(error).toMatchObject({ file: GERMAN_PATH, line });
    expect(error?.rule).toMatch(rule);
    expect(readCatalog(files).lessons[0]?.translations).toBeUndefined();
  });

  it('needs the lesson beside it, in a language of its own', () => {
    expect(errorsOf({ [GERMAN_PATH]: GERMAN })).toEqual([
      'lesson.de.md:1 beside it there has to be a lesson.md without mistakes',
    ]);
    expect(errorsOf({ [PATH]: SAMPLE, [PATH.replace('.md', '.en.md')]: SAMPLE })).toEqual([
      'lesson.en.md:1 lesson.md is in "en" itself',
    ]);
  });
});

describe('a lesson that is not in the course', () => {
  const { lessons } = readCatalog({ [PATH]: SAMPLE });
  const own = (url: string) => readBeside(lessons, [], '99-own/1-own/lesson.md', broken('#place', url));

  it('may link into the course, and to itself', () => {
    for (const url of ['#/a-chunk-is-not-an-event/3', '#/own/2'])
      expect(own(url)).not.toHaveProperty('errors');
  });

  it('may not link to what is not there', () => {
    expect(own('#/own/9')).toMatchObject({
      errors: [{ line: 61, rule: '#/own/9: that lesson has 3 steps, counted from 1' }],
    });
    expect(own('glossary:chunk')).toHaveProperty('errors');
  });

  it('has its mistakes named', () => {
    expect(readBeside([], [], '99-own/1-own/lesson.md', '')).toMatchObject({ errors: [{ line: 1 }] });
  });
});
