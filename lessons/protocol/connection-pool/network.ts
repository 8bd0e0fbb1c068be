/**
 * The way of a request, from the page to the wire and back: preflight, scheduler, cache, pool, wire. What a page asks
 * for, and when, is not decided here.
 */
import type { Workload, WorkloadRequest, WorkloadResponse, WorkloadTab } from '../../schema/workload.ts';
import { pathOf } from './address.ts';
import { API_RULES, isEndless, priorityOf, RANKS, WORKER_SCRIPT_PRIORITY } from './apis.ts';
import type { PoolRules } from './browsers.ts';
import { Cache } from './cache.ts';
import type { Clock } from './clock.ts';
import { ENDINGS, type Ending } from './endings.ts';
import { Groups, type CredentialsMode } from './group.ts';
import { Load, NO_WAITS, type Call } from './load.ts';
import { Scheduler } from './scheduler.ts';
import { SocketPool } from './socket-pool.ts';
import { Tab, tabOf, type Profile } from './tab.ts';
import type { PoolConnection, PoolRequest, Role } from './timeline.ts';

export interface NetworkEvents {
  /** The head of its response has come. */
  headers(load: Load): void;
  /** It is over, and was no preflight. */
  ended(load: Load, ending: Ending): void;
}

/** The response of a URL that is not described, that to a preflight, and that with the script of a worker. */
const AS_USUAL: WorkloadResponse = {};

export class Network {
  /** In order of issue. */
  readonly requests: PoolRequest[] = [];
  /** In order of opening. */
  readonly connections: PoolConnection[] = [];
  readonly #clock: Clock;
  readonly #rules: PoolRules;
  readonly #events: NetworkEvents;
  readonly #groups: Groups;
  readonly #responses: ReadonlyMap<string, WorkloadResponse>;
  readonly #profiles = new Map<string, Profile>();

  constructor(clock: Clock, { servers, responses }: Workload, rules: PoolRules, events: NetworkEvents) {
    this.#clock = clock;
    this.#rules = rules;
    this.#events = events;
    this.#groups = new Groups(servers, rules);
    this.#responses = new Map(Object.entries(responses));
  }

