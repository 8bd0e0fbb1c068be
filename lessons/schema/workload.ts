/**
 * A workload: what pages ask for, and how servers answer. Data, not code. The model of the connection pool plays it
 * without a network; a browser can play the same. Times are milliseconds from the beginning of the workload.
 */
import * as z from 'zod';
import { addressOf, pathOf, wholeOrigin } from '../protocol/connection-pool/address.ts';

/** Bounds of a workload that comes from outside. */
export const WORKLOAD_BOUNDS = {
  actions: 100_000,
  /** Tabs, servers, and responses that are described. */
  entries: 1000,
  /** Milliseconds: a day. */
  time: 86_400_000,
  /** Characters of a URL, a label or a profile's name. */
  text: 2048,
} as const;

const B = WORKLOAD_BOUNDS;

const time = z.number().min(0).max(B.time);
const text = z.string().min(1).max(B.text);
const url = text.refine((value) => addressOf(value) !== null, {
  error:
    'must be an absolute URL of http, https, ws or wss with a host in lower case, such as http://localhost:4281/a',
});
const origin = url.refine((value) => pathOf(value) === '', {
  error: 'must be an origin, such as http://localhost:4281: no path',
});

/** What asks for something. `async script` is also a script that a script has put in. */
export const APIS = [
  'EventSource',
  'fetch',
  'XHR',
  'sync XHR',
  'image',
  'stylesheet',
  'script',
  'async script',
  'prefetch',
  'beacon',
  'iframe',
  'navigation',
  'WebSocket',
] as const;
export type Api = (typeof APIS)[number];

/**
 * How a server ends a response.
 * - `complete`: by the last chunk or the last byte of a Content-Length; on HTTP/2 by END_STREAM.
 * - `connection close`: the same, with `Connection: close` in its head.
 * - `close-delimited`: by closing the connection, as in HTTP/1.0 (RFC 9112 6.3, item 8).
 * - `cut`: by closing the connection inside the body, so that the end is missing; on HTTP/2 of the stream alone.
 * - `reset`: by a TCP reset; on HTTP/2 by RST_STREAM.
 */
export const SERVER_ENDINGS = ['complete', 'connection close', 'close-delimited', 'cut', 'reset'] as const;
export type ServerEnding = (typeof SERVER_ENDINGS)[number];

/** What HTTP/2 has no words for: RFC 9113 8.2.2 and 8.1. */
const HTTP1_ENDINGS: readonly ServerEnding[] = ['connection close', 'close-delimited'];

/**
 * A tab, or a frame or a worker in one: whatever sends requests and is closed as one.
 * - `origin`: of its document or script; a navigation does not change it. `top`: the origin of the page around a frame; default: its own.
 * - `profile`: tabs of another profile, or of another private window, share nothing with it. Default `default`.
 */
const tab = z.strictObject({ id: z.int(), origin, top: origin.optional(), profile: text.optional() });

/**
 * - `protocol`: what the server speaks; HTTP/2 goes with https alone.
 * - `roundTrip`: milliseconds there and back; TCP costs one to connect, TLS one more. Default 0.
 * - `maxStreams`: its SETTINGS_MAX_CONCURRENT_STREAMS; default: it states none.
 * - `keepAlive`: milliseconds after which it closes an idle connection; default: never.
 */
const server = z.strictObject({
  protocol: z.enum(['HTTP/1.1', 'HTTP/2']),
  roundTrip: time.optional(),
  maxStreams: z.int().min(1).optional(),
  keepAlive: time.optional(),
});

/**
 * What a server sends for one URL.
 * - `delay`: milliseconds from the request's arrival to the head of the response. Default 0.
 * - `duration`: milliseconds from the head to the end. Default: endless for EventSource and WebSocket, 0 for the rest.
 * - `ending`: how it ends then. Default `complete`.
 * - `status`: default 200. An EventSource takes no other.
 * - `maxAge`: milliseconds for which a cache may use it; default: `Cache-Control: no-store`.
 * - `retry`: the reconnection time that an event stream states, in milliseconds.
 */
const response = z.strictObject({
  delay: time.optional(),
  duration: z.union([time, z.literal('endless')]).optional(),
  ending: z.enum(SERVER_ENDINGS).optional(),
  status: z.int().min(200).max(599).optional(),
  maxAge: time.optional(),
  retry: time.optional(),
});

/**
 * A page asks for something.
 * - `id`: by which other actions name it; no two requests share one.
 * - `label`: what it is called on screen; default: the path.
 * - `priority`: of a fetch. `credentials`: the mode, where it is not the one that the API has by itself.
 * - `cache: 'no-store'`: of a fetch. `preflight: true`: another origin has to be asked for permission first (Fetch, CORS).
 * - `shared`: of an EventSource: all tabs of one origin and profile that ask for the same URL in the same way have one
 *   stream between them. `lock`: the one that has a Web Lock opens it and passes its events on; the others wait for the
 *   lock in the order in which they asked, and whoever gets it opens the stream anew. `worker`: a SharedWorker has it,
 *   whose script is asked for first, at their origin; it lives until the last of them is closed.
 */
