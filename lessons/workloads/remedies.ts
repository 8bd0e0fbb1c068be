/** What a developer can do about connections that are all taken, as changes to a workload. */
import { originIn, wholeOrigin } from '../protocol/connection-pool/address.ts';
import { isRequest, type Workload, type WorkloadAction, type WorkloadRequest } from '../schema/workload.ts';
import { close } from './build.ts';
import { endingOf, overTls, protocolOf, serverOf, withProtocol } from './protocol.ts';

export interface Remedy {
  /** In links. */
  readonly slug: string;
  readonly name: string;
  /** What it does, and what it costs. */
  readonly says: string;
  /** Null where it makes no difference, or cannot be applied. */
  readonly apply: (workload: Workload) => Workload | null;
}

const isStream = (action: WorkloadAction): action is WorkloadRequest =>
  isRequest(action) && action.api === 'EventSource';

const withRequests = (
  { actions }: Workload,
  change: (request: WorkloadRequest) => WorkloadRequest,
): WorkloadAction[] => actions.map((action) => (isRequest(action) ? change(action) : action));

/** An end that HTTP/2 has no words for is a complete one, and is said to be. */
function overHttp2(workload: Workload): Workload | null {
  if (protocolOf(workload) === 'HTTP/2') return null;
  const moved = withProtocol(workload, 'HTTP/2');
  const told = Object.entries(workload.responses).flatMap(([url, { ending }]) =>
    ending === undefined ? [] : [[overTls(url), endingOf('HTTP/2', ending)] as const],
  );
  const responses = told.map(([url, ending]) => [url, { ...moved.responses[url], ending }] as const);
  return { ...moved, responses: { ...moved.responses, ...Object.fromEntries(responses) } };
}

/**
 * One stream instead of all to one origin: the page hands out what it brings, for each tab by itself, or `shared` by all
 * of them. It stays until the page has closed all that it stands for, and the server has no reason to end it.
 */
function oneStream(workload: Workload, shared?: WorkloadRequest['shared']): Workload | null {
  const streams = workload.actions.filter(isStream).sort((one, other) => one.at - other.at);
  const placeOf = ({ url, credentials }: WorkloadRequest) => `${wholeOrigin(url)} ${credentials}`;
  const groups = new Map<string, WorkloadRequest[]>();
  for (const stream of streams) {
    const key = `${stream.tab} ${placeOf(stream)}`;
    const group = groups.get(key);
    if (group) group.push(stream);
    else groups.set(key, [stream]);
  }
  const needed = shared === undefined ? groups.size : new Set(streams.map(placeOf)).size;
  if (needed === streams.length || streams.some((stream) => stream.shared !== undefined)) return null;
  const closedAt = new Map<number, number>();
  for (const action of workload.actions) {
    if (action.do !== 'close') continue;
    closedAt.set(action.id, Math.min(action.at, closedAt.get(action.id) ?? Infinity));
  }
  const merged = [...groups.values()].flatMap((group): WorkloadAction[] => {
    const [first] = group as [WorkloadRequest];
    const query = first.credentials === undefined ? 'all' : `all-${first.credentials}`;
    const stream = {
      ...first,
      url: `${originIn(first.url)}/stream?${query}`,
      ...(shared !== undefined && { shared }),
    };
    const last = group.reduce((time, { id }) => Math.max(time, closedAt.get(id) ?? Infinity), 0);
    return last === Infinity ? [stream] : [stream, close(last, first.id)];
  });
  const ids = new Set(streams.map(({ id }) => id));
  const others = workload.actions.filter((action) => !('id' in action && ids.has(action.id)));
  return { ...workload, actions: [...merged, ...others] };
}

/**
 * `streams.example.org` beside `example.org`, where other requests go there too. An address of numbers has no name below
 * it, and HTTP/2 no need of one.
 */
function hostForStreams(workload: Workload): Workload | null {
  const { servers, responses, actions } = workload;
  const shared = new Set(
    actions
      .filter(isRequest)
      .filter(({ api }) => api !== 'EventSource')
      .map(({ url }) => wholeOrigin(url)),
  );
  const isMeant = (action: WorkloadAction): action is WorkloadRequest =>
    isStream(action) && /^http:\/\/[a-z]/.test(action.url) && shared.has(wholeOrigin(action.url));
  const urls = actions.filter(isMeant).map(({ url }) => url);
  if (urls.length === 0) return null;
  const moved = (url: string) => url.replace('http://', 'http://streams.');
  const origins = [...new Set(urls.map(originIn))];
  const newServers = origins.map((origin) => [moved(origin), serverOf(workload, origin)] as const);
  const newResponses = urls.map((url) => [moved(url), responses[url] ?? {}] as const);
  return {
    ...workload,
    servers: { ...servers, ...Object.fromEntries(newServers) },
    responses: { ...responses, ...Object.fromEntries(newResponses) },
    actions: withRequests(workload, (request) =>
      isMeant(request) ? { ...request, url: moved(request.url) } : request,
    ),
  };
}

