/**
 * The simulated connection pool. Its clock is the run's: the requests that really reached the lab are in it at their
 * real times, and the learner adds more at the cursor. Everything shown is computed from that list.
 */
import { BROWSERS, rulesOf } from '../../lessons/protocol/connection-pool/browsers.ts';
import { poolAt, type Slot } from '../../lessons/protocol/connection-pool/moment.ts';
import { simulate } from '../../lessons/protocol/connection-pool/simulate.ts';
import type { PoolRequest } from '../../lessons/protocol/connection-pool/timeline.ts';
import type {
  Workload,
  WorkloadAction,
  WorkloadResponse,
  WorkloadServer,
} from '../../lessons/schema/workload.ts';
import { exchangesIn } from '../../lessons/delivery/comparison.ts';
import { PATHS } from '../../lessons/delivery/ways.ts';
import type { Cursor } from './cursor.svelte.ts';
import type { Message } from '../../lessons/protocol/message.ts';
import type { Recording } from './recording.svelte.ts';

export type PoolProtocol = WorkloadServer['protocol'];

/** The lab as the model sees it: one origin, whatever it really speaks. */
const LAB: Readonly<Record<PoolProtocol, string>> = { 'HTTP/1.1': 'http://lab', 'HTTP/2': 'https://lab' };

const TAB = 1;

const ASSETS = ['app.css', 'app.js', 'logo.png', 'font.woff2', 'data.json', 'photo.jpg'];

/** Milliseconds from the request for an asset to its end: long enough to be watched. */
export const ASSET_TIME = 400;

/** What the model lets pass after each action, so that a paused learner sees its effect. */
const PAUSED_STEP = 250;

const MOST_ACTIONS = 500;

/** Real requests have ids below 0, the learner's are above. */
export const isReal = (request: PoolRequest): boolean => request.id < 0;

export const isStream = (request: PoolRequest): boolean => request.api === 'EventSource';

export class Pool {
  readonly #recording: Recording;
  readonly #cursor: Cursor;
  /** What was added, each time at once. */
  #added = $state.raw<readonly (readonly Act[])[]>([]);
  readonly #actions = $derived(this.#added.flat());
  #protocol = $state<PoolProtocol>('HTTP/1.1');

  constructor(recording: Recording, cursor: Cursor) {
    this.#recording = recording;
    this.#cursor = cursor;
  }

