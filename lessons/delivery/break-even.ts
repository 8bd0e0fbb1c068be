/**
 * What each way of delivery takes in an hour, for numbers that somebody chooses, and where polling becomes cheaper than
 * an event stream. The heads are those of a real run; the framing follows its rules. Counted like `comparison.ts`: bytes
 * of HTTP and of WebSocket frames. The hour is one of many: a stream is opened once in it.
 */
import type { Dissection } from '../protocol/dissect.ts';
import { formatEvent } from '../protocol/format.ts';
import type { Message } from '../protocol/message.ts';
import { HEARTBEAT } from '../scenario/silence.ts';
import type { BreakEven } from '../schema/break-even-fields.ts';
import { exchangesIn } from './comparison.ts';
import { asJson } from './timeline.ts';
import { WAYS, type Way } from './ways.ts';

/** Bytes of the heads of a request and of its response, on average. */
export interface Heads {
  readonly request: number;
  readonly response: number;
}

/** What a way takes for one client in an hour. */
export interface Hour {
  readonly requests: number;
  /** Bytes that the client, and the server, sends. */
  readonly up: number;
  readonly down: number;
  /** How often bytes move: a phone that sleeps is woken each time. */
  readonly wakeUps: number;
  /** Milliseconds until a notification is told; what the network takes comes on top. */
  readonly delay: { readonly mean: number; readonly longest: number };
  /** Connections that have to stay open between two notifications. */
  readonly connections: 0 | 1;
}

const HOUR = 3600;

/** The heads of each way in a run; one that is not in it is taken to have those of the run's first exchange. */
export function headsIn({ messages }: Dissection): Readonly<Record<Way, Heads>> | null {
  const first = (kind: Message['kind']) => messages.find((message) => message.kind === kind && message.head);
  const [request, response] = [first('request'), first('response')];
  if (!request || !response) return null;
  const usual = { request: headOf(request), response: headOf(response) };
  const exchanges = exchangesIn(messages);
  const heads = WAYS.map((way) => {
    const own = exchanges.filter((each) => each.way === way);
    const responses = own.flatMap((each) => (each.response?.head ? [each.response] : []));
    const mean = { request: meanHead(own.map((each) => each.request)), response: meanHead(responses) };
    return [way, responses.length === 0 ? usual : mean] as const;
  });
  return Object.fromEntries(heads) as Record<Way, Heads>;
}

const headOf = ({ headTo, from }: Message): number => (headTo ?? from) - from;

const meanHead = (messages: readonly Message[]): number =>
  messages.reduce((sum, message) => sum + headOf(message), 0) / messages.length;

/** Each way for such numbers. */
export function hoursOf(numbers: BreakEven, heads: Readonly<Record<Way, Heads>>): Record<Way, Hour> {
  const { rate, size, poll, heartbeat } = numbers;
  const beats = beatsOf(numbers);
  const item = itemSize(size);
  const polls = HOUR / poll;
  const polling = heads.polling;
  const long = heads['long polling'];
  // Each notification is an answer; so is the end of each silence that is long enough.
  const answers =
    rate === 0 ? Math.max(1, beats) : rate * (heartbeat === 0 ? 1 : Math.ceil(HOUR / rate / heartbeat));
  const stream = heads['event stream'];
  const socket = heads.WebSocket;
  const atOnce = { delay: { mean: 0, longest: 0 }, connections: 1 } as const;
  return {
    polling: {
      requests: polls,
      up: polls * polling.request,
      down: polls * (polling.response + EMPTY_LIST) + rate * item,
      wakeUps: polls,
      delay: { mean: (1000 * poll) / 2, longest: 1000 * poll },
      connections: 0,
    },
    'long polling': {
      requests: answers,
      up: answers * long.request,
      down: answers * (long.response + EMPTY_LIST) + rate * item,
      wakeUps: answers,
      ...atOnce,
    },
    'event stream': {
      requests: 1,
      up: stream.request,
      down: stream.response + beats * inChunk(HEARTBEAT.length) + rate * inChunk(eventSize(size)),
      wakeUps: rate + beats,
      ...atOnce,
    },
    WebSocket: {
      requests: 1,
      up: socket.request + beats * PONG,
      down: socket.response + beats * PING + rate * inFrame(messageSize(size)),
      wakeUps: rate + beats,
      ...atOnce,
    },
  };
}

const beatsOf = ({ heartbeat }: BreakEven): number => (heartbeat === 0 ? 0 : HOUR / heartbeat);

const EMPTY_LIST = '[]'.length;

/** RFC 6455 5.2: two bytes, and four more where the client masks. */
const PING = 2;
const PONG = 6;

/** Bytes of a notification, whose number is taken to have one digit: as an event, as a message, and in a list. */
const eventSize = (size: number): number => formatEvent({ id: '1', data: 'x' }).length - 1 + size;
const messageSize = (size: number): number => JSON.stringify(asJson(X)).length - 1 + size;
const itemSize = (size: number): number => messageSize(size) + ','.length;

const X = { number: 1, at: 0, fields: { data: 'x' } };

/** RFC 9112 7.1: the size in hexadecimal, and two line ends. */
const inChunk = (bytes: number): number => bytes.toString(16).length + 4 + bytes;

/** RFC 6455 5.2, without a mask. */
const inFrame = (bytes: number): number => (bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10) + bytes;

export interface Verdict {
  /** At this rate. */
  readonly cheaper: boolean;
  /** Notifications an hour above which polling is cheaper; 0 when it always is. */
  readonly above: number;
  /** Seconds between polls from which on polling is cheaper at this rate; null when it never is. */
  readonly interval: number | null;
}

/** Polling against an event stream, by what is counted: bytes both ways, or wake-ups. */
export function verdictOn(
  count: (hour: Hour) => number,
  numbers: BreakEven,
  heads: Readonly<Record<Way, Heads>>,
): Verdict {
  const both = (changed: Partial<BreakEven>): readonly [polling: number, stream: number] => {
    const hours = hoursOf({ ...numbers, ...changed }, heads);
    return [count(hours.polling), count(hours['event stream'])];
  };
  const [polling, stream] = both({});
  // Both grow evenly with the rate, the stream a little faster: an event has a chunk of its own, and wakes by itself.
  // What polls cost without any notification shrinks with the interval.
  const [pollingFixed, streamFixed] = both({ rate: 0 });
  const [pollingOne, streamOne] = both({ rate: 1 });
  const saved = streamOne - streamFixed - (pollingOne - pollingFixed);
  const left = stream - (polling - pollingFixed);
  return {
    cheaper: polling < stream,
    above: Math.max(0, (pollingFixed - streamFixed) / saved),
    interval: left > 0 ? (numbers.poll * pollingFixed) / left : null,
  };
}

export const bytesOf = ({ up, down }: Hour): number => up + down;
export const wakeUpsOf = ({ wakeUps }: Hour): number => wakeUps;
