/** The words of a workload: what it is called, what it consists of, and its dialogs. */
export const WORKLOAD = {
  name: 'Name of the workload',
  unnamed: 'A workload',
  whatWasSeen: 'What was seen',
  broken: 'This link leads to no workload. Here is another one.',

  workload: 'Workload',
  tab: (id: number) => `tab ${id}`,
  removeTab: (id: number) => `Remove tab ${id} and what it asks for`,
  changePart: (time: string) => `From ${time} on. Change it`,
  removePart: (part: string) => `Remove: ${part}`,
  nothingYet: 'nothing yet: add a stream',
  addAt: (time: string) => `Add at ${time}`,
  at: (time: string) => `At ${time}`,
  addStream: 'Stream',
  addStreamKey: 'Open a stream at this moment (o)',
  addFetch: 'Fetch',
  addFetchKey: 'Fetch at this moment (f)',
  addMore: 'More',
  addMoreMeans: 'Any number of anything',
  addTab: 'Tab',
  addTabMeans: (tabs: number) =>
    tabs === 1
      ? 'One more tab of the same site. There is one'
      : `One more tab of the same site. There are ${tabs}`,

  requests: {
    EventSource: (count: number) => `${count} streams`,
    fetch: (count: number) => `${count} fetches`,
    XHR: (count: number) => `${count} XHRs`,
    'sync XHR': (count: number) => `${count} synchronous XHRs`,
    image: (count: number) => `${count} images`,
    stylesheet: (count: number) => `${count} stylesheets`,
    script: (count: number) => `${count} scripts`,
    'async script': (count: number) => `${count} async scripts`,
    prefetch: (count: number) => `${count} prefetches`,
    beacon: (count: number) => `${count} beacons`,
    iframe: (count: number) => `${count} frames`,
    navigation: (count: number) => `${count} documents`,
    WebSocket: (count: number) => `${count} WebSockets`,
  },
  request: (id: number | string) => `request ${id}`,
  tabIsClosed: (tab: number, time: string) => `tab ${tab} is closed at ${time}`,
  pageCloses: (name: string, time: string) => `page closes ${name} at ${time}`,
  serverEnds: {
    complete: (name: string, time: string) => `server ends ${name} at ${time}`,
    'connection close': (name: string, time: string) =>
      `server ends ${name} with Connection: close at ${time}`,
    'close-delimited': (name: string, time: string) => `server ends ${name} by closing at ${time}`,
    cut: (name: string, time: string) => `server cuts ${name} at ${time}`,
    reset: (name: string, time: string) => `server resets ${name} at ${time}`,
  },
  /** How a server ends a response: it does so ... */
  endings: {
    complete: 'completely',
    'connection close': 'completely, with Connection: close',
    'close-delimited': 'by closing, as in HTTP/1.0',
    cut: 'by closing too early',
    reset: 'by a reset',
  },

  all: 'Workloads',
  yours: 'Yours',
  forget: (title: string) => `Forget ${title}`,

  asText: 'The workload as text',
  aboutText: 'YAML. Times are in milliseconds; the lab puts its own ports into the addresses.',
  mistake: (line: number, rule: string) => `Line ${line}: ${rule}`,
  copy: 'Copy',
  copied: 'Copied',
  use: 'Use this workload',
  useKey: 'Take it (Ctrl Enter)',
} as const;
