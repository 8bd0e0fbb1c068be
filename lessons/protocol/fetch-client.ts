/**
 * The client that reads a stream with `fetch`: what it is doing at any byte, by the messages of a capture and how each
 * response ended for it. There is no object with a state as an EventSource has one: these are places in the code.
 */
import { happenings, type SeenMessage } from './event-source-replay.ts';

/** What the code is doing, what it sees then, and where that is written down. */
export const FETCH_STATES = {
  new: { text: 'not called', sees: 'fetch has not been called yet.', rule: 'Fetch, fetch method' },
  asking: {
    text: 'asking',
    sees: 'The request is under way. The promise of fetch settles when the head of the response has come.',
    rule: 'Fetch, fetch method',
  },
  reading: {
    text: 'reading the response',
    sees: 'Each read gives the bytes that have come, cut anywhere. What is an event in them is for the code to find.',
    rule: 'Streams, read',
  },
  done: {
    text: 'done',
    sees: 'The response ended as its framing says: the read gives done. Nothing asks again.',
    rule: 'Streams, read',
  },
  waiting: {
    text: 'broken off, about to retry',
    sees: 'The read, or fetch itself, has thrown a TypeError. The code waits, and sends the same request again. The server cannot tell it from a new one, and does the work again.',
    rule: 'RFC 9110 9.2.2',
  },
  'broken off': {
    text: 'broken off',
    sees: 'The read, or fetch itself, has thrown a TypeError. What was read before stays. Nothing asks again.',
    rule: 'Fetch, fetch method',
  },
  aborted: {
    text: 'aborted',
    sees: 'abort() was called: what the code waits for throws an AbortError, and the browser gives the connection or the HTTP/2 stream up.',
    rule: 'Fetch, fetch method',
  },
} as const satisfies Record<string, { readonly text: string; readonly sees: string; readonly rule: string }>;

export type FetchState = keyof typeof FETCH_STATES;

export interface FetchMoment {
  readonly state: FetchState;
  /** 1 for the first; 0 before it. */
  readonly request: number;
  /** The response that is read, or was the last one; null before its head. */
  readonly response: SeenMessage | null;
}

export interface FetchRun {
  /** Requests and responses in the order of their first bytes. */
  readonly messages: readonly SeenMessage[];
  /** How each response ended for the client, as far as it has; else the wire says it. */
  readonly ends: readonly (FetchEnded | null)[];
  /** How often it asks again by itself. */
  readonly retries: number;
  /** The offset at which abort() was called; null when it was not. */
  readonly abortedAt: number | null;
}

export type FetchEnded = 'done' | 'broken off' | 'aborted';

/** What the client was doing when the first `cursor` bytes were received. */
export function fetchAt({ messages, ends, retries, abortedAt }: FetchRun, cursor: number): FetchMoment {
  let moment: FetchMoment = { state: 'new', request: 0, response: null };
  const broken = () => (moment.request <= retries ? 'waiting' : 'broken off');
  for (const { at, what, message } of happenings(messages)) {
    if (at > Math.min(cursor, abortedAt ?? cursor)) break;
    if (message.kind === 'request') {
      moment = { state: 'asking', request: moment.request + 1, response: null };
    } else if (message.status !== null && message.status < 200) {
      // RFC 9110 15.2: the answer is still to come.
      continue;
    } else if (what === 'has its head') {
      moment = { ...moment, state: 'reading', response: message };
    } else if (what === 'ends' && !(message.end === 'cut' && at === abortedAt)) {
      const how = ends[moment.request - 1] ?? (message.end === 'cut' ? 'broken off' : 'done');
      if (how !== 'aborted') moment = { ...moment, state: how === 'done' ? 'done' : broken() };
    }
  }
  const isOver = moment.state === 'done' || moment.state === 'broken off';
  return abortedAt !== null && cursor >= abortedAt && !isOver ? { ...moment, state: 'aborted' } : moment;
}
