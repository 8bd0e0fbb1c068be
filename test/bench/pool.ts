/** `npm run bench -- pool`: how long the model of the connections takes, and how that grows with the requests. */
import { BROWSERS, rulesOf } from '../../lessons/protocol/connection-pool/browsers.ts';
import { simulate } from '../../lessons/protocol/connection-pool/simulate.ts';
import type { Api, Workload, WorkloadAction } from '../../lessons/schema/workload.ts';
import { exponent, timesOf } from './measure.ts';
import type { Effort, Progress } from './speed.ts';
import { digits, verdict, type Figure, type Table } from './table.ts';

const SIZES = [1000, 3000, 10_000, 30_000, 100_000];
/** Milliseconds for the largest size. */
const MOST = 1000;
/** n log n fits 1.11 over these sizes; the rest is for what no longer fits into the caches and has to be collected. */
const MOST_EXPONENT = 1.25;

const ORIGIN = 'http://localhost:4281';
const APIS: readonly Api[] = ['fetch', 'image', 'stylesheet', 'EventSource', 'XHR', 'prefetch'];

type Make = (requests: number) => Workload;

/** A workload of so many requests, each with a URL of its own. */
function workload(origins: readonly string[], time: number, apiOf: (index: number) => Api): Make {
  const secure = origins.some((origin) => origin.startsWith('https'));
  return (requests) => {
    const actions: WorkloadAction[] = [];
    for (let id = 0; id < requests; id += 1) {
      const [at, api] = [id * time, apiOf(id)];
      const url = `${origins[id % origins.length] ?? ''}/${id}`;
      actions.push({ do: 'request', at, id, tab: 1 + (id % 4), api, url });
      if (api === 'EventSource') actions.push({ do: 'close', at: at + 200, id });
    }
    return {
      tabs: [1, 2, 3, 4].map((id) => ({ id, origin: origins[0] ?? '' })),
      servers: Object.fromEntries(
        origins.map((origin) => [
          origin,
          { protocol: secure ? ('HTTP/2' as const) : ('HTTP/1.1' as const), roundTrip: 5 },
        ]),
      ),
      responses: {},
      actions,
      until: Number.MAX_SAFE_INTEGER,
    };
  };
}

const mixed = (index: number): Api => APIS[index % APIS.length] as Api;
const hosts = Array.from({ length: 20 }, (_, index) => `http://h${index}.localhost:4281`);

const WORKLOADS: Readonly<Record<string, Make>> = {
  'twenty hosts, four tabs': workload(hosts, 0.25, mixed),
  'one host, all at once': workload([ORIGIN], 0, mixed),
  'images alone, all at once': workload([ORIGIN], 0, () => 'image'),
  'HTTP/2, all at once': workload(['https://localhost:4282'], 0, mixed),
};

/** Milliseconds, the fastest of several runs: others on this machine only make one slower. */
function timeOf(given: Workload, milliseconds: number): number {
  const rules = rulesOf(BROWSERS.chromium);
  return Math.min(...timesOf(() => void simulate(given, rules), milliseconds));
}

export function poolSpeed({ milliseconds, rounds }: Effort, progress: Progress): Promise<Table> {
  const rows: string[][] = [];
  const figures: Figure[] = [];
  for (const [name, make] of Object.entries(WORKLOADS)) {
    timeOf(make(1000), milliseconds * rounds);
    const points = SIZES.map((size): [number, number] => {
      progress(`${name}, ${size} requests`);
      return [size, timeOf(make(size), milliseconds * rounds)];
    });
    const [, slowest] = points.at(-1) as [number, number];
    const time: Figure = { name: `${name}: time`, value: slowest, unit: 'ms', target: { most: MOST } };
    const growth: Figure = {
      name: `${name}: growth`,
      value: exponent(points),
      unit: 'exponent',
      target: { most: MOST_EXPONENT },
    };
    figures.push(time, growth);
    rows.push([
      name,
      ...points.map(([, each]) => `${digits(each)} ms`),
      verdict(time),
      digits(growth.value),
      verdict(growth),
    ]);
  }
  return Promise.resolve({
    title: 'The model of the connections: from a workload to its timeline',
    columns: [
      'workload',
      ...SIZES.map((size) => size.toLocaleString('en')),
      `<= ${MOST} ms`,
      'exponent',
      `<= ${MOST_EXPONENT}`,
    ],
    rows,
    notes: [
      'Requests in all, with the closing of each event stream. The fastest of several runs.',
      'The exponent k of time = c * size^k, fitted to all sizes. 1 is linear, n log n is 1.11, 2 quadratic.',
    ],
    figures,
  });
}
