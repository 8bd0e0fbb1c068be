/** One request on its way through the browser, and the call of the page that it is for. */
import type { WorkloadRequest, WorkloadResponse } from '../../schema/workload.ts';
import { EventLoop } from './event-loop.ts';
import type { Group } from './group.ts';
import { Waiter, type Line } from './line.ts';
import type { Mutable, PoolRequest, Wait, WaitReason } from './timeline.ts';

/** Where it is: each is a step of the way, in this order, and any may be passed over. */
export type Stage =
  | 'with the page'
  | 'preflight'
  | 'scheduler'
  | 'cache'
  | 'pool'
  | 'on the wire'
  /** It is given what another request brings, or has brought. */
  | 'sharing'
  | 'over';

/** As much of a tab as a call needs to know. */
export interface Page {
  readonly loop: EventLoop;
}

/** One call of the page: a fetch, or an EventSource with all its attempts. */
export class Call {
  readonly request: WorkloadRequest;
  /** `tabOf` in `tab.ts` reads it. */
  readonly tab: Page;
  /** Who makes it: the page, or a worker. */
  readonly loop: EventLoop;
  attempts = 0;
  /** What is on its way for it; of an EventSource that is to come back, what was last. */
  load: Load | null = null;
  /** The worker that it has started, which has the stream in its stead. */
  worker: Call | null = null;
  /** An EventSource: the reconnection time that the server has stated last, in milliseconds. */
  retry: number | null = null;
  /** Whether nothing will follow. */
  over = false;

  constructor(request: WorkloadRequest, tab: Page, loop = tab.loop) {
    this.request = request;
    this.tab = tab;
    this.loop = loop;
  }

  get isOfWorker(): boolean {
    return this.loop !== this.tab.loop;
  }

  /** The same, made by a worker that the page starts. */
  inWorker(): Call {
    this.worker = new Call(this.request, this.tab, new EventLoop());
    return this.worker;
  }
}

/** It is filled in on the way. */
export type LoadRecord = Mutable<Omit<PoolRequest, 'waits'>> & { waits: Mutable<Wait>[] };

/** Shared by all that have not waited yet; nothing is ever added to it. */
export const NO_WAITS: Mutable<Wait>[] = [];

/** What the cache has for one URL, or waits for. */
export interface CacheEntry {
  /** On its way, without a head yet. */
  holder: Load | null;
  /** Behind it; null as long as nobody was. */
  waiting: Line<Load> | null;
  /** Until when what was brought may be used. */
  freshUntil: number;
  /** Still bringing it. */
  bringing: Load | null;
}

export class Load extends Waiter<Load> {
  readonly call: Call;
  readonly group: Group;
  readonly response: WorkloadResponse;
  /** What the timeline shows of it. */
  readonly record: LoadRecord;
  stage: Stage = 'with the page';
  /** The question to another origin that goes before it, while that is on its way. */
  preflight: Load | null = null;
  /** What it has to do with in the cache, if anything. */
  cacheEntry: CacheEntry | null = null;
  /** That it is on, if it is: set and read by `socket-pool.ts` alone. */
  connection: object | null = null;
  /** Whether the server's answer to it is the next on its connection. */
  answering = false;
  /** Its number among those that the scheduler of its tab has held: set and read there alone. */
  held = 0;
  /** The host that the scheduler counts it for, while it is on its way: set and read there alone. */
  countedFor: object | null = null;

  constructor(call: Call, group: Group, response: WorkloadResponse, record: LoadRecord) {
    super();
    this.call = call;
    this.group = group;
    this.response = response;
    this.record = record;
  }

  /** From now on it waits for this; what it waited for before is over. */
  waitFor(reason: WaitReason, now: number): void {
    const { record } = this;
    const last = record.waits.at(-1);
    if (last?.until === null && last.reason === reason) return;
    this.stopWaiting(now);
    const wait: Mutable<Wait> = { reason, from: now, until: null };
    // Most wait once: an array that is made with its one item takes a fraction of the room of one that grows.
    if (record.waits.length === 0) record.waits = [wait];
    else record.waits.push(wait);
  }

  /** A wait that took no time was none. */
  stopWaiting(now: number): void {
    const last = this.record.waits.at(-1);
    if (last?.until !== null) return;
    if (last.from === now) this.record.waits.pop();
    else last.until = now;
  }

  get rank(): number {
    return this.record.rank;
  }

  leaveLine(): void {
    this.line?.leave(this);
  }
}