/** Milliseconds. They come back at other times than others end, so that it is clear who gets which connection. */
const FINITE = { duration: 2000, retry: 550 };

function finiteStreams(workload: Workload): Workload | null {
  const { responses } = workload;
  const urls = workload.actions.filter(isStream).map(({ url }) => url);
  if (urls.length === 0) return null;
  const finite = urls.map((url) => [url, { ...responses[url], ...FINITE }] as const);
  return { ...workload, responses: { ...responses, ...Object.fromEntries(finite) } };
}

/** Milliseconds from hiding a tab to the first request of the one in front of it. */
const IN_FRONT = 50;

/** A tab is opened with its first request, and hides the one before it. */
function closedWhenHidden(workload: Workload): Workload | null {
  const opened = new Map<number, number>();
  for (const { tab, at } of workload.actions.filter(isRequest)) {
    opened.set(tab, Math.min(at, opened.get(tab) ?? Infinity));
  }
  const times = [...opened.values()];
  const hiddenAt = new Map(
    [...opened].flatMap(([tab, time]) => {
      const next = Math.min(...times.filter((other) => other > time));
      return next === Infinity ? [] : [[tab, next - IN_FRONT] as const];
    }),
  );
  const actions = workload.actions.flatMap((action) => {
    const hidden = isStream(action) ? hiddenAt.get(action.tab) : undefined;
    if (!isStream(action) || hidden === undefined) return [action];
    return action.at < hidden ? [action, close(hidden, action.id)] : [];
  });
  return workload.actions.some((action) => isStream(action) && hiddenAt.has(action.tab))
    ? { ...workload, actions }
    : null;
}

function withoutCredentials(workload: Workload): Workload | null {
  const originOfTab = new Map(workload.tabs.map(({ id, origin }) => [id, wholeOrigin(origin)]));
  const isMeant = ({ api, tab, url, credentials = 'same-origin' }: WorkloadRequest) =>
    api === 'fetch' &&
    (credentials === 'include' ||
      (credentials === 'same-origin' && wholeOrigin(url) === originOfTab.get(tab)));
  if (!workload.actions.some((action) => isRequest(action) && isMeant(action))) return null;
  const actions = withRequests(workload, (request) =>
    isMeant(request) ? { ...request, credentials: 'omit' } : request,
  );
  return { ...workload, actions };
}

export const REMEDIES: readonly Remedy[] = [
  {
    slug: 'http2',
    name: 'HTTP/2',
    says: 'The server speaks HTTP/2, which a browser does over TLS alone. All requests to it share one connection, and nothing waits for a stream to end, up to the number of streams that the server allows.',
    apply: overHttp2,
  },
  {
    slug: 'one-stream',
    name: 'One stream for each tab',
    says: 'One stream brings everything that the page wants to hear, and the page hands it out. A tab then holds one connection, however many topics it has.',
    apply: (workload) => oneStream(workload),
  },
  {
    slug: 'web-lock',
    name: 'One stream for all tabs, by a Web Lock',
    says: 'The tab that holds a Web Lock has the stream, and passes each event on to the others by a BroadcastChannel. One connection does for all tabs. When that tab is closed, the next one gets the lock and opens the stream anew.',
    apply: (workload) => oneStream(workload, 'lock'),
  },
  {
    slug: 'shared-worker',
    name: 'One stream for all tabs, in a SharedWorker',
    says: 'A SharedWorker has the stream, and passes each event on to all tabs. One connection does for all of them, and it stays when the first tab is closed. The script of the worker is one request more.',
    apply: (workload) => oneStream(workload, 'worker'),
  },
  {
    slug: 'host',
    name: 'A host name for the streams',
    says: 'The streams come from a name of their own, such as streams.example.org, whose server has to allow it (CORS). All other requests have six connections to themselves. Of the streams no more than six are open, as before.',
    apply: hostForStreams,
  },
  {
    slug: 'finite',
    name: 'Streams that end',
    says: 'The server ends each stream after 2 s, and the browser comes back soon after. Nothing waits for ever, but much waits for a while, and events can be late.',
    apply: finiteStreams,
  },
  {
    slug: 'hidden',
    name: 'Close when hidden',
    says: 'A page closes its streams when another tab comes to the front, so that only the tab that is looked at holds connections. It learns of what it has missed when it is shown again.',
    apply: closedWhenHidden,
  },
  {
    slug: 'omit',
    name: 'Fetch without credentials: a curiosity',
    says: 'A fetch with credentials: omit goes on connections of its own, and so past the streams. It is no remedy: the server cannot tell who is asking, and everything else waits as before.',
    apply: withoutCredentials,
  },
];
