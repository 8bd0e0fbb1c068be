/** Random workloads: a few tabs, hosts and seconds, so that everything gets into everything's way. */
import fc from 'fast-check';
import {
  APIS,
  SERVER_ENDINGS,
  type Workload,
  type WorkloadAction,
  type WorkloadResponse,
} from '../../../../lessons/schema/workload.ts';
import { LAB, workload } from './play.ts';

const HOSTS = [LAB, 'http://a.localhost:4281'];
const SECURE = 'https://localhost:4282';

/** A synchronous XHR takes no notice of the limits, and a WebSocket has a pool of its own. */
const SHARING = APIS.filter((api) => api !== 'sync XHR' && api !== 'WebSocket');

const at = fc.integer({ min: 0, max: 1000 });
const id = fc.integer({ min: 1, max: 80 });
const tab = fc.integer({ min: 1, max: 3 });
const time = fc.integer({ min: 0, max: 800 });

const request = fc.record({
  do: fc.constant('request' as const),
  at,
  id,
  tab,
  api: fc.constantFrom(...SHARING),
  url: fc
    .tuple(fc.constantFrom(...HOSTS, SECURE), fc.integer({ min: 1, max: 12 }))
    .map(([host, path]) => `${host}/${path}`),
});

const action = fc.oneof(
  { weight: 8, arbitrary: request },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close' as const), at, id }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      at,
      id,
      how: fc.constantFrom('complete' as const, 'cut' as const, 'reset' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('close tab' as const), at, tab: fc.constantFrom(2, 3) }),
  },
);

const response = fc.record(
  {
    delay: time,
    duration: fc.oneof(time, fc.constant('endless' as const)),
    ending: fc.constantFrom(...SERVER_ENDINGS),
    status: fc.constantFrom(200, 200, 204, 500),
    maxAge: time,
    retry: fc.integer({ min: 100, max: 800 }),
  },
  { requiredKeys: [] },
);

/** The first request of each id, so that no two share one. */
function unique(actions: readonly WorkloadAction[]): WorkloadAction[] {
  const seen = new Set<number>();
  return actions.filter((each) => {
    if (each.do !== 'request') return true;
    const known = seen.has(each.id);
    seen.add(each.id);
    return !known;
  });
}

export const actions: fc.Arbitrary<WorkloadAction[]> = fc
  .array(action, { minLength: 10, maxLength: 80, size: 'max' })
  .map(unique);

/** What surrounds the actions. */
export const settings: fc.Arbitrary<Partial<Workload>> = fc
  .record({
    http2: fc.boolean(),
    roundTrip: fc.constantFrom(0, 0, 7, 150),
    maxStreams: fc.constantFrom(2, 3),
    keepAlive: fc.constantFrom(300, 5000),
    responses: fc.array(response, { minLength: 12, maxLength: 12 }),
  })
  .map(({ http2, roundTrip, maxStreams, keepAlive, responses }) => ({
    tabs: [1, 2, 3].map((number) => ({
      id: number,
      origin: LAB,
      profile: number === 3 ? 'private' : 'default',
    })),
    servers: {
      [LAB]: { protocol: 'HTTP/1.1', roundTrip, keepAlive },
      [SECURE]: { protocol: http2 ? 'HTTP/2' : 'HTTP/1.1', roundTrip, ...(http2 ? { maxStreams } : {}) },
    },
    responses: Object.fromEntries(
      responses.flatMap((each, index): [string, WorkloadResponse][] => {
        const { ending, ...rest } = each;
        const kept = ending === 'connection close' || ending === 'close-delimited' ? rest : each;
        const described = (host: string, as: WorkloadResponse): [string, WorkloadResponse] => [
          `${host}/${index + 1}`,
          as,
        ];
        return [...HOSTS.map((host) => described(host, each)), described(SECURE, kept)];
      }),
    ),
    until: 6000,
  }));

export const workloads: fc.Arbitrary<Workload> = fc
  .tuple(actions, settings)
  .map(([list, rest]) => workload(list, rest));
