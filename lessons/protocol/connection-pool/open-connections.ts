/** The connections of all groups that are open or being opened: how many there may be, and how long one may be idle. */
import type { PoolRules } from './browsers.ts';
import type { Clock } from './clock.ts';
import type { Connection, Slots } from './slots.ts';
import type { PoolConnection } from './timeline.ts';

export class OpenConnections {
  readonly #clock: Clock;
  readonly #rules: PoolRules;
  readonly #limit: number;
  readonly #records: PoolConnection[];
  readonly #closed: () => void;
  readonly #withIdle = new Set<Slots>();
  #count = 0;

  /** Every connection is added to `records`. `closed` is called when one was idle for too long. */
  constructor(clock: Clock, rules: PoolRules, limit: number, records: PoolConnection[], closed: () => void) {
    this.#clock = clock;
    this.#rules = rules;
    this.#limit = limit;
    this.#records = records;
    this.#closed = closed;
  }

  get hasRoom(): boolean {
    return this.#count < this.#limit || this.#withIdle.size > 0;
  }

  /** Read in Chromium's source: a connection that some other group has to spare makes room for a new one. */
  makeRoom(): boolean {
    if (this.#count < this.#limit) return true;
    for (const { idle } of this.#withIdle) {
      this.close(idle[0] as Connection);
      return true;
    }
    return false;
  }

  add(slots: Slots): Connection {
    const { info, server } = slots.group;
    const record = {
      number: this.#records.length + 1,
      group: info,
      slot: slots.takeSlot(),
      protocol: server.protocol,
      openedAt: this.#clock.now,
      connectedAt: null,
      closedAt: null,
    };
    this.#records.push(record);
    this.#count += 1;
    return { slots, record, exchanges: [], used: false, idleSince: 0, watched: false };
  }

  /** It becomes idle, for as long as the server and the browser leave it open. */
  rest(connection: Connection): void {
    const { slots } = connection;
    slots.busy.delete(connection);
    slots.idle.push(connection);
    this.#withIdle.add(slots);
    connection.idleSince = this.#clock.now;
    if (!connection.watched) this.#watch(connection);
  }

  takeIdle(slots: Slots): Connection | null {
    const idle = slots.takeIdle();
    if (idle !== null && slots.idle.length === 0) this.#withIdle.delete(slots);
    return idle;
  }

  close(connection: Connection): void {
    const { record, slots } = connection;
    record.closedAt = this.#clock.now;
    slots.busy.delete(connection);
    const idle = slots.idle.indexOf(connection);
    if (idle >= 0) slots.idle.splice(idle, 1);
    if (slots.idle.length === 0) this.#withIdle.delete(slots);
    slots.freeSlot(record.slot);
    this.#count -= 1;
  }

  #watch(connection: Connection): void {
    const { slots } = connection;
    const { idleUsed, idleUnused } = this.#rules;
    const patience = Math.min(
      connection.used ? idleUsed : idleUnused,
      slots.group.server.keepAlive ?? Infinity,
    );
    connection.watched = true;
    this.#clock.after(connection.idleSince + patience - this.#clock.now, () => {
      connection.watched = false;
      if (!slots.idle.includes(connection)) return;
      if (connection.idleSince + patience > this.#clock.now) {
        this.#watch(connection);
        return;
      }
      this.close(connection);
      this.#closed();
    });
  }
}
