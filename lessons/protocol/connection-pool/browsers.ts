/** The numbers of browsers, each with its source and with how sure it is. */

/**
 * - `seen`: in the browser itself, by a real run.
 * - `read`: in its source, its documentation or a standard, and not tried.
 * - `assumed`: nobody here knows; the model needs one to go on.
 */
export type Certainty = 'seen' | 'read' | 'assumed';

export interface Sourced<T> {
  readonly value: T;
  readonly certainty: Certainty;
  readonly source: string;
}

/** What the model goes by. Times are milliseconds. `Infinity`: no such limit. */
export interface PoolRules {
  /** Connections of one group at once: busy, connecting and idle. */
  readonly connectionsPerHost: number;
  /** HTTP connections of all groups at once. */
  readonly connectionsInAll: number;
  readonly webSocketsPerHost: number;
  readonly webSocketsInAll: number;
  /** HTTP/2 streams at once while the server has stated no limit. */
  readonly streamsUntilTold: number;
  /** HTTP/2 streams at once, whatever limit the server states. */
  readonly mostStreams: number;
  /** Whether more important requests overtake; else first come, first served. */
  readonly byPriority: boolean;
  /**
   * When the next request below `medium` of a tab is held back: while it has so many of any priority on their way to the
   * host, or so many below `medium` in all.
   */
  readonly delayablePerHost: number;
  readonly delayablePerTab: number;
  /** How long a request waits for an earlier one of the same URL that has no head yet; 0: not at all. */
  readonly cacheLock: number;
  /** Before an EventSource comes back, when the server states no time; and the least, whatever it states. */
  readonly reconnectionTime: number;
  readonly leastReconnectionTime: number;
  /** Whether pages of another top-level site have connections of their own. */
  readonly partitioned: boolean;
  /** HTTP/1.1 requests on one connection before the first is answered; 1: no pipelining. */
  readonly pipelining: number;
  /** How long an idle connection lives that was used, and one that never was. */
  readonly idleUsed: number;
  readonly idleUnused: number;
  /** How long a request waits for a connection begun before, to an origin known to speak HTTP/2. */
  readonly http2Wait: number;
}

export interface Browser {
  readonly name: string;
  readonly rules: { readonly [K in keyof PoolRules]: Sourced<PoolRules[K]> };
  /** What the model leaves out of it; empty for nothing. */
  readonly remark: string;
}

const seen = <T>(value: T, source: string): Sourced<T> => ({ value, certainty: 'seen', source });
const read = <T>(value: T, source: string): Sourced<T> => ({ value, certainty: 'read', source });
const assumed = <T>(value: T, source: string): Sourced<T> => ({ value, certainty: 'assumed', source });

const LOOPBACK = 'Chromium 156, headless, on loopback';
const SOCKET_POOL = 'Chromium 132, net/socket/client_socket_pool_manager.cc';
const NOBODY = 'not known';

const chromium: Browser['rules'] = {
  connectionsPerHost: seen(6, LOOPBACK),
  // The sums that were seen varied with each start, from 271 to 476.
  connectionsInAll: read(256, SOCKET_POOL),
  webSocketsPerHost: read(255, SOCKET_POOL),
  webSocketsInAll: read(256, SOCKET_POOL),
  streamsUntilTold: seen(100, LOOPBACK),
  mostStreams: seen(256, LOOPBACK),
  byPriority: seen(true, LOOPBACK),
  delayablePerHost: seen(6, LOOPBACK),
  delayablePerTab: seen(10, LOOPBACK),
  cacheLock: seen(20_000, LOOPBACK),
  reconnectionTime: read(3000, 'Chromium, blink/renderer/modules/eventsource/event_source.cc'),
  leastReconnectionTime: assumed(0, NOBODY),
  partitioned: seen(true, LOOPBACK),
  pipelining: read(1, 'Chromium, design documents: HTTP pipelining, removed'),
  idleUsed: read(300_000, 'Chromium 132, net/socket'),
  idleUnused: read(60_000, 'Chromium 132, net/socket'),
  http2Wait: read(300, 'Chromium 132, net/http/http_stream_factory_job.cc'),
};

