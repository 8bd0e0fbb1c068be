/** What the browser does with each kind of request before any queue: its priority, its credentials, its cache mode. */
import type { Api, WorkloadRequest } from '../../schema/workload.ts';

/**
 * The names are those of Chromium's network stack, except `unlimited`: a request that takes no notice of the limit
 * stands in front of all.
 */
export type Priority = 'idle' | 'lowest' | 'low' | 'medium' | 'highest' | 'unlimited';

/** The higher is served first. */
export const RANKS: Readonly<Record<Priority, number>> = {
  idle: 0,
  lowest: 1,
  low: 2,
  medium: 3,
  highest: 4,
  unlimited: 5,
};

/**
 * When the request leaves the task of the page that asked for it. Those of one moment go first come, first served.
 * `by another process`: the browser's own process sends it. Which of those comes before what else the task asks for is a
 * race, and so it is for an image: see `races.ts`.
 */
export type Dispatch = 'at once' | 'in a microtask' | 'in the next task' | 'by another process';

export interface ApiRule {
  readonly priority: Priority;
  readonly credentials: 'include' | 'same-origin';
  readonly dispatch: Dispatch;
  /** Whether the HTTP cache is asked. */
  readonly cached: boolean;
  /** Whether the scheduler of its tab counts it, and may hold it back. */
  readonly scheduled: boolean;
}

const SCRIPTED: ApiRule = {
  priority: 'medium',
  credentials: 'same-origin',
  dispatch: 'at once',
  cached: true,
  scheduled: true,
};
const PARSED: ApiRule = { ...SCRIPTED, credentials: 'include' };
/** What the browser asks for itself. */
const DOCUMENT: ApiRule = {
  ...PARSED,
  priority: 'highest',
  dispatch: 'by another process',
  scheduled: false,
};

/**
 * Priorities: seen in Chromium 156 on loopback, in the order in which a full pool releases what waits: stylesheet,
 * iframe, navigation; then fetch, XHR, EventSource; then async script, image, fetch low; then prefetch, beacon. That of
 * a script that stops the parser is read in Chromium's source.
 *
 * Dispatch: seen in Chromium 156 on loopback: of one task, fetches, XHRs, stylesheets and scripts go out in their order,
 * and then an EventSource made earlier; an image, a prefetch, a beacon and a frame go at any place after what was asked
 * for before them. That images start in a microtask, and an EventSource in a later task, is read in its source.
 *
 * Scheduled: seen in Chromium 156 on loopback, beside six that count: frames and WebSockets neither wait nor count.
 *
 * Credentials: Fetch 2.2.5 and HTML 2.5.
 */
export const API_RULES: Readonly<Record<Api, ApiRule>> = {
  // HTML 9.2.2: the cache mode is no-store. Seen in Chromium 156: three for one URL go out at once.
  EventSource: { ...SCRIPTED, dispatch: 'in the next task', cached: false },
  fetch: SCRIPTED,
  XHR: SCRIPTED,
  // Seen in Chromium 156: it opens a seventh connection beside six that are busy.
  'sync XHR': { ...SCRIPTED, priority: 'unlimited' },
  image: { ...PARSED, priority: 'lowest', dispatch: 'in a microtask' },
  stylesheet: { ...PARSED, priority: 'highest' },
  script: PARSED,
  'async script': { ...PARSED, priority: 'lowest' },
  prefetch: { ...PARSED, priority: 'idle', dispatch: 'by another process' },
  // A POST: no cache answers it.
  beacon: { ...PARSED, priority: 'idle', cached: false, dispatch: 'by another process' },
  iframe: DOCUMENT,
  navigation: DOCUMENT,
  WebSocket: { ...PARSED, cached: false, scheduled: false },
};

/** Seen in Chromium 156 on loopback: it is served after a fetch that came later, and before an image that came earlier. */
export const WORKER_SCRIPT_PRIORITY: Priority = 'low';

/** Whether its response goes on until somebody ends it, where the workload does not say how long. */
export const isEndless = (api: Api): boolean => api === 'EventSource' || api === 'WebSocket';

export function priorityOf({ api, priority }: WorkloadRequest): Priority {
  // Seen in Chromium 156: a fetch with priority high is served like any fetch, one with low like an image.
  return priority === 'low' ? 'lowest' : API_RULES[api].priority;
}
