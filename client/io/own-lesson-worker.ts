/** The thread of `own-lesson.ts`. */
import './no-eval.ts';
import { readBeside } from '../../lessons/catalog/catalog.ts';
import { tryLesson } from '../../lessons/trial/try-lesson.ts';
import type { LessonFile, Said } from './own-lesson.ts';

/** Its slug is `own`. */
const PATH = '1-your-own-file/1-own/lesson.md';

const say = (what: Said) => {
  postMessage(what);
};

onmessage = ({ data }: MessageEvent<LessonFile>) => {
  const read = readBeside(data.course, data.glossary, PATH, data.text);
  if ('errors' in read) {
    say({ mistakes: read.errors });
    return;
  }
  say({ lesson: read.lesson });
  const { mistakes, notRun } = tryLesson(read);
  say({ remarks: [...mistakes, ...notRun].toSorted((a, b) => a.line - b.line) });
};
