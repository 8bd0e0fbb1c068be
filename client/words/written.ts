/** The words of what is to be written in a step, a stream or code. */
export const WRITTEN = {
  code: 'Code',
  eventStream: 'Event stream',
  scenario: 'Scenario',
  /** After the keys Ctrl Enter. */
  runsCode: 'runs it.',
  startsStream: 'starts the stream.',
  about: 'The body of an async function. `url` is where the stream is; `show(value)` shows a value.',

  start: 'Start this stream',
  run: 'Run the code',
  stop: 'Stop the code',
  undo: 'Undo',
  reset: 'Reset',
  resets: 'Puts back what stood here at first',
  hint: 'Hint:',
  showSolution: 'Show a solution',
  takeSolution: 'Put it in the editor',

  wantedCalls: 'Wanted calls',
  callsWanted: 'Wanted calls of show, with each stream',
  wantedEvents: 'Wanted events',
  eventsWanted: (more: readonly string[]) => ['Wanted events, and no others', ...more].join('; '),
  within: (ms: number) => `each at most ${ms} ms after it was written`,
  requests: (count: number) => (count === 1 ? 'one request' : `${count} requests`),
  ends: 'a response that ends',

  nothingMore: 'nothing more',
  came: '(came)',
  differs: 'Differs:',
  then: 'Then:',
  moreCame: (count: number) => `And ${count} more came.`,

  inLine: (line: number, says: string) => `Line ${line}: ${says}`,
  right: 'Right.',
  showPlace: 'Show it on the wire',
  changedStream: 'Changed since it was played. Start it again to see what comes of it.',
  rightStream: 'What came is what was wanted.',
  closedEarly: 'Closed before all of it had come. Start it again.',
  rightSoFar: 'Right so far; more is to come.',

  changedCode: 'Changed since it ran. Run it again to see what it shows.',
  stream: (number: number, of: number) => `Stream ${number} of ${of}:`,
  streamCut: (number: number, of: number) => `Stream ${number} of ${of}, cut at every byte:`,
  states: {
    'not run': 'not run',
    running: 'running',
    stopped: 'stopped',
    right: 'right',
    wrong: 'wrong',
  },
  rightWithEach: 'It shows what was wanted, with each stream.',
  rightNoMore: 'It shows what was wanted, and no more.',
  stoppedAfter: (seconds: number) => `The code was stopped after ${seconds} s: it had not come to its end.`,

  missing: {
    start: 'Start the stream: it plays what is written here.',
    startAgain: 'Start the stream again: what is written here has changed.',
    closedEarly: 'The stream was closed before all of it had come. Start it again.',
    moreToCome: 'More of the stream is still to come.',
    stillRunning: 'The code is still running.',
    run: 'Run the code.',
    runChanged: 'Run the code again: it has changed.',
    runStopped: 'Run the code again: it was stopped.',
  },

  sandbox: 'Sandbox',
  sandboxNotLoaded: {
    what: 'The sandbox, in which the code runs, was not loaded.',
    remedy:
      'Is the playground’s server still running? Start it again with npm start, then run the code again.',
  },
} as const;
