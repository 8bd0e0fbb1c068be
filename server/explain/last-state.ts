/** What an EventSource would have in mind after all that has arrived: what event streams set that outlives them. */
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import { Line } from '../../lessons/protocol/event-tokens.ts';
import { decodeText } from './text.ts';

export interface LastState {
  /** Milliseconds; null when no `retry` line has set it. */
  readonly reconnectionTime: number | null;
  /** HTML 9.2.6: the last event ID string is set at a blank line. */
  readonly lastEventId: string;
}

/** With several event streams, what was set last. */
export function lastStateOf(d: Dissection): LastState {
  let retry: Line | null = null;
  let blank: Line | null = null;
  let id: Line | null = null;
  for (const message of d.messages) {
    const stream = message.eventStream;
    if (stream === null) continue;
    const { lines } = stream;
    const lineAt = (index: number) => (index < 0 ? null : new Line(message, stream, index));
    const ended = lines.blockStart(lines.length);
    retry = later(retry, lineAt(lines.lastRetry(lines.length)));
    const lastBlank = lineAt(ended - 1);
    if (lastBlank === null || later(blank, lastBlank) !== lastBlank) continue;
    blank = lastBlank;
    id = lineAt(lines.lastId(ended));
  }
  const text = (line: Line | null) => (line === null ? '' : decodeText(d.capture.bytes(line.value)));
  return {
    // A number that JSON can hold, however many digits there are.
    reconnectionTime: retry === null ? null : Math.min(Number(text(retry)), Number.MAX_VALUE),
    lastEventId: text(id),
  };
}

const later = (one: Line | null, other: Line | null): Line | null =>
  one === null || (other !== null && other.start > one.start) ? other : one;
