/** The words of the break-even of polling and a stream. */
export const BREAK_EVEN = {
  title: 'Polling or a stream',
  problem: (rule: string) => `It is ${rule}.`,

  /** What is counted. */
  bytes: 'bytes',
  wakeUps: 'wake-ups',
  cheaperAlways: (what: string, poll: string) =>
    `In ${what}, polling every ${poll} costs less than the event stream, at any rate.`,
  cheaperAbove: (what: string, poll: string, rate: string) =>
    `In ${what}, polling every ${poll} costs less than the event stream: it does above ${rate} notifications an hour.`,
  cheaperWith: (rate: string, interval: string) =>
    `At ${rate} an hour it does with more than ${interval} between polls.`,
  dearer: (what: string, poll: string) =>
    `In ${what}, polling every ${poll} costs more than the event stream.`,
  turnsNever: 'No rate and no interval here changes that.',
  turnsAbove: (rate: string) => `It costs less above ${rate} notifications an hour.`,
  turnsWith: (interval: string, rate: string) =>
    `It costs less with more than ${interval} between polls, at ${rate} an hour.`,
  turnsAboveOrWith: (above: string, interval: string, rate: string) =>
    `It costs less above ${above} notifications an hour, or with more than ${interval} between polls, at ${rate} an hour.`,

  table: 'Each way in an hour',
  oneClient: 'One client, in an hour',
  server: 'The server',
  serverWithAll: 'The server, with all clients',
  heads: 'Bytes of a head',
  rows: {
    requests: { name: 'Requests', says: 'Requests that it sends.' },
    up: { name: 'Bytes up', says: 'Requests, and WebSocket frames.' },
    down: { name: 'Bytes down', says: 'Heads, framing and heartbeats included.' },
    wakeUps: {
      name: 'Wake-ups',
      says: 'How often bytes move: each time wakes the radio of a phone that sleeps.',
    },
    mean: { name: 'Mean delay', says: 'Until a notification is told.' },
    longest: { name: 'Longest', says: 'The longest delay.' },
    allRequests: { name: 'Requests a s', says: 'Requests in a second.' },
    allBytes: { name: 'Bytes a s', says: 'Both ways, in a second.' },
    heldOpen: { name: 'Held open', says: 'Connections that stay open between notifications.' },
    request: { name: 'Request', says: 'Bytes of the head of a request.' },
    response: { name: 'Response', says: 'Bytes of the head of a response.' },
  },
  atOnce: 'at once',

  measured:
    'The heads are those of this run, of your browser and the lab. A way that is not in it is taken to have those of the event stream.',
  notMeasured:
    'Until the stream of this step runs, the heads are as short as can be, of a run without a network. Start it, and they are those of your browser.',
  about:
    'Counted are bytes of HTTP and WebSocket: a poll that needs a new connection also pays for TCP and TLS.',
} as const;
