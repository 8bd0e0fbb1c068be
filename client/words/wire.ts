/** The words of the Wire. */
export const WIRE = {
  title: 'Wire',
  noStream: 'no stream yet',
  waiting: 'waiting for bytes',
  received: (bytes: number, of: number) => `${bytes} of ${of} bytes`,
  showAs: 'Show bytes as',
  text: 'Text',
  hex: 'Hex',
  reading: 'Bytes on the wire. Arrow up and down read row by row, Enter moves the cursor there.',

  empty: 'No bytes yet.',
  emptyStart: 'Start the stream, and every byte of it is recorded here.',
  emptyOr: 'Or',
  emptyOpen: 'open bytes of your own',
  emptyOrEnd: '.',
  emptyWaiting: 'Waiting for the first byte…',

  /** Before the bytes that are missing. */
  missingEnd: {
    own: 'no end: the bytes stop before',
    unwritten: 'no end: the server has not written',
    closed: 'no end: closed without',
  },
  newConnection: (connection: number) => `connection ${connection}, new`,
  reset: {
    client: (connection: number) => `the browser reset connection ${connection}`,
    server: (connection: number) => `the server reset connection ${connection}`,
  },
  closed: {
    client: (connection: number) => `the browser closed connection ${connection}`,
    server: (connection: number) => `the server closed connection ${connection}`,
  },
  fold: (bytes: number) => `⋯ ${bytes} more bytes of the request`,
  foldInWords: (bytes: number) => `${bytes} more bytes of the request, hidden. Enter shows them.`,
  dispatches: (event: number | null) => `dispatch → event ${event ?? ''}`,
  dispatchesNothing: 'nothing dispatched',
  ignored: 'ignored',
  chunkEndsMidLine: 'chunk ends mid-line',
  endOfResponse: 'end of the response',

  /** `what`: the names of its parts, what they belong to, and whether it has been received. */
  rowOf: {
    server: (first: number, bytes: string, what: string) => `byte ${first}: ${bytes} (${what})`,
    client: (first: number, bytes: string, what: string) => `client byte ${first}: ${bytes} (${what})`,
    request: (first: number, bytes: string, what: string) => `request ${first}: ${bytes} (${what})`,
  },
  notReceived: 'not received yet',
  partlyReceived: 'partly received',

  beforeFirst: 'before the first byte',
  afterRequest: 'after the request',
  afterByte: (byte: number) => `after byte ${byte}`,

  point: 'Point at a byte to see what it is.',
  byteOf: {
    server: (byte: number) => `byte ${byte}`,
    client: (byte: number) => `client byte ${byte}`,
    request: (byte: number) => `request byte ${byte}`,
  },
  inPieces: (character: string, pieces: number) =>
    `one byte of “${character}”, which lies in ${pieces} pieces`,
  event: (number: number | null) => `event ${number ?? ''}`,
  chunk: (number: number) => `chunk ${number}`,
  lastChunk: 'last-chunk',
  frame: (number: number) => `frame ${number}`,
  unmasked: (hex: string, glyph: string) => `without the mask ${hex} ${glyph}`,

  colours: 'Colours',
  legend: {
    head: 'HTTP head',
    framing: 'framing',
    name: 'field name',
    value: 'value',
    dispatch: 'blank line',
    end: 'end of response',
  },
} as const;
