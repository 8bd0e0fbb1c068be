/**
 * What each way of delivery took to bring the same notifications: requests, bytes and delay, all of it read from the
 * bytes of a capture. A notification is delivered with the last byte of what tells it: an event, a WebSocket message,
 * or the response to a poll. Bytes are those of HTTP and of WebSocket frames; what TCP and IP add is not seen here.
 */
import type { Dissection } from '../protocol/dissect.ts';
import type { Message } from '../protocol/message.ts';
import type { Token } from '../protocol/token.ts';
import { decodeUtf8 } from '../protocol/utf8.ts';
import type { Scenario } from '../schema/scenario.ts';
import { timelineOf, type Notification } from './timeline.ts';
import { PATHS, WAYS, waysOf, type Way } from './ways.ts';

/** A notification has reached the client in some way. */
export interface Delivered {
  /** Of the notification. */
  readonly number: number;
  /** What told it. */
  readonly by: Token;
  /** Absolute offset after the last byte of that. */
  readonly end: number;
  /** Milliseconds from the moment at which it happened. */
  readonly delay: number;
}

/** `to come`: it has not happened yet. `missed`: the client was told a later one and not this one. */
export type Cell = Delivered | 'to come' | 'under way' | 'missed';

export interface Totals {
  readonly way: Way;
  readonly requests: number;
  /** Bytes that the client, and the server, has sent. */
  readonly fromClient: number;
  readonly fromServer: number;
  /** One for each notification of the timeline. */
  readonly cells: readonly Cell[];
  /** How many were delivered, and after how many milliseconds on average and at most; null when none was. */
  readonly delivered: number;
  readonly delay: { readonly mean: number; readonly longest: number } | null;
}

/** A request for the notifications of a run, and its response as far as that has come. */
export interface Exchange {
  readonly way: Way;
  readonly request: Message;
  readonly response: Message | null;
}

/** Milliseconds by which the clocks of a timer and of the tap may differ. */
const TIMER = 2;

export class Comparison {
  readonly timeline: readonly Notification[];
  readonly #ways: readonly Way[];
  readonly #dissection: Dissection;
  /** The notifications that are told by responses that are complete, by events, and by WebSocket frames. */
  readonly #inResponses = new WeakMap<Message, readonly number[]>();
  readonly #inEvents: number[] = [];
  readonly #inFrames: number[] = [];

  /** The dissection is of a run of this scenario, and may go on growing. */
  constructor(dissection: Dissection, scenario: Scenario) {
    this.#dissection = dissection;
    this.timeline = timelineOf(scenario);
    this.#ways = waysOf(scenario.deliver ?? {});
  }

