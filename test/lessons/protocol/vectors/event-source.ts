/** The rules of HTML 9.2.2 to 9.2.4 as data: what happens to a client, and what it then is and does. */
import type { Input, State } from '../../../../lessons/protocol/event-source-table.ts';

export interface ClientVector {
  readonly name: string;
  /** One after another: the input, the state after it, and its commands in words. */
  readonly steps: readonly (readonly [Input, State, ...string[]])[];
}

const URL = 'http://a/stream';
const CONSTRUCT: Input = { on: 'construct', url: URL, valid: true };
const STREAM: Input = { on: 'response', status: 200, eventStream: true };
const LOST: Input = { on: 'network error', aborted: false, futile: false };
const END: Input = { on: 'end of body' };
const WAIT_OVER: Input = { on: 'wait over' };
const CLOSE: Input = { on: 'close()' };
const retry = (ms: number): Input => ({ on: 'retry', ms });
const blankLine = (lastEventId: string): Input => ({ on: 'blank line', lastEventId });
const status = (code: number, eventStream = true): Input => ({ on: 'response', status: code, eventStream });
const redirect = (url: string): Input => ({ on: 'redirect', url });

const fetching = (input: Input, lastEventId = '', url = URL) => {
  const header = lastEventId === '' ? '' : `; Last-Event-ID: ${lastEventId}`;
  return [input, 'fetching', `fetch ${url} no-store Accept: text/event-stream${header}`] as const;
};
const CONSTRUCTED = fetching(CONSTRUCT);
const OPENED = [STREAM, 'open', 'announce'] as const;
const waiting = (input: Input, ms = 3000) => [input, 'waiting', 'fire error', `wait ${ms}`] as const;

export const CLIENT_VECTORS: readonly ClientVector[] = [
  {
    name: 'It is CONNECTING from its constructor on, and OPEN with the head of an event stream.',
    steps: [CONSTRUCTED, OPENED],
  },
  {
    name: 'A URL that cannot be parsed throws, and no object comes of it.',
    steps: [[{ on: 'construct', url: '', valid: false }, 'new', 'throw SyntaxError']],
  },
  {
    name: 'A clean end of the stream fires an error, and the client comes back, time and again.',
    steps: [
      CONSTRUCTED,
      OPENED,
      waiting(END),
      fetching(WAIT_OVER),
      OPENED,
      waiting(END),
      fetching(WAIT_OVER),
      OPENED,
      waiting(END),
    ],
  },
  {
    name: 'A network error is followed by another attempt, as often as it happens.',
    steps: [CONSTRUCTED, waiting(LOST), fetching(WAIT_OVER), waiting(LOST), fetching(WAIT_OVER), OPENED],
  },
  {
    name: 'A network error of which the user agent knows that it will happen again may end it.',
    steps: [CONSTRUCTED, [{ on: 'network error', aborted: false, futile: true }, 'failed', 'fail']],
  },
  {
    name: 'An aborted fetch ends it.',
    steps: [CONSTRUCTED, [{ on: 'network error', aborted: true, futile: false }, 'failed', 'fail']],
  },
  ...[201, 204, 205, 206, 304, 400, 401, 403, 404, 500, 502, 503, 599].map((code): ClientVector => ({
    name: `Status ${code} ends it, whatever its type, and so does one on the way back.`,
    steps: [
      CONSTRUCTED,
      OPENED,
      waiting(END),
      fetching(WAIT_OVER),
      [status(code), 'failed', 'fail'],
      [END, 'failed'],
    ],
  })),
  {
    name: 'A Content-Type that is missing, empty or another ends it.',
    steps: [CONSTRUCTED, [status(200, false), 'failed', 'fail'], [END, 'failed']],
  },
  {
    name: 'The last event ID goes with the next request, always the newest.',
    steps: [
      CONSTRUCTED,
      OPENED,
      [blankLine('1'), 'open'],
      [blankLine('2'), 'open'],
      waiting(END),
      fetching(WAIT_OVER, '2'),
      OPENED,
      [blankLine('3'), 'open'],
      waiting(END),
      fetching(WAIT_OVER, '3'),
    ],
  },
  {
    name: 'The last event ID outlives attempts that fail.',
    steps: [
      CONSTRUCTED,
      OPENED,
      [blankLine('7'), 'open'],
      waiting(END),
      fetching(WAIT_OVER, '7'),
      waiting(LOST),
      fetching(WAIT_OVER, '7'),
      OPENED,
      waiting(END),
      fetching(WAIT_OVER, '7'),
    ],
  },
  {
    name: 'An empty id takes the last event ID back: no header is sent.',
    steps: [
      CONSTRUCTED,
      OPENED,
      [blankLine('7'), 'open'],
      waiting(END),
      fetching(WAIT_OVER, '7'),
      OPENED,
      [blankLine(''), 'open'],
      waiting(END),
      fetching(WAIT_OVER),
    ],
  },
  {
    name: 'The last event ID is sent as UTF-8, its spaces too.',
    steps: [CONSTRUCTED, OPENED, [blankLine(' é€🦉 '), 'open'], waiting(END), fetching(WAIT_OVER, ' é€🦉 ')],
  },
  {
    name: 'The reconnection time holds at once and for all later waits; 0 is a time.',
    steps: [
      CONSTRUCTED,
      OPENED,
      [retry(50), 'open'],
      waiting(END, 50),
      fetching(WAIT_OVER),
      waiting(LOST, 50),
      fetching(WAIT_OVER),
      OPENED,
      [retry(0), 'open'],
      waiting(END, 0),
    ],
  },
  {
    name: 'After redirects the next attempt begins at the last URL.',
    steps: [
      CONSTRUCTED,
      [redirect('http://b/'), 'fetching'],
      [redirect('http://c/'), 'fetching'],
      OPENED,
      waiting(END),
      fetching(WAIT_OVER, '', 'http://c/'),
      [redirect('http://d/'), 'fetching'],
      waiting(LOST),
      fetching(WAIT_OVER, '', 'http://d/'),
    ],
  },
  {
    name: 'close() while fetching aborts, fires nothing, and what comes late changes nothing.',
    steps: [
      CONSTRUCTED,
      [CLOSE, 'closed', 'abort the fetch'],
      [{ on: 'network error', aborted: true, futile: false }, 'closed'],
    ],
  },
  {
    name: 'A response that comes after close() is not announced.',
    steps: [CONSTRUCTED, [CLOSE, 'closed', 'abort the fetch'], [STREAM, 'closed'], [END, 'closed']],
  },
  {
    name: 'close() while OPEN aborts and does not reconnect.',
    steps: [CONSTRUCTED, OPENED, [CLOSE, 'closed', 'abort the fetch'], [END, 'closed']],
  },
  {
    name: 'close() during the wait ends the wait; should it end by itself, nothing is fetched.',
    steps: [CONSTRUCTED, waiting(LOST), [CLOSE, 'closed', 'stop waiting'], [WAIT_OVER, 'closed']],
  },
  {
    name: 'close() a second time does nothing.',
    steps: [CONSTRUCTED, [CLOSE, 'closed', 'abort the fetch'], [CLOSE, 'closed']],
  },
  {
    name: 'close() after it failed aborts what is left of the fetch and fires nothing.',
    steps: [
      CONSTRUCTED,
      [status(500), 'failed', 'fail'],
      [CLOSE, 'closed', 'abort the fetch'],
      [END, 'closed'],
    ],
  },
];