const request = z.strictObject({
  do: z.literal('request'),
  at: time,
  id: z.int(),
  tab: z.int(),
  api: z.enum(APIS),
  url,
  label: text.optional(),
  priority: z.enum(['high', 'low']).optional(),
  credentials: z.enum(['include', 'same-origin', 'omit']).optional(),
  cache: z.literal('no-store').optional(),
  preflight: z.literal(true).optional(),
  shared: z.enum(['lock', 'worker']).optional(),
});

const action = z.discriminatedUnion('do', [
  request,
  /** The page gives a request up, running or waiting: `close()`, an abort. An EventSource does not come back. */
  z.strictObject({ do: z.literal('close'), at: time, id: z.int() }),
  /** The server ends the response that the request has at that time; nothing if it has none. */
  z.strictObject({ do: z.literal('end'), at: time, id: z.int(), how: z.enum(SERVER_ENDINGS) }),
  z.strictObject({ do: z.literal('close tab'), at: time, tab: z.int() }),
]);

/**
 * - `servers`: by origin; one that is not named speaks HTTP/1.1 and is at no distance.
 * - `responses`: by URL; one that is not named has the defaults.
 * - `actions`: in any order; those of one time are of one task, and are done as listed.
 * - `until`: when the model stops. What goes on then has no end.
 */
export const workloadSchema = z
  .strictObject({
    tabs: z.array(tab).min(1).max(B.entries),
    servers: z.record(origin, server),
    responses: z.record(url, response),
    actions: z.array(action).max(B.actions),
    until: time,
  })
  .superRefine(({ tabs, servers, responses, actions }, context) => {
    const wrong = (path: PropertyKey[], message: string) => {
      context.addIssue({ code: 'custom', path, message });
    };
    const originOfTab = new Map(tabs.map(({ id, origin }) => [id, wholeOrigin(origin)]));
    const http2 = new Set<string>();
    for (const [name, { protocol, maxStreams }] of Object.entries(servers)) {
      if (protocol === 'HTTP/2') http2.add(wholeOrigin(name));
      if (protocol === 'HTTP/2' && !name.startsWith('https:')) {
        wrong(
          ['servers', name, 'protocol'],
          'no browser speaks HTTP/2 without TLS: the origin must begin with https',
        );
      }
      if (protocol === 'HTTP/1.1' && maxStreams !== undefined) {
        wrong(['servers', name, 'maxStreams'], 'is a setting of HTTP/2 (RFC 9113 6.5.2)');
      }
    }
    for (const [name, { ending }] of Object.entries(responses)) {
      if (ending !== undefined && HTTP1_ENDINGS.includes(ending) && http2.has(wholeOrigin(name))) {
        wrong(['responses', name, 'ending'], 'is an end of HTTP/1.x; HTTP/2 has frames (RFC 9113 8.1)');
      }
    }
    const ids = new Set<number>();
    for (const [index, each] of actions.entries()) {
      const at = ['actions', index];
      if ('tab' in each && !originOfTab.has(each.tab)) wrong([...at, 'tab'], 'there is no tab with this id');
      if (each.do !== 'request') continue;
      if (ids.has(each.id)) wrong([...at, 'id'], 'another request has this id');
      ids.add(each.id);
      const { api } = each;
      if (each.url.startsWith('ws') !== (api === 'WebSocket')) {
        wrong([...at, 'url'], 'ws and wss go with WebSocket, http and https with the rest');
      }
      if (each.priority !== undefined && api !== 'fetch') wrong([...at, 'priority'], 'goes with fetch');
      if (each.cache !== undefined && api !== 'fetch') wrong([...at, 'cache'], 'goes with fetch');
      if (each.shared !== undefined && api !== 'EventSource') {
        wrong([...at, 'shared'], 'goes with EventSource');
      }
      if (each.preflight !== undefined && wholeOrigin(each.url) === originOfTab.get(each.tab)) {
        wrong([...at, 'preflight'], 'the own origin is not asked for permission');
      }
    }
  });

export type Workload = z.infer<typeof workloadSchema>;
export type WorkloadTab = Workload['tabs'][number];
export type WorkloadServer = Workload['servers'][string];
export type WorkloadResponse = Workload['responses'][string];
export type WorkloadAction = Workload['actions'][number];
export type WorkloadRequest = Extract<WorkloadAction, { do: 'request' }>;

export const isRequest = (action: WorkloadAction): action is WorkloadRequest => action.do === 'request';
