/**
 * Flow control, RFC 9113 5.2 and 6.9. A window is the number of bytes that a sender may still send: one for the
 * connection and one for each stream, in each direction. DATA takes from it, WINDOW_UPDATE by the recipient gives.
 *
 * A stream's window is the initial size that the recipient has set, plus what the stream was granted beyond that,
 * less what was spent. So a change of SETTINGS_INITIAL_WINDOW_SIZE moves the windows of all streams at once, and may
 * make them negative (6.9.2).
 */
import { connectionError, streamError, unproven, type Fault } from './errors.ts';
import { bytesOf, count } from './frame-header.ts';
import { MAX_WINDOW } from './settings.ts';

/** The windows that a DATA frame needs room in, before it is sent. */
export interface Windows {
  readonly connection: number;
  /** Null when the stream is not one that DATA can be sent on. */
  readonly stream: number | null;
}

/**
 * What is wrong with a DATA frame of this length, padding included; null when nothing is. "Frames with zero length
 * [...] MAY be sent if there is no available space in either flow-control window."
 *
 * What the recipient granted may have been seen late: it stops nothing.
 */
export function judgeSpending(length: number, { connection, stream }: Windows): Fault | null {
  if (length === 0) return null;
  const rule = 'RFC 9113 6.9.1';
  if (length > connection) {
    return unproven(connectionError('FLOW_CONTROL_ERROR', tooMuch('connection', length, connection), rule));
  }
  if (stream === null || length <= stream) return null;
  return streamError('FLOW_CONTROL_ERROR', tooMuch('stream', length, stream), rule);
}

const tooMuch = (whose: string, length: number, window: number): string =>
  `DATA of ${bytesOf(length)} where the window of the ${whose} has ${count(window)}`;

/** RFC 9113 6.9.1: "A sender MUST NOT allow a flow-control window to exceed 2^31-1 octets." */
export function judgeGrant(window: number, increment: number, streamId: number): Fault | null {
  if (window + increment <= MAX_WINDOW) return null;
  const make = streamId === 0 ? connectionError : streamError;
  const text = `the window would have ${count(window + increment)} bytes: it has at most ${count(MAX_WINDOW)}`;
  return unproven(make('FLOW_CONTROL_ERROR', text, 'RFC 9113 6.9.1'));
}

/** RFC 9113 6.9.2: a new initial size must not make any window exceed 2^31-1. `largest` is the largest it would make. */
export function judgeInitialSize(largest: number): Fault | null {
  if (largest <= MAX_WINDOW) return null;
  const text = `a window would have ${count(largest)} bytes: it has at most ${count(MAX_WINDOW)}`;
  return unproven(connectionError('FLOW_CONTROL_ERROR', text, 'RFC 9113 6.9.2'));
}