  openTab(told: WorkloadTab): Tab {
    const profile = this.#profileOf(told.profile ?? 'default');
    const scheduler = new Scheduler(this.#rules, (load) => {
      profile.cache.request(load);
    });
    const tab = new Tab(told, profile, scheduler);
    profile.tabs.push(tab);
    return tab;
  }

  #profileOf(name: string): Profile {
    const known = this.#profiles.get(name);
    if (known) return known;
    const tabs: Tab[] = [];
    const poolOf = (limitInAll: number) =>
      new SocketPool(this.#clock, this.#rules, limitInAll, this.connections, {
        begun: (load) => this.#begun(load),
        http2Known: (origin) => {
          for (const { scheduler } of tabs) scheduler.lift(origin, this.#clock.now);
        },
      });
    const { connectionsInAll, webSocketsInAll, cacheLock } = this.#rules;
    const profile: Profile = {
      name,
      tabs,
      http: poolOf(connectionsInAll),
      webSockets: poolOf(webSocketsInAll),
      cache: new Cache(this.#clock, cacheLock, {
        missed: (load) => this.#poolOf(load).request(load),
        ended: (load, ending) => this.#finish(load, ending),
      }),
    };
    this.#profiles.set(name, profile);
    return profile;
  }

  /** WebSockets have a pool of their own. Seen in Chromium 156 on loopback: one opens beside six busy connections. */
  #poolOf({ call, record }: Load): SocketPool {
    const { http, webSockets } = tabOf(call).profile;
    return record.api === 'WebSocket' ? webSockets : http;
  }

  #cacheOf({ call }: Load): Cache {
    return tabOf(call).profile.cache;
  }

  /** A request of a page or a worker, which has still to be sent. */
  load(call: Call): Load {
    const { request } = call;
    const { api, url, credentials = API_RULES[api].credentials } = request;
    const response = this.#responses.get(url) ?? AS_USUAL;
    return this.#load(call, 'request', request, response, credentials);
  }

  /**
   * The script of a worker. Seen in Chromium 156 on loopback: the scheduler of the tab does not hold it back, and it comes
   * to its end also when the tab is closed in the meantime.
   */
  loadScript(worker: Call): void {
    const { request } = worker;
    const tab = tabOf(worker);
    const label = `worker for ${request.label ?? pathOf(request.url)}`;
    const its = { ...request, url: `${tab.origin}/worker.js`, label };
    const script = this.#load(worker, 'worker script', its, AS_USUAL, 'same-origin');
    this.#poolOf(script).request(script);
  }

  #load(
    call: Call,
    role: Role,
    request: WorkloadRequest,
    response: WorkloadResponse,
    mode: CredentialsMode,
  ): Load {
    const { id, tab, api, url, label = pathOf(url) } = request;
    const group = this.#groups.groupOf(request, tabOf(call), mode);
    const priority = role === 'worker script' ? WORKER_SCRIPT_PRIORITY : priorityOf(request);
    const load = new Load(call, group, response, {
      id,
      attempt: Math.max(call.attempts, 1),
      role,
      api,
      tab,
      url,
      label: label === '' ? '/' : label,
      priority,
      rank: this.#rules.byPriority ? RANKS[priority] : 0,
      scheduled: role === 'request' && API_RULES[api].scheduled && !call.isOfWorker,
      cached: role === 'request' && API_RULES[api].cached && request.cache !== 'no-store',
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
    this.requests.push(load.record);
    return load;
  }

  send(load: Load): void {
    const { request } = load.call;
    if (request.preflight !== true) {
      this.#schedule(load);
      return;
    }
    load.stage = 'preflight';
    load.waitFor('preflight', this.#clock.now);
    // Fetch, CORS-preflight fetch: it carries no credentials. Seen in Chromium 156: it passes where six streams with
    // credentials are open, and its request waits behind them.
    load.preflight = this.#load(load.call, 'preflight', request, AS_USUAL, 'omit');
    this.#poolOf(load).request(load.preflight);
  }

  #schedule(load: Load): void {
    const { now } = this.#clock;
    const { profile, scheduler } = tabOf(load.call);
    load.stopWaiting(now);
    if (!load.record.scheduled) profile.cache.request(load);
    else scheduler.request(load, this.#poolOf(load).speaksHttp2(load.group.origin), now);
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
    const { record, response } = load;
    record.headersAt = this.#clock.now;
    this.#cacheOf(load).headers(load);
    this.#events.headers(load);
    const status = response.status ?? 200;
    const duration = durationOf(load);
    // HTML 9.2.2: any status but 200 ends an EventSource for good.
    if (record.api === 'EventSource' && status !== 200) this.#finish(load, 'refused');
    else if (duration === 0) this.#finish(load, response.ending ?? 'complete');
    else this.#endAfter(load, duration);
  }

  #endAfter(load: Load, milliseconds: number): void {
    const { connection } = load.record;
    this.#clock.after(milliseconds, () => {
      const asked = load.answering && load.record.connection === connection;
      if (asked) this.#finish(load, load.response.ending ?? 'complete');
    });
  }

  /** The server ends the response; nothing where that is not the next to come on its connection. */
  end(load: Load, how: Ending): void {
    if (!load.answering) return;
    if (load.record.headersAt === null) this.#headers(load);
    if (load.stage === 'on the wire') this.#finish(load, how);
  }

  /** The page does not want it any more. */
  withdraw(load: Load): void {
    if (load.stage === 'over') return;
    if (load.preflight !== null) this.withdraw(load.preflight);
    if (load.stage === 'scheduler') tabOf(load.call).scheduler.leave(load);
    else if (load.stage === 'pool') this.#poolOf(load).leave(load);
    else load.leaveLine();
    this.#finish(load, 'closed');
  }

  /** The exchange of a request that was given up goes on for those that share what it brings, if there are any. */
  #goOnForOthers(load: Load): boolean {
    const heir = this.#cacheOf(load).inherit(load);
    if (heir === null) return false;
    this.#poolOf(load).handOver(load, heir);
    this.#endAfter(heir, (load.record.headersAt ?? 0) + durationOf(load) - this.#clock.now);
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
      this.#poolOf(load).release(load, leavesConnectionFit(load, ending));
    }
    if (record.role === 'preflight') {
      if (call.load?.preflight !== load) return;
      call.load.preflight = null;
      if (ending !== 'closed') this.#schedule(call.load);
      return;
    }
    this.#cacheOf(load).end(load, ending);
    tabOf(call).scheduler.end(load, now);
    this.#events.ended(load, ending);
  }
}

/** Milliseconds from the head to the end of its response. */
function durationOf({ record: { role, api }, response }: Load): number {
  // RFC 9110 15.3.5: a 204 has no content.
  if (response.status === 204) return 0;
  const endless = role === 'request' && isEndless(api);
  const { duration = endless ? 'endless' : 0 } = response;
  return duration === 'endless' ? Infinity : duration;
}

function leavesConnectionFit(load: Load, ending: Ending): boolean {
  // After a WebSocket comes no request.
  if (load.record.api === 'WebSocket') return false;
  // Seen in Chromium 156 on loopback: a refused response that is there as a whole cuts nothing, also one with status 204.
  const { ending: served = 'complete' } = load.response;
  if (ending === 'refused' && durationOf(load) === 0) return ENDINGS[served].keepsConnection;
  return ENDINGS[ending].keepsConnection;
}
