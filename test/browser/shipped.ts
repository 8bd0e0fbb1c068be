/** The lessons of this project, read from their files as the build of the page reads them. */
import { readCatalog } from '../../lessons/catalog/catalog.ts';
import { readGlossary } from '../../lessons/catalog/glossary.ts';
import type { Lesson } from '../../lessons/schema/lesson.ts';
import { glossaryText, lessonFiles } from '../../server/lessons/files.ts';

export const shippedGlossary = readGlossary(glossaryText()).entries;

const { lessons, errors } = readCatalog(lessonFiles(), shippedGlossary);
if (errors.length > 0) throw new Error(errors.map((e) => `${e.file}:${e.line} ${e.rule}`).join('\n'));

/** In order. */
export const shippedLessons = lessons;

/** The one with this slug. */
export function shippedLesson(slug: string): Lesson {
  const lesson = shippedLessons.find((each) => each.slug === slug);
  if (!lesson) throw new Error(`there is no lesson ${slug}`);
  return lesson;
}
