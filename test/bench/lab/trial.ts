/** One server and its readers, from the first connection to the last event. */
import { Worker } from '../processes.ts';
import type { ClientTasks } from './client-process.ts';
import type { Received } from './crowd.ts';
import { Latencies } from './latencies.ts';
import type { ServerTasks } from './server-process.ts';
import type { ServerName } from './servers.ts';

export interface Plan {
  readonly streams: number;
  /** That the streams share, on HTTP/2; null for one each, on HTTP/1.1. */
  readonly connections: number | null;
  /** Events per second to all streams together. */
  readonly rates: readonly number[];
  /** How long is measured at each rate. */
  readonly milliseconds: number;
}

export interface Trial {
  /** Streams per second that got their head. */
  readonly opened: number;
  /** Bytes for each stream, after a collection. */
  readonly resident: number;
  readonly heap: number;
  /** At each rate of the plan. */
  readonly loads: readonly Load[];
}

/** Times in milliseconds, whole ones. */
export interface Load {
  /** Events per second that came. */
  readonly delivered: number;
  /** Of those asked for. */
  readonly percent: number;
  readonly p50: number | null;
  readonly p99: number | null;
  /** From one event of a stream to the next. */
  readonly gap: number | null;
  /** Percent of one core that the server took. */
  readonly processor: number;
  readonly lost: number;
}

const CLIENTS = 2;
/** Milliseconds from one event to the next where nothing is to happen meanwhile. */
const QUIET = 60_000;
/** Until what was begun has settled. */
const SETTLE = 1000;

const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** From one event of a stream to the next, so that all together have about this rate: at least a millisecond. */
export const periodFor = (streams: number, rate: number): number =>
  Math.max(1, Math.round((streams * 1000) / rate));

export async function tryOut(name: ServerName, plan: Plan): Promise<Trial> {
  const { streams, connections } = plan;
  const server = new Worker<ServerTasks>('server.js', (text) => process.stderr.write(text));
  const clients = Array.from({ length: CLIENTS }, () => new Worker<ClientTasks>('client.js'));
  const each = <T>(use: (client: Worker<ClientTasks>) => Promise<T>): Promise<T[]> =>
    Promise.all(clients.map(use));

  try {
    const { port } = await server.ask('open', name);
    const open = async (every: number, atOnce: boolean): Promise<number> => {
      const paths = await server.ask('paths', { every, streams });
      const share = {
        port,
        paths,
        atOnce,
        streams: streams / CLIENTS,
        connections: connections && connections / CLIENTS,
      };
      const times = await each((client) => client.ask('open', share));
      await server.ask('begin', every);
      return Math.max(...times);
    };
    const close = async (): Promise<void> => {
      await each((client) => client.ask('close', null));
      await after(SETTLE / 2);
    };

    const before = await server.ask('memory', null);
    const opening = await open(QUIET, false);
    await server.ask('once', null);
    await after(SETTLE);
    const { resident, heap } = await server.ask('memory', null);
    await close();

    const loads: Load[] = [];
    for (const rate of plan.rates) {
      const every = periodFor(streams, rate);
      await open(every, true);
      await after(SETTLE);
      const start = { processor: await server.ask('processor', null), at: performance.now() };
      const received = await each((client) => client.ask('receive', plan.milliseconds));
      const processor = (await server.ask('processor', null)) - start.processor;
      loads.push({
        ...loadOf(received, (streams * 1000) / every),
        processor: (processor / (performance.now() - start.at)) * 100,
      });
      await close();
    }
    return {
      opened: (streams * 1000) / opening,
      resident: (resident - before.resident) / streams,
      heap: (heap - before.heap) / streams,
      loads,
    };
  } finally {
    for (const process of [server, ...clients]) process.end();
  }
}

/** `asked`: events per second. */
export function loadOf(received: readonly Received[], asked: number): Omit<Load, 'processor'> {
  const [ages, gaps] = [new Latencies(), new Latencies()];
  for (const part of received) {
    ages.addAll(new Latencies(part.ages));
    gaps.addAll(new Latencies(part.gaps));
  }
  const delivered = received.reduce(
    (sum, { events, milliseconds }) => sum + (events * 1000) / milliseconds,
    0,
  );
  return {
    delivered,
    percent: (delivered / asked) * 100,
    p50: ages.quantile(0.5),
    p99: ages.quantile(0.99),
    gap: gaps.quantile(0.99),
    lost: received.reduce((sum, { lost }) => sum + lost, 0),
  };
}