/** First come, first served, and no limit but the one that is known. */
const plain: Browser['rules'] = {
  connectionsPerHost: assumed(6, NOBODY),
  connectionsInAll: assumed(Infinity, NOBODY),
  webSocketsPerHost: assumed(Infinity, NOBODY),
  webSocketsInAll: assumed(Infinity, NOBODY),
  streamsUntilTold: assumed(100, 'RFC 9113 6.5.2 recommends no fewer'),
  mostStreams: assumed(Infinity, NOBODY),
  byPriority: assumed(false, NOBODY),
  delayablePerHost: assumed(Infinity, NOBODY),
  delayablePerTab: assumed(Infinity, NOBODY),
  cacheLock: assumed(0, NOBODY),
  reconnectionTime: assumed(3000, 'HTML 9.2.2: a few seconds'),
  leastReconnectionTime: assumed(0, NOBODY),
  partitioned: assumed(false, NOBODY),
  pipelining: assumed(1, NOBODY),
  idleUsed: assumed(Infinity, NOBODY),
  idleUnused: assumed(Infinity, NOBODY),
  http2Wait: assumed(0, NOBODY),
};

const FIREFOX_POOL = 'Firefox 156, netwerk/protocol/http/nsHttpConnectionMgr.cpp';
const FIREFOX_EVENT_SOURCE = 'Firefox, dom/base/EventSource.cpp';

const firefox: Browser['rules'] = {
  ...plain,
  connectionsPerHost: read(6, FIREFOX_POOL),
  connectionsInAll: read(900, 'Firefox, all.js: network.http.max-connections'),
  webSocketsPerHost: read(200, 'Firefox, all.js: network.websocket.max-connections'),
  streamsUntilTold: read(100, 'Firefox 156, netwerk/protocol/http'),
  mostStreams: read(Infinity, 'Firefox 156: the stated value is used as it is'),
  byPriority: read(true, 'Firefox 156, netwerk/protocol/http/PendingTransactionQueue.cpp'),
  reconnectionTime: read(5000, FIREFOX_EVENT_SOURCE),
  leastReconnectionTime: read(500, FIREFOX_EVENT_SOURCE),
  partitioned: read(true, 'Firefox 85, intent to ship: network partitioning'),
};

const safari: Browser['rules'] = {
  ...plain,
  connectionsPerHost: read(6, 'WebKit, NetworkProcessCocoa.mm; Apple: URLSessionConfiguration'),
};

/** Known of an old browser is one number: what is left is assumed. */
function old(name: string, connections: number, remark = ''): Browser {
  const source = 'Steve Souders, 2008 and later; Browserscope, 2012';
  return { name, rules: { ...plain, connectionsPerHost: read(connections, source) }, remark };
}

export const BROWSERS = {
  chromium: { name: 'Chromium', rules: chromium, remark: '' },
  firefox: {
    name: 'Firefox',
    rules: firefox,
    remark: 'Three more connections for urgent requests, and the tab in front first: both left out.',
  },
  safari: { name: 'Safari', rules: safari, remark: 'Closed source: only the six are documented.' },
  'rfc-2616': {
    name: 'RFC 2616 (1999)',
    rules: {
      ...plain,
      connectionsPerHost: read(
        2,
        'RFC 2616 8.1.4: a client SHOULD NOT maintain more. RFC 7230 dropped the number',
      ),
    },
    remark: '',
  },
  ie6: old('Internet Explorer 6 and 7', 2, 'Four when the server speaks HTTP/1.0: left out.'),
  ie8: old('Internet Explorer 8 and 9', 6),
  ie10: old('Internet Explorer 10', 8),
  ie11: old('Internet Explorer 11', 13),
  firefox2: old('Firefox 1.5 and 2', 2, 'Eight when the server speaks HTTP/1.0: left out.'),
  firefox3: old('Firefox 3', 6),
  safari3: old('Safari 3 and 4', 4),
  safari5: old('Safari 5.1', 6),
  chrome1: old('Chrome 1 and 2', 6),
  chrome3: old('Chrome 3', 4),
  chrome4: old('Chrome 4', 6),
  opera9: old('Opera 9', 4),
  opera10: old('Opera 10.51', 8),
  opera11: old('Opera 11', 6),
  iphone2: old('iPhone 2', 4),
  iphone3: old('iPhone 3', 6),
  iphone4: old('iPhone 4', 4),
  android3: old('Android 3', 6),
  blackberry7: old('BlackBerry 7', 5),
} as const satisfies Record<string, Browser>;

/** The bare values. */
export function rulesOf(browser: Browser): PoolRules {
  const entries = Object.entries(browser.rules).map(([name, { value }]) => [name, value] as const);
  return Object.fromEntries(entries) as unknown as PoolRules;
}
