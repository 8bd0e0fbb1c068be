/** The protocol that a workload is played over, and the same workload over another one. */
import { originIn, wholeOrigin } from '../protocol/connection-pool/address.ts';
import {
  isRequest,
  type ServerEnding,
  type Workload,
  type WorkloadAction,
  type WorkloadServer,
} from '../schema/workload.ts';

/** A WebSocket begins as a request to the same place over HTTP. */
const httpOrigin = (url: string): string => wholeOrigin(url.replace(/^ws/, 'http'));

/** What all servers of a workload speak; null where they differ. HTTP/1.0 is HTTP/1.1 whose responses end by closing. */
export type Protocol = 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2';

export function protocolOf(workload: Workload): Protocol | null {
  const protocols = new Set(originsOf(workload).map((origin) => serverOf(workload, origin).protocol));
  if (protocols.size > 1) return null;
  if (protocols.has('HTTP/2')) return 'HTTP/2';
  const requests = workload.actions.filter(isRequest).filter(({ api }) => api !== 'WebSocket');
  const closing = requests.filter(({ url }) => workload.responses[url]?.ending === 'close-delimited');
  return requests.length > 0 && closing.length === requests.length ? 'HTTP/1.0' : 'HTTP/1.1';
}

/** An origin that is not described speaks HTTP/1.1. */
export function serverOf({ servers }: Workload, origin: string): WorkloadServer {
  const whole = wholeOrigin(origin);
  const found = Object.entries(servers).find(([name]) => wholeOrigin(name) === whole);
  return found?.[1] ?? { protocol: 'HTTP/1.1' };
}

export function originsOf({ tabs, actions }: Workload): string[] {
  const origins = [
    ...tabs.map(({ origin }) => origin),
    ...actions.flatMap((action) => (isRequest(action) ? originIn(action.url).replace(/^ws/, 'http') : [])),
  ];
  return [...new Set(origins)];
}

/** The same URL with TLS, and without. */
export const overTls = (url: string): string => url.replace(/^(http|ws):/, '$1s:');
const inClear = (url: string): string => url.replace(/^(http|ws)s:/, '$1:');

/** All servers speak `protocol`. A limit of streams is stated by those that spoke HTTP/2 alone, and lost with it. */
export function withProtocol(workload: Workload, protocol: Protocol): Workload {
  const secure = protocol === 'HTTP/2';
  const move = secure ? overTls : inClear;
  const tabs = workload.tabs.map((tab) => ({
    ...tab,
    origin: move(tab.origin),
    ...(tab.top !== undefined && { top: move(tab.top) }),
  }));
  const originOfTab = new Map(tabs.map(({ id, origin }) => [id, httpOrigin(origin)]));
  const actions = workload.actions.map((action): WorkloadAction => {
    if (action.do === 'end') return { ...action, how: endingOf(protocol, action.how) };
    if (!isRequest(action)) return action;
    const { preflight, ...request } = { ...action, url: move(action.url) };
    // Over another scheme it was another origin, which it may be no longer.
    const asks = preflight !== undefined && httpOrigin(request.url) !== originOfTab.get(request.tab);
    return asks ? { ...request, preflight } : request;
  });
  const moved: Workload = { ...workload, tabs, actions, responses: {}, servers: {} };
  const told = new Map(Object.entries(workload.responses).map(([url, response]) => [move(url), response]));
  const requests = actions.filter(isRequest);
  const sockets = new Set(requests.filter(({ api }) => api === 'WebSocket').map(({ url }) => url));
  for (const url of new Set([...told.keys(), ...requests.map((request) => request.url)])) {
    const { ending, ...rest } = told.get(url) ?? {};
    const ends = sockets.has(url) ? ending : responseEnding(protocol, ending);
    const response = { ...rest, ...(ends !== undefined && { ending: ends }) };
    if (Object.keys(response).length > 0) moved.responses[url] = response;
  }
  const speaks = secure ? 'HTTP/2' : 'HTTP/1.1';
  const maxStreams = secure ? maxStreamsOf(workload) : null;
  const before = new Map(
    Object.entries(workload.servers).map(([url, server]) => [httpOrigin(move(url)), server]),
  );
  for (const origin of originsOf(moved)) {
    const { roundTrip, keepAlive } = before.get(httpOrigin(origin)) ?? {};
    const server: WorkloadServer = {
      protocol: speaks,
      ...(roundTrip !== undefined && { roundTrip }),
      ...(keepAlive !== undefined && { keepAlive }),
      ...(maxStreams !== null && { maxStreams }),
    };
    // One of HTTP/1.1 of which nothing is to be said has not to be named.
    if (secure || Object.keys(server).length > 1) moved.servers[origin] = server;
  }
  return moved;
}

/** The same end by the means that a protocol has. */
export function endingOf(protocol: Protocol, how: ServerEnding): ServerEnding {
  if (how === 'cut' || how === 'reset') return how;
  if (protocol === 'HTTP/1.0') return 'close-delimited';
  return protocol === 'HTTP/1.1' && how === 'connection close' ? how : 'complete';
}

/** Undefined is `complete`. In HTTP/1.0 no end can be told from a cut. */
function responseEnding(protocol: Protocol, ending: ServerEnding | undefined): ServerEnding | undefined {
  if (protocol === 'HTTP/1.0') return 'close-delimited';
  const how = endingOf(protocol, ending ?? 'complete');
  return how === 'complete' ? undefined : how;
}

export function maxStreamsOf({ servers }: Workload): number | null {
  return Object.values(servers).find(({ protocol }) => protocol === 'HTTP/2')?.maxStreams ?? null;
}

/** The limit that the HTTP/2 servers state; null: none. */
export function withMaxStreams(workload: Workload, maxStreams: number | null): Workload {
  const servers = Object.entries(workload.servers).map(([origin, { maxStreams: _, ...server }]) => {
    const limit = server.protocol === 'HTTP/2' && maxStreams !== null ? { maxStreams } : {};
    return [origin, { ...server, ...limit }] as const;
  });
  return { ...workload, servers: Object.fromEntries(servers) };
}
