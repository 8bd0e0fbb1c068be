/** Finds in a capture the places that a lesson names. */
import type { Span } from '../protocol/capture.ts';
import type { Dissection } from '../protocol/dissect.ts';
import type { EventBlock } from '../protocol/event-tokens.ts';
import type { Token } from '../protocol/token.ts';
import type { Place } from './place-schema.ts';

/** The blocks that were dispatched, and those that still may be: what a lesson calls event 1, event 2, ... */
function* eventsToBe(dissection: Dissection): Generator<EventBlock> {
  yield* dissection.events;
  for (const message of dissection.messages) {
    const block = dissection.unfinishedBlockOf(message);
    if (block?.open) yield block;
  }
}

function* leavesOfResponses(dissection: Dissection, kind: string, within: Span): Generator<Token> {
  for (const { leaf, start } of dissection.pieces(within.start, within.end)) {
    const isFirst = Math.max(start, within.start) === Math.max(leaf.start, within.start);
    if (leaf.kind === kind && isFirst && dissection.capture.arrivalAt(start)?.from === 'server') yield leaf;
  }
}

function* candidates(dissection: Dissection, place: Place, block: EventBlock | null): Generator<Token> {
  const responses = dissection.messages.filter(({ kind }) => kind === 'response');
  switch (place.target) {
    case 'start-line':
      for (const message of responses) yield* dissection.headLinesOf(message).slice(0, 1);
      return;
    case 'chunk':
    case 'last-chunk':
      for (const message of responses) {
        for (const chunk of dissection.chunksOf(message)) if (chunk.kind === place.target) yield chunk;
      }
      return;
    case 'line':
      if (block !== null) yield* block.lines();
      else for (const message of responses) yield* dissection.linesOf(message);
      return;
    case 'event':
      yield* block === null ? eventsToBe(dissection) : [block];
      return;
    case 'character':
      for (const message of responses) yield* dissection.charactersOf(message);
      return;
    case 'end-of-bytes':
      return;
    default:
      yield* leavesOfResponses(
        dissection,
        place.target,
        block ?? { start: 0, end: dissection.capture.length },
      );
  }
}

function nth<T>(items: Iterable<T>, number: number): T | undefined {
  let count = 0;
  for (const item of items) if (++count === number) return item;
  return undefined;
}

/**
 * The spans of the place, in order; null when it is not in the capture (yet).
 * `end-of-bytes` is the last byte that the server has written.
 */
export function findPlace(dissection: Dissection, place: Place): readonly Span[] | null {
  return find(dissection, place)?.spans ?? null;
}

/** The same, and null also while a part of the place is still to come. */
export function findWhole(dissection: Dissection, place: Place): readonly Span[] | null {
  const found = find(dissection, place);
  return found && !found.open ? found.spans : null;
}

function find(dissection: Dissection, place: Place): Pick<Token, 'spans' | 'open'> | null {
  if (place.target === 'end-of-bytes') {
    const ends = dissection.endsOf('server');
    const end = ends.length > 0 ? ends.at(ends.length - 1) : null;
    return end === null ? null : { spans: [{ start: end - 1, end }], open: false };
  }
  const block = place.event === undefined ? null : nth(eventsToBe(dissection), place.event);
  if (block === undefined) return null;
  let count = 0;
  for (const token of candidates(dissection, place, block)) {
    if (block !== null && !overlaps(token, block)) continue;
    if (place.text !== undefined && dissection.text(token.spans) !== place.text) continue;
    if (++count === (place.nth ?? 1)) return token;
  }
  return null;
}

/** Whether the token has bytes of the block. */
function overlaps(token: Token, block: EventBlock): boolean {
  return token.spans.some((a) => block.spans.some((b) => a.start < b.end && b.start < a.end));
}

/** Whether the byte at `offset` is in one of the spans. */
export function covers(spans: readonly Span[], offset: number): boolean {
  return spans.some((span) => span.start <= offset && offset < span.end);
}

/** Absolute offset after the last byte of the spans. */
export function endOf(spans: readonly Span[]): number {
  return spans.at(-1)?.end ?? 0;
}

/** The place in words, for messages. */
export function placeInWords(place: Place): string {
  const names: Record<Place['target'], string> = {
    'start-line': 'the start-line',
    'head-end': 'the blank line that ends the head',
    chunk: 'the chunk',
    'chunk-size': 'the chunk-size',
    'chunk-data-end': 'the CRLF after the chunk-data',
    'last-chunk': 'the last-chunk',
    line: 'the line',
    'field-name': 'the field name',
    'field-value': 'the value',
    'blank-line': 'the blank line',
    event: 'the event',
    character: 'the cut character',
    'end-of-bytes': 'the last byte that the server has written',
  };
  const text = place.text === undefined ? '' : ` “${place.text}”`;
  const event = place.event === undefined ? '' : ` of event ${place.event}`;
  const name = names[place.target];
  return (place.nth === undefined ? name : `${name.replace(/^the /, '')} ${place.nth}`) + text + event;
}
