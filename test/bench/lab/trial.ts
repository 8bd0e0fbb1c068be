/** One server and its readers, from the first connection to the last event. */
import { Worker } from '../processes.ts';
import type { ClientTasks } from './client-process.ts';
import type { Received } from './crowd.ts';
import { Latencies } from './latencies.ts';
import type { Memory } from './memory.ts';
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
/** Streams that a server has had before it is measured. */
export const WARM_UP = 1000;

const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** From one event of a stream to the next, so that all together have about this rate: at least a millisecond. */
export const periodFor = (streams: number, rate: number): number =>
  Math.max(1, Math.round((streams * 1000) / rate));

/** A server and its readers, each in a process of its own. */
class Stage {
  readonly #server: Worker<ServerTasks>;
  readonly #clients = Array.from({ length: CLIENTS }, () => new Worker<ClientTasks>('client.js'));
  readonly #name: ServerName;
  readonly #connections: number | null;
  #port = 0;

  constructor(name: ServerName, { connections }: Plan, flags: readonly string[] = []) {
    this.#name = name;
    this.#connections = connections;
    this.#server = new Worker<ServerTasks>('server.js', (text) => process.stderr.write(text), flags);
  }

  /**
   * Opens the server, and has it do everything once, so that what it loads or compiles then is not measured. Leaves the
   * streams open that it had for this.
   */
  async prepare(): Promise<void> {
    this.#port = (await this.#server.ask('open', this.#name)).port;
    await this.open(WARM_UP, QUIET, false);
    await this.once();
  }

  /** `atOnce`: all ask at the same time. Resolves with the milliseconds that it took. */
  async open(streams: number, every: number, atOnce: boolean): Promise<number> {
    const paths = await this.#server.ask('paths', { every, streams });
    const share = {
      port: this.#port,
      paths,
      atOnce,
      streams: streams / CLIENTS,
      connections: this.#connections && this.#connections / CLIENTS,
    };
    const times = await this.#each((client) => client.ask('open', share));
    await this.#server.ask('begin', every);
    return Math.max(...times);
  }

  /** Every stream has had an event. */
  async once(): Promise<void> {
    await this.#server.ask('once', null);
    await after(SETTLE);
  }

  async close(): Promise<void> {
    await this.#each((client) => client.ask('close', null));
    await after(SETTLE / 2);
  }

  memory(): Promise<Memory> {
    return this.#server.ask('memory', null);
  }

  processor(): Promise<number> {
    return this.#server.ask('processor', null);
  }

  receive(milliseconds: number): Promise<Received[]> {
    return this.#each((client) => client.ask('receive', milliseconds));
  }

  end(): void {
    for (const process of [this.#server, ...this.#clients]) process.end();
  }

  #each<T>(use: (client: Worker<ClientTasks>) => Promise<T>): Promise<T[]> {
    return Promise.all(this.#clients.map(use));
  }
}

async function on<T>(stage: Stage, use: () => Promise<T>): Promise<T> {
  try {
    await stage.prepare();
    return await use();
  } finally {
    stage.end();
  }
}

export async function tryOut(name: ServerName, plan: Plan): Promise<Trial> {
  return { ...(await memoryOf(name, plan)), ...(await loadsOf(name, plan)) };
}

/**
 * The young generation is kept small: it grows up to 48 MiB with how much happens at the same time, which says nothing
 * of what a connection holds. The streams of before stay open: the room that they would leave, which differs from time
 * to time by as much as is measured here, would be taken by those that are counted.
 */
function memoryOf(name: ServerName, plan: Plan): Promise<Pick<Trial, 'resident' | 'heap'>> {
  const stage = new Stage(name, plan, ['--max-semi-space-size=1']);
  return on(stage, async () => {
    const before = await stage.memory();
    await stage.open(plan.streams, QUIET, false);
    await stage.once();
    const { resident, heap } = await stage.memory();
    return {
      resident: (resident - before.resident) / plan.streams,
      heap: (heap - before.heap) / plan.streams,
    };
  });
}

function loadsOf(name: ServerName, plan: Plan): Promise<Pick<Trial, 'opened' | 'loads'>> {
  const { streams, rates, milliseconds } = plan;
  const stage = new Stage(name, plan);
  return on(stage, async () => {
    await stage.close();
    const opening = await stage.open(streams, QUIET, false);
    await stage.close();

    const loads: Load[] = [];
    for (const rate of rates) {
      const every = periodFor(streams, rate);
      await stage.open(streams, every, true);
      await after(SETTLE);
      const start = { processor: await stage.processor(), at: performance.now() };
      const received = await stage.receive(milliseconds);
      const processor = (await stage.processor()) - start.processor;
      loads.push({
        ...loadOf(received, (streams * 1000) / every),
        processor: (processor / (performance.now() - start.at)) * 100,
      });
      await stage.close();
    }
    return { opened: (streams * 1000) / opening, loads };
  });
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
