/**
 * The simulated connection pool. Its clock is the run's: the requests that really reached the lab are in it at their
 * real times, and the learner adds more at the cursor. Everything shown is computed from that list.
 */
import {
  CHROMIUM_RULES,
  poolAt,
  simulatePool,
  type PoolAction,
  type PoolRequest,
  type PoolRules,
} from '../../lessons/protocol/connection-pool.ts';
import { exchangesIn } from '../../lessons/delivery/comparison.ts';
import { PATHS } from '../../lessons/delivery/ways.ts';
import type { Cursor } from './cursor.svelte.ts';
import type { Message } from '../../lessons/protocol/message.ts';
import type { Recording } from './recording.svelte.ts';

const ASSETS = ['app.css', 'app.js', 'logo.png', 'font.woff2', 'data.json', 'photo.jpg'];

/** What the model lets pass after each action, so that a paused learner sees its effect. */
const PAUSED_STEP = 250;

const MOST_ACTIONS = 500;

/** Real requests have ids below 0, the learner's are above. */
export const isReal = (request: PoolRequest): boolean => request.id < 0;

export class Pool {
  readonly #recording: Recording;
  readonly #cursor: Cursor;
  #actions = $state.raw<readonly PoolAction[]>([]);
  #protocol = $state<PoolRules['protocol']>('HTTP/1.1');

  constructor(recording: Recording, cursor: Cursor) {
    this.#recording = recording;
    this.#cursor = cursor;
  }

  readonly rules = $derived<PoolRules>({ ...CHROMIUM_RULES, protocol: this.#protocol });
  readonly timeline = $derived.by(() =>
    simulatePool([...realActions(this.#recording), ...this.#actions], this.rules),
  );
  readonly moment = $derived.by(() => poolAt(this.timeline, this.rules, this.#cursor.at));

  get protocol(): PoolRules['protocol'] {
    return this.#protocol;
  }
  set protocol(protocol: PoolRules['protocol']) {
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

  openStream(): void {
    const id = this.#nextId();
    const streams = this.#actions.filter((action) => action.do === 'open').length;
    this.#add({ at: this.#cursor.at, do: 'open', id, label: `/stream?room=${streams + 2}` });
  }

  fetchAsset(): void {
    const id = this.#nextId();
    const fetches = this.#actions.filter((action) => action.do === 'fetch').length;
    this.#add({ at: this.#cursor.at, do: 'fetch', id, label: ASSETS[fetches % ASSETS.length] as string });
  }

  close(request: PoolRequest): void {
    this.#add({ at: this.#cursor.at, do: 'close', id: request.id });
  }

  /** Closes the oldest of the learner's own streams that is open at the cursor. */
  closeOne(): void {
    const oldest = this.moment.running.find((request) => request.kind === 'stream' && !isReal(request));
    if (oldest) this.close(oldest);
  }

  undo(): void {
    this.#actions = this.#actions.slice(0, -1);
  }

  clear(): void {
    this.#actions = [];
  }

  #nextId(): number {
    return 1 + this.#actions.reduce((most, action) => Math.max(most, action.id), 0);
  }

  #add(action: PoolAction): void {
    if (this.full) return;
    this.#actions = [...this.#actions, action];
    if (!this.#cursor.playing) this.#cursor.goToTime(this.#cursor.at + PAUSED_STEP);
  }
}

/** The requests that reached the lab, as actions at their real times: open until complete, or its connection ends. */
function realActions({ exchanges, own, typed }: Recording): PoolAction[] {
  // Of bytes of the learner's own nobody knows when they were sent; what was typed is no browser's.
  if (own !== null || typed) return [];
  const { dissection, closings } = exchanges;
  const { capture, messages } = dissection;
  const actions: PoolAction[] = [];
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
    actions.push({ at: timeOf(request.start), do: 'open', id, label: `/${PATHS[way]}` });
    const response = responses.get(exchangeOf(request));
    if (response?.outcome === 'complete' && response.endAt !== null) {
      actions.push({ at: timeOf(response.endAt - 1), do: 'end', id });
      continue;
    }
    const closing = closings.get(request.connection);
    if (closing !== undefined) actions.push({ at: closing, do: 'close', id });
  }
  return actions;
}

/** On HTTP/2 responses come in any order: the stream tells which request one answers. */
const exchangeOf = ({ connection, streamId, number }: Message): string =>
  `${connection} ${streamId ?? `message ${number}`}`;
