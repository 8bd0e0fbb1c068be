/** The lessons of this project, read from their files as the build of the page reads them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readCatalog } from '../../lessons/catalog/catalog.ts';
import type { Lesson } from '../../lessons/schema/lesson.ts';

const CHAPTERS = path.resolve(import.meta.dirname, '../../lessons/chapters');

/** In order. Throws when a file has a mistake, with its place. */
export function shippedLessons(): readonly Lesson[] {
  const names = readdirSync(CHAPTERS, { recursive: true, encoding: 'utf8' });
  const files = Object.fromEntries(
    names
      .filter((name) => path.basename(name) === 'lesson.md')
      .map((name) => [name.split(path.sep).join('/'), readFileSync(path.join(CHAPTERS, name), 'utf8')]),
  );
  const { lessons, errors } = readCatalog(files);
  if (errors.length > 0) throw new Error(errors.map((e) => `${e.file}:${e.line} ${e.rule}`).join('\n'));
  return lessons;
}

/** The wrong choices of a step's prediction, by index; none where nothing is to be predicted. */
export const wrongChoices = ({ prediction }: Lesson['steps'][number]): number[] =>
  (prediction?.choices ?? []).flatMap((choice, index) => (choice.right ? [] : [index]));
