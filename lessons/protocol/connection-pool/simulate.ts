/**
 * The model of a browser's connections: plays a workload by the rules of a browser, and tells when each request got
 * which connection. The way of a request: page, preflight, scheduler, cache, pool, wire.
 *
 * The standards leave most of it to the browser. What was seen in a real one says so at its place, what was only read
 * in its source says that. Left out: name resolution, bandwidth, the second connection that Chromium tries when the first
 * takes long, proxies, redirects, service workers, HTTP/3, pages kept for going back, the memory cache of a document, and
 * that of the images in a document some come out of turn.
 */
import type {
  Workload,
  WorkloadAction,
  WorkloadRequest,
  WorkloadResponse,
  WorkloadTab,
} from '../../schema/workload.ts';
import { pathOf } from './address.ts';
import { API_RULES, priorityOf, RANKS, WORKER_SCRIPT_PRIORITY } from './apis.ts';
import type { PoolRules } from './browsers.ts';
import { Cache } from './cache.ts';
import { Clock } from './clock.ts';
import { ENDINGS, type Ending } from './endings.ts';
import { Groups } from './group.ts';
import { Call, Load, NO_WAITS } from './load.ts';
import { Scheduler } from './scheduler.ts';
import { SharedStreams } from './shared-streams.ts';
import { SocketPool } from './socket-pool.ts';
import { Tab } from './tab.ts';
import type { PoolConnection, PoolRequest, PoolTimeline, Role } from './timeline.ts';

/**
 * Plays the workload until its `until`. Ignored are: an action on a request that was never made or is over, `end` of one
 * whose request the server has not got, and a second request with an id already used.
 */
export function simulate(workload: Workload, rules: PoolRules): PoolTimeline {
  return new Simulation(workload, rules).run();
}

/** What the tabs of one profile share. */
interface Profile {
  readonly tabs: Tab[];
  readonly http: SocketPool;
  readonly webSockets: SocketPool;
  readonly cache: Cache;
  readonly sharedStreams: SharedStreams;
}

/** The response of a URL that is not described, that to a preflight, and that with the script of a worker. */
const AS_USUAL: WorkloadResponse = {};

class Simulation {
  readonly #workload: Workload;
  readonly #rules: PoolRules;
  readonly #clock = new Clock();
  readonly #requests: PoolRequest[] = [];
  readonly #connections: PoolConnection[] = [];
  readonly #groups: Groups;
  readonly #responses: ReadonlyMap<string, WorkloadResponse>;
  readonly #profiles = new Map<string, Profile>();
  readonly #tabs: ReadonlyMap<number, Tab>;
  readonly #calls = new Map<number, Call>();

  constructor(workload: Workload, rules: PoolRules) {
    this.#workload = workload;
    this.#rules = rules;
    this.#groups = new Groups(workload.servers, rules);
    this.#responses = new Map(Object.entries(workload.responses));
    this.#tabs = new Map(workload.tabs.map((tab) => [tab.id, this.#openTab(tab)]));
  }

  run(): PoolTimeline {
    this.#play(
      this.#workload.actions.toSorted((one, other) => one.at - other.at),
      0,
    );
    this.#clock.run(this.#workload.until);
    return { requests: this.#requests, connections: this.#connections };
  }

