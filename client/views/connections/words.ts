/** What became of a request, in words: why it waited, behind whom, who overtook whom, on which connection it went. */
import type { Ending } from '../../../lessons/protocol/connection-pool/endings.ts';
import { behind } from '../../../lessons/protocol/connection-pool/moment.ts';
import type {
  PoolGroup,
  PoolRequest,
  PoolTimeline,
  Wait,
  WaitReason,
} from '../../../lessons/protocol/connection-pool/timeline.ts';
import type { Api, ServerEnding } from '../../../lessons/schema/workload.ts';
import { waitedUntil } from './waterfall.ts';

/** `1.05 s`, below a second `50 ms`; `0.00 s`. */
export const time = (ms: number): string =>
  ms !== 0 && Math.round(Math.abs(ms)) < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;

const KINDS: Readonly<Record<Api, string>> = {
  EventSource: 'an EventSource',
  fetch: 'a fetch',
  XHR: 'an XMLHttpRequest',
  'sync XHR': 'a synchronous XMLHttpRequest',
  image: 'an image',
  stylesheet: 'a stylesheet',
  script: 'a script',
  'async script': 'an async script',
  prefetch: 'a prefetch',
  beacon: 'a beacon',
  iframe: 'a frame',
  navigation: 'a document',
  WebSocket: 'a WebSocket',
};
export function kindOf({ api, role, priority }: PoolRequest): string {
  if (role === 'preflight') return 'a preflight';
  if (role === 'worker script') return 'the script of a worker';
  return api === 'fetch' && priority === 'lowest' ? 'a fetch with priority low' : KINDS[api];
}

export function nameOf({ label, attempt, role }: Pick<PoolRequest, 'label' | 'attempt' | 'role'>): string {
  const which = attempt === 1 ? '' : ` (attempt ${attempt})`;
  if (role === 'preflight') return `preflight of ${label}${which}`;
  return role === 'worker script' ? `worker of ${label}` : `${label}${which}`;
}

/** The same where there is little room: `/stream?1 (2)` is its second attempt. */
export const shortNameOf = ({ label, attempt, role }: PoolRequest): string =>
  role === 'request' && attempt > 1 ? `${label} (${attempt})` : nameOf({ label, attempt, role });

/** `http://localhost, without credentials`. The port is the lab's, and says nothing. */
export function groupName({ scheme, host, credentials }: PoolGroup): string {
  return `${scheme}://${host}${credentials ? '' : ', without credentials'}`;
}

/** What it waits for. */
const REASONS: Readonly<Record<WaitReason, string>> = {
  preflight: 'for the answer to its preflight',
  scheduler: 'for other requests of low priority in its tab',
  'cache lock': 'for the head of an earlier answer for the same URL',
  connecting: 'for its connection to be opened',
  'connections to the host': 'for a free connection to the host',
  'connections in all': 'for the browser to have fewer connections in all',
  streams: 'for its HTTP/2 connection to have room for one more stream',
};

/** Names that are listed; the rest is counted. */
const MOST_NAMES = 6;

