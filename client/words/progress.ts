/** The words about what was done: kept, saved, opened, forgotten. */
import { counted } from './counted.ts';

export const PROGRESS = {
  title: 'What you have done',
  about:
    'Your answers are kept in this browser alone, and sent nowhere. A file takes them to another browser.',
  save: 'Save as a file',
  open: 'Open such a file',
  forget: 'Forget everything',
  undo: 'Undo',
  dismiss: 'Dismiss',

  forgotten: (lesson: string) => `Forgotten: ${lesson}.`,
  allForgotten: 'Everything is forgotten.',
  asBefore: 'It is as it was before.',
  andMore: (count: number) => `and ${count} more`,
  opened: (file: string, lessons: number) => `${file} was opened: ${counted(lessons, 'lesson')}.`,
  notOpened: (file: string) => `${file} was not opened.`,
  atPath: (path: string, rule: string) => `${path}: ${rule}`,
  inFile: (rule: string) => `the file: ${rule}`,
  leftOut: (what: string) => `Left out: ${what}`,

  noJson: (why: string) => `is no JSON: ${why}`,
  stepRule: 'a step is a number, from 0',
  noLesson: (slug: string) => `the lesson “${slug}”, which is not in this course`,
  noAnswer: (step: number, slug: string) => `the answer to step ${step} of “${slug}”, which is none there`,
} as const;
