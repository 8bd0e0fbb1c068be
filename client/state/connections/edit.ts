/** Changes to a workload, each a new workload: what the learner does with buttons and forms. */
import { addressOf, originOf, pathOf } from '../../../lessons/protocol/connection-pool/address.ts';
import type {
  Api,
  ServerEnding,
  Workload,
  WorkloadAction,
  WorkloadRequest,
  WorkloadResponse,
  WorkloadServer,
} from '../../../lessons/schema/workload.ts';

/** Requests of one kind, as one thing to change: `count` of them, `apart` milliseconds one after the other. */
export interface Batch {
  readonly ids: readonly number[];
  readonly api: Api;
  readonly count: number;
  readonly at: number;
  readonly apart: number;
  readonly tab: number;
  /** Scheme, host and port, as in the workload. */
  readonly origin: string;
  readonly options: BatchOptions;
  readonly response: WorkloadResponse;
}

export type BatchOptions = Pick<
  WorkloadRequest,
  'priority' | 'credentials' | 'cache' | 'preflight' | 'shared'
>;

/** What a workload consists of, in the order of time. */
export type Part =
  | { readonly kind: 'batch'; readonly at: number; readonly text: string; readonly batch: Batch }
  | { readonly kind: 'act'; readonly at: number; readonly text: string; readonly index: number };

const REQUEST_OPTIONS = ['priority', 'credentials', 'cache', 'preflight', 'shared'] as const;

export const isRequest = (action: WorkloadAction): action is WorkloadRequest => action.do === 'request';

/** What a request is called: its path, unless it was given a name. */
export const labelOf = ({ label, url }: WorkloadRequest): string => label ?? (pathOf(url) || '/');

const originIn = (url: string): string => url.slice(0, url.length - pathOf(url).length);

function optionsOf(request: WorkloadRequest): BatchOptions {
  const options: Record<string, unknown> = {};
  for (const name of REQUEST_OPTIONS) if (request[name] !== undefined) options[name] = request[name];
  return options;
}

const seconds = (ms: number): string => `${Number((ms / 1000).toFixed(2))} s`;

/**
 * Alike are requests that differ in nothing but their time and their path. Those that follow each other at equal
 * distances are one part.
 */
export function partsOf({ actions, responses }: Workload): Part[] {
  const sorted = actions
    .map((action, index) => ({ action, index }))
    .sort((a, b) => a.action.at - b.action.at);
  const requests = new Map(actions.filter(isRequest).map((request) => [request.id, request]));
  const parts: Part[] = [];
  let alike: WorkloadRequest[] = [];
  for (const [place, { action, index }] of sorted.entries()) {
    if (!isRequest(action)) {
      parts.push({ kind: 'act', at: action.at, text: actText(action, requests), index });
      continue;
    }
    alike.push(action);
    const next = sorted[place + 1]?.action;
    const goesOn =
      next &&
      isRequest(next) &&
      likeness(next, responses) === likeness(action, responses) &&
      (alike.length < 2 || next.at - action.at === action.at - (alike.at(-2)?.at ?? 0));
    if (goesOn) continue;
    parts.push(batchPart(alike, responses));
    alike = [];
  }
  return parts;
}

const likeness = (request: WorkloadRequest, responses: Workload['responses']): string =>
  JSON.stringify([
    request.api,
    request.tab,
    originIn(request.url),
    optionsOf(request),
    responses[request.url],
  ]);

function batchPart(requests: readonly WorkloadRequest[], responses: Workload['responses']): Part {
  const first = requests[0] as WorkloadRequest;
  const last = requests.at(-1) as WorkloadRequest;
  const count = requests.length;
  const batch: Batch = {
    ids: requests.map(({ id }) => id),
    api: first.api,
    count,
    at: first.at,
    apart: count > 1 ? Math.round((last.at - first.at) / (count - 1)) : 0,
    tab: first.tab,
    origin: originIn(first.url),
    options: optionsOf(first),
    response: responses[first.url] ?? {},
  };
  return { kind: 'batch', at: first.at, text: batchText(requests), batch };
}

const PLURALS: Readonly<Record<Api, string>> = {
  EventSource: 'streams',
  fetch: 'fetches',
  XHR: 'XHRs',
  'sync XHR': 'synchronous XHRs',
  image: 'images',
  stylesheet: 'stylesheets',
  script: 'scripts',
  'async script': 'async scripts',
  prefetch: 'prefetches',
  beacon: 'beacons',
  iframe: 'frames',
  navigation: 'documents',
  WebSocket: 'WebSockets',
};

