/**
 * The EventSource client, HTML 9.2.2 to 9.2.4, as a table: in which state which input leads where, what is then to
 * be done, and why. `event-source.ts` follows it; the diagrams on the page and in the README are drawn from it.
 *
 * Every pair of a state and an input is either in `TRANSITIONS` or in `IMPOSSIBLE`. What HTML queues as a task is
 * done at once here: only close() could come in between, and the rows of `closed` say what is left to do then.
 */

export type ReadyState = 'CONNECTING' | 'OPEN' | 'CLOSED';

/** A readyState and what is behind it. `new`: before the constructor, when there is no object. */
export const STATES = {
  new: { readyState: null, text: 'not constructed' },
  fetching: { readyState: 'CONNECTING', text: 'fetching' },
  waiting: { readyState: 'CONNECTING', text: 'waiting' },
  open: { readyState: 'OPEN', text: 'reading' },
  failed: { readyState: 'CLOSED', text: 'failed' },
  closed: { readyState: 'CLOSED', text: 'by close()' },
} as const satisfies Record<string, { readonly readyState: ReadyState | null; readonly text: string }>;

export type State = keyof typeof STATES;

/** For example `CONNECTING, fetching`. */
export const nameOf = (state: State): string =>
  [STATES[state].readyState, STATES[state].text].filter((part) => part !== null).join(', ');

export type Input =
  /** `new EventSource(url)`. The URL as parsed; `valid` says whether it could be. */
  | { readonly on: 'construct'; readonly url: string; readonly valid: boolean }
  /** Fetch follows a redirect to this URL. */
  | { readonly on: 'redirect'; readonly url: string }
  /** The head of the response. `eventStream`: whether the essence of its Content-Type is text/event-stream. */
  | { readonly on: 'response'; readonly status: number; readonly eventStream: boolean }
  /**
   * There is no response: no connection, no complete head, a failed CORS check. `futile`: the user agent knows that
   * another attempt would go the same way, and gives up.
   */
  | { readonly on: 'network error'; readonly aborted: boolean; readonly futile: boolean }
  /** The body has come to its end, or the connection was cut inside it. */
  | { readonly on: 'end of body' }
  /** A valid `retry` line: milliseconds. */
  | { readonly on: 'retry'; readonly ms: number }
  /** A blank line: what the last event ID buffer of the stream holds then. */
  | { readonly on: 'blank line'; readonly lastEventId: string }
  /** The wait is over. */
  | { readonly on: 'wait over' }
  /** The method was called, or the document went away (HTML 9.2.9, "forcibly close"). */
  | { readonly on: 'close()' };

export type Command =
  /** The names and values of header fields to send. A value is bytes: HTML 9.2.3, "encoded as UTF-8". */
  | {
      readonly do: 'fetch';
      readonly url: string;
      readonly headers: readonly (readonly [name: string, value: Uint8Array])[];
      readonly cache: 'no-store';
    }
  /** HTML 9.2.3, announce the connection: readyState becomes OPEN, an event named `open` is fired. */
  | { readonly do: 'announce' }
  /** HTML 9.2.3, fail the connection: readyState becomes CLOSED, an event named `error` is fired. */
  | { readonly do: 'fail' }
  | { readonly do: 'fire error' }
  /** Milliseconds, at least. HTML 9.2.3: "Optionally, wait some more", such as longer after each failure. */
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'abort the fetch' }
  | { readonly do: 'stop waiting' }
  | { readonly do: 'throw SyntaxError' };

export interface Transition {
  readonly from: State;
  readonly on: Input['on'];
  /** What else must hold. Of the rows of one pair exactly one applies. Null: it always does. */
  readonly when: Condition | null;
  readonly to: State;
  /** In this order. None: nothing is to be done. */
  readonly commands: readonly Command['do'][];
  /** What is kept of the input. */
  readonly keeps: 'URL' | 'reconnection time' | 'last event ID string' | null;
  /** Why, in one sentence, and where the standard says so. */
  readonly reason: string;
  readonly rule: string;
}

export type Condition = keyof typeof CONDITIONS;

export const CONDITIONS = {
  'the URL can be parsed': (input) => input.on === 'construct' && input.valid,
  'the URL cannot be parsed': (input) => input.on === 'construct' && !input.valid,
  'status 200, an event stream': (input) =>
    input.on === 'response' && input.status === 200 && input.eventStream,
  'status 200, no event stream': (input) =>
    input.on === 'response' && input.status === 200 && !input.eventStream,
  'another status': (input) => input.on === 'response' && input.status !== 200,
  'the fetch was aborted': (input) => input.on === 'network error' && input.aborted,
  'trying again is futile': (input) => input.on === 'network error' && !input.aborted && input.futile,
  'trying again may help': (input) => input.on === 'network error' && !input.aborted && !input.futile,
} as const satisfies Record<string, (input: Input) => boolean>;

