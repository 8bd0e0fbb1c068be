/** The library in the race makes what the standard says of the vectors of this project, wherever they are cut. */
import { describe, expect, it } from 'vitest';
import { library } from '../../../../client/state/race/eventsource-parser.ts';
import { Dissection } from '../../../../lessons/protocol/dissect.ts';
import { Race, type Difference } from '../../../../lessons/race/race.ts';
import { EVENT_STREAM_VECTORS } from '../../../lessons/protocol/vectors/event-stream.ts';
import { arrival, bytesOf, EVENT_STREAM_HEAD } from '../../../lessons/protocol/wire.ts';

/** Where the library differs, when the stream is read in these pieces. */
function differences(pieces: readonly Uint8Array[]): readonly Difference[] {
  const dissection = new Dissection();
  dissection.append(arrival(`${EVENT_STREAM_HEAD}\r\n`));
  for (const piece of pieces) dissection.append(arrival(piece));
  const race = new Race(dissection, { library }, () => new TextDecoder());
  race.follow();
  return race.differencesOf('library');
}

/** It strips a byte order mark once more, and takes the text of a misread one for one. */
const STRIPPED = EVENT_STREAM_VECTORS.filter(({ name }) =>
  /^(A second byte order mark|The text of a byte order mark) /.test(name),
);

describe.each(EVENT_STREAM_VECTORS.filter((vector) => !STRIPPED.includes(vector)))('$name', ({ stream }) => {
  const bytes = bytesOf(stream);

  it('whole', () => {
    expect(differences([bytes])).toEqual([]);
  });

  it('cut in two anywhere', () => {
    for (let at = 1; at < bytes.length; at += 1) {
      expect([at, differences([bytes.subarray(0, at), bytes.subarray(at)])]).toEqual([at, []]);
    }
  });

  it('cut at every byte', () => {
    expect(differences(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual([]);
  });
});

describe('differs', () => {
  it.each(STRIPPED)('$name', ({ stream }) => {
    expect(differences([bytesOf(stream)])).not.toEqual([]);
  });

  it('in these two alone', () => {
    expect(STRIPPED).toHaveLength(2);
  });
});
