/**
 * The HTTP cache, as far as it makes requests wait: of several for one URL only one is on its way until its head has
 * come, since the others might be answered by what it brings.
 *
 * Seen in Chromium 156 on loopback, three fetches of one URL: when it may not be stored, one after the other, each when
 * the head of the one before has come; with `max-age`, one request for all; the second goes out after 20 s in any case.
 */
import type { Clock } from './clock.ts';
import { ENDINGS, type Ending } from './endings.ts';
import { Line } from './line.ts';
import type { CacheEntry, Load } from './load.ts';

export interface CacheEvents {
  /** The cache has no answer: to the network. */
  missed(load: Load): void;
  ended(load: Load, ending: Ending): void;
}

export class Cache {
  readonly #clock: Clock;
  readonly #lockTime: number;
  readonly #events: CacheEvents;
  /** By site of the page at the top, and by URL. Seen in Chromium 156: with credentials or without makes no difference. */
  readonly #sites = new Map<string, Map<string, CacheEntry>>();
  /** By the request that brings it: those that are given it. */
  readonly #sharing = new Map<Load, Load[]>();

  /** Of one profile. `lockTime`: the longest that one waits for another, in milliseconds; 0 for a cache without locks. */
  constructor(clock: Clock, lockTime: number, events: CacheEvents) {
    this.#clock = clock;
    this.#lockTime = lockTime;
    this.#events = events;
  }

  request(load: Load): void {
    if (!load.record.cached || this.#lockTime === 0) {
      this.#events.missed(load);
      return;
    }
    load.stage = 'cache';
    const entry = this.#entryOf(load);
    load.cacheEntry = entry;
    if (entry.freshUntil > this.#clock.now) this.#share(load, entry);
    else if (entry.holder === null) this.#hold(load, entry);
    else this.#queue(load, entry);
  }

  /** The head of the response has come. */
  headers(load: Load): void {
    const { cacheEntry: entry } = load;
    if (entry?.holder !== load) return;
    const { maxAge = 0 } = load.response;
    if (maxAge === 0) {
      this.#pass(entry, load);
      return;
    }
    entry.holder = null;
    entry.freshUntil = this.#clock.now + maxAge;
    entry.bringing = load;
    this.#sharing.set(load, []);
    for (let next = entry.waiting?.first; next; next = entry.waiting?.first) {
      next.leaveLine();
      this.#share(next, entry);
    }
  }

  /** A request is over, whatever the cache had to do with it. */
  end(load: Load, ending: Ending): void {
    const { cacheEntry: entry } = load;
    if (entry === null) return;
    if (entry.holder === load) this.#pass(entry, load);
    const sharing = this.#sharing.get(load) ?? [];
    this.#sharing.delete(load);
    const { whole } = ENDINGS[ending];
    if (entry.bringing === load) {
      entry.bringing = null;
      if (!whole) entry.freshUntil = 0;
    }
    for (const other of sharing) {
      if (other.stage === 'sharing') this.#events.ended(other, whole ? 'from cache' : ending);
    }
  }

  /**
   * The page gives up a request that brings something for others: the first of them that is left, or null.
   * Seen in Chromium 156 on loopback: the exchange goes on, and no second request is made.
   */
  inherit(load: Load): Load | null {
    const [heir, ...others] = (this.#sharing.get(load) ?? []).filter(({ stage }) => stage === 'sharing');
    if (heir === undefined) return null;
    this.#sharing.delete(load);
    this.#sharing.set(heir, others);
    if (load.cacheEntry?.bringing === load) load.cacheEntry.bringing = heir;
    return heir;
  }

  #queue(load: Load, entry: CacheEntry): void {
    entry.waiting ??= new Line();
    entry.waiting.join(load, 0);
    load.waitFor('cache lock', this.#clock.now);
    this.#clock.after(this.#lockTime, () => {
      if (load.line !== entry.waiting) return;
      load.leaveLine();
      this.#go(load);
    });
  }

  #hold(load: Load, entry: CacheEntry): void {
    entry.holder = load;
    this.#go(load);
  }

  #go(load: Load): void {
    load.stopWaiting(this.#clock.now);
    this.#events.missed(load);
  }

  /** The next one's turn. */
  #pass(entry: CacheEntry, load: Load): void {
    entry.holder = null;
    const next = entry.waiting?.first;
    if (!next) {
      if (entry.bringing === null) this.#entriesOf(load).delete(load.record.url);
      return;
    }
    next.leaveLine();
    this.#hold(next, entry);
  }

  #share(load: Load, entry: CacheEntry): void {
    const { now } = this.#clock;
    load.stage = 'sharing';
    load.stopWaiting(now);
    load.record.headersAt = now;
    if (entry.bringing !== null) {
      this.#sharing.get(entry.bringing)?.push(load);
      return;
    }
    this.#clock.after(0, () => {
      if (load.stage === 'sharing') this.#events.ended(load, 'from cache');
    });
  }

  #entryOf(load: Load): CacheEntry {
    const entries = this.#entriesOf(load);
    const { url } = load.record;
    let entry = entries.get(url);
    if (entry === undefined) {
      entry = { holder: null, waiting: null, freshUntil: 0, bringing: null };
      entries.set(url, entry);
    }
    return entry;
  }

  #entriesOf({ group }: Load): Map<string, CacheEntry> {
    const { site } = group.info;
    let entries = this.#sites.get(site);
    if (entries === undefined) {
      entries = new Map();
      this.#sites.set(site, entries);
    }
    return entries;
  }
}
