/** In which language the lessons are shown: each in the one that is wanted, where it stands in that, else as it was written. */
import type { Lesson } from '../../lessons/schema/lesson.ts';

/** All in which there is a lesson. */
export const languagesOf = (lessons: readonly Lesson[]): string[] => [
  ...new Set(lessons.flatMap((lesson) => [lesson, ...(lesson.translations ?? [])].map(({ lang }) => lang))),
];

/** The first of `wanted` that there is: `de-AT` finds `de`. English when there is none of them. */
export function firstOf(wanted: readonly string[], languages: readonly string[]): string {
  const primary = (language: string) => language.split('-')[0];
  for (const each of wanted) {
    const found =
      languages.find((language) => language === each) ??
      languages.find((language) => primary(language) === primary(each));
    if (found !== undefined) return found;
  }
  return 'en';
}

export const inLanguage = (lesson: Lesson, language: string): Lesson =>
  lesson.translations?.find(({ lang }) => lang === language) ?? lesson;
