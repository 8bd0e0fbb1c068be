/** The race at the cursor: what is shown at a byte depends on that byte alone. */
import { describe, expect, it } from 'vitest';
import { Agreement } from '../../../../client/state/agreement.ts';
import { ClientRace, type ClientName } from '../../../../client/state/race/race.svelte.ts';
import { Cursor } from '../../../../client/state/cursor.svelte.ts';
import type { Playground } from '../../../../client/state/playground.svelte.ts';
import { Selection } from '../../../../client/state/selection.svelte.ts';
import { bytesOf, chunk } from '../../../lessons/protocol/wire.ts';
import { fromClient, fromServer, HEAD, recordingOf } from '../recorded.ts';

/** A response whose content the server wrote in these pieces, and what the browser dispatched. */
function racing(pieces: readonly string[], observed: readonly string[], live = false) {
  const recording = recordingOf(
    [fromClient(0), fromServer(0, HEAD), ...pieces.map((each, at) => fromServer(at, chunk(bytesOf(each))))],
    live ? 100 : null,
  );
  const agreement = new Agreement(recording.dissection);
  for (const data of observed) {
    const seen = { type: 'message', data, lastEventId: '', at: 0 };
    agreement.observe(seen);
  }
  Object.assign(recording, { agreement, generation: 1, closed: false });
  const cursor = new Cursor(
    recording,
    () => 1000,
    () => 1000,
  );
  const playground = {
    recording,
    cursor,
    selection: new Selection(recording, cursor),
    get moment() {
      return recording.dissection.stateAt(cursor.offset);
    },
  } as unknown as Playground;
  const race = new ClientRace(playground);
  const runner = (name: ClientName) => {
    const found = race.runners.find((each) => each.name === name);
    if (!found) throw new Error(name);
    return found;
  };
  const cell = (name: ClientName, number: number) => {
    const made = runner(name).cell(number);
    return typeof made === 'object' ? made.data : made;
  };
  return { race, cursor, playground, runner, cell, end: recording.dissection.capture.length };
}

const PIECES = ['data: hel', 'lo\n\ndata: b\n\n'];

describe('the race', () => {
  it('shows what each client made, and where it differs first', () => {
    const { cursor, cell, runner, end } = racing(PIECES, ['hello', 'b']);
    cursor.goTo(end);
    expect([cell('split', 1), cell('split', 2)]).toEqual(['missing', 'same']);
    expect(runner('split').extras(0)).toEqual([{ type: 'message', data: 'hel', lastEventId: '' }]);
    expect(runner('split').first).toMatchObject({ kind: 'extra', number: 0 });
    for (const name of ['trim', 'eventsource-parser', 'EventSource'] as const) {
      expect([name, cell(name, 1), cell(name, 2), runner(name).first]).toEqual([name, 'same', 'same', null]);
    }
  });

  it('shows at an earlier byte what was there: a read that is not over has told its program nothing', () => {
    const { cursor, cell, runner, end } = racing(PIECES, ['hello', 'b']);
    cursor.goTo(end);
    const text = JSON.stringify(runner('split').first);
    // The chunk goes on after the second event; the first has been dispatched.
    cursor.goTo(end - 'data: b\n\n\r\n'.length);
    expect([cell('split', 1), cell('trim', 1)]).toEqual(['not yet', 'not yet']);
    expect(runner('split').extras(0)).toHaveLength(1);
    cursor.goTo(0);
    expect([runner('split').first, runner('split').extras(0)]).toEqual([null, []]);
    cursor.goTo(end);
    expect(JSON.stringify(runner('split').first)).toBe(text);
  });

  it('moves the cursor to where a difference shows', () => {
    const { race, cursor, playground, runner, end } = racing(['data: a\n\n', 'data:b\n\n'], []);
    cursor.goTo(end);
    const { first } = runner('split');
    expect(first).toMatchObject({ kind: 'missing', number: 2 });
    cursor.goTo(0);
    if (first) race.show(first);
    // The line end of the chunk is no content.
    expect(cursor.offset).toBe(end - '\r\n'.length);
    expect(playground.selection.touches(race.event(2))).toBe(true);
  });

  it('says what the browser made instead, and what it never made', () => {
    const over = racing(['data: a\n\n', 'data: b\n\n'], ['x']);
    over.cursor.goTo(over.end);
    expect([over.cell('EventSource', 1), over.cell('EventSource', 2)]).toEqual(['x', 'missing']);
    expect(over.runner('EventSource').first).toMatchObject({ kind: 'differs', number: 1 });
    const live = racing(['data: a\n\n', 'data: b\n\n'], ['a'], true);
    live.cursor.goTo(live.end);
    expect([live.cell('EventSource', 1), live.cell('EventSource', 2)]).toEqual(['same', 'not yet']);
    expect(live.runner('EventSource').first).toBeNull();
  });
});
