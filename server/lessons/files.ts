/** The lesson files of this project, and those that somebody names. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const CHAPTERS = path.resolve(import.meta.dirname, '../../lessons/chapters');
export const GLOSSARY = path.resolve(import.meta.dirname, '../../lessons/glossary.md');

/** Text of each lesson, in each of its languages, by its path below the chapters. */
export function lessonFiles(): Record<string, string> {
  const names = readdirSync(CHAPTERS, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    names
      .filter((name) => /^lesson(?:\..+)?\.md$/.test(path.basename(name)))
      .map((name) => [slashed(name), readFileSync(path.join(CHAPTERS, name), 'utf8')]),
  );
}

export const glossaryText = (): string => readFileSync(GLOSSARY, 'utf8');

/**
 * The path in the course of a file that somebody names. One outside the chapters has it from its own folders, or else
 * comes after all others, as draft `number`.
 */
export function pathInCourse(file: string, number: number): string {
  const below = slashed(path.relative(CHAPTERS, file));
  if (!below.startsWith('../') && !path.isAbsolute(below)) return below;
  const own = slashed(file).split('/').slice(-3);
  const isLesson = own.length === 3 && own.slice(0, 2).every((folder) => /^\d+-/.test(folder));
  return isLesson ? own.join('/') : `99-drafts/${number}-draft-${number}/lesson.md`;
}

const slashed = (name: string): string => name.split(path.sep).join('/');
