/** The words of what model and browser agree on. */
export const VERDICT = {
  agrees: (agreeing: number, starts: number) => `Agrees on ${agreeing} of ${starts} starts`,
  starts: 'Starts',
  differsIn: (name: string, differences: string) => `${name}: ${differences}`,
  asPredicted: (name: string) => `${name}: as predicted`,
  waitsAsPredicted: (name: string) => `${name}: waits, as predicted`,
  startDiffers: (number: number, name: string) => `${number}: ${name}, differs`,
  startAgrees: (number: number, name: string) => `${number}: ${name}, agrees`,
  limits: 'What the model does not know',
} as const;
