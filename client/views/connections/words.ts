/** What became of a request, in words: why it waited, behind whom, who overtook whom, on which connection it went. */
import { behind, heldBack } from '../../../lessons/protocol/connection-pool/moment.ts';
import type {
  PoolGroup,
  PoolRequest,
  PoolTimeline,
  Wait,
} from '../../../lessons/protocol/connection-pool/timeline.ts';
import type { Api } from '../../../lessons/schema/workload.ts';
import { STORY } from '../../words/story.ts';
import { waitedUntil } from './waterfall.ts';

/** `1.05 s`, below a second `50 ms`; `0.00 s`. */
export const time = (ms: number): string =>
  ms !== 0 && Math.round(Math.abs(ms)) < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;

export function kindOf({ api, role, priority }: PoolRequest): string {
  if (role === 'preflight') return STORY.preflight;
  if (role === 'worker script') return STORY.workerScript;
  return api === 'fetch' && priority === 'lowest' ? STORY.lowFetch : STORY.kinds[api];
}

export function nameOf({ label, attempt, role }: Pick<PoolRequest, 'label' | 'attempt' | 'role'>): string {
  const name = attempt === 1 ? label : STORY.attempt(label, attempt);
  if (role === 'preflight') return STORY.preflightOf(name);
  return role === 'worker script' ? STORY.workerOf(label) : name;
}

/** The same where there is little room: `/stream?1 (2)` is its second attempt. */
export const shortNameOf = ({ label, attempt, role }: PoolRequest): string =>
  role === 'request' && attempt > 1 ? `${label} (${attempt})` : nameOf({ label, attempt, role });

/** `http://localhost, without credentials`. The port is the lab's, and says nothing. */
export function groupName({ scheme, host, credentials }: PoolGroup): string {
  const origin = `${scheme}://${host}`;
  return credentials ? origin : STORY.withoutCredentials(origin);
}

/** Names that are listed; the rest is counted. */
const MOST_NAMES = 6;

export function listed(names: readonly string[]): string {
  return names.length > MOST_NAMES
    ? STORY.listAndMore(names.slice(0, MOST_NAMES - 1), names.length - MOST_NAMES + 1)
    : STORY.list(names);
}

const names = (requests: readonly PoolRequest[]): string => listed(requests.map(nameOf));

/** Documents of a real run come before its time 0. */
const when = (at: number): string => (at < 0 ? STORY.beforeTheBeginning : STORY.at(time(at)));

/** Sentences about a request, whose name is above them; up to `at`. */
export function story(timeline: PoolTimeline, request: PoolRequest, at: number): string[] {
  const { startedAt, issuedAt, endedAt, ending } = request;
  const over = endedAt !== null && endedAt <= at;
  const started = startedAt !== null && startedAt <= at;
  const waiting = !started && !over;
  return [
    STORY.asked(kindOf(request), when(issuedAt)),
    ...waited(timeline, request, at, waiting),
    ...(started ? [...overtaking(timeline, request, startedAt), place(timeline, request)] : []),
    ...(over ? [STORY.ends[ending ?? 'complete'](when(endedAt))] : started ? [STORY.goesOn] : []),
  ];
}

function waited(timeline: PoolTimeline, request: PoolRequest, at: number, waiting: boolean): string[] {
  const waits = request.waits.filter(({ from }) => from <= at);
  const lasted = waitedUntil(request, at);
  if (lasted < 1) {
    const [now] = waits.filter(({ until }) => (until ?? Infinity) > at);
    return waiting ? (now ? [STORY.waits(STORY.reasons[now.reason])] : []) : [STORY.didNotWait];
  }
  const real = waits.filter(({ reason }) => reason !== 'connecting');
  const why = STORY.then([...new Set(real.map(({ reason }) => STORY.reasons[reason]))]);
  const holders = inTheWay(timeline, request, real.at(-1), at);
  const inItsWay = waiting ? STORY.inItsWay : STORY.wasInItsWay;
  return [
    waiting ? STORY.hasWaited(time(lasted), why) : STORY.waited(time(lasted), why),
    ...(holders.length > 0 ? [inItsWay(holders.length, names(holders))] : []),
    ...(waiting ? [STORY.noError] : []),
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

/** Since when it has stood in a line; null where it has not. */
const inLineSince = (request: PoolRequest): number | null => heldBack(request)?.from ?? request.queuedAt;

/** Who had waited for longer, and who had still to wait. */
function overtaking({ requests }: PoolTimeline, request: PoolRequest, startedAt: number): string[] {
  const since = inLineSince(request) ?? 0;
  const overtaken = requests.filter(
    (other) =>
      other.group === request.group &&
      (inLineSince(other) ?? Infinity) < since &&
      (other.startedAt ?? other.endedAt ?? Infinity) > startedAt,
  );
  if (overtaken.length === 0) return [];
  const kinds = new Set(overtaken.filter(({ rank }) => rank < request.rank).map(kindOf));
  return [
    kinds.size > 0
      ? STORY.overtookBecause(names(overtaken), kindOf(request), listed([...kinds]))
      : STORY.overtook(names(overtaken)),
  ];
}

function place({ requests }: PoolTimeline, request: PoolRequest): string {
  const { connection, reused, stream, startedAt } = request;
  if (stream !== null) return reused ? STORY.oneMoreStream(stream) : STORY.newStream(stream);
  if (!reused) return STORY.newConnection;
  const [before] = requests
    .filter(
      (other) =>
        other !== request &&
        other.connection === connection &&
        other.startedAt !== null &&
        other.startedAt <= (startedAt ?? 0),
    )
    .toSorted((one, other) => (other.startedAt ?? 0) - (one.startedAt ?? 0));
  return before ? STORY.connectionOf(nameOf(before)) : STORY.reusedConnection;
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
