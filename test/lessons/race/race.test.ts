/** The programs against the standard, read by read, with bytes that are written here. */
import { describe, expect, it } from 'vitest';
import { Race, RACE_BOUNDS } from '../../../lessons/race/race.ts';
import { split } from '../../../lessons/race/split.ts';
import { trim } from '../../../lessons/race/trim.ts';
import { Dissection } from '../../../lessons/protocol/dissect.ts';
import { arrival, bytesOf, chunk, EVENT_STREAM_HEAD, latin1, type Bytes } from '../protocol/wire.ts';

const HEAD = `${EVENT_STREAM_HEAD}Transfer-Encoding: chunked\r\n\r\n`;

const raceIn = (dissection: Dissection) => new Race(dissection, { split, trim }, () => new TextDecoder());

/** A response whose content the server wrote in these pieces, a chunk each. */
function recorded(...pieces: readonly Bytes[]): Dissection {
  const dissection = new Dissection();
  dissection.append(arrival('GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'client'));
  dissection.append(arrival(HEAD));
  for (const piece of pieces) dissection.append(arrival(chunk(bytesOf(piece))));
  return dissection;
}

function differences(dissection: Dissection, name: 'split' | 'trim'): string[] {
  const race = raceIn(dissection);
  race.follow();
  return race.differencesOf(name).map(({ kind, number, made, read, at }) => {
    const bytes = latin1(dissection.capture.bytes(read));
    expect(at).toBe(read.at(-1)?.end);
    return `${kind} ${number}${made ? ` ${made.data}` : ''} in ${JSON.stringify(bytes)}`;
  });
}

describe('a race', () => {
  it('keeps nothing of what is the same', () => {
    const dissection = recorded('data: a\n\n', 'data: b\n\ndata: c\n\n');
    expect(differences(dissection, 'split')).toEqual([]);
    expect(differences(dissection, 'trim')).toEqual([]);
  });

  it('has what is missing, what differs and what is more, each with the read in which it is', () => {
    const dissection = recorded('data: hel', 'lo\n\ndata: a\ndata: b\n\n', 'data:  c\n\n');
    expect(differences(dissection, 'split')).toEqual([
      'extra 0 hel in "data: hel"',
      'missing 1 in "lo\\n\\ndata: a\\ndata: b\\n\\n"',
      'differs 2 a in "lo\\n\\ndata: a\\ndata: b\\n\\n"',
      'extra 2 b in "lo\\n\\ndata: a\\ndata: b\\n\\n"',
    ]);
    expect(differences(dissection, 'trim')).toEqual([
      'differs 2 ab in "lo\\n\\ndata: a\\ndata: b\\n\\n"',
      'differs 3 c in "data:  c\\n\\n"',
    ]);
  });

  it('compares type and id too', () => {
    expect(differences(recorded('id: 1\ndata: a\n\n'), 'split')).toEqual([
      'differs 1 a in "id: 1\\ndata: a\\n\\n"',
    ]);
    expect(differences(recorded('event: login\ndata: a\n\n'), 'trim')).toEqual([]);
  });

  it('is the same however often it is looked at', () => {
    const pieces = ['data: hel', 'lo\n\n', 'data:a\n\n', 'data: é\n\n'];
    const whole = recorded(...pieces);
    const growing = recorded();
    const race = raceIn(growing);
    for (const piece of pieces) {
      growing.append(arrival(chunk(bytesOf(piece))));
      race.follow();
      race.follow();
    }
    const once = raceIn(whole);
    once.follow();
    expect(race.differencesOf('split')).toEqual(once.differencesOf('split'));
    expect(race.differencesOf('split')).not.toEqual([]);
    expect(race.reads).toBe(4);
  });

  it('begins anew with each response, on whatever connection', () => {
    const dissection = recorded('data: a');
    dissection.append({ ...arrival(''), ending: 'fin' });
    dissection.append(arrival('GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'client', 2));
    dissection.append(arrival(HEAD, 'server', 2));
    dissection.append(arrival(chunk(bytesOf('data: b\n\n')), 'server', 2));
    expect(differences(dissection, 'trim')).toEqual([]);
  });

  it('reads no content but event streams', () => {
    const dissection = new Dissection();
    dissection.append(arrival('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\ndata: a\n\n'));
    const race = raceIn(dissection);
    race.follow();
    expect([race.reads, race.differencesOf('split')]).toEqual([0, []]);
  });

  it('has an end, however long the stream', () => {
    const dissection = recorded();
    const race = raceIn(dissection);
    const piece = chunk(bytesOf(`data:${'x'.repeat(65_529)}\n\n`));
    for (let count = 0; count < 6; count += 1) {
      dissection.append(arrival(piece));
      race.follow();
    }
    expect(race.over).not.toBeNull();
    expect(race.differencesOf('split')).toHaveLength(Math.ceil(RACE_BOUNDS.bytes / 65_536));
  });
});
