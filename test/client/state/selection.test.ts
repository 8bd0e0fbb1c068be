import { describe, expect, it } from 'vitest';
import { Cursor } from '../../../client/state/cursor.svelte.ts';
import type { Bytes } from '../../../client/state/marked.ts';
import { Selection } from '../../../client/state/selection.svelte.ts';
import type { Arrival } from '../../../lessons/protocol/capture.ts';
import { findPlace } from '../../../lessons/schema/place.ts';
import { chunk, bytesOf } from '../../lessons/protocol/wire.ts';
import { event, fromServer, HEAD, recordingOf } from './recorded.ts';

const ARRIVALS = [fromServer(0, HEAD), fromServer(0, event('a')), fromServer(0, event('b'))];

function select(arrivals: readonly Arrival[] = ARRIVALS) {
  const recording = recordingOf(arrivals);
  const cursor = new Cursor(
    recording,
    () => 0,
    () => 0,
  );
  const { dissection } = recording;
  const place = (target: 'field-name' | 'line' | 'chunk' | 'chunk-size' | 'event', nth = 1) =>
    findPlace(dissection, { target, nth }) ?? [];
  return { cursor, dissection, place, selection: new Selection(recording, cursor) };
}

/** What is marked, as spans. */
function marked({ marks }: Selection) {
  const spansOf = (bytes: Bytes) => ('axis' in bytes ? bytes.spans : bytes);
  return marks && { ...marks, strong: spansOf(marks.strong), weak: marks.weak && spansOf(marks.weak) };
}

const start = (spans: readonly { start: number }[]) => spans[0]?.start ?? NaN;

describe('a selection', () => {
  it('is nothing at first', () => {
    const { selection } = select();
    expect([selection.offset, selection.pinned, selection.found, selection.marks]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('marks the token of the byte pointed at, and more faintly its line', () => {
    const { selection, place } = select();
    const name = place('field-name');
    selection.point(start(name) + 1);
    expect(selection.offset).toBe(start(name) + 1);
    expect(marked(selection)).toEqual({ offset: start(name) + 1, strong: name, weak: place('line') });
    expect(selection.pinned).toBeNull();
  });

  it('marks for a byte of the framing, more faintly, its chunk', () => {
    const { selection, place } = select();
    const size = place('chunk-size');
    selection.point(start(size));
    expect(marked(selection)).toMatchObject({ weak: place('chunk') });
  });

  it('marks all parts of a token that framing cuts', () => {
    const cut = [
      fromServer(0, HEAD),
      fromServer(0, chunk(bytesOf('da'))),
      fromServer(0, chunk(bytesOf('ta: a\n\n'))),
    ];
    const { selection, place } = select(cut);
    const name = place('field-name');
    expect(name).toHaveLength(2);
    selection.point(start(name));
    expect(marked(selection)?.strong).toEqual(name);
  });

  it('marks what was meant, where that is more than a token', () => {
    const { selection, place } = select();
    const block = place('event', 2);
    selection.point(start(block), block);
    expect(marked(selection)).toEqual({ offset: start(block), strong: block, weak: null });
    expect(selection.touches(place('field-name', 2))).toBe(true);
    expect(selection.touches(place('field-name', 1))).toBe(false);
  });

  it('by a click holds until the cursor moves on, and comes back with it', () => {
    const { selection, cursor } = select();
    cursor.goTo(30);
    selection.pin(29);
    expect(selection.pinned).toBe(29);
    cursor.goTo(31);
    expect([selection.pinned, selection.offset]).toEqual([null, null]);
    cursor.goTo(30);
    expect(selection.pinned).toBe(29);
  });

  it('by a mark holds wherever the cursor goes', () => {
    const { selection, cursor, place } = select();
    selection.mark(place('event', 2));
    cursor.goTo(5);
    expect(selection.pinned).toBe(start(place('event', 2)));
    selection.mark([]);
    expect(selection.pinned).toBe(start(place('event', 2)));
  });

  it('follows the pointer while it points at something, then is what it was', () => {
    const { selection } = select();
    selection.pin(3);
    selection.point(7);
    expect([selection.offset, selection.pinned]).toEqual([7, 3]);
    selection.point(null);
    expect(selection.offset).toBe(3);
    selection.clear();
    expect(selection.offset).toBeNull();
  });

  it('finds no token for a byte that has not been recorded', () => {
    const { selection, dissection } = select();
    selection.pin(dissection.capture.length);
    expect([selection.found, selection.marks]).toEqual([null, null]);
  });
});