export const TRANSITIONS: readonly Transition[] = [
  {
    from: 'new',
    on: 'construct',
    when: 'the URL can be parsed',
    to: 'fetching',
    commands: ['fetch'],
    keeps: 'URL',
    reason: 'The constructor starts the fetch at once.',
    rule: 'HTML 9.2.2',
  },
  {
    from: 'new',
    on: 'construct',
    when: 'the URL cannot be parsed',
    to: 'new',
    commands: ['throw SyntaxError'],
    keeps: null,
    reason: 'The constructor throws: there is no object.',
    rule: 'HTML 9.2.2',
  },
  {
    // HTML 9.2.3 fetches "the EventSource object's request" again, and Fetch has added the new URL to that request.
    // Chromium 156 does so after 301, 302, 303, 307 and 308 alike.
    from: 'fetching',
    on: 'redirect',
    when: null,
    to: 'fetching',
    commands: [],
    keeps: 'URL',
    reason:
      'Fetch follows a redirect by itself; the request keeps the new URL, and the next attempt begins there.',
    rule: 'Fetch, HTTP-redirect fetch',
  },
  {
    from: 'fetching',
    on: 'response',
    when: 'status 200, an event stream',
    to: 'open',
    commands: ['announce'],
    keeps: null,
    reason: 'The connection is announced, and the body is read line by line.',
    rule: 'HTML 9.2.2',
  },
  {
    from: 'fetching',
    on: 'response',
    when: 'status 200, no event stream',
    to: 'failed',
    commands: ['fail'],
    keeps: null,
    reason: 'A Content-Type that is missing or is not text/event-stream ends it for good.',
    rule: 'HTML 9.2.2',
  },
  {
    from: 'fetching',
    on: 'response',
    when: 'another status',
    to: 'failed',
    commands: ['fail'],
    keeps: null,
    reason: 'Any status but 200 ends it for good: 500 as well as 204.',
    rule: 'HTML 9.2.2',
  },
  {
    from: 'fetching',
    on: 'network error',
    when: 'trying again may help',
    to: 'waiting',
    commands: ['fire error', 'wait'],
    keeps: null,
    reason: 'Without any response the connection is reestablished.',
    rule: 'HTML 9.2.2',
  },
  {
    // Chromium 156 knows it of a failed CORS check.
    from: 'fetching',
    on: 'network error',
    when: 'trying again is futile',
    to: 'failed',
    commands: ['fail'],
    keeps: null,
    reason: 'A user agent may give up when it knows that another attempt is futile.',
    rule: 'HTML 9.2.2',
  },
  {
    from: 'fetching',
    on: 'network error',
    when: 'the fetch was aborted',
    to: 'failed',
    commands: ['fail'],
    keeps: null,
    reason: 'What was aborted, by the user for example, is not tried again.',
    rule: 'HTML 9.2.2',
  },
  {
    from: 'fetching',
    on: 'close()',
    when: null,
    to: 'closed',
    commands: ['abort the fetch'],
    keeps: null,
    reason: 'close() aborts the fetch and fires no event.',
    rule: 'HTML 9.2.2',
  },
  {
    from: 'waiting',
    on: 'wait over',
    when: null,
    to: 'fetching',
    commands: ['fetch'],
    keeps: null,
    reason: 'The request is sent again, with Last-Event-ID unless the last event ID string is empty.',
    rule: 'HTML 9.2.3',
  },
  {
    from: 'waiting',
    on: 'close()',
    when: null,
    to: 'closed',
    commands: ['stop waiting'],
    keeps: null,
    reason: 'There is no fetch to abort, and none will follow: after the wait only CONNECTING goes on.',
    rule: 'HTML 9.2.3',
  },
  {
    // Chromium 156 comes back after a FIN and after a reset inside the body as well.
    from: 'open',
    on: 'end of body',
    when: null,
    to: 'waiting',
    commands: ['fire error', 'wait'],
    keeps: null,
    reason: 'An event stream that ends is not done: the connection is reestablished, as it is after a cut.',
    rule: 'HTML 9.2.2',
  },
  {
    from: 'open',
    on: 'retry',
    when: null,
    to: 'open',
    commands: [],
    keeps: 'reconnection time',
    reason: 'It holds from its line on, for every later wait.',
    rule: 'HTML 9.2.6',
  },
  {
    // The letter: the buffer of every stream starts empty, so the first blank line after a reconnection sets the
    // string back to empty unless an id came before it. Chromium 156 starts the buffer with the string instead.
    from: 'open',
    on: 'blank line',
    when: null,
    to: 'open',
    commands: [],
    keeps: 'last event ID string',
    reason: 'Every blank line sets it to the last event ID buffer, even one that dispatches nothing.',
    rule: 'HTML 9.2.6',
  },
  {
    from: 'open',
    on: 'close()',
    when: null,
    to: 'closed',
    commands: ['abort the fetch'],
    keeps: null,
    reason: 'close() aborts the fetch and fires no event.',
    rule: 'HTML 9.2.2',
  },
  {
    from: 'failed',
    on: 'end of body',
    when: null,
    to: 'failed',
    commands: [],
    keeps: null,
    reason:
      'The body of a refused response may end later: while readyState is CLOSED nothing is reestablished.',
    rule: 'HTML 9.2.3',
  },
  {
    from: 'failed',
    on: 'close()',
    when: null,
    to: 'closed',
    commands: ['abort the fetch'],
    keeps: null,
    reason: 'What is left of the fetch is aborted; readyState is CLOSED already.',
    rule: 'HTML 9.2.2',
  },
  {
    from: 'closed',
    on: 'response',
    when: null,
    to: 'closed',
    commands: [],
    keeps: null,
    reason: 'It was on its way when close() was called: while readyState is CLOSED nothing is announced.',
    rule: 'HTML 9.2.3',
  },
  {
    from: 'closed',
    on: 'network error',
    when: null,
    to: 'closed',
    commands: [],
    keeps: null,
    reason: 'An aborted fetch gives one: while readyState is CLOSED no error is fired.',
    rule: 'HTML 9.2.3',
  },
  {
    from: 'closed',
    on: 'end of body',
    when: null,
    to: 'closed',
    commands: [],
    keeps: null,
    reason: 'It was on its way when close() was called: while readyState is CLOSED nothing is reestablished.',
    rule: 'HTML 9.2.3',
  },
  {
    from: 'closed',
    on: 'wait over',
    when: null,
    to: 'closed',
    commands: [],
    keeps: null,
    reason: 'After the wait only CONNECTING goes on.',
    rule: 'HTML 9.2.3',
  },
  {
    from: 'closed',
    on: 'close()',
    when: null,
    to: 'closed',
    commands: [],
    keeps: null,
    reason: 'A second close() finds nothing to abort.',
    rule: 'HTML 9.2.2',
  },
];

