/** The words of the console. */
export const CONSOLE = {
  title: 'Console',
  status: 'HTTP by hand, into the lab',
  close: 'Close the console',
  closeMeans: 'Close the console, back to the lesson',
  log: 'What was sent and received',
  begin:
    'Type a request below, or begin with one of these. It is put into the field, where you can change it before you send it.',
  requestsToBegin: 'Requests to begin with',
  shift: 'Shift',
  enter: 'Enter',
  beginsLine: 'begins a new line,',
  bringsBack: 'brings back what was sent. A request ends with an empty line.',
  connection: 'Connection',
  tools: 'Connection to the lab',
  connect: 'New connection',
  connectMeans: 'Open one more TCP connection to the lab',
  end: 'End (FIN)',
  endMeans: 'Say that you will send no more: a TCP FIN',
  reset: 'Reset (RST)',
  resetMeans: 'Break the connection off: a TCP RST',
  readSlowly: 'Read slowly',
  readSlowlyMeans: (bytes: number) =>
    `Take ${bytes} bytes a second out of the socket. Its buffer fills up, and the lab cannot write on.`,
  bytes: 'Bytes to send',
  hideRequests: 'Hide the requests',
  showRequests: 'Ready-made requests',
  how: (lineEnd: string) =>
    `Enter sends it, and ${lineEnd} for each line end. Shift and Enter begin a new line. The up arrow brings back what was sent before. Escape leaves the field.`,
  lineEnds: 'Lines end with',
  send: 'Send',
  sendMeans: 'Send it (Enter); Shift and Enter begin a new line',

  legend: { sent: 'you sent', received: 'the lab sent', said: 'what happened' },
  sent: (text: string) => `sent ${text}`,
  received: (text: string) => `received ${text}`,
  moreBytes: (count: number) => `${count.toLocaleString('en')} more bytes: the Wire shows them`,

  notConnected: 'not connected',
  connected: (number: number) => `connected to the lab, connection ${number}`,
  opened: (number: number) => `connection ${number} opened`,
  ended: {
    client: {
      fin: (number: number) => `you ended connection ${number} (FIN)`,
      reset: (number: number) => `you reset connection ${number} (RST)`,
    },
    server: {
      fin: (number: number) => `the lab ended connection ${number} (FIN)`,
      reset: (number: number) => `the lab reset connection ${number} (RST)`,
    },
  },
  youEndedFirst: (number: number) => `you ended connection ${number} (FIN); the lab may still send`,
  yourSideThen: {
    fin: (number: number) => `your side then ended connection ${number} (FIN)`,
    reset: (number: number) => `your side then reset connection ${number} (RST)`,
  },
  closed: 'The console was closed, and its connections with it.',
  discarded: 'The page shows another recording now: the connections were closed.',
  closedByServer: (reason: string) => `The server closed the console: ${reason}`,
  serverLost: 'The connection to the playground’s server was lost.',
  lost: {
    what: 'The connection to the playground’s server was lost; the recording ends here.',
    remedy: 'What was captured stays. If the server was stopped, start it again with npm start.',
  },
  notOpened: {
    what: 'The console cannot be opened.',
    remedy:
      'Is the playground’s server still running? Start it again with npm start. It has a bound on consoles, too: close other tabs.',
  },

  requests: {
    endless: {
      name: 'A stream that never ends',
      shows: 'One response in chunks, for as long as it is open.',
    },
    http10: {
      name: 'A stream in HTTP/1.0',
      shows: 'No chunks; the response ends with the connection.',
    },
    two: {
      name: 'Two requests at once',
      shows: 'The second waits until the first response is over.',
    },
    back: {
      name: 'Back after event 3',
      shows: 'With Last-Event-ID it goes on with event 4.',
    },
    slow: {
      name: 'Read too slowly',
      shows: 'As fast as the lab can write. It waits once all buffers are full, and events come late.',
    },
    noHost: {
      name: 'No Host field',
      shows: 'HTTP/1.1 asks for one: the response is 400.',
    },
    notHttp: {
      name: 'Not HTTP at all',
      shows: 'Bytes that are no request: 400, too.',
    },
  },
} as const;
