/**
 * Chromium's ResourceScheduler: of one tab only so many requests of low priority are on the wire at once, to one host
 * and in all. The rest is held back, and is not in the pool yet.
 *
 * Seen in Chromium 156 on loopback: 6 for one host, 10 in all, each tab counted by itself; no such limit on HTTP/2;
 * those held are let go by priority, then first come, first served; one that then waits in the cache counts as well.
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

const MEDIUM = RANKS.medium;

export class Scheduler {
  readonly #rules: PoolRules;
  readonly #start: (load: Load) => void;
  readonly #hosts = new Map<string, Host>();
  readonly #started = new Map<Load, Host>();
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
    const { delayablePerHost, delayablePerTab } = this.#rules;
    if (RANKS[load.record.priority] >= MEDIUM || multiplexed || delayablePerTab === Infinity) {
      this.#start(load);
      return;
    }
    const host = this.#hostOf(load);
    if (host.started < delayablePerHost && this.#started.size < delayablePerTab) {
      this.#count(load, host);
      this.#start(load);
      return;
    }
    this.#number += 1;
    load.held = this.#number;
    load.stage = 'scheduler';
    host.held.join(load, load.rank);
    load.waitFor('scheduler', now);
    if (host.held.first === load) this.#offer(host);
  }

  /** A request gives up while it is held. */
  leave(load: Load): void {
    load.leaveLine();
    this.#offer(this.#hostOf(load));
  }

  /** A request is over, counted or not. */
  end(load: Load, now: number): void {
    const host = this.#started.get(load);
    if (host === undefined) return;
    this.#started.delete(load);
    host.started -= 1;
    this.#offer(host);
    while (this.#started.size < this.#rules.delayablePerTab) {
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
    this.#started.set(load, host);
    host.started += 1;
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