function batchText(requests: readonly WorkloadRequest[]): string {
  const [first] = requests;
  if (first === undefined) return '';
  return requests.length === 1 ? labelOf(first) : `${requests.length} ${PLURALS[first.api]}`;
}

const ENDS: Readonly<Record<ServerEnding, string>> = {
  complete: 'server ends',
  'connection close': 'server ends, with Connection: close,',
  'close-delimited': 'server ends, by closing,',
  cut: 'server cuts',
  reset: 'server resets',
};

function actText(action: WorkloadAction, requests: ReadonlyMap<number, WorkloadRequest>): string {
  const name = (id: number) => {
    const request = requests.get(id);
    return request ? labelOf(request) : `request ${id}`;
  };
  if (action.do === 'close') return `close ${name(action.id)} at ${seconds(action.at)}`;
  if (action.do === 'end') return `${ENDS[action.how]} ${name(action.id)} at ${seconds(action.at)}`;
  if (action.do === 'close tab') return `close tab ${action.tab} at ${seconds(action.at)}`;
  return '';
}

/** What a new request of this kind is called. */
const PATHS: Readonly<Record<Api, string>> = {
  EventSource: '/stream',
  fetch: '/data.json',
  XHR: '/xhr.json',
  'sync XHR': '/sync.json',
  image: '/logo.png',
  stylesheet: '/app.css',
  script: '/app.js',
  'async script': '/app.js',
  prefetch: '/next.html',
  beacon: '/beacon',
  iframe: '/frame.html',
  navigation: '/',
  WebSocket: '/socket',
};

/** How long a new one takes, in milliseconds, so that it can be watched; streams and WebSockets are endless. */
const DURATION = 400;

export function newBatch(workload: Workload, api: Api, at: number): Batch {
  const endless = api === 'EventSource' || api === 'WebSocket';
  return {
    ids: [],
    api,
    count: 1,
    at: Math.round(at),
    apart: 0,
    tab: workload.tabs[0]?.id ?? 1,
    origin: socketOrigin(api, workload.tabs[0]?.origin ?? 'http://localhost'),
    options: {},
    response: endless ? {} : { duration: DURATION },
  };
}

/** The same place, over ws for a WebSocket and over http for the rest. */
export function socketOrigin(api: Api, origin: string): string {
  return api === 'WebSocket' ? origin.replace(/^http/, 'ws') : origin.replace(/^ws/, 'http');
}

/** Puts a batch in, in place of its requests; what is done to those that are left stays. */
export function withBatch(workload: Workload, batch: Batch): Workload {
  const old = new Map(workload.actions.filter(isRequest).map((request) => [request.id, request]));
  const kept = batch.ids.slice(0, batch.count);
  const gone = new Set(batch.ids.slice(batch.count));
  const rest = workload.actions.filter((action) => !isRequest(action) || !batch.ids.includes(action.id));
  const responses = new Map(Object.entries(workload.responses));
  for (const id of batch.ids) {
    const { url } = old.get(id) as WorkloadRequest;
    if (!rest.some((action) => isRequest(action) && action.url === url)) responses.delete(url);
  }
  let nextId = 1 + Math.max(0, ...old.keys());
  const urls = new Set(rest.flatMap((action) => (isRequest(action) ? action.url : [])));
  const requests = Array.from({ length: batch.count }, (_, index): WorkloadRequest => {
    const before = kept[index] === undefined ? undefined : old.get(kept[index]);
    const same = before?.api === batch.api && originIn(before.url) === batch.origin;
    const url = same ? before.url : freshUrl(batch.origin + PATHS[batch.api], urls);
    urls.add(url);
    return {
      do: 'request',
      at: batch.at + index * batch.apart,
      id: before?.id ?? nextId++,
      tab: batch.tab,
      api: batch.api,
      url,
      ...(same && before.label !== undefined && { label: before.label }),
      ...batch.options,
    };
  });
  for (const { url } of requests) {
    if (Object.keys(batch.response).length > 0) responses.set(url, batch.response);
    else responses.delete(url);
  }
  const others = rest.filter((action) => !('id' in action) || !gone.has(action.id));
  return {
    ...workload,
    responses: Object.fromEntries(responses),
    actions: [...others, ...requests].sort((one, other) => one.at - other.at),
  };
}

/** Streams have numbers from the first on; of other things the second has one. */
function freshUrl(url: string, taken: ReadonlySet<string>): string {
  if (!url.endsWith('/stream') && !taken.has(url)) return url;
  let number = url.endsWith('/stream') ? 1 : 2;
  while (taken.has(`${url}?${number}`)) number += 1;
  return `${url}?${number}`;
}

export const withoutBatch = (workload: Workload, batch: Batch): Workload =>
  withBatch(workload, { ...batch, count: 0 });

