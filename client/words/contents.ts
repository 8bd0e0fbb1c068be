/** The words of the contents. */
import { counted } from './counted.ts';

export const CONTENTS = {
  title: 'Contents',
  left: (done: number, of: number, minutes: number) =>
    `${done} of ${of} lessons done, about ${counted(minutes, 'minute')} left.`,
  allDone: (done: number, of: number) => `${done} of ${of} lessons done: that is the whole course.`,
  begin: 'Begin:',
  goOn: 'Go on:',
  /** After the title of the lesson. */
  atStep: (step: number) => `, step ${step}`,

  summary: 'Summary, one page to print',
  glossary: 'Glossary',
  language: 'Language of the lessons',
  keys: {
    /** After up and down. */
    lessons: 'lessons,',
    /** After the arrow to the right. */
    steps: 'steps,',
    enter: 'Enter',
    /** After Enter. */
    opens: 'opens',
  },

  chapterDone: (done: number, of: number) => `${done} of ${of} done`,
  steps: 'Steps',
  /** Before the number of the step. */
  step: 'Step',
  minutes: (minutes: number) => `${minutes} min`,
  done: 'done',
  stepOf: (step: number, of: number) => `step ${step} of ${of}`,
  notBegun: 'not begun',
  forget: 'Forget what I did in this lesson',
  forgetOf: (lesson: string) => `Forget what I did in ${lesson}`,
} as const;
