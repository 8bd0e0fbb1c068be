/**
 * A model of the browser's connection pool for one host: what the page does goes in as timed actions, who got which
 * connection and who waited comes out. Its requests have one priority, as those of `EventSource` and `fetch` have
 * in Chromium, so the queue is first come, first served. Connecting takes no time, and an idle connection stays.
 *
 * What was seen in Chromium 156 on loopback is marked so; the standards leave most of it to the browser.
 */

export type PoolAction =
  /** The page asks for an event stream: a response that never ends by itself. */
  | { readonly at: number; readonly do: 'open'; readonly id: number; readonly label: string }
  /** The page asks for an asset: complete `fetchTime` after the request got its connection. */
  | { readonly at: number; readonly do: 'fetch'; readonly id: number; readonly label: string }
  /** The page gives the request up, running or still waiting: `EventSource.close()`, an abort. */
  | { readonly at: number; readonly do: 'close'; readonly id: number }
  /** The server ends the response cleanly. */
  | { readonly at: number; readonly do: 'end'; readonly id: number };

export interface PoolRules {
  readonly protocol: 'HTTP/1.1' | 'HTTP/2';
  /** HTTP/1.1: connections at once, idle ones included. */
  readonly connectionsPerHost: number;
  /** HTTP/2: requests at once, all on one connection. */
  readonly streamsPerConnection: number;
  /** Milliseconds from getting a connection to the end of an asset. */
  readonly fetchTime: number;
}

export const CHROMIUM_RULES: PoolRules = {
  protocol: 'HTTP/1.1',
  // Seen in Chromium 156 on loopback. RFC 9112 9.4 asks for a limit and names no number.
  connectionsPerHost: 6,
  // Seen in Chromium 156 on loopback when the server states no limit. RFC 9113 6.5.2: not below 100.
  streamsPerConnection: 100,
  // Ours: long enough to be watched.
  fetchTime: 400,
};

/** Times are milliseconds, on the clock of the actions. */
export interface PoolRequest {
  readonly id: number;
  readonly kind: 'stream' | 'fetch';
  readonly label: string;
  readonly issuedAt: number;
  /** When it got a connection; null if it never did. Until then it produces nothing: no error, no timeout. */
  readonly startedAt: number | null;
  /** Null while it goes on. */
  readonly endedAt: number | null;
  readonly ending: 'complete' | 'closed' | null;
  /** Number of its connection; null if it never got one. */
  readonly connection: number | null;
  /** Slot of its connection; null if it never got one. */
  readonly slot: number | null;
  /**
   * Ids of the requests it had to wait for, in order of issue: those that were running or waiting when it was issued.
   * Empty if it got a connection at once. Computed when asked for, in time linear in the number of requests.
   */
  readonly behind: readonly number[];
}

export interface PoolConnection {
  /** From 1, in the order of opening; no two connections of a timeline share one. */
  readonly number: number;
  /** From 1: the place it takes among those the host may have. Always 1 on HTTP/2. */
  readonly slot: number;
  readonly openedAt: number;
  /** Null while it is open, busy or idle. */
  readonly closedAt: number | null;
}

export interface PoolTimeline {
  /** In order of issue. */
  readonly requests: readonly PoolRequest[];
  /** In order of opening. */
  readonly connections: readonly PoolConnection[];
}

export interface PoolMoment {
  /** HTTP/1.1: the request in each slot, `connectionsPerHost` of them; null when nothing runs there. Else empty. */
  readonly slots: readonly (PoolRequest | null)[];
  /** In order of issue. */
  readonly running: readonly PoolRequest[];
  /** The next to be served first. */
  readonly waiting: readonly PoolRequest[];
  /** Those open at this moment. */
  readonly connections: readonly PoolConnection[];
}

type Issue = Extract<PoolAction, { readonly label: string }>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Connection = Mutable<PoolConnection>;
type Request = Mutable<PoolRequest>;

/**
 * Plays the actions, in order of time; at equal times an asset completes first, then the actions follow as listed.
 * Ignored are: an action on an id that is unknown or over, `end` of a request that still waits (the server has not
 * seen it), and a second request with an id already used.
 */
