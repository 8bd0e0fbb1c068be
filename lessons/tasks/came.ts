/** The events of a run, as they reached the client. */
import type { Dissection } from '../protocol/dissect.ts';
import type { EventBlock } from '../protocol/event-tokens.ts';
import { isCompressed } from '../protocol/framing.ts';
import type { Message } from '../protocol/message.ts';
import { timeBefore } from './timing.ts';

/** An event as an EventSource has dispatched it. */
export interface SeenEvent {
  readonly type: string;
  readonly data: string;
  readonly lastEventId: string;
  /** In milliseconds since the run began. */
  readonly at: number;
}

export interface CameEvent extends SeenEvent {
  /** Where it is on the wire; null where nobody but the browser can read it. */
  readonly block: EventBlock | null;
}

/** Those of the responses; `seen` is what the browser has dispatched and nobody else has. */
export function eventsOf(
  dissection: Dissection,
  responses: readonly Message[],
  seen: readonly SeenEvent[],
): CameEvent[] {
  if (isCompressed(responses)) return seen.map((event) => ({ ...event, block: null }));
  return Array.from(dissection.events)
    .filter(({ message }) => responses.includes(message))
    .map((block) => ({
      type: dissection.eventType(block),
      data: dissection.eventData(block),
      lastEventId: dissection.eventId(block),
      at: timeBefore(dissection, block.endAt ?? 0),
      block,
    }));
}
