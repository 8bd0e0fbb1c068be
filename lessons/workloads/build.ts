/** Workloads of the gallery in few words: a URL may be a path alone, which is then one of the page's own origin. */
import {
  workloadSchema,
  type Api,
  type ServerEnding,
  type Workload,
  type WorkloadAction,
  type WorkloadRequest,
} from '../schema/workload.ts';

export interface NamedWorkload {
  /** In links. */
  readonly slug: string;
  /** A question where possible: 'What happens to the seventh?' */
  readonly title: string;
  /** What to look for. It does not give the answer away: the learner predicts first. */
  readonly about: string;
  /** What was seen, in plain words. */
  readonly answer: string;
  readonly workload: Workload;
}

export type Options = Partial<Omit<WorkloadRequest, 'do' | 'at' | 'id' | 'api' | 'url'>>;

/** A request of tab 1, unless the options say otherwise. */
export const ask = (
  at: number,
  id: number,
  api: Api,
  url: string,
  options: Options = {},
): WorkloadRequest => ({ do: 'request', at, id, tab: 1, api, url, ...options });
export const get = (at: number, id: number, url: string, options: Options = {}) =>
  ask(at, id, 'fetch', url, options);
export const stream = (at: number, id: number, options: Options = {}) =>
  ask(at, id, 'EventSource', `/stream?${id}`, options);
export const close = (at: number, id: number): WorkloadAction => ({ do: 'close', at, id });
export const end = (at: number, id: number, how: ServerEnding = 'complete'): WorkloadAction => {
  return { do: 'end', at, id, how };
};
export const closeTab = (at: number, tab: number): WorkloadAction => ({ do: 'close tab', at, tab });

export const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** The first is opened at `at`, and each of the others so many milliseconds after the one before. */
export const streams = (first: number, last: number, at: number, apart: number, options: Options = {}) =>
  numbers(first, last).map((id, index) => stream(at + index * apart, id, options));

/** As many as there may be connections to one host: all of them are open before 1 s. */
export const FULL = streams(1, 6, 200, 100);

interface Told {
  readonly actions: readonly WorkloadAction[];
  readonly responses?: Workload['responses'];
  readonly servers?: Workload['servers'];
  /** How many. Default 1. */
  readonly tabs?: number;
  readonly until: number;
}

/** The page and the server of its paths speak HTTP/1.1. */
export const http1 = (told: Told): Workload => workloadAt('http://localhost', told);

const SECURE = 'https://localhost';

/** The page and the server of its paths speak HTTP/2. */
export const http2 = ({ maxStreams, ...told }: Told & { readonly maxStreams?: number }): Workload =>
  workloadAt(SECURE, {
    ...told,
    servers: { [SECURE]: { protocol: 'HTTP/2', ...(maxStreams && { maxStreams }) } },
  });

function workloadAt(
  origin: string,
  { actions, responses = {}, servers = {}, tabs = 1, until }: Told,
): Workload {
  const whole = (url: string) => (url.startsWith('/') ? origin + url : url);
  return workloadSchema.parse({
    tabs: numbers(1, tabs).map((id) => ({ id, origin })),
    servers,
    responses: Object.fromEntries(Object.entries(responses).map(([url, told]) => [whole(url), told])),
    actions: actions.map((action) => ('url' in action ? { ...action, url: whole(action.url) } : action)),
    until,
  });
}
