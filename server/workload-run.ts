/**
 * A run of a workload: which request of it each one is that comes, and what the server itself is to do at its time.
 *
 * Time 0 is agreed on through the page's own origin, so that nothing is asked for on the connections that are studied:
 * `begin` says how far off it is, and the page hands that on to its tabs.
 */
import { realRun, type RealRun } from '../lessons/protocol/connection-pool/real-run.ts';
import type {
  ServerEnding,
  Workload,
  WorkloadRequest,
  WorkloadResponse,
} from '../lessons/schema/workload.ts';
import type { SeenConnection, SeenRequest, WorkloadSummary } from './contract.ts';
import type { Ports } from './lab/parts.ts';
import { Run, type RunPlace } from './run.ts';

/** Milliseconds from `begin` to time 0: what the documents have set off is over by then. */
const LEAD = 1000;

/** Where the lab is: `host` is the name under which the page was asked for. */
export interface LabAddress extends Ports {
  readonly host: string;
}

/** The connection that a request comes on. */
export interface Line {
  /** Stands for it among those of the run. */
  readonly connection: object;
  readonly port: number;
  onClose(then: () => void): void;
  /** Closes it when what was written is out. */
  close(): void;
}

/** What answers a request, and can be told to end. */
export interface Reply {
  finish(how: ServerEnding): void;
}

/** A request that has come. */
export interface Arrived {
  /** What it asks for; the script of a worker: the stream that this is to have. */
  readonly url: string;
  readonly role: SeenRequest['role'];
  /** The tab that sent it, or a worker; null where the request does not say it. */
  readonly sender: number | 'worker' | null;
  readonly line: Line;
  /** Its HTTP/2 stream; null on HTTP/1.x. */
  readonly stream: number | null;
}

