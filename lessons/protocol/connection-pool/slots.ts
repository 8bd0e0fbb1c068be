/** The connections of one group, and who waits for them. */
import type { Group } from './group.ts';
import { Heap } from './heap.ts';
import type { Http2Session } from './http2-session.ts';
import { Line, Waiter } from './line.ts';
import type { Load } from './load.ts';
import type { Mutable, PoolConnection } from './timeline.ts';

/** One TCP connection. */
export interface Connection {
  readonly slots: Slots;
  readonly record: Mutable<PoolConnection>;
  /** HTTP/1.1: what is on it; more than one only with pipelining, to be answered in this order. */
  readonly exchanges: Load[];
  /** Whether it has carried a request. */
  used: boolean;
  /** When it became idle last. */
  idleSince: number;
  /** Whether somebody looks after it when it may have been idle for too long. */
  watched: boolean;
}

/** It stands in line itself while it waits for the sum of all connections. */
export class Slots extends Waiter<Slots> {
  readonly group: Group;
  readonly waiting = new Line<Load>();
  readonly busy = new Set<Connection>();
  /** How many are being opened. */
  connecting = 0;
  /** The first in line, one for each connection that is being opened: they wait for that, the others for a slot. */
  expecting: readonly Load[] = [];
  /** The one that became idle last is last. */
  readonly idle: Connection[] = [];
  /** HTTP/2: what all requests share, once there is a connection. */
  session: Http2Session | null = null;
  readonly #freed = new Heap<number>((one, other) => one < other);
  #most = 0;

  constructor(group: Group) {
    super();
    this.group = group;
  }

  /** Each connection takes a slot, whatever it does: an idle one too. */
  get taken(): number {
    return this.busy.size + this.connecting + this.idle.length;
  }

  /** The lowest that is free, from 1. */
  takeSlot(): number {
    const freed = this.#freed.take();
    if (freed !== undefined) return freed;
    this.#most += 1;
    return this.#most;
  }

  freeSlot(slot: number): void {
    this.#freed.add(slot);
  }

  /** Seen in Chromium 156 on loopback: the one used last. Read in its source: of those never used the oldest. */
  takeIdle(): Connection | null {
    if (this.idle.at(-1)?.used === true) return this.idle.pop() ?? null;
    const used = this.idle.findLastIndex((connection) => connection.used);
    return this.idle.splice(Math.max(used, 0), 1)[0] ?? null;
  }
}
