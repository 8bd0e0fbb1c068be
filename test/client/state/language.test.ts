import { describe, expect, it } from 'vitest';
import { firstOf, inLanguage, languagesOf } from '../../../client/state/language.ts';
import { readCatalog } from '../../../lessons/catalog/catalog.ts';
import { PATH, SAMPLE } from '../../lessons/catalog/sample.ts';

const german = SAMPLE.replace('minutes: 8', 'minutes: 8\nlang: de');
const { lessons } = readCatalog({
  [PATH]: SAMPLE,
  [PATH.replace('.md', '.de.md')]: german,
  '01-a/01-other/lesson.md': SAMPLE,
});

describe('the language of a lesson', () => {
  it.each([
    [['de'], 'de'],
    [['de-AT', 'en'], 'de'],
    [['fr', 'de', 'en'], 'de'],
    [['en-US', 'de'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('is the first that is wanted and there, else English: of %j %s', (wanted, language) => {
    expect(firstOf(wanted, languagesOf(lessons))).toBe(language);
  });

  it('prefers the very one to its relatives', () => {
    expect(firstOf(['pt-BR'], ['pt', 'pt-BR'])).toBe('pt-BR');
  });

  it('is its own where it does not stand in the one that is wanted', () => {
    expect(languagesOf(lessons)).toEqual(['en', 'de']);
    expect(lessons.map((lesson) => inLanguage(lesson, 'de').lang)).toEqual(['en', 'de']);
    expect(lessons.map((lesson) => inLanguage(lesson, 'en').lang)).toEqual(['en', 'en']);
  });
});
