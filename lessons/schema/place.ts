/** Finds in a capture the places that a lesson names. */
import type { Span } from '../protocol/capture.ts';
import type { Dissection } from '../protocol/dissect.ts';
import type { Block, Token } from '../protocol/token.ts';
import type { Place } from './lesson.ts';

/** The blocks that were dispatched, and those that still may be: what a lesson calls event 1, event 2, ... */
function eventsToBe(dissection: Dissection): Block[] {
  return dissection.blocks.filter((block) => block.kind === 'event' || block.open);
}

function blockOf(token: Token): Token | null {
  for (let at: Token | null = token; at; at = at.parent) {
    if (at.kind === 'event' || at.kind === 'block') return at;
  }
  return null;
}

function leavesOfResponses(dissection: Dissection, kind: string): Token[] {
  const found = new Set<Token>();
  for (const { leaf } of dissection.pieces) {
    if (leaf.kind !== kind) continue;
    let root: Token = leaf;
    while (root.parent) root = root.parent;
    if (root.kind !== 'request') found.add(leaf);
  }
  return [...found];
}

function candidates(dissection: Dissection, place: Place): readonly Token[] {
  switch (place.target) {
    case 'start-line': {
      const seen = new Set<Token | null>();
      return dissection.headLines.filter((line) => {
        if (line.parent?.kind !== 'response' || seen.has(line.parent)) return false;
        return seen.add(line.parent);
      });
    }
    case 'chunk':
    case 'last-chunk':
      return dissection.chunks.filter((chunk) => chunk.kind === place.target);
    case 'line':
      return dissection.lines;
    case 'event':
      return eventsToBe(dissection);
    case 'character':
      return dissection.characters;
    case 'end-of-bytes':
      return [];
    default:
      return leavesOfResponses(dissection, place.target);
  }
}

/**
 * The spans of the place, in order; null when it is not in the capture (yet).
 * `end-of-bytes` is the last byte that the server has written.
 */
export function findPlace(dissection: Dissection, place: Place): readonly Span[] | null {
  if (place.target === 'end-of-bytes') {
    const last = dissection.capture.arrivals.findLast((a) => a.from === 'server' && a.bytes.length > 0);
    return last ? [{ start: last.end - 1, end: last.end }] : null;
  }
  const block = place.event === undefined ? null : eventsToBe(dissection)[place.event - 1];
  if (block === undefined) return null;
  const matching = candidates(dissection, place).filter(
    (token) =>
      (block === null || token === block || blockOf(token) === block || overlaps(token, block)) &&
      (place.text === undefined || dissection.text(token.spans) === place.text),
  );
  return matching[(place.nth ?? 1) - 1]?.spans ?? null;
}

/** Chunks and characters have no block for a parent: they belong to one when they share bytes with it. */
function overlaps(token: Token, block: Block): boolean {
  if (token.layer === 'event-stream') return false;
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
