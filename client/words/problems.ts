/** What can go wrong, and what to do about it. */
export const PROBLEMS = {
  serverGone: {
    what: 'The playground’s server does not answer.',
    remedy:
      'Is it still running? Start it again with npm start, then press Start. What was captured stays here.',
  },
  serverAnswered: (status: number) => ({
    what: `The server answered ${status}.`,
    remedy: 'Its log in the terminal may say more.',
  }),
  scenarioRefused: 'Correct it and start again.',
  labUnreachable: (origin: string) => ({
    what: `The lab at ${origin} cannot be reached.`,
    remedy:
      'The browser keeps trying. If the server was stopped, start it again with npm start; else look for a firewall or proxy on that port.',
  }),
  recordingEnds: (reason: string) => `The recording ends here. ${reason}`,
  feedLost: 'The connection to the playground’s server was lost; the recording ends here.',
  feedRemedy:
    'What was captured stays. If the server was stopped, start it again with npm start, then press Start.',
  givenUp: {
    what: 'The browser gave the stream up: the answer was not 200 with the type text/event-stream.',
    remedy: 'The status line on the wire says why. Press Start to begin a new run.',
  },

  fileUnreadable: (name: string) => ({
    what: `${name} cannot be read.`,
    remedy: 'Choose a file, not a folder, that this browser may read.',
  }),
  fileTooLarge: (name: string, size: number, most: number) => ({
    what: `${name} has ${size} bytes: such a file has ${most} at most.`,
    remedy: 'Is it another file?',
  }),
  bytesTooMany: (name: string, size: number, most: number) => ({
    what: `${name} has ${size} bytes: this page shows ${most} at most.`,
    remedy: 'In a terminal, npm run -s explain takes larger ones.',
  }),
  bytesNone: (name: string) => ({
    what: `${name} is empty.`,
    remedy: 'There is nothing to show; what was here stays.',
  }),
} as const;