export function listed(names: readonly string[]): string {
  if (names.length > MOST_NAMES) {
    return `${names.slice(0, MOST_NAMES - 1).join(', ')} and ${names.length - MOST_NAMES + 1} more`;
  }
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

const names = (requests: readonly PoolRequest[]): string => listed(requests.map(nameOf));

/** Documents of a real run come before its time 0. */
const when = (at: number): string => (at < 0 ? 'before the beginning' : `at ${time(at)}`);

const ENDS: Readonly<Record<Ending, string>> = {
  complete: 'It was over',
  'connection close': 'It was over',
  'close-delimited': 'It was over',
  cut: 'The server cut it',
  reset: 'The server reset it',
  closed: 'The page gave it up',
  refused: 'Its status was not 200: it was over',
  'from cache': 'The cache answered it',
};

/** Sentences about a request, whose name is above them; up to `at`. */
export function story(timeline: PoolTimeline, request: PoolRequest, at: number): string[] {
  const { startedAt, issuedAt, endedAt, ending } = request;
  const over = endedAt !== null && endedAt <= at;
  const started = startedAt !== null && startedAt <= at;
  const waiting = !started && !over;
  return [
    `It is ${kindOf(request)}, asked for ${when(issuedAt)}.`,
    ...waited(timeline, request, at, waiting),
    ...(started ? [...overtaking(timeline, request, startedAt), place(timeline, request)] : []),
    ...(over ? [`${ENDS[ending ?? 'complete']} ${when(endedAt)}.`] : started ? ['It goes on.'] : []),
  ];
}

function waited(timeline: PoolTimeline, request: PoolRequest, at: number, waiting: boolean): string[] {
  const waits = request.waits.filter(({ from }) => from <= at);
  const lasted = waitedUntil(request, at);
  if (lasted < 1) {
    const [now] = waits.filter(({ until }) => (until ?? Infinity) > at);
    return waiting ? (now ? [`It waits ${REASONS[now.reason]}.`] : []) : ['It did not wait.'];
  }
  const real = waits.filter(({ reason }) => reason !== 'connecting');
  const why = [...new Set(real.map(({ reason }) => REASONS[reason]))].join(', then ');
  const holders = inTheWay(timeline, request, real.at(-1), at);
  const verb = waiting ? (holders.length === 1 ? 'is' : 'are') : holders.length === 1 ? 'was' : 'were';
  return [
    waiting ? `It has waited ${time(lasted)} so far, ${why}.` : `It waited ${time(lasted)}, ${why}.`,
    ...(holders.length > 0 ? [`In its way ${verb} ${names(holders)}.`] : []),
    ...(waiting ? ['No error, no timeout: the page is told nothing.'] : []),
  ];
}

/** Milliseconds. */
const INSTANT = 0.5;

/** Behind whom it waits at that time, or waited to the last; its own preflight is no other. */
function inTheWay(
  timeline: PoolTimeline,
  request: PoolRequest,
  wait: Wait | undefined,
  at: number,
): PoolRequest[] {
  if (wait === undefined) return [];
  const until = Math.min(wait.until ?? Infinity, at);
  const last = { ...wait, from: Math.max(wait.from, until - INSTANT), until };
  return behind(timeline, { ...request, waits: [last] }).filter(({ id }) => id !== request.id);
}

/** Who had waited for longer, and who had still to wait. */
function overtaking({ requests }: PoolTimeline, request: PoolRequest, startedAt: number): string[] {
  const overtaken = requests.filter(
    (other) =>
      other.group === request.group &&
      other.queuedAt !== null &&
      other.queuedAt < (request.queuedAt ?? 0) &&
      (other.startedAt ?? other.endedAt ?? Infinity) > startedAt,
  );
  if (overtaken.length === 0) return [];
  const kinds = new Set(overtaken.filter(({ rank }) => rank < request.rank).map(kindOf));
  const why = kinds.size > 0 ? `: ${kindOf(request)} goes before ${listed([...kinds])}` : '';
  return [`It overtook ${names(overtaken)}${why}.`];
}

function place({ requests }: PoolTimeline, request: PoolRequest): string {
  const { connection, reused, stream, startedAt } = request;
  if (stream !== null) return `It is stream ${stream} of ${reused ? 'an open' : 'a new'} HTTP/2 connection.`;
  if (!reused) return 'It got a new connection.';
  const [before] = requests
    .filter(
      (other) =>
        other !== request &&
        other.connection === connection &&
        other.startedAt !== null &&
        other.startedAt <= (startedAt ?? 0),
    )
    .toSorted((one, other) => (other.startedAt ?? 0) - (one.startedAt ?? 0));
  return before ? `It got the connection that ${nameOf(before)} had.` : 'It got a connection that was there.';
}

/** How a server ends a response: it does so ... */
export const ENDINGS: Readonly<Record<ServerEnding, string>> = {
  complete: 'completely',
  'connection close': 'completely, with Connection: close',
  'close-delimited': 'by closing, as in HTTP/1.0',
  cut: 'by closing too early',
  reset: 'by a reset',
};

/** By what colour it is known. */
export type Look = 'stream' | 'script' | 'file' | 'document';

const LOOKS: Readonly<Record<Api, Look>> = {
  EventSource: 'stream',
  WebSocket: 'stream',
  fetch: 'script',
  XHR: 'script',
  'sync XHR': 'script',
  beacon: 'script',
  image: 'file',
  stylesheet: 'file',
  script: 'file',
  'async script': 'file',
  prefetch: 'file',
  iframe: 'document',
  navigation: 'document',
};
export const lookOf = ({ api, role }: PoolRequest): Look => (role === 'worker script' ? 'file' : LOOKS[api]);
