/** What a developer can do about connections that are all taken, as changes to a workload. */
import { addressOf, originOf, pathOf } from '../protocol/connection-pool/address.ts';
import type {
  ServerEnding,
  Workload,
  WorkloadAction,
  WorkloadRequest,
  WorkloadServer,
} from '../schema/workload.ts';
import { close } from './build.ts';

export interface Remedy {
  /** In links. */
  readonly slug: string;
  readonly name: string;
  /** What it does, and what it costs. */
  readonly says: string;
  /** Null where it makes no difference, or cannot be applied. */
  readonly apply: (workload: Workload) => Workload | null;
}

const isRequest = (action: WorkloadAction): action is WorkloadRequest => action.do === 'request';
const isStream = (action: WorkloadAction): action is WorkloadRequest =>
  isRequest(action) && action.api === 'EventSource';

/** As it stands in the URL. */
const originIn = (url: string): string => url.slice(0, url.length - pathOf(url).length);

function sameOrigin(one: string, other: string): boolean {
  const [first, second] = [addressOf(one), addressOf(other)];
  return first !== null && second !== null && originOf(first) === originOf(second);
}

const serverOf = ({ servers }: Workload, origin: string): WorkloadServer =>
  Object.entries(servers).find(([name]) => sameOrigin(name, origin))?.[1] ?? { protocol: 'HTTP/1.1' };

const withRequests = (
  { actions }: Workload,
  change: (request: WorkloadRequest) => WorkloadRequest,
): WorkloadAction[] => actions.map((action) => (isRequest(action) ? change(action) : action));

function overHttp2(workload: Workload): Workload | null {
  const { tabs, servers, responses, actions } = workload;
  const secured = (url: string) => url.replace(/^(http|ws):/, '$1s:');
  const ended = (how: ServerEnding) =>
    how === 'connection close' || how === 'close-delimited' ? 'complete' : how;
  const origins = new Set([
    ...tabs.map(({ origin }) => origin),
    ...Object.keys(servers),
    ...actions.flatMap((action) => ('url' in action ? originIn(action.url) : [])),
  ]);
  const spoken = [...origins].filter((origin) => origin.startsWith('http'));
  if (spoken.every((origin) => serverOf(workload, origin).protocol === 'HTTP/2')) return null;
  return {
    ...workload,
    tabs: tabs.map(({ top, ...tab }) => ({
      ...tab,
      origin: secured(tab.origin),
      ...(top !== undefined && { top: secured(top) }),
    })),
    servers: Object.fromEntries(
      spoken.map((origin) => [secured(origin), { ...serverOf(workload, origin), protocol: 'HTTP/2' }]),
    ),
    responses: Object.fromEntries(
      Object.entries(responses).map(([url, { ending, ...response }]) => [
        secured(url),
        { ...response, ...(ending !== undefined && { ending: ended(ending) }) },
      ]),
    ),
    actions: actions.map((action) => {
      if (action.do === 'end') return { ...action, how: ended(action.how) };
      return isRequest(action) ? { ...action, url: secured(action.url) } : action;
    }),
  };
}

/**
 * In each tab one stream instead of all to one origin: the page hands out what it brings. It stays until the page has
 * closed all that it stands for, and the server has no reason to end it.
 */
function oneStream(workload: Workload): Workload | null {
  const together = new Map<string, WorkloadRequest[]>();
  for (const stream of workload.actions.filter(isStream).sort((one, other) => one.at - other.at)) {
    const { tab, url, credentials = '' } = stream;
    const key = `${tab} ${originIn(url)} ${credentials}`;
    together.set(key, [...(together.get(key) ?? []), stream]);
  }
  const groups = [...together.values()];
  if (groups.every(({ length }) => length < 2)) return null;
  const merged = groups.flatMap((group) => {
    const [first] = group as [WorkloadRequest];
    const closings = workload.actions.filter(
      (action) => action.do === 'close' && group.some(({ id }) => id === action.id),
    );
    const stream = { ...first, url: `${originIn(first.url)}/stream?all` };
    return closings.length < group.length
      ? [stream]
      : [stream, close(Math.max(...closings.map(({ at }) => at)), first.id)];
  });
  const ids = new Set(workload.actions.filter(isStream).map(({ id }) => id));
  const others = workload.actions.filter((action) => !('id' in action && ids.has(action.id)));
  return { ...workload, actions: [...merged, ...others] };
}

/**
 * `streams.example.org` beside `example.org`, where other requests go there too. An address of numbers has no name below
 * it, and HTTP/2 no need of one.
 */
function hostForStreams(workload: Workload): Workload | null {
  const { servers, responses, actions } = workload;
  const besides = actions.filter(isRequest).filter(({ api }) => api !== 'EventSource');
  const isInTheWay = ({ url }: WorkloadRequest) =>
    /^http:\/\/[a-z]/.test(url) && besides.some((other) => sameOrigin(other.url, url));
  const inTheWay = actions.filter(isStream).filter(isInTheWay);
  if (inTheWay.length === 0) return null;
  const moved = (url: string) => url.replace('http://', 'http://streams.');
  const urls = inTheWay.map(({ url }) => url);
  const [newServers, newResponses] = [
    urls.map((url) => [moved(originIn(url)), serverOf(workload, originIn(url))] as const),
    urls.map((url) => [moved(url), responses[url] ?? {}] as const),
  ];
  return {
    ...workload,
    servers: { ...servers, ...Object.fromEntries(newServers) },
    responses: { ...responses, ...Object.fromEntries(newResponses) },
    actions: withRequests(workload, (request) =>
      inTheWay.includes(request) ? { ...request, url: moved(request.url) } : request,
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

/** A tab is opened with its first request. */
function closedWhenHidden(workload: Workload): Workload | null {
  const openedAt = new Map<number, number>();
  for (const { tab, at } of workload.actions.filter(isRequest)) {
    openedAt.set(tab, Math.min(at, openedAt.get(tab) ?? Infinity));
  }
  const hiddenAt = (tab: number) =>
    Math.min(...[...openedAt.values()].filter((at) => at > (openedAt.get(tab) ?? 0))) - IN_FRONT;
  const hidden = workload.actions.filter((action) => isStream(action) && hiddenAt(action.tab) < Infinity);
  if (hidden.length === 0) return null;
  const actions = workload.actions.flatMap((action) => {
    if (!isStream(action) || !hidden.includes(action)) return [action];
    const at = hiddenAt(action.tab);
    return action.at < at ? [action, close(at, action.id)] : [];
  });
  return { ...workload, actions };
}

function withoutCredentials(workload: Workload): Workload | null {
  const originOfTab = new Map(workload.tabs.map(({ id, origin }) => [id, origin]));
  const isMeant = ({ api, tab, url, credentials = 'same-origin' }: WorkloadRequest) =>
    api === 'fetch' &&
    (credentials === 'include' ||
      (credentials === 'same-origin' && sameOrigin(url, originOfTab.get(tab) ?? '')));
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
    apply: oneStream,
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
