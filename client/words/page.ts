/** The words around the panes: the window's title, the bar on top, the buttons that every dialog has. */

const connections = (count: number): string =>
  count > 1 ? `${count} TCP connections` : 'one TCP connection';

export const PAGE = {
  name: 'SSE Playground',
  /** The name in two parts: where there is little room, the first alone is shown. */
  nameFirst: 'SSE',
  nameRest: 'Playground',
  windowTitle: (page: string) => `${page} · SSE Playground`,
  titles: {
    contents: 'Contents',
    glossary: 'Glossary',
    summary: 'Summary',
    connections: 'Connections',
    facts: 'Browser facts',
  },
  loading: 'Loading.',

  panes: 'Panes',
  pane: 'Pane',
  paneNames: { Lesson: 'Lesson', Wire: 'Wire', Events: 'Events', Connections: 'Connections' },

  contentsTitle: 'All lessons (a), the glossary and the summary',
  anyStream: 'Any stream',
  anyStreamTitle: 'Make any stream (m)',
  openBytes: 'Open bytes',
  openBytesShort: 'Open',
  openBytesTitle: 'Read bytes of your own (r)',
  console: 'Console',
  consoleTitle: 'Type to the lab by hand (t)',
  pages: 'Pages',
  connectionsTitle: 'Workloads: a model of the browser’s connections, and this browser',
  factsShort: 'Facts',
  factsTitle: 'What browsers do with their connections',
  theme: { system: 'Theme: system', light: 'Theme: light', dark: 'Theme: dark' },
  keys: 'Keys',
  keysTitle: 'Keys (?)',

  noStream: 'no stream',
  typedOver: 'typed in the console, recorded',
  typedOpen: (count: number) => `console, ${connections(count)} open`,
  ownBytes: {
    http1: (name: string) => `HTTP/1.x from ${name}`,
    http2: (name: string) => `HTTP/2 from ${name}`,
    'event-stream': (name: string) => `event stream from ${name}`,
  },
  starting: 'starting',
  over: 'over, recorded',
  stoppedByYou: { EventSource: 'closed by you, recorded', fetch: 'aborted by you, recorded' },
  live: (protocol: string, count: number) => `live, ${protocol} on ${connections(count)}`,
  connecting: { EventSource: 'EventSource is connecting', fetch: 'fetch is asking' },

  close: 'Close',
  file: 'File',
  dismiss: 'Dismiss',
} as const;
