/** The words of a workload that is played by this browser. */
export const REAL_RUN = {
  oneProfile: 'a page is in one profile of its browser, and cannot open another',
  correct: 'Correct it and run it again.',
  notLoaded: (tab: number, seconds: number) =>
    `The document of tab ${tab} did not load within ${seconds} seconds.`,
  notLoadedRemedy: (origin: string) =>
    `Does ${origin} answer? Other names than localhost need a browser that knows them.`,
  tab: (tab: number) => `Tab ${tab}`,
} as const;
