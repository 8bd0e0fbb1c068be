/** A folder of lesson files as one course: ordered by the numbers in its paths, each slug used once. */
import type { Lesson } from '../schema/lesson.ts';
import { WORKLOADS } from '../workloads/gallery.ts';
import type { CatalogError, Mistake } from './mistake.ts';
import { TERM, type PlacedLink } from './prose.ts';
import type { Entry } from './glossary.ts';
import { readLesson, type LessonOutcome, type ReadLesson } from './read-lesson.ts';
import { originalOf, translationMistakes } from './translation.ts';

export interface Catalog {
  /** Those without errors, in order. */
  readonly lessons: readonly Lesson[];
  /** By file. */
  readonly read: ReadonlyMap<string, ReadLesson>;
  /** Those of each file together, in order of line; what only the whole course shows comes last. */
  readonly errors: readonly CatalogError[];
}

/**
 * `files` holds the text of each file by its path below the chapters: `01-chapter/02-lesson/lesson.md`. `glossary` has
 * the terms to which they may link.
 */
export function readCatalog(
  files: Readonly<Record<string, string>>,
  glossary: readonly Entry[] = [],
): Catalog {
  const read = new Map<string, ReadLesson>();
  const errors: CatalogError[] = [];
  const fileOf = new Map<string, string>();
  for (const [file, text] of Object.entries(files).toSorted(([a], [b]) => inOrder(a, b))) {
    const outcome = readLesson(file, text);
    if ('errors' in outcome) {
      errors.push(...outcome.errors);
      continue;
    }
    const original = originalOf(file);
    if (original !== null) {
      const mistakes = mistakesBeside(outcome, read.get(original));
      errors.push(...mistakes.map((mistake) => ({ file, ...mistake })));
      if (mistakes.length === 0) read.set(file, outcome);
      continue;
    }
    const { slug } = outcome.lesson;
    const taken = RESERVED.includes(slug) ? 'a page' : fileOf.get(slug);
    if (taken === undefined) {
      fileOf.set(slug, file);
      read.set(file, outcome);
    } else {
      errors.push({
        file,
        line: 1,
        rule: `the slug "${slug}" is taken by ${taken}: the links would collide`,
      });
    }
  }
  const course = inCourse(read);
  for (const [file, lesson] of read) {
    const wrong = linkMistakes(lesson, course, glossary);
    errors.push(...wrong.map((mistake) => ({ file, ...mistake })));
    if (wrong.length > 0) read.delete(file);
  }
  return { lessons: inCourse(read), read, errors };
}

/** Pages beside the lessons, which a lesson may lead to. */
const PAGES = ['contents', 'facts', 'glossary', 'summary'];

/** What stands in links in place of a lesson. */
const RESERVED = [...PAGES, 'connections', 'any-stream', 'own'];

const mistakesBeside = (translation: ReadLesson, original: ReadLesson | undefined): Mistake[] =>
  original
    ? translationMistakes(translation, original.lesson)
    : [{ line: 1, rule: 'beside it there has to be a lesson.md without mistakes' }];

/** Each lesson once, with its translations. */
function inCourse(read: ReadonlyMap<string, ReadLesson>): Lesson[] {
  const all = [...read];
  return all.flatMap(([file, { lesson }]) => {
    if (originalOf(file) !== null) return [];
    const translations = all.filter(([each]) => originalOf(each) === file).map(([, each]) => each.lesson);
    return [translations.length === 0 ? lesson : { ...lesson, translations }];
  });
}

/** One lesson that is not in the course, beside which it is read: its links lead there. `path` as for `readLesson`. */
export function readBeside(
  course: readonly Lesson[],
  glossary: readonly Entry[],
  path: string,
  text: string,
): LessonOutcome {
  const outcome = readLesson(path, text);
  if ('errors' in outcome) return outcome;
  const wrong = linkMistakes(outcome, [...course, outcome.lesson], glossary);
  return wrong.length === 0 ? outcome : { errors: wrong.map((mistake) => ({ file: path, ...mistake })) };
}

const linkMistakes = (
  { lines }: ReadLesson,
  lessons: readonly Lesson[],
  glossary: readonly Entry[],
): Mistake[] => lines.flatMap(({ links }) => links.flatMap((link) => mistakesOf(link, lessons, glossary)));

/**
 * A link to `#/slug` or `#/slug/step` leads to a lesson, one to `#/connections/slug` to a workload, one to `glossary:term`
 * to that term.
 */
function mistakesOf(
  { url, line }: PlacedLink,
  lessons: readonly Lesson[],
  glossary: readonly Entry[],
): Mistake[] {
  const [, term] = TERM.exec(url) ?? [];
  if (term !== undefined && !glossary.some((entry) => entry.slug === term)) {
    return [{ line, rule: `${url}: the glossary has no term "${term}"` }];
  }
  const [, slug, step] = /^#\/([^/?]*)(?:\/([^?]*))?(?:\?.*)?$/.exec(url) ?? [];
  if (slug === undefined || PAGES.includes(slug)) return [];
  if (slug === 'connections') {
    const known = WORKLOADS.flatMap(({ workloads }) => workloads).some((each) => each.slug === step);
    return known || step === undefined ? [] : [{ line, rule: `${url}: there is no workload "${step}"` }];
  }
  const lesson = lessons.find((candidate) => candidate.slug === slug);
  if (lesson === undefined) return [{ line, rule: `${url}: there is no lesson "${slug}"` }];
  if (step === undefined || lesson.steps[Number(step) - 1] !== undefined) return [];
  return [{ line, rule: `${url}: that lesson has ${lesson.steps.length} steps, counted from 1` }];
}

/** By the number of the chapter, then that of the lesson, a translation after its lesson, then by name: 2 comes before 10. */
function inOrder(a: string, b: string): number {
  const [chapterA = 0, lessonA = 0] = numbers(a);
  const [chapterB = 0, lessonB = 0] = numbers(b);
  const translated = Number(originalOf(a) !== null) - Number(originalOf(b) !== null);
  return chapterA - chapterB || lessonA - lessonB || translated || (a < b ? -1 : 1);
}

const numbers = (path: string): number[] => path.split('/').map((folder) => Number.parseInt(folder, 10) || 0);
