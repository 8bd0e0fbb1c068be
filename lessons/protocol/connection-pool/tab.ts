/** A tab, and the calls of its page that are not over. */
import type { WorkloadTab } from '../../schema/workload.ts';
import { addressOf, originOf, siteOf } from './address.ts';
import type { Sender } from './group.ts';
import type { Call } from './load.ts';
import type { Scheduler } from './scheduler.ts';

export class Tab implements Sender {
  readonly origin: string;
  readonly site: string;
  readonly topSite: string;
  readonly framed: boolean;
  readonly profile: string;
  readonly scheduler: Scheduler;
  readonly calls = new Set<Call>();
  open = true;

  constructor({ origin, top, profile = 'default' }: WorkloadTab, scheduler: Scheduler) {
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
