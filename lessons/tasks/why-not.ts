/** Why an event that is wanted was not dispatched, or not with this data: what of the stream says so. */
import type { Dissection } from '../protocol/dissect.ts';
import type { EventBlock, Line } from '../protocol/event-tokens.ts';
import { isCompressed } from '../protocol/framing.ts';
import type { Message } from '../protocol/message.ts';
import type { Span } from '../protocol/span.ts';

export interface Reason {
  readonly says: string;
  readonly show: readonly Span[] | null;
}

/** `line 3`, `lines 3 to 5`: of the event stream, counted from 1. */
export function linesInWords(lines: readonly Line[]): string {
  const [first, last] = [lines[0]?.number ?? 0, lines.at(-1)?.number ?? 0];
  return first === last ? `line ${first}` : `lines ${first} to ${last}`;
}

/** A line of the block that was ignored, and is no comment. */
export function ignoredIn(block: EventBlock): Reason | null {
  const line = [...block.lines()].find(({ role }) => role === 'ignored');
  if (!line?.reason) return null;
  return { says: `Line ${line.number}: ${line.reason.text} (${line.reason.rule}).`, show: line.spans };
}

/**
 * Why nothing more was dispatched of these responses after event `last`, or from the first on; null when nothing says so.
 * `fetched`: the page reads them with fetch, by the rules of an EventSource.
 */
export function whyNoMore(
  dissection: Dissection,
  responses: readonly Message[],
  last: EventBlock | null,
  fetched: boolean,
): Reason | null {
  const message = responses.findLast(({ head }) => head !== null);
  if (!message) return null;
  if (message.eventStream === null) return noStream(message, fetched);
  const after = last?.message === message ? last.end : 0;
  const block = undispatched(dissection, message, after);
  if (block === null) return null;
  const lines = [...block.lines()].filter(({ role }) => role !== 'blank');
  const ignored = ignoredIn(block);
  if (lines.some(({ role }) => role === 'data') || block.blank === null) {
    const where = linesInWords(lines);
    const says = block.open
      ? `No blank line has come after ${where}: it would dispatch the event (HTML 9.2.6).`
      : `The stream ended before a blank line came after ${where}: they are discarded (HTML 9.2.6).`;
    return ignored ? { ...ignored, says: `${says} ${ignored.says}` } : { says, show: block.spans };
  }
  const says = `The blank line after ${linesInWords(lines)} dispatches nothing: there is no data (HTML 9.2.6).`;
  return { says: ignored ? `${says} ${ignored.says}` : says, show: ignored?.show ?? block.spans };
}

/** The first block after the byte before `after` that has lines of a field, and was not dispatched. */
function undispatched(dissection: Dissection, message: Message, after: number): EventBlock | null {
  let at = -1;
  for (const line of dissection.linesOf(message)) {
    if (line.start < after) continue;
    const { block } = line;
    if (block === null || block.first === at) continue;
    at = block.first;
    const says = [...block.lines()].some(({ role }) => role !== 'blank' && role !== 'comment');
    if (block.kind === 'block' && says) return block;
  }
  return null;
}

function noStream(message: Message, fetched: boolean): Reason {
  if (isCompressed([message])) {
    return { says: 'The content is compressed: the browser alone can read it.', show: null };
  }
  const { status } = message;
  const what = status === 200 ? 'has another type than text/event-stream' : `has the status ${status}`;
  const why = fetched ? 'as an EventSource, the page reads no events from it' : 'no EventSource reads it';
  return { says: `The answer ${what}: ${why} (HTML 9.2.3).`, show: null };
}
