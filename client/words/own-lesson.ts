/** The words about a lesson file of the learner's own. */
import { counted } from './counted.ts';

export const OWN_LESSON = {
  title: 'A lesson of your own',
  about:
    'A lesson is one Markdown file; `lessons/README.md` teaches writing one. Open it here, or drop it anywhere on the page. It is no part of the course, and stays in this browser.',
  open: 'Open a lesson file',
  openAgain: 'Open it again, or another',

  reading: (file: string) => `Reading ${file}.`,
  mistaken: (file: string, mistakes: number) =>
    `${file} was not opened. It has ${counted(mistakes, 'mistake')}:`,
  trying: (file: string) => `${file} is open, and is being tried.`,
  nothingWrong: (file: string) => `${file} is open. Nothing is wrong with it.`,
  remarked: (file: string, remarks: number) =>
    `${file} is open. Its trial has ${counted(remarks, 'remark')}:`,
  mistakes: 'Mistakes',
  remarks: 'Remarks',
  line: (line: number) => `line ${line}`,

  notRead: (why: string) => `not read: ${why}`,
  trialStopped: (why: string) => `the trial was stopped: ${why}`,
  tookTooLong: (seconds: number) => `it took more than ${seconds} seconds`,
  serverGone: 'the page’s server does not answer',
} as const;
