/**
 * Whether a frame is allowed where it comes: after the frames before it, on its stream, for its sender. RFC 9113 3.4,
 * 4.2, 5.1, 6.10. The verdict is that of the recipient, given when the frame header is there.
 *
 * The tap may have seen the two directions slightly out of order. What takes the other direction to prove stops
 * nothing, and a value that the other side has announced but not had acknowledged counts in the sender's favour.
 */
import type { ClosedStreams } from './closed-streams.ts';
import {
  connectionError,
  otherSide,
  streamError,
  unproven,
  type Fault,
  type Reason,
  type Sender,
} from './errors.ts';
import { judgeSpending } from './flow-control.ts';
import {
  CONTINUATION,
  count,
  DATA,
  frameName,
  FRAME_TYPES,
  HEADERS,
  judgeFrameHeader,
  PRIORITY,
  PUSH_PROMISE,
  type FrameHeader,
} from './frame-header.ts';
import { judgeFirstFrame } from './preface.ts';
import { MAX_FRAME_SIZE, type Settings } from './settings.ts';
import { initiatorOf, type ConnectionState } from './state.ts';
import { judgeReceipt } from './streams.ts';

export interface Verdict {
  readonly fault: Fault | null;
  /** Why the recipient takes no notice of a frame that is otherwise in order. */
  readonly ignored: Reason | null;
}

const ALLOWED: Verdict = { fault: null, ignored: null };
const refuse = (fault: Fault | null): Verdict => ({ fault, ignored: null });
const ignore = (text: string, rule: string): Verdict => ({ fault: null, ignored: { text, rule } });

export function judgeFrame(
  state: ConnectionState,
  closed: ClosedStreams,
  from: Sender,
  header: FrameHeader,
): Verdict {
  const fault =
    (state.side(from).frames === 0 ? judgeFirstFrame(header, from) : null) ??
    judgeSequence(state, from, header) ??
    judgeFrameHeader(header, largestFrame(state, otherSide(from)));
  if (fault !== null) return refuse(fault);
  if (header.streamId === 0 || header.type === PRIORITY || header.type === CONTINUATION) return ALLOWED;
  // RFC 9113 5.1: "Receipt of frames for which the semantics are unknown cannot be treated as an error"
  return FRAME_TYPES[header.type] === undefined ? ALLOWED : judgeStream(state, closed, from, header);
}

/** RFC 9113 4.3: "Field blocks MUST be transmitted as a contiguous sequence of frames". */
function judgeSequence(state: ConnectionState, from: Sender, { type, streamId }: FrameHeader): Fault | null {
  const { block } = state.side(from);
  if (block === null) {
    const text = 'CONTINUATION without a field block that goes on';
    return type === CONTINUATION ? connectionError('PROTOCOL_ERROR', text, 'RFC 9113 6.10') : null;
  }
  if (type === CONTINUATION && streamId === block.streamId) return null;
  const text = `${frameName(type)} where CONTINUATION of stream ${count(block.streamId)} has to come`;
  return connectionError('PROTOCOL_ERROR', text, 'RFC 9113 6.10');
}

/** The largest value of a setting of `side` that the other side may go by. */
export function mostOf(state: ConnectionState, side: Sender, key: keyof Settings): number {
  const { settings, announced } = state.side(side);
  let most = settings[key];
  for (const change of announced) most = Math.max(most, change[key] ?? 0);
  return most;
}

/** What of `side` has been seen is enough to know its limits. */
const knowsLimitsOf = (state: ConnectionState, side: Sender): boolean =>
  state.side(side).frames > 0 && state.side(side).acknowledged === 0;

const largestFrame = (state: ConnectionState, recipient: Sender): number =>
  knowsLimitsOf(state, recipient) ? mostOf(state, recipient, 'maxFrameSize') : MAX_FRAME_SIZE;

function judgeStream(
  state: ConnectionState,
  closed: ClosedStreams,
  from: Sender,
  header: FrameHeader,
): Verdict {
  const { type, streamId } = header;
  const recipient = otherSide(from);
  if (type === PUSH_PROMISE) return judgePush(state, closed, from, header);
  const seen = state.stateOf(streamId, recipient);
  if (seen === 'idle') return refuse(judgeIdle(state, from, header));
  if (seen === 'closed') return judgeClosed(closed, from, header);
  const broken = judgeReceipt(seen, type);
  if (broken !== null) return refuse(initiatorOf(streamId) === from ? broken : unproven(broken));
  const { goaway } = state.side(recipient);
  // "the sender will ignore frames sent on streams initiated by the receiver if the stream has an identifier higher
  // than the included last stream identifier"
  if (goaway !== null && initiatorOf(streamId) === from && streamId > goaway.lastStreamId)
    return ignore(
      `the ${recipient} had sent GOAWAY for streams above ${count(goaway.lastStreamId)}`,
      'RFC 9113 6.8',
    );
  if (type === HEADERS && seen.startsWith('reserved')) return refuse(judgeConcurrency(state, from));
  return type === DATA ? refuse(judgeWindows(state, from, header)) : ALLOWED;
}

