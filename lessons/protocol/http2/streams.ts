/**
 * The states of a stream, RFC 9113 5.1, as two tables: which frames change the state (figure 2), and which frames an
 * endpoint may receive in each state. The rows are as one endpoint sees it; the other endpoint sees the mirror image.
 */
import { connectionError, streamError, type Fault } from './errors.ts';
import { DATA, HEADERS, PRIORITY, PUSH_PROMISE, RST_STREAM, WINDOW_UPDATE } from './frame-header.ts';

export type StreamState =
  | 'idle'
  | 'reserved (local)'
  | 'reserved (remote)'
  | 'open'
  | 'half-closed (local)'
  | 'half-closed (remote)'
  | 'closed';

/**
 * A frame, or the flag END_STREAM: "For the purpose of state transitions, the END_STREAM flag is processed as a
 * separate event to the frame that bears it". PUSH_PROMISE changes the stream that it promises.
 */
export type StreamEvent = 'HEADERS' | 'PUSH_PROMISE' | 'END_STREAM' | 'RST_STREAM';

export interface StreamTransition {
  readonly from: StreamState;
  /** What the endpoint does, or `either`. */
  readonly by: 'send' | 'receive' | 'either';
  readonly event: StreamEvent;
  readonly to: StreamState;
  readonly text: string;
  readonly rule: string;
}

const RULE = 'RFC 9113 5.1';

const row = (
  from: StreamState,
  by: StreamTransition['by'],
  event: StreamEvent,
  to: StreamState,
  text: string,
): StreamTransition => ({ from, by, event, to, text, rule: RULE });

export const STREAM_TRANSITIONS: readonly StreamTransition[] = [
  row('idle', 'either', 'HEADERS', 'open', 'a client sends a request'),
  row('idle', 'send', 'PUSH_PROMISE', 'reserved (local)', 'a server promises a response'),
  row('idle', 'receive', 'PUSH_PROMISE', 'reserved (remote)', 'a client is promised a response'),
  row('reserved (local)', 'send', 'HEADERS', 'half-closed (remote)', 'the promised response begins'),
  row('reserved (local)', 'either', 'RST_STREAM', 'closed', 'the promise is called off'),
  row('reserved (remote)', 'receive', 'HEADERS', 'half-closed (local)', 'the promised response begins'),
  row('reserved (remote)', 'either', 'RST_STREAM', 'closed', 'the promise is called off'),
  row('open', 'send', 'END_STREAM', 'half-closed (local)', 'this endpoint has sent all it had to send'),
  row('open', 'receive', 'END_STREAM', 'half-closed (remote)', 'the peer has sent all it had to send'),
  row('open', 'either', 'RST_STREAM', 'closed', 'one endpoint breaks the stream off'),
  row('half-closed (local)', 'receive', 'END_STREAM', 'closed', 'both have sent all they had to send'),
  row('half-closed (local)', 'either', 'RST_STREAM', 'closed', 'one endpoint breaks the stream off'),
  row('half-closed (remote)', 'send', 'END_STREAM', 'closed', 'both have sent all they had to send'),
  row('half-closed (remote)', 'either', 'RST_STREAM', 'closed', 'one endpoint breaks the stream off'),
];

const keyOf = (state: StreamState, by: string, event: StreamEvent) => `${state} ${by} ${event}`;

const NEXT: ReadonlyMap<string, StreamTransition> = new Map(
  STREAM_TRANSITIONS.flatMap((each) =>
    (each.by === 'either' ? (['send', 'receive'] as const) : [each.by]).map(
      (by) => [keyOf(each.from, by, each.event), each] as const,
    ),
  ),
);

/** The transition that `event` causes; null when it changes nothing in this state. */
export const nextState = (
  state: StreamState,
  by: 'send' | 'receive',
  event: StreamEvent,
): StreamTransition | null => NEXT.get(keyOf(state, by, event)) ?? null;

/** What the peer sees when this endpoint sees `state`. */
export function mirrored(state: StreamState): StreamState {
  if (state.endsWith('(local)')) return state.replace('local', 'remote') as StreamState;
  return state.replace('remote', 'local') as StreamState;
}

/** Streams in these states count against SETTINGS_MAX_CONCURRENT_STREAMS, RFC 9113 5.1.2. */
export const isActive = (state: StreamState): boolean =>
  state === 'open' || state === 'half-closed (local)' || state === 'half-closed (remote)';

interface Receivable {
  /** Types of frames that may arrive in this state; null: any. */
  readonly types: readonly number[] | null;
  /** What the recipient of any other does. */
  readonly otherwise: Fault | null;
}

/** Frames that an endpoint may receive, by the state as it sees it. */
export const RECEIVABLE: Readonly<Record<StreamState, Receivable>> = {
  idle: {
    types: [HEADERS, PRIORITY],
    otherwise: connectionError('PROTOCOL_ERROR', 'nobody has opened this stream: it is idle', RULE),
  },
  'reserved (local)': {
    types: [RST_STREAM, PRIORITY, WINDOW_UPDATE],
    otherwise: connectionError('PROTOCOL_ERROR', 'a client cannot send that on a promised stream', RULE),
  },
  'reserved (remote)': {
    types: [HEADERS, RST_STREAM, PRIORITY],
    otherwise: connectionError('PROTOCOL_ERROR', 'a promised response begins with HEADERS', RULE),
  },
  open: { types: null, otherwise: null },
  'half-closed (local)': { types: null, otherwise: null },
  'half-closed (remote)': {
    types: [WINDOW_UPDATE, PRIORITY, RST_STREAM],
    otherwise: streamError('STREAM_CLOSED', 'its sender had ended this stream with END_STREAM', RULE),
  },
  // "An endpoint MAY treat receipt of any other type of frame on a closed stream as a connection error of type
  // STREAM_CLOSED, except as noted below": WINDOW_UPDATE and RST_STREAM may have been under way.
  closed: {
    types: [PRIORITY, WINDOW_UPDATE, RST_STREAM],
    otherwise: connectionError('STREAM_CLOSED', 'this stream is closed', RULE),
  },
};

const STREAM_TYPES: readonly number[] = [DATA, HEADERS, PRIORITY, RST_STREAM, PUSH_PROMISE, WINDOW_UPDATE];

/**
 * What is wrong with receiving a frame of this type; null when nothing is. Types that RFC 9113 does not define have no
 * rules here, and CONTINUATION belongs to the frame before it.
 */
export function judgeReceipt(state: StreamState, type: number): Fault | null {
  const { types, otherwise } = RECEIVABLE[state];
  return types === null || types.includes(type) || !STREAM_TYPES.includes(type) ? null : otherwise;
}
