/** What became of a request, in words: why it waited, behind whom, who overtook whom, on which connection it went. */
import { behind } from '../../../lessons/protocol/connection-pool/moment.ts';
import type {
  PoolGroup,
  PoolRequest,
  PoolTimeline,
  Wait,
  WaitReason,
} from '../../../lessons/protocol/connection-pool/timeline.ts';
import type { Api } from '../../../lessons/schema/workload.ts';
import { waitedUntil } from './waterfall.ts';

/** `1.05 s`, below a second `50 ms`; `0.00 s`. */
export const time = (ms: number): string =>
  ms !== 0 && Math.abs(ms) < 995 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;

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
export function kindOf({ api, role }: PoolRequest): string {
  if (role === 'preflight') return 'a preflight';
  return role === 'worker script' ? 'the script of a worker' : KINDS[api];
}

export function nameOf({ label, attempt, role }: PoolRequest): string {
  const which = attempt === 1 ? '' : `, attempt ${attempt}`;
  if (role === 'preflight') return `preflight of ${label}${which}`;
  return role === 'worker script' ? `worker of ${label}` : `${label}${which}`;
}

/** `http://localhost, with credentials`. The port is the lab's, and says nothing: it is left out where it is the same for all. */
export function groupName({ scheme, host, credentials }: PoolGroup): string {
  return `${scheme}://${host}${credentials ? '' : ', without credentials'}`;
}

const REASONS: Readonly<Record<Exclude<WaitReason, 'connecting'>, string>> = {
  preflight: 'its preflight came first',
  scheduler: 'its tab had as many requests of low priority under way as it may',
  'cache lock': 'an earlier request for the same URL had no answer yet',
  'connections to the host': 'all connections to the host were taken',
  'connections in all': 'the browser had as many connections as it may',
  streams: 'its HTTP/2 connection had as many streams as it may',
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

/** Sentences about a request, up to `at`. */
export function story(timeline: PoolTimeline, request: PoolRequest, at: number): string[] {
  const { startedAt, issuedAt } = request;
  const started = startedAt !== null && startedAt <= at;
  const said = [`${nameOf(request)} is ${kindOf(request)}, asked for at ${time(issuedAt)}.`];
  const waited = waitedUntil(request, at);
  if (waited >= 1) {
    const waits = request.waits.filter(({ reason, from }) => reason !== 'connecting' && from <= at);
    const why = waits.map(({ reason }) => REASONS[reason as keyof typeof REASONS]);
    said.push(
      `It ${started ? 'waited' : 'has waited'} ${time(waited)}${started ? '' : ' so far'}: ${listed(why)}.`,
    );
    const front = behind(timeline, request).filter(({ issuedAt: asked }) => asked <= at);
    const last = waits.at(-1);
    const holders = last === undefined ? [] : front.filter((other) => held(other, last, at));
    if (holders.length > 0) {
      said.push(`${started ? 'In its way were' : 'In its way are'} ${names(holders)}.`);
    }
    if (started) said.push(...overtaking(timeline, request, startedAt));
    else said.push('No error, no timeout: the page is told nothing.');
  } else if (started) {
    said.push('It did not wait.');
  }
  if (started) said.push(place(timeline, request));
  if (request.endedAt !== null && request.endedAt <= at)
    said.push(`It was over at ${time(request.endedAt)}.`);
  else if (started) said.push('It goes on.');
  return said;
}

/** Whether it was on the wire when the wait ended. */
function held({ startedAt, endedAt }: PoolRequest, { until }: Wait, at: number): boolean {
  const end = Math.min(until ?? Infinity, at);
  return startedAt !== null && startedAt < end && (endedAt ?? Infinity) >= end;
}

/** Who had waited for longer, and who had still to wait. */
function overtaking({ requests }: PoolTimeline, request: PoolRequest, startedAt: number): string[] {
  const overtaken = requests.filter(
    (other) =>
      other.group === request.group &&
      other.queuedAt !== null &&
      other.queuedAt < (request.queuedAt ?? 0) &&
      (other.startedAt ?? Infinity) > startedAt,
  );
  if (overtaken.length === 0) return [];
  const kinds = new Set(overtaken.filter(({ rank }) => rank < request.rank).map(kindOf));
  const why = kinds.size > 0 ? `: ${kindOf(request)} goes before ${listed([...kinds])}` : '';
  return [`It overtook ${names(overtaken)}${why}.`];
}

function place({ requests }: PoolTimeline, request: PoolRequest): string {
  const { connection, reused, stream, startedAt } = request;
  if (stream !== null) return `It is stream ${stream} of the HTTP/2 connection that all share.`;
  if (!reused) return 'It got a new connection.';
  const before = requests.findLast(
    (other) =>
      other !== request &&
      other.connection === connection &&
      other.startedAt !== null &&
      other.startedAt < (startedAt ?? 0),
  );
  return before ? `It got the connection that ${nameOf(before)} had.` : 'It got a connection that was there.';
}

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
