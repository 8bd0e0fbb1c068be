/**
 * Streams that tabs have between them: all of one origin that ask for the same URL in the same way. Either one of them
 * has a lock and opens it, and the others wait for the lock; or a worker has it, until the last of them has gone.
 */
import type { Sender } from './group.ts';
import type { Call } from './load.ts';

export interface SharedStreamEvents {
  /** It has the lock: to open the stream is up to it. */
  locked(call: Call): void;
  /** A worker is to open the stream. */
  started(worker: Call): void;
  /** Nobody needs the worker any more. */
  stopped(worker: Call): void;
}

/** Those that have a stream between them, in the order in which they asked. */
interface Party {
  readonly calls: Set<Call>;
  worker: Call | null;
}

export class SharedStreams {
  readonly #events: SharedStreamEvents;
  readonly #parties = new Map<string, Party>();
  readonly #partyOf = new Map<Call, Party>();

  constructor(events: SharedStreamEvents) {
    this.#events = events;
  }

  join(call: Call, { origin, topSite, profile }: Sender): void {
    const { shared, url } = call.request;
    const key = [origin, topSite, shared, url, profile.name].join(' ');
    const party = this.#parties.get(key) ?? { calls: new Set(), worker: null };
    this.#parties.set(key, party);
    this.#partyOf.set(call, party);
    party.calls.add(call);
    if (party.calls.size > 1) return;
    if (shared === 'lock') {
      this.#events.locked(call);
      return;
    }
    party.worker = call.inWorker();
    this.#events.started(party.worker);
  }

  /** Nothing happens where it has no part in any. */
  leave(call: Call): void {
    const party = this.#partyOf.get(call);
    if (party === undefined) return;
    const { calls, worker } = party;
    const [leader] = calls;
    calls.delete(call);
    this.#partyOf.delete(call);
    const [next] = calls;
    if (worker !== null && next === undefined) {
      party.worker = null;
      this.#events.stopped(worker);
    }
    if (worker === null && call === leader && next !== undefined) this.#events.locked(next);
  }
}