  readonly rules = rulesOf(BROWSERS.chromium);
  readonly timeline = $derived.by(() =>
    simulate(workloadOf([...realActs(this.#recording), ...this.#actions], this.#protocol), this.rules),
  );
  readonly moment = $derived.by(() => poolAt(this.timeline, this.#cursor.at));
  /** The slots for connections to the lab; all are free before its first request. */
  readonly slots: readonly Slot[] = $derived.by(
    () =>
      this.moment.groups[0]?.slots ??
      Array.from({ length: this.rules.connectionsPerHost }, (): Slot => ({ state: 'free' })),
  );

  get protocol(): PoolProtocol {
    return this.#protocol;
  }
  set protocol(protocol: PoolProtocol) {
    this.#protocol = protocol;
  }
  switchProtocol(): void {
    this.#protocol = this.#protocol === 'HTTP/1.1' ? 'HTTP/2' : 'HTTP/1.1';
  }
  get canUndo(): boolean {
    return this.#actions.length > 0;
  }
  get full(): boolean {
    return this.#actions.length >= MOST_ACTIONS;
  }

  /** Whether one of the learner's requests never ends: it goes on, or waits, for as long as time does. */
  readonly isOpen = $derived.by(() =>
    this.timeline.requests.some((request) => !isReal(request) && request.endedAt === null),
  );

  /** The time of the last thing that happens to one of the learner's requests; 0 when there are none. */
  readonly lastChange = $derived.by(() =>
    this.timeline.requests
      .filter((request) => !isReal(request))
      .reduce(
        (last, { issuedAt, startedAt, endedAt }) => Math.max(last, issuedAt, startedAt ?? 0, endedAt ?? 0),
        0,
      ),
  );

  /** Opens so many streams at once. */
  openStreams(count: number): void {
    const id = this.#nextId();
    const streams = this.#actions.filter((act) => act.do === 'open').length;
    const { at } = this.#cursor;
    this.#add(
      ...Array.from({ length: count }, (_, index): Act => {
        const label = `/stream?room=${streams + index + 2}`;
        return { at, do: 'open', id: id + index, label };
      }),
    );
  }

  fetchAsset(): void {
    const id = this.#nextId();
    const fetches = this.#actions.filter((act) => act.do === 'fetch').length;
    this.#add({ at: this.#cursor.at, do: 'fetch', id, label: ASSETS[fetches % ASSETS.length] as string });
  }

  close(request: PoolRequest): void {
    this.#add({ at: this.#cursor.at, do: 'close', id: request.id });
  }

  /** Closes the oldest of the learner's own streams that is open at the cursor. */
  closeOne(): void {
    const oldest = this.moment.running.find((request) => isStream(request) && !isReal(request));
    if (oldest) this.close(oldest);
  }

  undo(): void {
    this.#added = this.#added.slice(0, -1);
  }

  clear(): void {
    this.#added = [];
  }

  #nextId(): number {
    return 1 + this.#actions.reduce((most, act) => Math.max(most, act.id), 0);
  }

  #add(...acts: readonly Act[]): void {
    if (this.full) return;
    this.#added = [...this.#added, acts.slice(0, MOST_ACTIONS - this.#actions.length)];
    if (!this.#cursor.playing) this.#cursor.goToTime(this.#cursor.at + PAUSED_STEP);
  }
}

/** What is done in the model. */
type Act =
  /** A stream that never ends by itself, an asset, or a question to which the answer may take any time. */
  | {
      readonly do: 'open' | 'fetch' | 'ask';
      readonly at: number;
      readonly id: number;
      readonly label: string;
    }
  | { readonly do: 'close' | 'end'; readonly at: number; readonly id: number };

function workloadOf(acts: readonly Act[], protocol: PoolProtocol): Workload {
  const origin = LAB[protocol];
  const responses: Record<string, WorkloadResponse> = {};
  const actions = acts.flatMap((act): WorkloadAction[] => {
    const { at, id } = act;
    if (!('label' in act)) {
      const close: WorkloadAction = { do: 'close', at, id };
      // A reconnection is a request of its own in the recording: the model must not add one.
      return act.do === 'end' ? [{ do: 'end', at, id, how: 'complete' }, close] : [close];
    }
    const { label } = act;
    const url = origin + (label.startsWith('/') ? label : `/${label}`);
    if (act.do === 'open') return [{ do: 'request', at, id, tab: TAB, api: 'EventSource', url, label }];
    responses[url] = { duration: act.do === 'fetch' ? ASSET_TIME : 'endless' };
    return [{ do: 'request', at, id, tab: TAB, api: 'fetch', url, label, cache: 'no-store' }];
  });
  return {
    tabs: [{ id: TAB, origin }],
    servers: { [origin]: { protocol } },
    responses,
    actions,
    until: Number.MAX_SAFE_INTEGER,
  };
}

/** The requests that reached the lab, at their real times: open until complete, or its connection ends. */
function realActs({ exchanges, own, typed }: Recording): Act[] {
  // Of bytes of the learner's own nobody knows when they were sent; what was typed is no browser's.
  if (own !== null || typed) return [];
  const { dissection, closings } = exchanges;
  const { capture, messages } = dissection;
  const acts: Act[] = [];
  const timeOf = (offset: number) => capture.arrivalAt(offset)?.at ?? 0;
  const ways = new Map(exchangesIn(messages).map(({ request, way }) => [request, way]));
  const requests = messages.filter((message) => message.kind === 'request');
  const responses = new Map(
    messages
      .filter((message) => message.kind === 'response')
      .map((response) => [exchangeOf(response), response]),
  );
  for (const [index, request] of requests.entries()) {
    const id = -1 - index;
    const way = ways.get(request) ?? 'event stream';
    // A WebSocket is in a pool of its own.
    if (way === 'WebSocket') continue;
    acts.push({
      at: timeOf(request.start),
      do: way === 'event stream' ? 'open' : 'ask',
      id,
      label: `/${PATHS[way]}`,
    });
    const response = responses.get(exchangeOf(request));
    if (response?.outcome === 'complete' && response.endAt !== null) {
      acts.push({ at: timeOf(response.endAt - 1), do: 'end', id });
      continue;
    }
    const closing = closings.get(request.connection);
    if (closing !== undefined) acts.push({ at: closing, do: 'close', id });
  }
  return acts;
}

/** On HTTP/2 responses come in any order: the stream tells which request one answers. */
const exchangeOf = ({ connection, streamId, number }: Message): string =>
  `${connection} ${streamId ?? `message ${number}`}`;
