/**
 * Chromium's ResourceScheduler: it holds back requests of low priority of a tab, which are not in the pool then.
 *
 * Seen in Chromium 156 on loopback: while a tab has 6 requests on their way to one host, of any priority and in any group,
 * no more of low priority go there; nor more than 10 of them in all. Each tab is counted by itself; there is no such
 * limit on HTTP/2; those held are let go by priority, then first come, first served; one that then waits in the cache
 * counts as well. Read in its source: so does one that waits in the pool, and a worker is no part of a tab.
 */
import { RANKS } from './apis.ts';
import type { PoolRules } from './browsers.ts';
import { Heap } from './heap.ts';
import { Line } from './line.ts';
import type { Load } from './load.ts';

interface Host {
  started: number;
  readonly held: Line<Load>;
}

/** The first of those held for one host. It is out of date when another has become the first. */
interface Candidate {
  readonly load: Load;
  readonly host: Host;
}

const isDelayable = ({ record: { priority } }: Load): boolean => RANKS[priority] < RANKS.medium;

export class Scheduler {
  readonly #rules: PoolRules;
  readonly #start: (load: Load) => void;
  readonly #hosts = new Map<string, Host>();
  /** How many of low priority are on their way. */
  #delayable = 0;
  readonly #candidates = new Heap<Candidate>(({ load: one }, { load: other }) => {
    return one.rank === other.rank ? one.held < other.held : one.rank > other.rank;
  });
  #number = 0;

  /** Of one tab. `start` is called for each request that goes on. */
  constructor(rules: PoolRules, start: (load: Load) => void) {
    this.#rules = rules;
    this.#start = start;
  }

  /** `multiplexed`: its host is known to speak HTTP/2. */
  request(load: Load, multiplexed: boolean, now: number): void {
    if (multiplexed) {
      this.#start(load);
      return;
    }
    const { delayablePerHost, delayablePerTab } = this.#rules;
    const host = this.#hostOf(load);
    const hostHasRoom = host.started < delayablePerHost;
    if (!isDelayable(load) || (hostHasRoom && this.#delayable < delayablePerTab)) {
      this.#count(load, host);
      this.#start(load);
      return;
    }
    this.#number += 1;
    load.held = this.#number;
    load.stage = 'scheduler';
    host.held.join(load, load.rank);
    load.waitFor(hostHasRoom ? 'requests of low priority' : 'requests to the host', now);
    if (host.held.first === load) this.#offer(host);
  }

  /** A request gives up while it is held. */
  leave(load: Load): void {
    load.leaveLine();
    this.#offer(this.#hostOf(load));
  }

  /** A request is over, counted or not. */
  end(load: Load, now: number): void {
    const host = load.countedFor as Host | null;
    if (host === null) return;
    load.countedFor = null;
    host.started -= 1;
    if (isDelayable(load)) this.#delayable -= 1;
    this.#offer(host);
    while (this.#delayable < this.#rules.delayablePerTab) {
      const next = this.#candidates.take();
      if (next === undefined) return;
      const { load: first, host: its } = next;
      if (its.held.first !== first || its.started >= this.#rules.delayablePerHost) continue;
      this.#count(first, its);
      this.#letGo(first, now);
      this.#offer(its);
    }
  }

  /** The host turns out to speak HTTP/2: nothing is held back for it any more. */
  lift(origin: string, now: number): void {
    const held = this.#hosts.get(origin)?.held;
    for (let next = held?.first; next; next = held?.first) this.#letGo(next, now);
  }

  #letGo(load: Load, now: number): void {
    load.leaveLine();
    load.stopWaiting(now);
    this.#start(load);
  }

  #count(load: Load, host: Host): void {
    load.countedFor = host;
    host.started += 1;
    if (isDelayable(load)) this.#delayable += 1;
  }

  #offer(host: Host): void {
    const load = host.held.first;
    if (load !== null && host.started < this.#rules.delayablePerHost) this.#candidates.add({ load, host });
  }

  #hostOf({ group }: Load): Host {
    const known = this.#hosts.get(group.origin);
    if (known) return known;
    const host: Host = { started: 0, held: new Line() };
    this.#hosts.set(group.origin, host);
    return host;
  }
}
