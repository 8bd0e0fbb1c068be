/** A folder of lesson files as one course: ordered by the numbers in its paths, each slug used once. */
import type { Lesson } from '../schema/lesson.ts';
import type { CatalogError } from './mistake.ts';
import { readLesson } from './read-lesson.ts';

export interface Catalog {
  /** Those without errors, in order. */
  readonly lessons: readonly Lesson[];
  /** In order of file, then line. */
  readonly errors: readonly CatalogError[];
}

/** `files` holds the text of each file by its path below the chapters: `01-chapter/02-lesson/lesson.md`. */
export function readCatalog(files: Readonly<Record<string, string>>): Catalog {
  const lessons: Lesson[] = [];
  const errors: CatalogError[] = [];
  const fileOf = new Map<string, string>();
  for (const [file, text] of Object.entries(files).toSorted(([a], [b]) => inOrder(a, b))) {
    const outcome = readLesson(file, text);
    if ('errors' in outcome) {
      errors.push(...outcome.errors);
      continue;
    }
    const { slug } = outcome.lesson;
    const taken = fileOf.get(slug);
    if (taken === undefined) {
      fileOf.set(slug, file);
      lessons.push(outcome.lesson);
    } else {
      errors.push({
        file,
        line: 1,
        rule: `the slug "${slug}" is taken by ${taken}: the links would collide`,
      });
    }
  }
  return { lessons, errors };
}

/** By the number of the chapter, then that of the lesson, then by name: 2 comes before 10. */
function inOrder(a: string, b: string): number {
  const [chapterA = 0, lessonA = 0] = numbers(a);
  const [chapterB = 0, lessonB = 0] = numbers(b);
  return chapterA - chapterB || lessonA - lessonB || (a < b ? -1 : 1);
}

const numbers = (path: string): number[] => path.split('/').map((folder) => Number.parseInt(folder, 10) || 0);
