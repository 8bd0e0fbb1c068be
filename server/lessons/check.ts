/** Judges lesson files: what is wrong with each, with its line and the rule, and what was looked at. */
import { readCatalog } from '../../lessons/catalog/catalog.ts';
import type { Entry } from '../../lessons/catalog/glossary.ts';
import type { Mistake } from '../../lessons/catalog/mistake.ts';
import { tryLesson } from '../../lessons/trial/try-lesson.ts';

export interface Report {
  /** One for each mistake, and one for each file without any. */
  readonly lines: readonly string[];
  readonly ok: boolean;
}

/**
 * `files` and `glossary` are the whole course, as its links need it: text by path in the course, and words. `names` holds the files that are to be
 * judged, by the same path: what each is called in the report.
 */
export function checkLessons(
  files: Readonly<Record<string, string>>,
  glossary: readonly Entry[],
  names: ReadonlyMap<string, string>,
): Report {
  const { read, errors } = readCatalog(files, glossary);
  const lines: string[] = [];
  let ok = true;
  for (const [file, name] of names) {
    const told = ({ line, rule }: Mistake) => `${name}:${line}: ${rule}`;
    const lesson = read.get(file);
    const trial = lesson && tryLesson(lesson);
    const mistakes = trial?.mistakes ?? errors.filter((error) => error.file === file);
    if (mistakes.length > 0) ok = false;
    lines.push(...mistakes.map(told), ...(trial?.notRun ?? []).map(told));
    if (lesson && trial && mistakes.length === 0) {
      const { predictions, tasks, numbers } = trial.tried;
      const counts = [
        count(lesson.lesson.steps.length, 'step'),
        count(predictions, 'prediction'),
        count(tasks, 'task'),
        count(numbers, 'number'),
      ];
      lines.push(`${name}: no mistake in ${counts.join(', ')}`);
    }
  }
  return { lines, ok };
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
