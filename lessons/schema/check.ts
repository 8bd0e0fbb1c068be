/** Judges a task by what is on screen: the capture, the cursor, the client and the simulated pool. */
import type { Span } from '../protocol/capture.ts';
import type { PoolMoment } from '../protocol/connection-pool/moment.ts';
import type { PoolTimeline } from '../protocol/connection-pool/timeline.ts';
import type { Dissection } from '../protocol/dissect.ts';
import type { Check } from './check-schema.ts';
import type { Place } from './place-schema.ts';
import { covers, endOf, findPlace, placeInWords } from './place.ts';
import type { WorkloadServer } from './workload.ts';

/** All that a check may look at. */
export interface Scene {
  readonly dissection: Dissection;
  readonly cursor: number;
  /** Whether the learner has closed the EventSource of this run, or aborted its fetch. */
  readonly closed: boolean;
  /** What was typed in the console, and what came back; null while nothing was. */
  readonly typed: Dissection | null;
  readonly pool: {
    readonly timeline: PoolTimeline;
    readonly moment: PoolMoment;
    readonly protocol: WorkloadServer['protocol'];
    /** The pool's time at the cursor, in milliseconds. */
    readonly at: number;
  };
}

/** `missing` says what is not so yet, and where to look; null when the check holds. */
export interface Verdict {
  readonly done: boolean;
  readonly missing: string | null;
  /** Where the cursor would have to go. */
  readonly show: readonly Span[] | null;
}

const DONE: Verdict = { done: true, missing: null, show: null };

const not = (missing: string, show: readonly Span[] | null = null): Verdict => ({
  done: false,
  missing,
  show,
});

const times = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

function cursorAt(scene: Scene, place: Place, edge: 'inside' | 'after' | 'part'): Verdict {
  const { dissection, cursor } = scene;
  const words = placeInWords(place);
  const spans = findPlace(dissection, place);
  const first = spans?.[0];
  if (!spans || !first) {
    return not(
      dissection.capture.length === 0
        ? 'Nothing has been captured yet: start the stream first.'
        : `The capture does not hold ${words} yet.`,
    );
  }
  const end = endOf(spans);
  const held =
    edge === 'inside'
      ? covers(spans, cursor - 1)
      : edge === 'after'
        ? cursor === end
        : cursor > first.start && cursor < end;
  if (held) return DONE;
  const goal =
    edge === 'inside'
      ? `The last byte received has to be inside ${words}`
      : edge === 'after'
        ? `The cursor has to stand right after ${words}`
        : `The cursor has to stop where only a part of ${words} has been received`;
  const direction = cursor <= first.start ? 'further on' : cursor >= end ? 'further back' : 'very near';
  return not(`${goal}; it is ${direction}.`, spans);
}

function poolShows(scene: Scene, wanted: Extract<Check, { pool: unknown }>['pool']): Verdict {
  const { moment, timeline, protocol, at } = scene.pool;
  const streams = moment.running.filter((request) => request.api === 'EventSource').length;
  const served = timeline.requests.filter(
    (request) =>
      request.startedAt !== null && request.startedAt <= at && request.startedAt > request.issuedAt,
  ).length;
  const connections = moment.connections.length;
  if (wanted.protocol !== undefined && protocol !== wanted.protocol) {
    return not(`The model is set to ${protocol}: switch it to ${wanted.protocol}.`);
  }
  if (wanted.streams !== undefined && streams < wanted.streams) {
    return not(`${times(streams, 'stream')} open at the cursor, ${wanted.streams} wanted.`);
  }
  if (wanted.waiting !== undefined && moment.waiting.length < wanted.waiting) {
    return not(`${times(moment.waiting.length, 'request')} waiting at the cursor, ${wanted.waiting} wanted.`);
  }
  if (wanted.served !== undefined && served < wanted.served) {
    return not(`${times(served, 'request')} had to wait and was then served; ${wanted.served} wanted.`);
  }
  if (wanted.connections !== undefined && connections !== wanted.connections.exactly) {
    return not(
      `${times(connections, 'connection')} open at the cursor, ${wanted.connections.exactly} wanted.`,
    );
  }
  return DONE;
}

function typedShows(typed: Dissection | null, wanted: Extract<Check, { typed: unknown }>['typed']): Verdict {
  const counts = new Map<number, { request: number; response: number }>();
  for (const { connection, kind } of typed?.messages ?? []) {
    const count = counts.get(connection) ?? { request: 0, response: 0 };
    count[kind] += 1;
    counts.set(connection, count);
  }
  const isSo = [...counts.values()].some(
    ({ request, response }) => request >= wanted.requests && response === wanted.responses,
  );
  if (isSo) return DONE;
  const last = [...counts.values()].at(-1);
  return not(
    last
      ? `${times(last.request, 'request')} and ${times(last.response, 'response')} on the last connection of the console; ${wanted.requests} and ${wanted.responses} wanted.`
      : 'Nothing has been typed in the console yet: open it with the key t.',
  );
}

export function judge(check: Check, scene: Scene): Verdict {
  if ('requests' in check) {
    const seen = scene.dissection.messages.filter((message) => message.kind === 'request').length;
    if (seen >= check.requests) return DONE;
    return not(
      seen === 0
        ? 'No request has reached the lab yet: start the stream.'
        : `${times(seen, 'request')} so far, ${check.requests} wanted: let time run on.`,
    );
  }
  if ('cursor' in check) return cursorAt(scene, check.cursor, check.cursor.edge);
  if ('dispatched' in check) {
    const count = scene.dissection.stateAt(scene.cursor).dispatched;
    if (count === check.dispatched) return DONE;
    const { events } = scene.dissection;
    const event =
      check.dispatched > 0 && check.dispatched <= events.length ? events.at(check.dispatched - 1) : null;
    return not(
      `${times(count, 'event')} dispatched at the cursor, ${check.dispatched} wanted.`,
      event ? event.spans : null,
    );
  }
  if ('closed' in check) {
    return scene.closed ? DONE : not('You have not stopped a stream yet: press Stop while it is open.');
  }
  if ('typed' in check) return typedShows(scene.typed, check.typed);
  return poolShows(scene, check.pool);
}