export function withAction(workload: Workload, action: WorkloadAction): Workload {
  return {
    ...workload,
    actions: [...workload.actions, action].sort((one, other) => one.at - other.at),
  };
}

export function withoutAction(workload: Workload, index: number): Workload {
  return { ...workload, actions: workload.actions.filter((_, place) => place !== index) };
}

export function withTab(workload: Workload): Workload {
  const id = 1 + Math.max(0, ...workload.tabs.map((tab) => tab.id));
  const { origin = 'http://localhost' } = workload.tabs[0] ?? {};
  return { ...workload, tabs: [...workload.tabs, { id, origin }] };
}

/** A tab that asks for nothing can be taken away. */
export function withoutTab(workload: Workload, id: number): Workload {
  return {
    ...workload,
    tabs: workload.tabs.filter((tab) => tab.id !== id),
    actions: workload.actions.filter((action) => !('tab' in action) || action.tab !== id),
  };
}

/** What all servers of a workload speak; null where they differ. HTTP/1.0 is HTTP/1.1 whose responses end by closing. */
export type Protocol = 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2';

export function protocolOf(workload: Workload): Protocol | null {
  const protocols = new Set(originsOf(workload).map((origin) => speaks(workload, origin)));
  if (protocols.size > 1) return null;
  if (protocols.has('HTTP/2')) return 'HTTP/2';
  const requests = workload.actions.filter(isRequest).filter(({ api }) => api !== 'WebSocket');
  const closing = requests.filter(({ url }) => workload.responses[url]?.ending === 'close-delimited');
  return requests.length > 0 && closing.length === requests.length ? 'HTTP/1.0' : 'HTTP/1.1';
}

function speaks({ servers }: Workload, origin: string): WorkloadServer['protocol'] {
  const found = Object.entries(servers).find(([name]) => normal(name) === normal(origin));
  return found?.[1].protocol ?? 'HTTP/1.1';
}

function normal(url: string): string {
  const address = addressOf(url.replace(/^ws/, 'http'));
  return address ? originOf(address) : url;
}

export function originsOf({ tabs, actions }: Workload): string[] {
  const origins = [
    ...tabs.map(({ origin }) => origin),
    ...actions.flatMap((action) => (isRequest(action) ? originIn(action.url).replace(/^ws/, 'http') : [])),
  ];
  return [...new Set(origins)];
}

/** All servers speak `protocol`. `maxStreams` of those that spoke HTTP/2 stays. */
export function withProtocol(workload: Workload, protocol: Protocol): Workload {
  const secure = protocol === 'HTTP/2';
  const move = (url: string) =>
    secure ? url.replace(/^(http|ws):/, '$1s:') : url.replace(/^(http|ws)s:/, '$1:');
  const maxStreams = Object.values(workload.servers).find((server) => server.maxStreams)?.maxStreams;
  const responses: Workload['responses'] = {};
  const actions = workload.actions.map((action): WorkloadAction => {
    if (isRequest(action)) return { ...action, url: move(action.url) };
    const closes = action.do === 'end' && secure && action.how !== 'reset' && action.how !== 'cut';
    return closes ? { ...action, how: 'complete' } : action;
  });
  const sockets = new Set(
    actions.flatMap((action) => (isRequest(action) && action.api === 'WebSocket' ? action.url : [])),
  );
  const urls = actions.flatMap((action) => (isRequest(action) ? action.url : []));
  const told = new Map(Object.entries(workload.responses).map(([url, response]) => [move(url), response]));
  for (const url of new Set([...told.keys(), ...urls])) {
    const { ending, ...rest } = told.get(url) ?? {};
    const closes = ending === 'close-delimited' || ending === 'connection close';
    const kept = ending !== undefined && !closes ? { ending } : {};
    const response: WorkloadResponse =
      protocol === 'HTTP/1.0' && !sockets.has(url)
        ? { ...rest, ending: 'close-delimited' }
        : { ...rest, ...(secure || ending === 'close-delimited' ? kept : ending && { ending }) };
    if (Object.keys(response).length > 0) responses[url] = response;
  }
  const tabs = workload.tabs.map((tab) => ({
    ...tab,
    origin: move(tab.origin),
    ...(tab.top !== undefined && { top: move(tab.top) }),
  }));
  const moved = { ...workload, tabs, actions, responses, servers: {} };
  if (!secure) return moved;
  const server: WorkloadServer = { protocol: 'HTTP/2', ...(maxStreams !== undefined && { maxStreams }) };
  return { ...moved, servers: Object.fromEntries(originsOf(moved).map((origin) => [origin, server])) };
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
