/**
 * The other side of the server's sockets, for tests: a playground on free ports, a client of raw bytes as `curl --raw
 * -i` is one, and a feed. All wait for events, none for time.
 */
import net from 'node:net';
import { WebSocket } from 'ws';
import { decodeArrival } from '../../lessons/protocol/arrival-frame.ts';
import type { Arrival, Sender } from '../../lessons/protocol/capture.ts';
import type * as z from 'zod';
import type { scenarioSchema } from '../../lessons/schema/scenario.ts';
import type { FeedNotice, RunCreated, RunSummary } from '../../server/contract.ts';
import { builtPage } from '../../server/page.ts';
import { readSettings } from '../../server/settings.ts';
import { start, type Playground } from '../../server/start.ts';

/** A scenario as it may be written: `then` has a default. */
export type ScenarioInput = z.input<typeof scenarioSchema>;

/** `env`: what the environment asks for, such as `LIMITS`. The ports are free ones. */
export async function openPlayground(
  dist = 'there-is-no-such-folder',
  env: NodeJS.ProcessEnv = {},
): Promise<TestPlayground> {
  const settings = readSettings({ PORT: '0', LAB_PORT: '0', LAB_TLS_PORT: '0', LOG_LEVEL: 'silent', ...env });
  return new TestPlayground(await start(settings, () => builtPage(dist)));
}

export class TestPlayground {
  readonly #playground: Playground;

  constructor(playground: Playground) {
    this.#playground = playground;
  }

  /** The page's origin, without a slash at its end. */
  get page(): string {
    return this.#playground.page.slice(0, -1);
  }

  get lab(): string {
    return this.#playground.lab;
  }

  /** The lab's origin for TLS. */
  get labTls(): string {
    return this.#playground.labTls;
  }

  get labPort(): number {
    return Number(new URL(this.lab).port);
  }

  close(): void {
    this.#playground.close();
  }

  async run(scenario: ScenarioInput): Promise<RunCreated> {
    const answer = await postRun(this.page, JSON.stringify(scenario));
    if (answer.status !== 201) throw new Error(await answer.text());
    return (await answer.json()) as RunCreated;
  }

  async summary(id: string): Promise<RunSummary> {
    const answer = await fetch(`${this.page}/api/runs/${id}`);
    return (await answer.json()) as RunSummary;
  }

  async bytes(id: string, connection: number, from: Sender): Promise<Buffer> {
    const answer = await fetch(`${this.page}/api/runs/${id}/bytes?connection=${connection}&from=${from}`);
    if (answer.status !== 200) throw new Error(await answer.text());
    return Buffer.from(await answer.arrayBuffer());
  }

  feed(id: string): FeedClient {
    return new FeedClient(`${this.page.replace('http', 'ws')}/api/runs/${id}/feed`);
  }

  connect(): Promise<RawClient> {
    return RawClient.connect(this.labPort);
  }
}

export function postRun(page: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${page}/api/runs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  });
}

/** The request that `curl --raw -i` sends. */
export function getRequest(path: string, host = 'localhost'): string {
  return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: curl/8.0.0\r\nAccept: */*\r\n\r\n`;
}

export class RawClient {
  readonly socket: net.Socket;
  /** How the server ended its direction. */
  readonly ended: Promise<'fin' | 'reset'>;
  #received = Buffer.alloc(0);
  #changed = () => {};

  static connect(port: number, host = '127.0.0.1'): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ port, host, allowHalfOpen: true }, () => {
        resolve(new RawClient(socket));
      });
      socket.once('error', reject);
    });
  }

  constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on('data', (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#changed();
    });
    this.ended = new Promise((resolve) => {
      socket.once('end', () => {
        resolve('fin');
      });
      socket.once('error', () => {
        resolve('reset');
      });
    });
  }

  /** Everything the server has sent on this connection: head and raw body. */
  get received(): Buffer {
    return this.#received;
  }

  send(text: string): void {
    this.socket.write(text);
  }

  /** Waits until `text` has arrived `times` times in all. */
  async until(text: string, times = 1): Promise<void> {
    const count = () => this.#received.toString('latin1').split(text).length - 1;
    while (count() < times) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }
}

export class FeedClient {
  readonly arrivals: Arrival[] = [];
  readonly notices: FeedNotice[] = [];
  readonly socket: WebSocket;
  /** The close code. */
  readonly closed: Promise<number>;
  /** Settles when open, or with the status of the refusal. */
  readonly opened: Promise<number>;
  #changed = () => {};

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { headers });
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.opened = new Promise((resolve) => {
      this.socket.once('open', () => {
        resolve(101);
      });
      this.socket.once('unexpected-response', (_request, response) => {
        resolve(response.statusCode ?? 0);
        this.socket.terminate();
      });
    });
    // The refusals above, and what a test destroys itself.
    this.socket.on('error', () => {});
    this.socket.on('message', (message: Buffer, isBinary) => {
      const arrival = isBinary ? decodeArrival(message) : null;
      if (arrival) this.arrivals.push(arrival);
      else this.notices.push(JSON.parse(message.toString()) as FeedNotice);
      this.#changed();
    });
  }

  /** Waits until the feed has brought what `enough` asks for. */
  async until(enough: (feed: FeedClient) => boolean): Promise<void> {
    while (!enough(this)) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  /** Waits for the nth ending of a sender, over all connections. */
  untilEnding(from: Sender, times = 1): Promise<void> {
    return this.until(
      ({ arrivals }) => arrivals.filter((a) => a.from === from && a.ending !== null).length >= times,
    );
  }
}

/** The arrivals with bytes of one sender, as text. */
export function texts(arrivals: readonly Arrival[], from: Sender): string[] {
  return arrivals
    .filter((arrival) => arrival.from === from && arrival.bytes.length > 0)
    .map((arrival) => Buffer.from(arrival.bytes).toString('latin1'));
}
