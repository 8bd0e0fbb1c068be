/**
 * The model of a browser's connections: plays a workload by the rules of a browser, and tells when each request got
 * which connection. What pages do, and when, is here; the way of each request is in `network.ts`.
 *
 * The standards leave most of it to the browser. What was seen in a real one says so at its place, what was only read
 * in its source says that. Left out: name resolution, bandwidth, the second connection that Chromium tries when the first
 * takes long, proxies, redirects, service workers, HTTP/3, pages kept for going back, the memory cache of a document, and
 * that of the images in a document some come out of turn.
 */
import type { Workload, WorkloadAction, WorkloadRequest } from '../../schema/workload.ts';
import { API_RULES, type Dispatch } from './apis.ts';
import type { PoolRules } from './browsers.ts';
import { Clock } from './clock.ts';
import { ENDINGS, type Ending } from './endings.ts';
import { Call, type Load } from './load.ts';
import { Network } from './network.ts';
import { SharedStreams } from './shared-streams.ts';
import type { Tab } from './tab.ts';
import type { PoolTimeline } from './timeline.ts';

/**
 * Plays the workload until its `until`. Ignored are: an action on a request that was never made or is over, `end` of one
 * whose request the server has not got, and a second request with an id already used. `decided`: the requests that leave
 * their task as listed, since it is known who has won the races.
 */
export function simulate(
  workload: Workload,
  rules: PoolRules,
  decided: ReadonlySet<number> = new Set(),
): PoolTimeline {
  return new Simulation(workload, rules, decided).run(workload.until);
}

class Simulation {
  readonly #rules: PoolRules;
  readonly #decided: ReadonlySet<number>;
  readonly #clock = new Clock();
  readonly #network: Network;
  /** In the order of time. */
  readonly #actions: readonly WorkloadAction[];
  #played = 0;
  /** Requests that their pages, which are stopped, have still to make. */
  readonly #delayed = new Map<number, Tab>();
  readonly #calls = new Map<number, Call>();
  readonly #sharedStreams = new SharedStreams({
    locked: (call) => this.#soon(call, () => this.#attempt(call)),
    started: (worker) => this.#soon(worker, () => this.#network.loadScript(worker)),
    stopped: (worker) => this.#close(worker),
  });

  constructor(workload: Workload, rules: PoolRules, decided: ReadonlySet<number>) {
    this.#rules = rules;
    this.#decided = decided;
    this.#network = new Network(this.#clock, workload, rules, {
      headers: (load) => this.#headers(load),
      ended: (load, ending) => this.#ended(load, ending),
    });
    this.#actions = workload.actions.toSorted((one, other) => one.at - other.at);
  }

  run(until: number): PoolTimeline {
    this.#planNext();
    this.#clock.run(until);
    const { requests, connections } = this.#network;
    return { requests, connections };
  }

  /** No more than one of the actions stands in the queue of what is due. */
  #planNext(): void {
    const action = this.#actions[this.#played];
    if (action !== undefined) this.#clock.plan(action.at, 'at once', this.#playNext);
  }

  readonly #playNext = (): void => {
    const action = this.#actions[this.#played] as WorkloadAction;
    this.#played += 1;
    this.#play(action);
    this.#planNext();
  };

  #play(action: WorkloadAction): void {
    if (action.do === 'end') {
      const call = this.#calls.get(action.id);
      const load = (call?.worker ?? call)?.load;
      if (load) this.#network.end(load, action.how);
      return;
    }
    const tab = action.do === 'close' ? this.#tabOf(action.id) : this.#network.tabs.get(action.tab);
    if (tab === undefined) return;
    if (!tab.loop.stopped) {
      this.#act(action, tab);
      return;
    }
    if (action.do === 'request') this.#delayed.set(action.id, tab);
    tab.loop.do(() => {
      this.#act(action, tab);
    });
  }

  #tabOf(id: number): Tab | undefined {
    const call = this.#calls.get(id);
    return call === undefined ? this.#delayed.get(id) : this.#network.tabOf(call);
  }

  #act(action: Exclude<WorkloadAction, { do: 'end' }>, tab: Tab): void {
    if (action.do === 'request') this.#call(action, tab);
    else if (action.do === 'close') this.#close(this.#calls.get(action.id));
    else {
      tab.open = false;
      this.#closeAll([...tab.calls]);
    }
  }

  #call(request: WorkloadRequest, tab: Tab): void {
    if (!tab.open || this.#calls.has(request.id)) return;
    const call = new Call(request, tab.loop);
    this.#calls.set(request.id, call);
    tab.calls.add(call);
    if (request.shared !== undefined) this.#sharedStreams.join(call, tab);
    else this.#attempt(call, this.#decided.has(request.id) ? 'at once' : API_RULES[request.api].dispatch);
    if (request.api === 'sync XHR') tab.loop.stop();
  }

  #attempt(call: Call, dispatch: Dispatch = 'at once'): void {
    call.attempts += 1;
    const load = this.#network.load(call);
    call.load = load;
    if (dispatch === 'at once') {
      this.#network.send(load);
      return;
    }
    const send = () => {
      if (call.loop.stopped && dispatch !== 'by another process') call.loop.do(send);
      else if (load.stage === 'with the page') this.#network.send(load);
    };
    this.#clock.plan(this.#clock.now, dispatch, send);
  }

  /**
   * Seen in Chromium 156 on loopback: to get a lock, or to start a worker, takes some milliseconds, so that all else that
   * is asked for in the same task goes first.
   */
  #soon(call: Call, act: () => void): void {
    this.#clock.after(0, () => {
      call.loop.do(() => {
        if (!call.over) act();
      });
    });
  }

  #headers({ call, record, response }: Load): void {
    call.retry = response.retry ?? call.retry;
    if (record.role !== 'request' || record.api !== 'navigation') return;
    // Seen in Chromium 156 on loopback: the streams of the page before end when the new one has its head, not earlier.
    this.#closeAll([...this.#network.tabOf(call).calls].filter((other) => other !== call));
  }

  #ended({ call, record }: Load, ending: Ending): void {
    if (record.role === 'worker script') {
      this.#soon(call, () => this.#attempt(call));
      return;
    }
    if (record.api === 'EventSource' && ENDINGS[ending].reconnects && !call.over) {
      this.#reconnect(call);
      return;
    }
    call.load = null;
    this.#end(call);
    if (record.api === 'sync XHR') this.#clock.after(0, () => call.loop.resume());
  }

  /** HTML 9.2.3. Seen in Chromium 156 on loopback: at its time it goes to the tail of the line like any new request. */
  #reconnect(call: Call): void {
    const { reconnectionTime, leastReconnectionTime } = this.#rules;
    call.loop.do(() => {
      this.#clock.after(Math.max(call.retry ?? reconnectionTime, leastReconnectionTime), () => {
        call.loop.do(() => {
          if (!call.over) this.#attempt(call);
        });
      });
    });
  }

  /** Those that wait first, so that none of them is served by the end of another. */
  #closeAll(calls: readonly Call[]): void {
    const running = (call: Call) => call.load?.stage === 'on the wire';
    for (const call of calls) if (!running(call)) this.#close(call);
    for (const call of calls) this.#close(call);
  }

  /** The page gives a call up: `close()`, an abort, the end of its tab. */
  #close(call: Call | undefined): void {
    if (call === undefined || call.over) return;
    this.#end(call);
    if (call.load) this.#network.withdraw(call.load);
  }

  /** Nothing will follow. */
  #end(call: Call): void {
    call.over = true;
    this.#network.tabOf(call).calls.delete(call);
    this.#sharedStreams.leave(call);
  }
}