  /** Each way, when the first `cursor` bytes have been received, `now` milliseconds after the run began. */
  at(cursor: number, now: number): Totals[] {
    const exchanges = exchangesIn(this.#dissection.messages);
    return this.#ways.map((way) => {
      const own = exchanges.filter((each) => each.way === way && each.request.start < cursor);
      const delivered = this.#deliveriesOf(way, own).filter(({ end }) => end <= cursor);
      const delays = delivered.map(({ delay }) => delay);
      const sum = (of: (exchange: Exchange) => number) => own.reduce((all, each) => all + of(each), 0);
      return {
        way,
        requests: own.length,
        fromClient: sum(({ request }) => bytesOf(request, way, cursor)),
        fromServer: sum(({ response }) => (response ? bytesOf(response, way, cursor) : 0)),
        cells: this.#cells(delivered, now),
        delivered: delivered.length,
        delay:
          delays.length === 0
            ? null
            : {
                mean: delays.reduce((all, each) => all + each, 0) / delays.length,
                longest: Math.max(...delays),
              },
      };
    });
  }

  /** In the order of their bytes; what is told twice counts the first time. */
  #deliveriesOf(way: Way, exchanges: readonly Exchange[]): Delivered[] {
    const all =
      way === 'event stream'
        ? this.#events(exchanges)
        : way === 'WebSocket'
          ? this.#frames(exchanges)
          : exchanges.flatMap(({ response }) => (response ? this.#inResponse(response) : []));
    const first = new Map<number, Delivered>();
    for (const each of all) if (!first.has(each.number)) first.set(each.number, each);
    return [...first.values()];
  }

  #events(exchanges: readonly Exchange[]): Delivered[] {
    const dissection = this.#dissection;
    const streams = new Set(exchanges.map(({ response }) => response));
    return Array.from(dissection.events, (event, index) => {
      if (!streams.has(event.message)) return [];
      const number = (this.#inEvents[index] ??= Number(dissection.eventId(event)));
      return this.#delivered(number, event, event.endAt as number);
    }).flat();
  }

  #frames(exchanges: readonly Exchange[]): Delivered[] {
    const connections = new Set(exchanges.map(({ request }) => request.connection));
    return Array.from(this.#dissection.webSocketFrames, (frame, index) => {
      const { axis, complete, opcode } = frame;
      if (!complete || opcode !== TEXT || axis.from !== 'server') return [];
      if (!connections.has(axis.connection)) return [];
      const number = (this.#inFrames[index] ??=
        numbersIn(`[${decodeUtf8(this.#dissection.webSocketPayload(frame))}]`)[0] ?? NaN);
      return this.#delivered(number, frame, frame.end);
    }).flat();
  }

  #inResponse(response: Message): Delivered[] {
    const { content, outcome, endAt } = response;
    if (content === null || outcome !== 'complete' || endAt === null) return [];
    let numbers = this.#inResponses.get(response);
    if (numbers === undefined) {
      numbers = numbersIn(decodeUtf8(content.bytes(0, content.length)));
      this.#inResponses.set(response, numbers);
    }
    return numbers.flatMap((number) => this.#delivered(number, response, endAt));
  }

  #delivered(number: number, by: Token, end: number): Delivered[] {
    const notification = this.timeline[number - 1];
    const { capture } = this.#dissection;
    if (!notification) return [];
    const happened = (capture.arrivals.at(0)?.at ?? 0) + notification.at;
    return [{ number, by, end, delay: Math.max(0, (capture.arrivalAt(end - 1)?.at ?? 0) - happened) }];
  }

  #cells(delivered: readonly Delivered[], now: number): Cell[] {
    const began = this.#dissection.capture.arrivals.at(0)?.at ?? Infinity;
    const byNumber = new Map(delivered.map((each) => [each.number, each]));
    const last = Math.max(0, ...byNumber.keys());
    return this.timeline.map(({ number, at }) => {
      const here = byNumber.get(number);
      if (here) return here;
      if (number < last) return 'missed';
      return began + at + TIMER > now ? 'to come' : 'under way';
    });
  }
}

/** RFC 6455 5.2. */
const TEXT = 1;

const nameOf = ({ connection, number }: Message): string => `${connection} ${number}`;

/** The exchanges by which notifications are asked for, in the order of their requests. */
export function exchangesIn(messages: readonly Message[]): Exchange[] {
  const responses = new Map<string, Message>();
  for (const message of messages) {
    if (message.kind === 'response') responses.set(nameOf(message), message);
  }
  return messages.flatMap((request) => {
    const way = request.kind === 'request' ? wayOfTarget(request.head?.target ?? null) : null;
    return way === null ? [] : [{ way, request, response: responses.get(nameOf(request)) ?? null }];
  });
}

/** The way of a request for the notifications of a run, by its request-target. */
function wayOfTarget(target: string | null): Way | null {
  const [, last] = /^\/runs\/[\w-]+\/([\w-]+)(?:\?|$)/.exec(target ?? '') ?? [];
  return WAYS.find((way) => PATHS[way] === last) ?? null;
}

/** A WebSocket has its connection to itself from its handshake on. */
function bytesOf({ axis, from, to }: Message, way: Way, cursor: number): number {
  const within = axis.countBefore(cursor);
  return Math.max(0, (way === 'WebSocket' ? within : Math.min(within, to)) - from);
}

/** The numbers of the notifications in a list of them, as JSON; none when it is something else. */
function numbersIn(text: string): number[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.map((each: { id?: unknown }) => Number(each.id)) : [];
  } catch {
    return [];
  }
}
