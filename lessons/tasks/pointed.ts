/** The content of a response, as it is shown to those who are to point at a byte of it before the run. */
import type { Dissection } from '../protocol/dissect.ts';
import type { Message } from '../protocol/message.ts';
import type { Span } from '../protocol/span.ts';
import { findPlace } from '../schema/place.ts';
import type { Place } from '../schema/place-schema.ts';

export interface Pointed {
  readonly bytes: Uint8Array;
  /** Where a place is in these bytes; null when it is not, or not as a whole. */
  find(place: Place): Span | null;
}

/** The content of the first response of a run; null when it has none. */
export function pointedIn(dissection: Dissection): Pointed | null {
  const content = firstContent(dissection);
  if (!content) return null;
  const at = (offset: number) => content.countBefore(offset);
  return {
    bytes: content.bytes(0, content.length),
    find(place) {
      const spans = findPlace(dissection, place);
      const [first, last] = [spans?.at(0), spans?.at(-1)];
      if (!first || !last) return null;
      const found = { start: at(first.start), end: at(last.end) };
      return found.end > found.start ? found : null;
    },
  };
}

const firstContent = ({ messages }: Dissection): Message['content'] | undefined =>
  messages.find(({ kind, content }) => kind === 'response' && content !== null)?.content;
