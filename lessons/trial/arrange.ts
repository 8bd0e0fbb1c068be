/** What a learner would do in the model of the connection pool, or in the console, to bring about what a check asks for. */
import type { Arrival } from '../protocol/arrival.ts';
import { BROWSERS, rulesOf } from '../protocol/connection-pool/browsers.ts';
import { poolAt } from '../protocol/connection-pool/moment.ts';
import { simulate } from '../protocol/connection-pool/simulate.ts';
import { Dissection } from '../protocol/dissect.ts';
import { formatHead } from '../protocol/format-http.ts';
import { joined } from '../protocol/joined.ts';
import type { Scene } from '../schema/check.ts';
import type { Check } from '../schema/check-schema.ts';
import { workloadSchema, type WorkloadAction } from '../schema/workload.ts';
import { ask, close } from '../workloads/build.ts';

const HOST = [{ name: 'Host', value: 'localhost' }];

type TypedCheck = Extract<Check, { typed: unknown }>['typed'];

export type PoolCheck = Extract<Check, { readonly pool: unknown }>['pool'];

const RULES = rulesOf(BROWSERS.chromium);

/** Milliseconds from one action to the next. */
const APART = 250;

/**
 * Opens streams, fetches until requests wait, and closes streams for those that are to be served; or fetches once for a
 * connection that no stream has.
 */
export function arrange({
  streams = 1,
  waiting = 0,
  served = 0,
  protocol = 'HTTP/1.1',
  connections,
}: PoolCheck): Scene['pool'] {
  const room = protocol === 'HTTP/2' ? RULES.streamsUntilTold : RULES.connectionsPerHost;
  const opened = waiting + served > 0 ? Math.max(room, streams) : streams;
  const another = (connections?.exactly ?? 0) > opened ? 1 : 0;
  const list: ('EventSource' | 'fetch' | 'close')[] = [
    ...Array<'EventSource'>(opened).fill('EventSource'),
    ...Array<'fetch'>(waiting + served + another).fill('fetch'),
    ...Array<'close'>(served).fill('close'),
  ];
  const origin = protocol === 'HTTP/2' ? 'https://localhost' : 'http://localhost';
  const actions = list.map((does, index): WorkloadAction => {
    const at = index * APART;
    const id = index + 1;
    if (does === 'close') return close(at, id - opened - waiting - served);
    return ask(at, id, does, `${origin}/${id}`);
  });
  return poolAfter(actions, protocol, origin);
}

/** So many requests in one write, and so many responses to them. */
export function typedOnce({ requests, responses }: TypedCheck): Dissection {
  const dissection = new Dissection();
  const append = (from: Arrival['from'], count: number, head: Uint8Array) => {
    const bytes = joined(Array<Uint8Array>(count).fill(head));
    dissection.append({ connection: 1, from, at: 0, bytes, ending: null });
  };
  append('client', requests, formatHead({ method: 'GET', target: '/', version: '1.1', fields: HOST }));
  append('server', responses, formatHead({ status: 204, version: '1.1', fields: [] }));
  return dissection;
}

/** A pool of which nobody has asked anything. */
export const emptyPool = (): Scene['pool'] => poolAfter([], 'HTTP/1.1', 'http://localhost');

function poolAfter(
  actions: readonly WorkloadAction[],
  protocol: Scene['pool']['protocol'],
  origin: string,
): Scene['pool'] {
  const workload = workloadSchema.parse({
    tabs: [{ id: 1, origin }],
    servers: { [origin]: { protocol } },
    responses: {},
    actions,
    until: 600_000,
  });
  const timeline = simulate(workload, RULES);
  const at = actions.at(-1)?.at ?? 0;
  return { timeline, moment: poolAt(timeline, at), protocol, at };
}
