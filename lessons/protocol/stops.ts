/**
 * Where stepping stops. What the client sends is stepped over as a whole, so the end of each of its arrivals is
 * a stop for every unit. In what the server sends, the stops are
 *
 * - `byte`: after each byte;
 * - `line`: after each line of a head, of the chunked coding and of an event stream, its whole line end included;
 * - `chunk`: after each head and each complete chunk;
 * - `event`: after each head and after the blank line of each event.
 *
 * The end of what was recorded is always the last stop, and 0 the first.
 */
import type { Dissection } from './dissect.ts';
import { countLeading } from './token-log.ts';

export type Unit = 'byte' | 'line' | 'chunk' | 'event';

/** The nearest stop after the cursor; null at or after the end of what was recorded. */
export function nextStop(d: Dissection, unit: Unit, cursor: number): number | null {
  const { length } = d.capture;
  if (cursor >= length) return null;
  if (cursor < 0) return 0;
  if (unit === 'byte') {
    const arrival = d.capture.arrivalAt(cursor);
    return arrival?.from === 'client' ? arrival.end : cursor + 1;
  }
  const stops = d.stops[unit];
  return stops[countLeading(stops, (stop) => stop <= cursor)] ?? length;
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
  const stops = d.stops[unit];
  return stops[countLeading(stops, (stop) => stop < cursor) - 1] ?? 0;
}
