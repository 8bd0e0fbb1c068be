/** A tab, the calls of its page that are not over, and what it shares with the other tabs of its profile. */
import type { WorkloadTab } from '../../schema/workload.ts';
import { addressOf, originOf, siteOf } from './address.ts';
import type { Cache } from './cache.ts';
import { EventLoop } from './event-loop.ts';
import type { Sender } from './group.ts';
import type { Call, Page } from './load.ts';
import type { Scheduler } from './scheduler.ts';
import type { SocketPool } from './socket-pool.ts';

export interface Profile {
  readonly name: string;
  readonly tabs: Tab[];
  readonly http: SocketPool;
  readonly webSockets: SocketPool;
  readonly cache: Cache;
}

export class Tab implements Sender, Page {
  readonly origin: string;
  readonly site: string;
  readonly topSite: string;
  readonly framed: boolean;
  readonly profile: Profile;
  readonly scheduler: Scheduler;
  readonly loop = new EventLoop();
  readonly calls = new Set<Call>();
  open = true;

  constructor({ origin, top }: WorkloadTab, profile: Profile, scheduler: Scheduler) {
    const [address, around] = [addressOf(origin), addressOf(top ?? origin)];
    if (address === null || around === null) throw new Error(`no origin: ${origin}, ${top ?? origin}`);
    this.origin = originOf(address);
    this.site = siteOf(address);
    this.topSite = siteOf(around);
    this.framed = top !== undefined;
    this.profile = profile;
    this.scheduler = scheduler;
  }
}

/** Nothing else than a tab is the page of a call. */
export function tabOf({ tab }: Call): Tab {
  if (!(tab instanceof Tab)) throw new Error('a call without a tab');
  return tab;
}
