/**
 * Workloads at random that have one right answer: whatever happens at nearly the same time in two places is a race, of
 * which no model can know the winner, so that each kind of thing has a part of each beat for itself.
 */
import { BROWSERS, rulesOf } from '../../../lessons/protocol/connection-pool/browsers.ts';
import { simulate } from '../../../lessons/protocol/connection-pool/simulate.ts';
import type { Api, ServerEnding, Workload, WorkloadAction } from '../../../lessons/schema/workload.ts';

interface Place {
  readonly origin: string;
  /** Another one that is asked as well. */
  readonly other: string;
  readonly endings: readonly ServerEnding[];
}

const PLAIN: Place = {
  origin: 'http://localhost:4281',
  other: 'http://a.localhost:4281',
  endings: ['complete', 'connection close', 'close-delimited', 'cut', 'reset'],
};
/**
 * Of several origins with one certificate a browser may make one connection: here it has one to ask. What comes with a
 * certificate that nobody vouches for is not stored, so nothing is asked for twice.
 */
const HTTP2: Place = {
  origin: 'https://localhost:4282',
  other: 'https://localhost:4282',
  endings: ['complete', 'reset'],
};

/** Milliseconds. What the page does begins a beat, what the server does comes later in it, then what reconnects. */
const BEAT = 800;
const SERVER_PART = 400;
const RETRY = BEAT + 200;
const BEATS = 10;

/**
 * A finite response lasts so long, and each further one of a task so much longer: they do not end together, and none ends
 * before a busy machine has got round to the rest of the task.
 */
const DURATION = 150;
const DURATION_STEP = 70;

/** With how often each is asked for. The images are in no document: the order of those in one is the browser's own affair. */
const APIS: readonly (readonly [Api, number])[] = [
  ['EventSource', 8],
  ['fetch', 6],
  ['XHR', 2],
  ['sync XHR', 1],
  ['stylesheet', 2],
  ['async script', 2],
  ['image', 2],
  ['prefetch', 1],
  ['beacon', 1],
  ['iframe', 1],
  ['WebSocket', 1],
];

const CHROMIUM = rulesOf(BROWSERS.chromium);

export interface Random {
  /** From 0, below `count`. */
  below(count: number): number;
  oneOf<T>(choices: readonly T[]): T;
}

/** The same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return { below, oneOf: (choices) => choices[below(choices.length)] as (typeof choices)[number] };
}

/** What can be asked for with a preflight. */
const WITH_FIELDS: readonly Api[] = ['fetch', 'XHR'];

export function randomWorkload(random: Random): Workload {
  const oneIn = (count: number): boolean => random.below(count) === 0;
  const http2 = oneIn(4);
  const { origin, other, endings } = http2 ? HTTP2 : PLAIN;
  const maxStreams = random.oneOf([undefined, 2, 4]);
  let tabs = [1, 2].slice(0, 1 + random.below(2));
  const told = tabs.map((id) => ({ id, origin }));
  // A WebSocket has a connection of its own, whatever the rest of its host speaks.
  const apis = APIS.filter(([api]) => !http2 || api !== 'WebSocket').flatMap(([api, times]) =>
    Array<Api>(times).fill(api),
  );
  const actions: WorkloadAction[] = [];
  const responses: Workload['responses'] = {};
  /** Those that may be open, with their tabs; each is closed or ended once. */
  let open: { id: number; tab: number }[] = [];
  /** What has been fetched, and may be fetched again at the same place of a task: it is stored, or it is not. */
  const fetchedAt: string[][] = [];

  const request = (at: number, id: number, tab: number, place: number) => {
    const api = random.oneOf(apis);
    const socket = api === 'WebSocket';
    const there = oneIn(5) ? other : origin;
    const endless = api === 'EventSource' || socket || (api === 'fetch' && oneIn(3));
    const fetched = (fetchedAt[place] ??= []);
    const again = api === 'fetch' && !endless && fetched.length > 0 && oneIn(3);
    const url = again ? random.oneOf(fetched) : `${socket ? there.replace('http', 'ws') : there}/${id}`;
    if (!again) {
      responses[url] = endless
        ? { duration: 'endless', ...(api === 'EventSource' && { retry: RETRY }) }
        : { duration: DURATION + DURATION_STEP * place, ...(oneIn(2) && !http2 && { maxAge: 60_000 }) };
    }
    if (endless && !socket) open.push({ id, tab });
    const preflight = !again && there !== origin && WITH_FIELDS.includes(api) && oneIn(2);
    if (api === 'fetch' && !endless && !preflight && !http2) fetched.push(url);
    const priority = api === 'fetch' && oneIn(4) ? random.oneOf(['high', 'low'] as const) : null;
    const omit = api === 'fetch' && oneIn(6);
    actions.push({
      do: 'request',
      at,
      id,
      tab,
      api,
      url,
      ...(priority && { priority }),
      ...(omit && { credentials: 'omit' }),
      ...(preflight && { preflight }),
    });
  };

  let id = 0;
  for (let beat = 0; beat < BEATS; beat += 1) {
    const at = beat * BEAT;
    if (tabs.length > 1 && beat > BEATS / 2 && oneIn(8)) {
      const [, closed] = tabs;
      tabs = tabs.slice(0, 1);
      open = open.filter(({ tab }) => tab !== closed);
      actions.push({ do: 'close tab', at, tab: closed as number });
      continue;
    }
    const action = random.below(10);
    if (action < 7 || open.length === 0) {
      // Two tabs run side by side: what both do at one time is in no order.
      const tab = random.oneOf(tabs);
      const count = 1 + random.below(3);
      for (let place = 0; place < count; place += 1) request(at, (id += 1), tab, place);
      continue;
    }
    const [one] = open.splice(random.below(open.length), 1);
    if (one === undefined) continue;
    if (action < 8) actions.push({ do: 'close', at, id: one.id });
    else actions.push({ do: 'end', at: at + SERVER_PART, id: one.id, how: random.oneOf(endings) });
  }
  const servers: Workload['servers'] = http2
    ? { [origin]: { protocol: 'HTTP/2', ...(maxStreams !== undefined && { maxStreams }) } }
    : {};
  const workload: Workload = { tabs: told, servers, responses, actions, until: BEATS * BEAT };
  return { ...workload, actions: actions.filter((action) => !closesWhatWaits(action, workload)) };
}

/** What a tab has waiting when it is closed may still come, or not: that is a race, too. */
function closesWhatWaits(action: WorkloadAction, workload: Workload): boolean {
  if (action.do !== 'close tab') return false;
  const { requests } = simulate(workload, CHROMIUM);
  return requests.some(
    ({ tab, startedAt, endedAt }) => tab === action.tab && startedAt === null && endedAt === action.at,
  );
}