function judgeIdle(state: ConnectionState, from: Sender, { type, streamId }: FrameHeader): Fault | null {
  const initiator = initiatorOf(streamId);
  const unseen = initiator !== from && state.side(initiator).frames === 0;
  if (unseen) return null;
  if (type === HEADERS && from === 'client') {
    if (initiator === 'client') return judgeConcurrency(state, from);
    return connectionError('PROTOCOL_ERROR', 'the streams that a client opens are odd', 'RFC 9113 5.1.1');
  }
  const fault =
    type === HEADERS
      ? connectionError('PROTOCOL_ERROR', 'a server opens no stream without a promise', 'RFC 9113 5.1')
      : judgeReceipt('idle', type);
  return fault === null || initiator === from ? fault : unproven(fault);
}

function judgeClosed(closed: ClosedStreams, from: Sender, { type, streamId }: FrameHeader): Verdict {
  const fault = judgeReceipt('closed', type);
  if (fault === null) return ALLOWED;
  const known = closed.find(streamId);
  if (known === null && closed.forgotten > 0)
    return ignore('the stream is closed; how is no longer known here', 'RFC 9113 5.1');
  if (known === null && type === HEADERS && initiatorOf(streamId) === from) {
    const text = `stream ${count(streamId)} comes after a higher one: identifiers only go up`;
    return refuse(connectionError('PROTOCOL_ERROR', text, 'RFC 9113 5.1.1'));
  }
  // "An endpoint MUST minimally process and then discard any frames it receives in this state."
  if (known?.how === 'reset' && known.by !== from)
    return ignore(`the ${known.by} had reset this stream: what was under way is discarded`, 'RFC 9113 5.1');
  // RFC 9113 6.1: for DATA "the recipient MUST respond with a stream error of type STREAM_CLOSED."
  if (type === DATA) return refuse(streamError('STREAM_CLOSED', fault.text, 'RFC 9113 6.1'));
  return refuse(unproven(fault));
}

/** RFC 9113 6.6 and 8.4. The promised stream is judged when it is known. */
function judgePush(
  state: ConnectionState,
  closed: ClosedStreams,
  from: Sender,
  { streamId }: FrameHeader,
): Verdict {
  const broken = (text: string, rule: string) => connectionError('PROTOCOL_ERROR', text, rule);
  if (from === 'client') return refuse(broken('a client cannot push', 'RFC 9113 8.4'));
  if (state.side('client').settings.enablePush === 0)
    return refuse(unproven(broken('the client has set SETTINGS_ENABLE_PUSH to 0', 'RFC 9113 6.6')));
  const seen = state.stateOf(streamId, 'client');
  if (seen === 'open' || seen === 'half-closed (local)' || state.side('client').frames === 0) return ALLOWED;
  // "However, an endpoint that has sent RST_STREAM on the associated stream MUST handle PUSH_PROMISE frames"
  const reset = closed.find(streamId);
  if (reset?.how === 'reset' && reset.by === 'client') return ALLOWED;
  const text = `a promise belongs to a request that is not answered yet: stream ${count(streamId)} is ${seen}`;
  return refuse(unproven(broken(text, 'RFC 9113 6.6')));
}

/** RFC 9113 6.6: "the promised stream MUST be in the idle state". */
export function judgePromised(state: ConnectionState, promisedId: number): Fault | null {
  if (promisedId !== 0 && promisedId % 2 === 0 && state.stateOf(promisedId) === 'idle') return null;
  const text = `stream ${count(promisedId)} cannot be promised: it is not an even one above all before it`;
  return connectionError('PROTOCOL_ERROR', text, 'RFC 9113 6.6');
}

/** RFC 9113 5.1.2: "Endpoints MUST NOT exceed the limit set by their peer." */
function judgeConcurrency(state: ConnectionState, from: Sender): Fault | null {
  const recipient = otherSide(from);
  const most = mostOf(state, recipient, 'maxConcurrentStreams');
  if (state.side(from).active < most || !knowsLimitsOf(state, recipient)) return null;
  const text = `the ${recipient} allows ${count(most)} streams at the same time`;
  return streamError('REFUSED_STREAM', text, 'RFC 9113 5.1.2');
}

function judgeWindows(state: ConnectionState, from: Sender, { length, streamId }: FrameHeader): Fault | null {
  const recipient = otherSide(from);
  if (!knowsLimitsOf(state, recipient)) return null;
  const room =
    mostOf(state, recipient, 'initialWindowSize') - state.side(recipient).settings.initialWindowSize;
  const stream = state.windowOf(streamId, from);
  return judgeSpending(length, {
    connection: state.side(from).window,
    stream: stream === null ? null : stream + room,
  });
}
