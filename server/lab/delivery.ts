/**
 * The notifications of one run, as they happen: what each way of delivery tells a client, and the time in which all of
 * its clients are offline.
 */
import type { ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import {
  asJson,
  publishedBy,
  stepsAfter,
  timelineOf,
  type Notification,
} from '../../lessons/delivery/timeline.ts';
import type { Deliver } from '../../lessons/schema/deliver.ts';
import type { ScenarioStep } from '../../lessons/schema/scenario.ts';
import type { ScenarioRun } from '../scenario-run.ts';
import type { Wire } from './wire.ts';

const HEAD = {
  'Content-Type': 'application/json',
  'Cache-Control': 'no-store',
  'Access-Control-Allow-Origin': '*',
};

export class Delivery {
  readonly #timeline: readonly Notification[];
  readonly #deliver: Deliver;
  readonly #resume: boolean;
  /** The first request, on `performance.now()`'s clock. */
  readonly #began: number;
  /** The connections that have a part in it, while that matters. */
  readonly #wires = new Set<Wire>();

  constructor({ scenario, firstRequestAt }: ScenarioRun, deliver: Deliver) {
    this.#timeline = timelineOf(scenario);
    this.#deliver = deliver;
    this.#resume = scenario.resume === true;
    this.#began = firstRequestAt ?? performance.now();
    const { offline } = deliver;
    if (offline) setTimeout(this.#goOffline, offline.from - this.#elapsed).unref();
  }

  get #elapsed(): number {
    return performance.now() - this.#began;
  }

  /** A request has come on `wire`. While the client is offline it gets nothing but a reset: then this is false. */
  admit(wire: Wire): boolean {
    const { offline } = this.#deliver;
    if (!offline || this.#elapsed >= offline.to) return true;
    if (this.#elapsed >= offline.from) {
      wire.reset();
      return false;
    }
    this.#wires.add(wire);
    return true;
  }

  /** What the event stream has to write to a client that names `lastEventId`. */
  steps(lastEventId: string | null): ScenarioStep[] {
    return stepsAfter(this.#timeline, this.#after(lastEventId), this.#elapsed);
  }

  /** Tells what the client does not have yet: that is all that happened after the notification `after`. */
  poll(response: ServerResponse, after: number): void {
    const content = Buffer.from(JSON.stringify(this.#between(after, this.#published).map(asJson)));
    response.writeHead(200, { ...HEAD, 'Content-Length': content.length }).end(content);
  }

  /** The same, as soon as there is something to tell, or after the time of a long poll. */
  longPoll(response: ServerResponse, after: number): void {
    const ends = this.#elapsed + (this.#deliver.longPoll ?? 0);
    const until = Math.min(this.#timeline[after]?.at ?? Infinity, ends);
    let timer: NodeJS.Timeout | undefined;
    // A timer may be early by a part of a millisecond.
    const answer = () => {
      const left = until - this.#elapsed;
      if (left > 0) timer = setTimeout(answer, Math.ceil(left));
      else this.poll(response, after);
    };
    response.once('close', () => {
      clearTimeout(timer);
    });
    answer();
  }

  /** Sends each as a message of its own, the next when the one before it is with the operating system. */
  send(socket: WebSocket, lastSeen: string | null): void {
    let next = this.#after(lastSeen);
    let timer: NodeJS.Timeout;
    const send = () => {
      const notification = this.#timeline[next];
      if (!notification) return;
      timer = setTimeout(
        () => {
          next += 1;
          socket.send(JSON.stringify(asJson(notification)), (error) => {
            if (!error) send();
          });
        },
        Math.max(0, notification.at - this.#elapsed),
      );
    };
    socket.once('close', () => {
      clearTimeout(timer);
    });
    send();
  }

  get #published(): number {
    return publishedBy(this.#timeline, this.#elapsed);
  }

  #between(after: number, to: number): readonly Notification[] {
    return this.#timeline.slice(after, to);
  }

  /** How many notifications such a client is past. */
  #after(lastSeen: string | null): number {
    if (!this.#resume) return this.#published;
    const number = Number(lastSeen);
    return Number.isInteger(number) ? Math.max(0, number) : 0;
  }

  readonly #goOffline = (): void => {
    for (const wire of this.#wires) wire.reset();
    this.#wires.clear();
  };
}
