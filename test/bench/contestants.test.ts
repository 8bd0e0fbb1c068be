import { describe, expect, it } from 'vitest';
import { sumOf, type Contestant } from './contestant.ts';
import { bytesOf, CONTESTANTS, type ContestantName, type Feed } from './contestants.ts';
import { eventsourceParser } from './peers.ts';
import { blocksOf, piecesOf, STREAM_NAMES } from './streams.ts';

describe('the contestants', () => {
  const names = Object.keys(CONTESTANTS) as ContestantName[];
  const isWire = (name: ContestantName) => /llhttp|wire/.test(name);
  const feeds = STREAM_NAMES.flatMap((stream) =>
    [1, 64, 1448, 65_536].flatMap((piece) =>
      ([null, 'event', 4096] as const).map((chunk): Feed => ({ stream, piece, chunk, size: 8192 })),
    ),
  );

  it.each(feeds)('agree on $stream, $piece bytes at a time, chunk $chunk', (feed) => {
    const pieces = piecesOf(bytesOf(feed), feed.piece);
    const plain = bytesOf({ ...feed, chunk: null });
    const expected = sumOf(eventsourceParser, [plain]);
    expect(expected.events).toBe(blocksOf(feed.stream, feed.size).length);
    for (const name of names.filter((each) => isWire(each) === (feed.chunk !== null))) {
      expect({ name, ...sumOf(CONTESTANTS[name], pieces) }).toEqual({ name, ...expected });
    }
  });

  it('are told apart by one character, one event, and what belongs to which string', () => {
    const fixed =
      (...events: [string, string, string][]): Contestant =>
      (visit) => ({
        receive: () => {
          for (const event of events) visit(...event);
        },
        end: () => undefined,
        events: events.length,
      });
    // prettier-ignore
    const sums = [
      fixed(['a', 'b', '']), fixed(['a', 'c', '']), fixed(['ab', '', '']), fixed(['a', '', 'b']), fixed(['a', 'b', ''], ['', '', '']),
    ].map((contestant) => sumOf(contestant, [new Uint8Array(1)]).checksum);
    expect(new Set(sums).size).toBe(sums.length);
  });

  it('cannot count events that they do not deliver', () => {
    const liar: Contestant = () => ({ receive: () => undefined, end: () => undefined, events: 1 });
    expect(() => sumOf(liar, [])).toThrow('1 events were counted, 0 were read');
  });
});