/** What comes of it, for example `CONNECTING, waiting: fire error, wait`. */
export function outcomeOf({ from, to, keeps, commands }: Transition): string {
  const done = [...(keeps === null ? [] : [`keep the ${keeps}`]), ...commands];
  const state = to === from ? 'stays' : nameOf(to);
  return done.length === 0 ? state : `${state}: ${done.join(', ')}`;
}

/** The pairs that cannot come about, and why. Whoever gives such an input to the client has made a mistake. */
export const IMPOSSIBLE: readonly {
  readonly on: readonly Input['on'][];
  readonly from: readonly State[];
  readonly reason: string;
}[] = [
  {
    on: ['construct'],
    from: ['fetching', 'waiting', 'open', 'failed', 'closed'],
    reason: 'an object is constructed once',
  },
  {
    on: [
      'redirect',
      'response',
      'network error',
      'end of body',
      'retry',
      'blank line',
      'wait over',
      'close()',
    ],
    from: ['new'],
    reason: 'there is no object yet',
  },
  {
    on: ['redirect', 'response', 'network error'],
    from: ['open', 'failed'],
    reason: 'the fetch has its response already',
  },
  {
    on: ['redirect', 'response', 'network error', 'end of body'],
    from: ['waiting'],
    reason: 'nothing is being fetched',
  },
  { on: ['redirect'], from: ['closed'], reason: 'the fetch was aborted' },
  { on: ['end of body'], from: ['fetching'], reason: 'the response comes first' },
  {
    on: ['retry', 'blank line'],
    from: ['fetching', 'waiting', 'failed', 'closed'],
    reason: 'no event stream is being read',
  },
  { on: ['wait over'], from: ['fetching', 'open', 'failed'], reason: 'no wait was begun' },
];