export function simulatePool(actions: readonly PoolAction[], rules: PoolRules): PoolTimeline {
  const connections: Connection[] = [];
  const room = rules.protocol === 'HTTP/1.1' ? exclusive(connections, rules) : shared(connections, rules);
  const requests = new Map<number, Request>();
  const inOrder: Request[] = [];
  const inUse = new Map<Request, Connection>();
  const queue = new Queue();
  // Every asset takes the same time, so the first to start is the first to complete.
  const fetching = new Queue();

  const issue = (action: Issue) => {
    if (requests.has(action.id)) return;
    const request = newRequest(action, inOrder);
    requests.set(request.id, request);
    inOrder.push(request);
    queue.add(request);
    serve(action.at);
  };

  const serve = (at: number) => {
    for (let next = queue.first(); next !== null; next = queue.first()) {
      const connection = room.claim(at);
      if (connection === null) return;
      queue.remove();
      next.startedAt = at;
      next.connection = connection.number;
      next.slot = connection.slot;
      inUse.set(next, connection);
      if (next.kind === 'fetch') fetching.add(next);
    }
  };

  const finish = (request: Request, at: number, ending: 'complete' | 'closed') => {
    request.endedAt = at;
    request.ending = ending;
    const connection = inUse.get(request);
    if (connection === undefined) return;
    inUse.delete(request);
    room.release(connection, at, ending);
    serve(at);
  };

  const completeFetches = (until: number) => {
    for (let next = fetching.first(); next !== null; next = fetching.first()) {
      const at = (next.startedAt as number) + rules.fetchTime;
      if (at > until) return;
      fetching.remove();
      finish(next, at, 'complete');
    }
  };

  for (const action of actions.toSorted((a, b) => a.at - b.at)) {
    completeFetches(action.at);
    const request = requests.get(action.id);
    if (action.do === 'open' || action.do === 'fetch') issue(action);
    else if (request === undefined || request.endedAt !== null) continue;
    else if (action.do === 'close') finish(request, action.at, 'closed');
    else if (request.startedAt !== null) finish(request, action.at, 'complete');
  }
  completeFetches(Infinity);
  return { requests: inOrder, connections };
}

/** What the pool holds at one moment, after everything that happens at it. */
export function poolAt(timeline: PoolTimeline, rules: PoolRules, at: number): PoolMoment {
  const going = timeline.requests.filter((request) => request.issuedAt <= at && !isOver(request, at));
  const running = going.filter((request) => request.startedAt !== null && request.startedAt <= at);
  const slots = Array.from(
    { length: rules.protocol === 'HTTP/1.1' ? rules.connectionsPerHost : 0 },
    (_, index) => {
      return running.find((request) => request.slot === index + 1) ?? null;
    },
  );
  return {
    slots,
    running,
    waiting: going.filter((request) => request.startedAt === null || request.startedAt > at),
    connections: timeline.connections.filter(
      ({ openedAt, closedAt }) => openedAt <= at && (closedAt === null || closedAt > at),
    ),
  };
}

interface Room {
  /** A connection that takes one more request, or null when there is none. */
  claim(at: number): Connection | null;
  release(connection: Connection, at: number, ending: 'complete' | 'closed'): void;
}

/** HTTP/1.1: a connection is busy from the request to the end of its response. */
function exclusive(connections: Connection[], rules: PoolRules): Room {
  const slots: (Connection | null)[] = Array.from({ length: rules.connectionsPerHost }, () => null);
  const idle: Connection[] = [];
  return {
    claim(at) {
      // Seen in Chromium 156 on loopback: the idle connection used last is used first.
      const reused = idle.pop();
      if (reused) return reused;
      const free = slots.indexOf(null);
      if (free < 0) return null;
      const opened = { number: connections.length + 1, slot: free + 1, openedAt: at, closedAt: null };
      connections.push(opened);
      slots[free] = opened;
      return opened;
    },
    release(connection, at, ending) {
      // RFC 9112 9.3: only a response read to its end leaves the connection fit for another request.
      if (ending === 'complete') {
        idle.push(connection);
        return;
      }
      connection.closedAt = at;
      slots[connection.slot - 1] = null;
    },
  };
}

/** HTTP/2: all requests share one connection; closing a stream resets that stream alone (RFC 9113 5.4.2). */
function shared(connections: Connection[], rules: PoolRules): Room {
  let streams = 0;
  return {
    claim(at) {
      if (streams >= rules.streamsPerConnection) return null;
      streams += 1;
      if (connections.length === 0) connections.push({ number: 1, slot: 1, openedAt: at, closedAt: null });
      return connections[0] as Connection;
    },
    release() {
      streams -= 1;
    },
  };
}

/** First in, first out. A request that is over by the time it would be first is passed over. */
class Queue {
  readonly #requests: Request[] = [];
  #next = 0;

  add(request: Request): void {
    this.#requests.push(request);
  }

  first(): Request | null {
    while (this.#requests[this.#next]?.ending) this.#next += 1;
    return this.#requests[this.#next] ?? null;
  }

  remove(): void {
    this.#next += 1;
  }
}

function newRequest(action: Issue, earlier: readonly Request[]): Request {
  const position = earlier.length;
  return {
    id: action.id,
    kind: action.do === 'open' ? 'stream' : 'fetch',
    label: action.label,
    issuedAt: action.at,
    startedAt: null,
    endedAt: null,
    ending: null,
    connection: null,
    slot: null,
    get behind() {
      if (this.startedAt === this.issuedAt) return [];
      const before = earlier.slice(0, position).filter((request) => !isOver(request, this.issuedAt));
      return before.map((request) => request.id);
    },
  };
}

function isOver(request: PoolRequest, at: number): boolean {
  return request.endedAt !== null && request.endedAt <= at;
}
