/**
 * The pool: which request gets which connection. After Chromium's transport pool, where a request is not tied to the
 * connection that was opened for it: whichever is free first goes to the first in line.
 */
import { RANKS } from './apis.ts';
import type { PoolRules } from './browsers.ts';
import type { Clock } from './clock.ts';
import type { Group } from './group.ts';
import { Http2Session } from './http2-session.ts';
import { Line } from './line.ts';
import type { Load } from './load.ts';
import { OpenConnections } from './open-connections.ts';
import { Slots, type Connection } from './slots.ts';
import type { PoolConnection, WaitReason } from './timeline.ts';

const UNLIMITED = RANKS.unlimited;

export interface PoolEvents {
  /** The request is on the wire, and the next that its connection answers. */
  begun(load: Load): void;
  /** From now on it is known that the origin speaks HTTP/2. */
  http2Known(origin: string): void;
}

export class SocketPool {
  readonly #clock: Clock;
  readonly #rules: PoolRules;
  readonly #open: OpenConnections;
  readonly #events: PoolEvents;
  readonly #slots = new Map<Group, Slots>();
  readonly #http2Known = new Set<string>();
  readonly #stalled = new Line<Slots>();
  #turns = 0;

  /** Every connection that is opened is added to `connections`. */
  constructor(
    clock: Clock,
    rules: PoolRules,
    limitInAll: number,
    connections: PoolConnection[],
    events: PoolEvents,
  ) {
    this.#clock = clock;
    this.#rules = rules;
    this.#events = events;
    this.#open = new OpenConnections(clock, rules, limitInAll, connections, () => {
      this.#serveStalled();
    });
  }

  speaksHttp2(origin: string): boolean {
    return this.#http2Known.has(origin);
  }

  request(load: Load): void {
    const slots = this.#slotsOf(load);
    const { now } = this.#clock;
    this.#turns += 1;
    load.stage = 'pool';
    load.record.queuedAt = now;
    load.record.turn = this.#turns;
    if (slots.session !== null) {
      slots.session.request(load);
      return;
    }
    slots.waiting.join(load, load.rank);
    if (this.#bringsHttp2(slots)) {
      load.waitFor('connecting', now);
      this.#clock.after(this.#rules.http2Wait, () => {
        this.#serve(slots);
      });
      return;
    }
    this.#serve(slots);
    if (load.inLine && !slots.expecting.includes(load)) load.waitFor(this.#whyNoSlot(slots), now);
  }

  /** The request gives up waiting. A connection that was begun for it is opened all the same. */
  leave(load: Load): void {
    load.leaveLine();
    this.#expect(this.#slotsOf(load));
  }

  /** The exchange is over; `keeps`: the connection is fit for another. */
  release(load: Load, keeps: boolean): void {
    const connection = connectionOf(load);
    if (connection === null) return;
    load.connection = null;
    const { slots } = connection;
    if (load.record.stream !== null) {
      slots.session?.release();
      return;
    }
    const { exchanges } = connection;
    if (keeps && exchanges[0] === load) {
      exchanges.shift();
      const next = exchanges.at(0);
      if (next === undefined) this.#open.rest(connection);
      else this.#events.begun(next);
      this.#serve(slots);
    } else {
      this.#open.close(connection);
      this.#serve(slots);
      for (const other of exchanges.splice(0)) if (other !== load) this.#again(other);
    }
    this.#serveStalled();
  }

  /** The exchange goes on for another request, which has its connection from now on, whatever its own group. */
  handOver(load: Load, heir: Load): void {
    const connection = connectionOf(load);
    if (connection === null) return;
    load.connection = null;
    heir.connection = connection;
    const place = connection.exchanges.indexOf(load);
    if (place >= 0) connection.exchanges[place] = heir;
    const { record } = heir;
    record.group = load.record.group;
    record.startedAt = this.#clock.now;
    record.connection = load.record.connection;
    record.slot = load.record.slot;
    record.reused = load.record.reused;
    record.stream = load.record.stream;
    heir.stage = 'on the wire';
    heir.answering = true;
  }

  /** RFC 9112 9.3.2: a pipelined request that was not answered is sent again on another connection. */
  #again(load: Load): void {
    load.connection = null;
    const { record } = load;
    record.startedAt = null;
    record.connection = null;
    record.slot = null;
    record.headersAt = null;
    load.answering = false;
    this.request(load);
  }

  #slotsOf({ group }: Load): Slots {
    const known = this.#slots.get(group);
    if (known) return known;
    const slots = new Slots(group);
    this.#slots.set(group, slots);
    return slots;
  }

  /** Serves all that can be served, and opens connections for the rest as far as that is allowed. */
  #serve(slots: Slots): void {
    while (this.#serveNext(slots));
    this.#expect(slots);
  }

  /** Whether there was something to be done. */
  #serveNext(slots: Slots): boolean {
    const { waiting } = slots;
    const next = waiting.first;
    if (next === null) return false;
    const idle = this.#open.takeIdle(slots);
    if (idle !== null) {
      this.#handOut(next, idle);
      return true;
    }
    if (waiting.length <= slots.connecting) return false;
    if (this.#mayOpen(slots, next.rank)) {
      this.#connect(slots);
      return true;
    }
    const pipeline = this.#pipelineOf(slots);
    if (pipeline !== null) this.#handOut(next, pipeline);
    return pipeline !== null;
  }

  /** Says of those in line what they wait for now, where that has changed. */
  #expect(slots: Slots): void {
    const { connecting, waiting, expecting: before } = slots;
    if (connecting === 0 && before.length === 0) return;
    const { now } = this.#clock;
    const expecting = waiting.head(connecting);
    for (const load of expecting) if (!before.includes(load)) load.waitFor('connecting', now);
    for (const load of before) {
      if (load.inLine && !expecting.includes(load)) load.waitFor(this.#whyNoSlot(slots), now);
    }
    slots.expecting = expecting;
  }

  #whyNoSlot(slots: Slots): WaitReason {
    if (this.#bringsHttp2(slots)) return 'connecting';
    return slots.inLine ? 'connections in all' : 'connections to the host';
  }

  /** Read in Chromium's source: to an origin known to speak HTTP/2 one connection is enough; it is waited for. */
  #bringsHttp2({ connecting, group }: Slots): boolean {
    return connecting > 0 && this.speaksHttp2(group.origin);
  }

  #mayOpen(slots: Slots, rank: number): boolean {
    // Seen in Chromium 156 on loopback: a synchronous XHR takes no notice of the limit.
    const unlimited = slots.waiting.lengthOf(UNLIMITED);
    if (unlimited > slots.connecting) return true;
    if (slots.taken >= slots.group.info.limit + unlimited) return false;
    if (this.#open.makeRoom()) return true;
    this.#stall(slots, rank);
    return false;
  }

  #connect(slots: Slots): void {
    const { server, connectTime } = slots.group;
    const connection = this.#open.add(slots);
    slots.connecting += 1;
    const connected = () => {
      slots.connecting -= 1;
      connection.record.connectedAt = this.#clock.now;
      if (server.protocol === 'HTTP/2') this.#connectedHttp2(connection);
      else this.#connected(connection);
    };
    this.#clock.after(connectTime, connected, 'connected');
  }

  /** Late binding: it goes to the first in line, not to the one for whom it was opened. */
  #connected(connection: Connection): void {
    const { slots } = connection;
    const { first } = slots.waiting;
    if (first === null) this.#open.rest(connection);
    else this.#handOut(first, connection);
    this.#expect(slots);
    this.#serveStalled();
  }

  #connectedHttp2(connection: Connection): void {
    const { slots } = connection;
    // Seen in Chromium 156 on loopback: of the connections begun to a new origin one carries all requests.
    if (slots.session !== null) {
      this.#open.close(connection);
      this.#serveStalled();
      return;
    }
    const { origin, server } = slots.group;
    const { maxStreams, roundTrip = 0 } = server;
    const session = new Http2Session(this.#clock, this.#rules, (load, stream) => {
      this.#begin(load, connection, stream);
    });
    slots.session = session;
    slots.expecting = [];
    slots.busy.add(connection);
    if (maxStreams !== undefined) {
      // RFC 9113 3.4: the server's SETTINGS are the first frame that it sends, but requests need not wait for it.
      const settings = () => session.settings(maxStreams);
      if (roundTrip === 0) settings();
      else this.#clock.after(roundTrip, settings);
    }
    for (let next = slots.waiting.first; next !== null; next = slots.waiting.first) {
      next.leaveLine();
      session.request(next);
    }
    this.#http2Known.add(origin);
    this.#events.http2Known(origin);
  }

  #handOut(load: Load, connection: Connection): void {
    load.leaveLine();
    connection.slots.busy.add(connection);
    connection.exchanges.push(load);
    this.#begin(load, connection, null);
  }

  #begin(load: Load, connection: Connection, stream: number | null): void {
    const { now } = this.#clock;
    const { number, slot } = connection.record;
    load.stopWaiting(now);
    load.stage = 'on the wire';
    load.connection = connection;
    const { record } = load;
    record.startedAt = now;
    record.connection = number;
    record.slot = slot;
    record.reused = connection.used;
    record.stream = stream;
    connection.used = true;
    if (stream !== null || connection.exchanges.length === 1) this.#events.begun(load);
  }

  /** A what-if: the busy connection with the fewest requests on it takes one more. */
  #pipelineOf({ busy }: Slots): Connection | null {
    let best: Connection | null = null;
    let fewest = this.#rules.pipelining;
    if (fewest === 1) return null;
    for (const connection of busy) {
      if (connection.exchanges.length >= fewest) continue;
      best = connection;
      fewest = connection.exchanges.length;
    }
    return best;
  }

  /** The group waits for the sum of all connections, in the line of those that do. */
  #stall(slots: Slots, rank: number): void {
    if (slots.inLine && slots.rankInLine === rank) return;
    if (slots.inLine) this.#stalled.leave(slots);
    this.#stalled.join(slots, rank);
  }

  /** Which of several groups of one rank is served first is not known; here the one that has waited longest. */
  #serveStalled(): void {
    while (this.#open.hasRoom) {
      const next = this.#stalled.first;
      if (next === null) return;
      this.#stalled.leave(next);
      this.#serve(next);
    }
  }
}

const connectionOf = ({ connection }: Load): Connection | null => connection as Connection | null;