  /** Each action plans the next, so that no more than one of them stands in the queue of what is due. */
  #play(actions: readonly WorkloadAction[], index: number): void {
    const action = actions[index];
    if (action === undefined) return;
    this.#clock.plan(action.at, 'at once', () => {
      this.#act(action);
      this.#play(actions, index + 1);
    });
  }

  #openTab(told: WorkloadTab): Tab {
    const profile = this.#profileOf(told.profile ?? 'default');
    const tab: Tab = new Tab(
      told,
      new Scheduler(this.#rules, (load) => {
        profile.cache.request(load);
      }),
    );
    profile.tabs.push(tab);
    return tab;
  }

  #profileOf(name: string): Profile {
    const known = this.#profiles.get(name);
    if (known) return known;
    const tabs: Tab[] = [];
    const poolOf = (limitInAll: number) =>
      new SocketPool(this.#clock, this.#rules, limitInAll, this.#connections, {
        begun: (load) => this.#begun(load),
        http2Known: (origin) => {
          for (const { scheduler } of tabs) scheduler.lift(origin, this.#clock.now);
        },
      });
    const { connectionsInAll, webSocketsInAll, cacheLock } = this.#rules;
    const profile: Profile = {
      tabs,
      http: poolOf(connectionsInAll),
      webSockets: poolOf(webSocketsInAll),
      cache: new Cache(this.#clock, cacheLock, {
        missed: (load) => this.#poolOf(load).request(load),
        ended: (load, ending) => this.#finish(load, ending),
      }),
      sharedStreams: new SharedStreams({
        locked: (call) => this.#openShared(call),
        started: (worker) => this.#startWorker(worker),
        stopped: (worker) => this.#close(worker),
      }),
    };
    this.#profiles.set(name, profile);
    return profile;
  }

  #tabOf({ call }: Load): Tab {
    return this.#tabs.get(call.request.tab) as Tab;
  }

  /** WebSockets have a pool of their own. Seen in Chromium 156 on loopback: one opens beside six busy connections. */
  #poolOf(load: Load): SocketPool {
    const { http, webSockets } = this.#profileOf(load.group.info.profile);
    return load.record.api === 'WebSocket' ? webSockets : http;
  }

  #cacheOf(load: Load): Cache {
    return this.#profileOf(load.group.info.profile).cache;
  }

  #act(action: WorkloadAction): void {
    switch (action.do) {
      case 'request':
        this.#call(action);
        break;
      case 'close': {
        const call = this.#calls.get(action.id);
        if (call) this.#close(call);
        break;
      }
      case 'end': {
        const call = this.#calls.get(action.id);
        const load = (call?.worker ?? call)?.load;
        if (load?.answering !== true) return;
        if (load.record.headersAt === null) this.#headers(load);
        if (load.stage === 'on the wire') this.#finish(load, action.how);
        break;
      }
      case 'close tab': {
        const tab = this.#tabs.get(action.tab);
        if (!tab) return;
        tab.open = false;
        this.#closeAll([...tab.calls]);
      }
    }
  }

  #call(request: WorkloadRequest): void {
    const tab = this.#tabs.get(request.tab);
    if (tab?.open !== true || this.#calls.has(request.id)) return;
    const call = new Call(request);
    this.#calls.set(request.id, call);
    tab.calls.add(call);
    if (request.shared !== undefined) {
      this.#profileOf(tab.profile).sharedStreams.join(call, tab);
      return;
    }
    const load = this.#attempt(call);
    const { dispatch } = API_RULES[request.api];
    if (dispatch === 'at once') this.#send(load);
    else {
      this.#clock.plan(this.#clock.now, dispatch, () => {
        if (load.stage === 'with the page') this.#send(load);
      });
    }
  }

  /**
   * Seen in Chromium 156 on loopback: to get a lock, or to start a worker, takes some milliseconds, so that all else that
   * is asked for in the same task goes first.
   */
  #openShared(call: Call): void {
    this.#clock.after(0, () => {
      if (!call.over) this.#send(this.#attempt(call));
    });
  }

  /**
   * Seen in Chromium 156 on loopback: the scheduler of the tab does not hold the script back, and the script comes to its
   * end also when the tab is closed in the meantime.
   */
  #startWorker(worker: Call): void {
    this.#clock.after(0, () => {
      const { request } = worker;
      const { origin } = this.#tabs.get(request.tab) as Tab;
      const label = `worker for ${request.label ?? pathOf(request.url)}`;
      const script = this.#load(worker, 'worker script', {
        ...request,
        url: `${origin}/worker.js`,
        label,
        credentials: 'same-origin',
      });
      this.#poolOf(script).request(script);
    });
  }

  #attempt(call: Call): Load {
    call.attempts += 1;
    call.load = this.#load(call, 'request');
    return call.load;
  }

  #load(call: Call, role: Role, request = call.request): Load {
    const tab = this.#tabs.get(request.tab) as Tab;
    const { id, api, url, label = pathOf(url) } = request;
    const itself = role === 'request';
    // Fetch, CORS-preflight fetch: it carries no credentials. Seen in Chromium 156: it passes where six streams with
    // credentials are open, and its request waits behind them.
    const mode = role === 'preflight' ? 'omit' : (request.credentials ?? API_RULES[api].credentials);
    const group = this.#groups.groupOf(request, tab, mode);
    const response = (itself ? this.#responses.get(url) : null) ?? AS_USUAL;
    const priority = role === 'worker script' ? WORKER_SCRIPT_PRIORITY : priorityOf(request);
    const load = new Load(call, group, response, {
      id,
      attempt: Math.max(call.attempts, 1),
      role,
      api,
      tab: request.tab,
      url,
      label: label === '' ? '/' : label,
      priority,
      rank: this.#rules.byPriority ? RANKS[priority] : 0,
      cached: itself && API_RULES[api].cached && request.cache !== 'no-store',
      group: group.info,
      issuedAt: this.#clock.now,
      queuedAt: null,
      turn: null,
      startedAt: null,
      connection: null,
      slot: null,
      reused: false,
      stream: null,
      headersAt: null,
      endedAt: null,
      ending: null,
      waits: NO_WAITS,
    });
    this.#requests.push(load.record);
    return load;
  }

  #send(load: Load): void {
    const { call } = load;
    if (call.request.preflight !== true) {
      this.#schedule(load);
      return;
    }
    load.stage = 'preflight';
    load.waitFor('preflight', this.#clock.now);
    call.preflight = this.#load(call, 'preflight');
    this.#poolOf(load).request(call.preflight);
  }

  #schedule(load: Load): void {
    const { now } = this.#clock;
    load.stopWaiting(now);
    this.#tabOf(load).scheduler.request(load, this.#poolOf(load).speaksHttp2(load.group.origin), now);
  }

  /** It is on the wire, and its answer is the next to come on its connection. */
  #begun(load: Load): void {
    const { record, response, group } = load;
    const { startedAt, connection } = record;
    load.answering = true;
    const due = (startedAt ?? 0) + (group.server.roundTrip ?? 0) + (response.delay ?? 0);
    this.#clock.after(Math.max(0, due - this.#clock.now), () => {
      const asked = load.answering && record.connection === connection;
      if (asked && record.headersAt === null) this.#headers(load);
    });
  }

  #headers(load: Load): void {
    const { call, record, response } = load;
    const { api, role } = record;
    record.headersAt = this.#clock.now;
    call.retry = response.retry ?? call.retry;
    this.#cacheOf(load).headers(load);
    if (role === 'request' && api === 'navigation') {
      // Seen in Chromium 156 on loopback: the streams of the page before end when the new one has its head, not earlier.
      this.#closeAll([...this.#tabOf(load).calls].filter((other) => other !== call));
    }
    const status = response.status ?? 200;
    const duration = this.#durationOf(load);
    // HTML 9.2.2: any status but 200 ends an EventSource for good.
    if (api === 'EventSource' && status !== 200) this.#finish(load, 'refused');
    else if (duration === 0) this.#finish(load, response.ending ?? 'complete');
    else this.#endAfter(load, duration);
  }

  /** Milliseconds from the head to the end of its response. */
  #durationOf({ record, response }: Load): number {
    const { role, api } = record;
    // RFC 9110 15.3.5: a 204 has no content.
    if (response.status === 204) return 0;
    const endless = role === 'request' && (api === 'EventSource' || api === 'WebSocket');
    const { duration = endless ? 'endless' : 0 } = response;
    return duration === 'endless' ? Infinity : duration;
  }

  #endAfter(load: Load, milliseconds: number): void {
    const { connection } = load.record;
    this.#clock.after(milliseconds, () => {
      const asked = load.answering && load.record.connection === connection;
      if (asked) this.#finish(load, load.response.ending ?? 'complete');
    });
  }

  /** The exchange of a request that was given up goes on for those that share what it brings, if there are any. */
  #goOnForOthers(load: Load): boolean {
    const heir = this.#cacheOf(load).inherit(load);
    if (heir === null) return false;
    this.#poolOf(load).handOver(load, heir);
    this.#endAfter(heir, (load.record.headersAt ?? 0) + this.#durationOf(load) - this.#clock.now);
    return true;
  }

  #finish(load: Load, ending: Ending): void {
    const { call, record } = load;
    const { now } = this.#clock;
    const carried = load.stage === 'on the wire';
    load.stopWaiting(now);
    load.stage = 'over';
    load.answering = false;
    record.endedAt = now;
    record.ending = ending;
    if (carried && !(ending === 'closed' && this.#goOnForOthers(load))) {
      this.#poolOf(load).release(load, this.#leavesConnectionFit(load, ending));
    }
    if (record.role === 'preflight') {
      call.preflight = null;
      if (call.load?.stage === 'preflight') this.#schedule(call.load);
      return;
    }
    if (record.role === 'worker script') {
      this.#openShared(call);
      return;
    }
    this.#cacheOf(load).end(load, ending);
    const tab = this.#tabOf(load);
    tab.scheduler.end(load, now);
    if (record.api === 'EventSource' && ENDINGS[ending].reconnects && !call.over) this.#reconnect(call);
    else {
      call.load = null;
      this.#end(call);
    }
  }

  /** Nothing will follow. */
  #end(call: Call): void {
    const tab = this.#tabs.get(call.request.tab) as Tab;
    call.over = true;
    tab.calls.delete(call);
    this.#profileOf(tab.profile).sharedStreams.leave(call);
  }

  #leavesConnectionFit(load: Load, ending: Ending): boolean {
    // After a WebSocket comes no request.
    if (load.record.api === 'WebSocket') return false;
    // Seen in Chromium 156 on loopback: a refused response that is there as a whole cuts nothing, also one with status 204.
    const { ending: served = 'complete' } = load.response;
    if (ending === 'refused' && this.#durationOf(load) === 0) return ENDINGS[served].keepsConnection;
    return ENDINGS[ending].keepsConnection;
  }

  /** HTML 9.2.3. Seen in Chromium 156 on loopback: at its time it goes to the tail of the line like any new request. */
  #reconnect(call: Call): void {
    const { reconnectionTime, leastReconnectionTime } = this.#rules;
    this.#clock.after(Math.max(call.retry ?? reconnectionTime, leastReconnectionTime), () => {
      if (!call.over) this.#send(this.#attempt(call));
    });
  }

  /** Those that wait first, so that none of them is served by the end of another. */
  #closeAll(calls: readonly Call[]): void {
    const running = (call: Call) => call.load?.stage === 'on the wire';
    for (const call of calls) if (!running(call)) this.#close(call);
    for (const call of calls) this.#close(call);
  }

  /** The page gives a call up: `close()`, an abort, the end of its tab. */
  #close(call: Call): void {
    if (call.over) return;
    this.#end(call);
    if (call.load) this.#withdraw(call.load);
    if (call.preflight) this.#withdraw(call.preflight);
  }

  #withdraw(load: Load): void {
    if (load.stage === 'over') return;
    if (load.stage === 'scheduler') this.#tabOf(load).scheduler.leave(load);
    else if (load.stage === 'pool') this.#poolOf(load).leave(load);
    else load.leaveLine();
    this.#finish(load, 'closed');
  }
}
