/**
 * What eventsource-parser 4 makes of an event stream, fed through a streaming TextDecoder that keeps byte order
 * marks, since the parser drops one itself. It reports the id of a block when the block ends; the last event ID
 * string, which HTML gives to each event, is the latest of these.
 */
import { createParser } from 'eventsource-parser';
import { piecesOf, type Sample } from './sample.ts';

/** What an event stream says, up to its end. */
export interface EventStreamVerdict {
  readonly events: readonly Dispatched[];
  /** Milliseconds; null while no `retry` field has set it. */
  readonly reconnectionTime: number | null;
  /** The last event ID string after the last blank line; empty at first. */
  readonly lastEventId: string;
}

export interface Dispatched {
  readonly type: string;
  readonly data: string;
  readonly lastEventId: string;
  /** Which piece of the input dispatched it, from 0. An event must not wait for bytes that it does not need. */
  readonly piece: number;
}

/** Where the oracle is not HTML, on which inputs exactly, and what it says when asked in a way that makes it so. */
interface Exception {
  readonly reason: string;
  readonly applies: (bytes: Uint8Array) => boolean;
  readonly judge: (sample: Sample) => EventStreamVerdict;
}

const LATIN1_BOM = new TextEncoder().encode('ï»¿');

export const EVENT_STREAM_EXCEPTIONS: readonly Exception[] = [
  {
    // It drops one mark only. With a byte order mark put before them, the three characters are kept.
    reason:
      'HTML 9.2.5: only U+FEFF is a byte order mark. The oracle drops "ï»¿" too, its bytes read as Latin-1.',
    applies: (bytes) => LATIN1_BOM.every((byte, index) => bytes[index] === byte),
    judge: (sample) => ask(sample, '\ufeff'),
  },
];

/** The verdict, and which of its exceptions was taken into account. */
export function eventStreamByOracle(sample: Sample): {
  verdict: EventStreamVerdict;
  exception: string | null;
} {
  const exception = EVENT_STREAM_EXCEPTIONS.find(({ applies }) => applies(sample.bytes));
  if (exception === undefined) return { verdict: ask(sample), exception: null };
  return { verdict: exception.judge(sample), exception: exception.reason };
}

function ask(sample: Sample, before = ''): EventStreamVerdict {
  const events: Dispatched[] = [];
  let reconnectionTime: number | null = null;
  let lastEventId = '';
  let piece = 0;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const parser = createParser({
    onEvent: ({ event, data }) => events.push({ type: event ?? 'message', data, lastEventId, piece }),
    onId: (id) => (lastEventId = id),
    onRetry: (milliseconds) => (reconnectionTime = milliseconds),
  });
  parser.feed(before);
  for (const bytes of piecesOf(sample)) {
    parser.feed(decoder.decode(bytes, { stream: true }));
    piece++;
  }
  parser.feed(decoder.decode());
  return { events, reconnectionTime, lastEventId };
}

export function sameEventStream(one: EventStreamVerdict, other: EventStreamVerdict): boolean {
  return (
    one.reconnectionTime === other.reconnectionTime &&
    one.lastEventId === other.lastEventId &&
    one.events.length === other.events.length &&
    one.events.every((event, index) => sameEvent(event, other.events[index] as Dispatched))
  );
}

const sameEvent = (one: Dispatched, other: Dispatched): boolean =>
  one.type === other.type &&
  one.data === other.data &&
  one.lastEventId === other.lastEventId &&
  one.piece === other.piece;