/** What it is, and what it is to get. */
export interface Asked {
  readonly request: WorkloadRequest;
  readonly response: WorkloadResponse;
  /** How it may end, where that is to be said in the head. */
  readonly ending: ServerEnding;
  /** To be called when its response is over, however it ended. */
  readonly over: () => void;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class WorkloadRun extends Run {
  readonly workload: Workload;
  readonly real: RealRun;
  readonly #seen: Mutable<SeenRequest>[] = [];
  readonly #lines: Mutable<SeenConnection>[] = [];
  /** Those that are open. */
  readonly #open = new Set<Line>();
  /** Requests by URL, those of one URL in the order in which they are asked for. */
  readonly #requests = new Map<string, WorkloadRequest[]>();
  /** By the URL of a stream: the request for which the worker was started last that has it. */
  readonly #workers = new Map<string, WorkloadRequest>();
  readonly #responses: ReadonlyMap<string, WorkloadResponse>;
  /** How the server ends a response at a time of its own, by the id of the request. */
  readonly #endings = new Map<number, ServerEnding>();
  /** How many have come, by role and by the first request that they may be. */
  readonly #counts = new Map<string, number>();
  readonly #replies = new Map<number, Reply>();
  #zero: number | null = null;
  #released = false;

  constructor(place: RunPlace, workload: Workload, { host, port, tlsPort }: LabAddress) {
    super(place);
    this.workload = workload;
    this.real = realRun(workload, { run: place.id, host, port, tlsPort });
    const { responses, actions } = this.real.workload;
    this.#responses = new Map(Object.entries(responses).map(([url, told]) => [keyOf(url), told]));
    for (const action of actions.toSorted((one, other) => one.at - other.at)) {
      if (action.do === 'end') this.#endings.set(action.id, action.how);
      if (action.do !== 'request') continue;
      const key = keyOf(action.url);
      const same = this.#requests.get(key);
      if (same) same.push(action);
      else this.#requests.set(key, [action]);
    }
  }

  /** SETTINGS_MAX_CONCURRENT_STREAMS of the port with TLS; undefined: none is stated. */
  get maxStreams(): number | undefined {
    return Object.values(this.real.workload.servers).find(({ protocol }) => protocol === 'HTTP/2')
      ?.maxStreams;
  }

  /** Whether everything has been let go, and nothing more is to be held. */
  get released(): boolean {
    return this.#released;
  }

  /** Whether a WebSocket is to be at that path. */
  hasSocketAt(path: string): boolean {
    const here = (each: string) => new URL(each).pathname === path;
    for (const [url, [first]] of this.#requests) if (first?.api === 'WebSocket' && here(url)) return true;
    return false;
  }

  /**
   * Notes a request that has come; null when the workload has none like it. Those of one tab for one URL cannot be told
   * apart: they are taken in the order in which the page asks for them, and then for its further attempts.
   */
  arrived({ url, role, sender, line, stream }: Arrived): Asked | null {
    const key = keyOf(url);
    const requests = this.#requestsOf(key, sender);
    const [first] = requests;
    if (first === undefined) return null;
    const counted = `${role} ${first.id}`;
    const count = this.#counts.get(counted) ?? 0;
    const request = requests[count % requests.length] ?? first;
    this.#counts.set(counted, count + 1);
    const { id } = request;
    if (role === 'worker script') this.#workers.set(key, request);
    const seen: Mutable<SeenRequest> = {
      id,
      attempt: Math.floor(count / requests.length) + 1,
      role,
      connection: this.numberOf(line.connection),
      stream,
      at: this.elapsed,
      endedAt: null,
    };
    this.#use(line, seen.connection);
    if (!this.full) this.#seen.push(seen);
    const response = this.#responses.get(key) ?? {};
    const ending = this.#endings.get(id) ?? response.ending ?? 'complete';
    const over = () => {
      seen.endedAt = this.elapsed;
    };
    return { request, response, ending, over };
  }

  #use(line: Line, number: number): void {
    if (number <= this.#lines.length) return;
    const { port } = line;
    const seen: Mutable<SeenConnection> = { number, port, usedAt: this.elapsed, closedAt: null };
    this.#lines.push(seen);
    this.#open.add(line);
    line.onClose(() => {
      this.#open.delete(line);
      seen.closedAt = this.elapsed;
    });
  }

  /** Those for a URL that can have come from the sender. */
  #requestsOf(key: string, sender: Arrived['sender']): readonly WorkloadRequest[] {
    const worker = sender === 'worker' ? this.#workers.get(key) : undefined;
    if (worker !== undefined) return [worker];
    const requests = this.#requests.get(key) ?? [];
    const own = requests.filter(({ tab }) => tab === sender);
    return own.length > 0 ? own : requests;
  }

  /** From now until the returned function is called, `reply` is what answers the request. */
  answering({ id }: WorkloadRequest, reply: Reply): () => void {
    this.#replies.set(id, reply);
    return () => {
      if (this.#replies.get(id) === reply) this.#replies.delete(id);
    };
  }

  /** All tabs are open. Milliseconds to time 0; null when it has begun before. */
  begin(): number | null {
    if (this.#zero !== null) return null;
    this.#zero = this.elapsed + LEAD;
    for (const action of this.workload.actions) {
      if (action.do !== 'end') continue;
      const { id, at, how } = action;
      setTimeout(() => this.#replies.get(id)?.finish(how), LEAD + at).unref();
    }
    return LEAD;
  }

  /** Ends all responses that are open, and closes the connections: an idle one would count in the next run. */
  release(): void {
    this.#released = true;
    for (const reply of [...this.#replies.values()]) reply.finish('complete');
    for (const line of [...this.#open]) line.close();
  }

  summary(): WorkloadSummary {
    const { id, full } = this;
    return { id, zero: this.#zero, full, requests: this.#seen, connections: this.#lines };
  }
}

/** As a browser writes it, and for a WebSocket as its request is sent: over HTTP. */
const keyOf = (url: string): string => new URL(url.replace(/^ws/, 'http')).href;
