/** The words of the report about a real run. */
export const REPORT = {
  preflight: 'preflight',
  attempt: (attempt: number | string) => `attempt ${attempt}`,
  browsers: (model: string, browser: string) => `Model: ${model}. Browser: ${browser}.`,
  agrees: (agreeing: number, starts: number) => `Agrees on ${agreeing} of ${starts} starts.`,
  wasHidden: 'The page was out of sight during the run: its timers may have been late.',
  columns: '  model    seen   conn   port   request (milliseconds from time 0; - is never, ? not known)',
} as const;
