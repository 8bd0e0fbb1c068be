/** Changes to a workload, each a new workload: what the learner does with buttons and forms. */
import { originIn, pathOf, wholeOrigin } from '../../../lessons/protocol/connection-pool/address.ts';
import {
  isRequest,
  type Api,
  type Workload,
  type WorkloadAction,
  type WorkloadRequest,
  type WorkloadResponse,
} from '../../../lessons/schema/workload.ts';
import { isEndless } from '../../../lessons/protocol/connection-pool/apis.ts';
import { maxStreamsOf, protocolOf } from '../../../lessons/workloads/protocol.ts';
import { WORKLOAD } from '../../words/workload.ts';

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

/** What a request is called: its path, unless it was given a name. */
export const labelOf = ({ label, url }: WorkloadRequest): string => label ?? (pathOf(url) || '/');

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
  const [first, second] = requests as [WorkloadRequest, WorkloadRequest | undefined];
  const batch: Batch = {
    ids: requests.map(({ id }) => id),
    api: first.api,
    count: requests.length,
    at: first.at,
    apart: second ? second.at - first.at : 0,
    tab: first.tab,
    origin: originIn(first.url),
    options: optionsOf(first),
    response: responses[first.url] ?? {},
  };
  return { kind: 'batch', at: first.at, text: batchText(requests), batch };
}

function batchText(requests: readonly WorkloadRequest[]): string {
  const [first] = requests;
  if (first === undefined) return '';
  return requests.length === 1 ? labelOf(first) : WORKLOAD.requests[first.api](requests.length);
}

function actText(
  action: Exclude<WorkloadAction, WorkloadRequest>,
  requests: ReadonlyMap<number, WorkloadRequest>,
): string {
  const time = seconds(action.at);
  if (action.do === 'close tab') return WORKLOAD.tabIsClosed(action.tab, time);
  const request = requests.get(action.id);
  const name = request ? labelOf(request) : WORKLOAD.request(action.id);
  if (action.do === 'close') return WORKLOAD.pageCloses(name, time);
  return WORKLOAD.serverEnds[action.how](name, time);
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
export const DURATION = 400;

export function newBatch(workload: Workload, api: Api, at: number): Batch {
  return {
    ids: [],
    api,
    count: 1,
    at: Math.round(at),
    apart: 0,
    tab: workload.tabs[0]?.id ?? 1,
    origin: socketOrigin(api, workload.tabs[0]?.origin ?? 'http://localhost'),
    options: {},
    response: {
      ...(!isEndless(api) && { duration: DURATION }),
      ...(protocolOf(workload) === 'HTTP/1.0' &&
        api !== 'WebSocket' && { ending: 'close-delimited' as const }),
    },
  };
}

/** The same place, over ws for a WebSocket and over http for the rest. */
export function socketOrigin(api: Api, origin: string): string {
  return api === 'WebSocket' ? origin.replace(/^http/, 'ws') : origin.replace(/^ws/, 'http');
}

/** Puts a batch in, in place of its requests; what is done to those that are left stays. */
export function withBatch(workload: Workload, batch: Batch): Workload {
  const ids = new Set(batch.ids);
  const asked = workload.actions.filter(isRequest);
  const old = new Map(asked.filter(({ id }) => ids.has(id)).map((request) => [request.id, request]));
  const urls = new Set(asked.filter(({ id }) => !ids.has(id)).map(({ url }) => url));
  const responses = new Map(Object.entries(workload.responses));
  for (const { url } of old.values()) if (!urls.has(url)) responses.delete(url);
  let lastId = highest(asked.map(({ id }) => id));
  const requests = Array.from({ length: batch.count }, (_, index): WorkloadRequest => {
    const before = old.get(batch.ids[index] ?? NaN);
    const same = before?.api === batch.api && originIn(before.url) === batch.origin;
    const url = same ? before.url : freshUrl(batch.origin + PATHS[batch.api], urls);
    urls.add(url);
    return {
      do: 'request',
      at: batch.at + index * batch.apart,
      id: before?.id ?? (lastId += 1),
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
  const kept = new Map(requests.map((request) => [request.id, request]));
  const actions = workload.actions.flatMap((action): WorkloadAction[] => {
    if (!('id' in action) || !ids.has(action.id)) return [action];
    const request = kept.get(action.id);
    return request ? [isRequest(action) ? request : action] : [];
  });
  return {
    ...workload,
    servers: serversWith(workload, batch.origin.replace(/^ws/, 'http')),
    responses: Object.fromEntries(responses),
    actions: inOrder([...actions, ...requests.filter((request) => !old.has(request.id))]),
  };
}

/** A host that is new speaks HTTP/2 where all others do: over TLS the lab speaks nothing else. */
function serversWith(workload: Workload, origin: string): Workload['servers'] {
  const { servers } = workload;
  if (protocolOf(workload) !== 'HTTP/2' || !origin.startsWith('https:')) return servers;
  if (Object.keys(servers).some((name) => wholeOrigin(name) === wholeOrigin(origin))) return servers;
  const maxStreams = maxStreamsOf(workload);
  return { ...servers, [origin]: { protocol: 'HTTP/2', ...(maxStreams !== null && { maxStreams }) } };
}

/** Those of one time stay as they are listed: that is the order in which they are done. */
const inOrder = (actions: readonly WorkloadAction[]): WorkloadAction[] =>
  actions.toSorted((one, other) => one.at - other.at);

const highest = (ids: readonly number[]): number => ids.reduce((most, id) => Math.max(most, id), 0);

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
  return { ...workload, actions: inOrder([...workload.actions, action]) };
}

export function withoutAction(workload: Workload, index: number): Workload {
  return { ...workload, actions: workload.actions.filter((_, place) => place !== index) };
}

export function withTab(workload: Workload): Workload {
  const id = 1 + highest(workload.tabs.map((tab) => tab.id));
  const { origin = 'http://localhost' } = workload.tabs[0] ?? {};
  return { ...workload, tabs: [...workload.tabs, { id, origin }] };
}

/** Without a tab, and whatever it asks for. The last one stays. */
export function withoutTab(workload: Workload, id: number): Workload {
  const tabs = workload.tabs.filter((tab) => tab.id !== id);
  if (tabs.length === 0) return workload;
  const own = (action: WorkloadAction) => 'tab' in action && action.tab === id;
  const gone = new Set(
    workload.actions
      .filter(isRequest)
      .filter(own)
      .map((request) => request.id),
  );
  const actions = workload.actions.filter(
    (action) => !own(action) && !('id' in action && gone.has(action.id)),
  );
  return { ...workload, tabs, actions };
}
