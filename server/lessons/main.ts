/**
 * `npm run -s lessons -- check [file ...]`: whether lessons are right, for those who write them. Exits with 0; with 1
 * when a lesson has a mistake; with 2 when a file cannot be read, or the command is wrong.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readGlossary } from '../../lessons/catalog/glossary.ts';
import { checkLessons } from './check.ts';
import { CHAPTERS, GLOSSARY, glossaryText, lessonFiles, pathInCourse } from './files.ts';

const USAGE = `npm run -s lessons -- check [file ...]

Reads lesson files, plays their scenarios without a network, and says what is wrong with them:
one line for each mistake, with file, line and rule. Without a file, all lessons of the course.

Exits with 0, with 1 when there is a mistake, or with 2 when a file cannot be read.`;

const MISTAKEN = 1;
const FAILED = 2;

// npm runs a script in the folder of the package, wherever it was called.
const folder =
  (process.env['npm_lifecycle_event'] === 'lessons' ? process.env['INIT_CWD'] : undefined) ?? process.cwd();

function check(named: readonly string[]): void {
  const files = lessonFiles();
  const names = new Map<string, string>();
  for (const [index, name] of named.entries()) {
    const file = path.resolve(folder, name);
    const inCourse = pathInCourse(file, index + 1);
    files[inCourse] = readFileSync(file, 'utf8');
    names.set(inCourse, name);
  }
  if (named.length === 0) {
    for (const file of Object.keys(files)) names.set(file, path.relative(folder, path.join(CHAPTERS, file)));
  }
  const { entries, mistakes } = readGlossary(glossaryText());
  const glossary = path.relative(folder, GLOSSARY);
  const { lines, ok } = checkLessons(files, entries, names);
  const all = [...mistakes.map(({ line, rule }) => `${glossary}:${line}: ${rule}`), ...lines];
  process.stdout.write(all.map((line) => `${line}\n`).join(''));
  if (!ok || mistakes.length > 0) process.exitCode = MISTAKEN;
}

const [command, ...named] = process.argv.slice(2);
if (command === '--help') process.stdout.write(`${USAGE}\n`);
else if (command !== 'check') {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = FAILED;
} else {
  try {
    check(named);
  } catch (error) {
    process.stderr.write(`lessons: ${(error as Error).message}\n`);
    process.exitCode = FAILED;
  }
}
