/** The words of the dialog that compares remedies. */
export const REMEDY = {
  title: 'Remedies, on this workload',
  none: 'As it is',
  noneSays: 'Nothing is changed.',
  what: 'What is done',
  waitAtEnd: 'Wait at the end',
  longestWait: 'Longest wait',
  connections: 'Connections',
  thisBrowser: 'This browser',
  noWait: 'none',
  opened: (atOnce: number, inAll: number) => `${atOnce} at once, ${inAll} in all`,
  agrees: (agreeing: number, starts: number) => `agrees on ${agreeing} of ${starts}`,
  notRun: 'not run',
  tryIt: 'Try it',
  tryThis: (name: string) => `Try it: ${name}`,
  tried: (workload: string, name: string) => `${workload} (${name})`,
  noDifference: 'makes no difference to this workload',
  about:
    'Numbers are the model’s, of requests that wait for a connection. Try one, run it in this browser, and undo (u) to come back.',
} as const;
