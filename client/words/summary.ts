/** The words of the summary. */
export const SUMMARY = {
  title: 'Server-sent events, in short',
  about: 'What each lesson answers, on one page.',
  contents: 'Contents',
  print: 'Print',
  /** Before the title of a lesson. */
  check: 'What to check:',
} as const;
