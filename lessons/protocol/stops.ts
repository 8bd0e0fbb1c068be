/**
 * Where stepping stops. What the client sends is stepped over as a whole, so the end of each of its arrivals is
 * a stop for every unit. In what the server sends, the stops are
 *
 * - `byte`: after each byte;
 * - `line`: after each line of a head, of the chunked coding and of an event stream, its whole line end included, and
 *   after each frame of HTTP/2 and WebSocket;
 * - `chunk`: after each head and each complete chunk or frame;
 * - `event`: after each head and after the blank line of each event.
 *
 * Where a response was cut is a stop for every unit, too: nothing else tells that there was to be more. The end of what
 * was recorded is always the last stop, and 0 the first.
 */
import type { Dissection, Piece } from './dissect.ts';
import type { Offsets } from './offsets.ts';
import { countLeading } from './span.ts';
import type { Kind } from './token.ts';

export type Unit = 'byte' | 'line' | 'chunk' | 'event';

/** The leaves that end a line. */
const LINE_ENDS: ReadonlySet<Kind> = new Set([
  'head-line-end',
  'head-end',
  'chunk-size-end',
  'chunk-data-end',
  'last-chunk-end',
  'trailer-line',
  'body-end',
  'line-end',
  'blank-line',
]);

const LF = 0x0a;

/** The nearest stop after the cursor; null at or after the end of what was recorded. */
export function nextStop(d: Dissection, unit: Unit, cursor: number): number | null {
  const { length } = d.capture;
  if (cursor >= length) return null;
  if (cursor < 0) return 0;
  if (unit === 'byte') {
    const arrival = d.capture.arrivalAt(cursor);
    return arrival?.from === 'client' ? arrival.end : cursor + 1;
  }
  const ends = unit === 'line' ? [nextLineEnd(d, cursor)] : endsAround(d, unit, cursor);
  return [...ends, ...cuts(d)].reduce(
    (nearest, end) => (end > cursor && end < nearest ? end : nearest),
    length,
  );
}

/** The nearest stop before the cursor; null at the start. */
export function previousStop(d: Dissection, unit: Unit, cursor: number): number | null {
  const { length } = d.capture;
  if (cursor <= 0) return null;
  if (cursor > length) return length;
  if (unit === 'byte') {
    const arrival = d.capture.arrivalAt(cursor - 1);
    return arrival?.from === 'client' ? arrival.start : cursor - 1;
  }
  const ends = unit === 'line' ? [previousLineEnd(d, cursor)] : endsAround(d, unit, cursor);
  return [...ends, ...cuts(d)].reduce((nearest, end) => (end < cursor && end > nearest ? end : nearest), 0);
}

function nextLineEnd(d: Dissection, cursor: number): number {
  const { length } = d.capture;
  for (const piece of d.pieces(cursor, length)) {
    const arrival = d.capture.arrivalAt(Math.max(cursor, piece.start));
    if (arrival?.from === 'client') return arrival.end;
    if (endsLine(d, piece)) return piece.end;
  }
  return length;
}

function previousLineEnd(d: Dissection, cursor: number): number {
  for (let at = cursor - 1; at > 0;) {
    const arrival = d.capture.arrivalAt(at - 1);
    if (arrival?.from === 'client') {
      if (arrival.end === at) return at;
      at = arrival.start;
      continue;
    }
    const [piece] = d.pieces(at - 1, at);
    if (piece === undefined) break;
    if (piece.end === at && endsLine(d, piece)) return at;
    at = piece.start;
  }
  return 0;
}

/** A line of an event stream has ended with a CR already, any other only with its LF. */
function endsLine(d: Dissection, { end, leaf, last, endsFrame }: Piece): boolean {
  if (endsFrame) return true;
  if (!last || !LINE_ENDS.has(leaf.kind)) return false;
  return leaf.layer === 'event-stream' || d.capture.byte(end - 1) === LF;
}

/** The nearest stops before and after the cursor are among them, but for those where a response was cut. */
const endsAround = (d: Dissection, unit: 'chunk' | 'event', cursor: number): number[] => [
  ...[d.endsOf('client'), d.headEnds].flatMap((ends) => [lastBefore(ends, cursor), firstAfter(ends, cursor)]),
  ...(unit === 'event' ? eventEndsAround(d, cursor) : d.boundariesAround(cursor)),
];

/** Offsets after the last byte of each response that was cut. */
const cuts = (d: Dissection): number[] =>
  d.messages
    .filter(({ kind, outcome }) => kind === 'response' && outcome === 'cut')
    .map(({ lastEnd }) => lastEnd);

/**
 * Offsets after events: of each event stream the nearest ones around the cursor, unless it ended before the last head
 * did. They are in the order of the dispatches in each stream only: a LF may come late, after events of another one.
 */
function eventEndsAround(d: Dissection, cursor: number): number[] {
  const lastHeadEnd = lastBefore(d.headEnds, cursor);
  const begun = countLeading(d.messages, (message) => message.start < cursor);
  return d.messages.slice(0, begun).flatMap(({ content, eventStream, endAt }) => {
    if (content === null || eventStream === null || (endAt !== null && endAt <= lastHeadEnd)) return [];
    const { lines, dispatched } = eventStream;
    const within = lines.dispatchedWithin(lines.countWithin(content.countBefore(cursor)));
    const around = [within - 2, within - 1, within].filter((event) => event >= 0 && event < dispatched);
    return around.map((event) => content.after(lines.endOf(lines.dispatchLine(event))));
  });
}

const firstAfter = (stops: Offsets, cursor: number): number => {
  const index = stops.countUpTo(cursor);
  return index < stops.length ? stops.at(index) : Infinity;
};

const lastBefore = (stops: Offsets, cursor: number): number => {
  const index = stops.countUpTo(cursor - 1) - 1;
  return index >= 0 ? stops.at(index) : 0;
};
