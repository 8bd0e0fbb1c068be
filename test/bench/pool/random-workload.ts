/**
 * Workloads at random that have one right answer: whatever happens at nearly the same time in two places is a race, of
 * which no model can know the winner, so that each kind of thing has a part of each beat for itself.
 */
import type { Api, ServerEnding, Workload, WorkloadAction } from '../../../lessons/schema/workload.ts';

const ORIGIN = 'http://localhost:4281';
const OTHER = 'http://a.localhost:4281';

/** Milliseconds. What the page does begins a beat, what the server does comes later in it, then what reconnects. */
const BEAT = 500;
const SERVER_PART = 250;
const RETRY = BEAT + 130;
const BEATS = 10;

/** A finite response lasts so long, and each further one of a task so much longer: they do not end together. */
const DURATION = 20;
const DURATION_STEP = 30;

/** With how often each is asked for. Images are left out: their order is the browser's own affair. */
const APIS: readonly (readonly [Api, number])[] = [
  ['EventSource', 8],
  ['fetch', 6],
  ['XHR', 2],
  ['sync XHR', 1],
  ['stylesheet', 2],
  ['async script', 2],
  ['prefetch', 1],
  ['beacon', 1],
  ['iframe', 1],
  ['WebSocket', 1],
];

const ENDINGS: readonly ServerEnding[] = ['complete', 'connection close', 'close-delimited', 'cut', 'reset'];

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

export function randomWorkload(random: Random): Workload {
  const tabs = [1, 2].slice(0, 1 + random.below(2)).map((id) => ({ id, origin: ORIGIN }));
  const apis = APIS.flatMap(([api, times]) => Array<Api>(times).fill(api));
  const actions: WorkloadAction[] = [];
  const responses: Workload['responses'] = {};
  /** Those that may be open, and are to be closed or ended once. */
  const open: number[] = [];

  const request = (at: number, id: number, tab: number, place: number) => {
    const api = random.oneOf(apis);
    const socket = api === 'WebSocket';
    const origin = random.below(5) === 0 ? OTHER : ORIGIN;
    const url = `${socket ? origin.replace('http', 'ws') : origin}/${id}`;
    const endless = api === 'EventSource' || socket || (api === 'fetch' && random.below(3) === 0);
    responses[url] = endless
      ? { duration: 'endless', ...(api === 'EventSource' && { retry: RETRY }) }
      : { duration: DURATION + DURATION_STEP * place };
    if (endless && !socket) open.push(id);
    const priority = api === 'fetch' && random.below(4) === 0 ? random.oneOf(['high', 'low'] as const) : null;
    const omit = api === 'fetch' && random.below(6) === 0;
    actions.push({
      do: 'request',
      at,
      id,
      tab,
      api,
      url,
      ...(priority && { priority }),
      ...(omit && { credentials: 'omit' }),
    });
  };

  let id = 0;
  for (let beat = 0; beat < BEATS; beat += 1) {
    const at = beat * BEAT;
    const action = random.below(10);
    if (action < 7 || open.length === 0) {
      // Two tabs run side by side: what both do at one time is in no order.
      const { id: tab } = random.oneOf(tabs);
      const count = 1 + random.below(3);
      for (let place = 0; place < count; place += 1) request(at, (id += 1), tab, place);
      continue;
    }
    const [one] = open.splice(random.below(open.length), 1);
    if (one === undefined) continue;
    if (action < 8) actions.push({ do: 'close', at, id: one });
    else actions.push({ do: 'end', at: at + SERVER_PART, id: one, how: random.oneOf(ENDINGS) });
  }
  return { tabs, servers: {}, responses, actions, until: BEATS * BEAT };
}
