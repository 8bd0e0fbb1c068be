/** What a learner would do in the model of the connection pool to bring about what a check asks for. */
import { BROWSERS, rulesOf } from '../protocol/connection-pool/browsers.ts';
import { poolAt } from '../protocol/connection-pool/moment.ts';
import { simulate } from '../protocol/connection-pool/simulate.ts';
import type { Scene } from '../schema/check.ts';
import type { Check } from '../schema/check-schema.ts';
import { workloadSchema, type WorkloadAction } from '../schema/workload.ts';
import { ask, close } from '../workloads/build.ts';

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
