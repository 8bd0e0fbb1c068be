import { describe, expect, it } from 'vitest';
import { eventStreamByOracle } from './event-stream-oracle.ts';
import { randomEventStream } from './event-streams.ts';
import { randomHttp } from './http-messages.ts';
import { messagesByRule } from './http-rule.ts';
import { latin1 } from './messages.ts';
import { Random } from './prng.ts';
import { escaped, piecesOf, type Sample } from './sample.ts';
import { shrink } from './shrink.ts';
import { CHOICES } from './subject.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

describe('random event streams', () => {
  const samples = Array.from({ length: 2000 }, (_, number) => randomEventStream(new Random(1, number)));
  const verdicts = samples.map((sample) => eventStreamByOracle(sample).verdict);

  it('dispatch events, with ids and types, in every second stream or so', () => {
    expect(verdicts.filter(({ events }) => events.length > 0).length).toBeGreaterThan(800);
    expect(
      verdicts.filter(({ events }) => events.some(({ lastEventId }) => lastEventId !== '')).length,
    ).toBeGreaterThan(100);
    expect(
      verdicts.filter(({ events }) => events.some(({ type }) => type !== 'message')).length,
    ).toBeGreaterThan(100);
    expect(verdicts.filter(({ reconnectionTime }) => reconnectionTime !== null).length).toBeGreaterThan(100);
    expect(
      verdicts.filter(({ lastEventId, events }) => lastEventId !== (events.at(-1)?.lastEventId ?? '')).length,
    ).toBeGreaterThan(50);
  });

  it.each([
    ['a byte order mark', /^\xef\xbb\xbf/],
    ['two of them', /^\xef\xbb\xbf\xef\xbb\xbf/],
    ['a part of one', /^\xef(?:[^\xbb]|\xbb[^\xbf])/],
    ['the characters that look like one', /^\xc3\xaf\xc2\xbb\xc2\xbf/],
    ['a CR alone', /\r(?!\n)/],
    ['CRLF', /\r\n/],
    ['U+0000 in an id', /\nid: ?[^\r\n]*\0/],
    ['an id in a block without data', /(?:^|\n\n|\r\r)id: ?[a-z0-9]+(?:\n\n|\r\r|\r\n\r\n)/],
    ['a malformed sequence', /\xf0\x9f[^\xa6\xf0]/],
    ['an overlong form', /\xc0\x80/],
    ['a long line', /[^\r\n]{2000}/],
    ['data without a value', /\ndata(?::|: )?[\r\n]/],
  ])('hold %s now and then', (_, pattern) => {
    expect(samples.some(({ bytes }) => pattern.test(latin1(bytes)))).toBe(true);
  });

  it('are cut inside a CRLF, inside a character, and not at all', () => {
    const between = (one: string, other: string) =>
      samples.some((sample) =>
        piecesOf(sample).some(
          (piece, index, all) =>
            latin1(piece).endsWith(one) && latin1(all[index + 1] ?? new Uint8Array()).startsWith(other),
        ),
      );
    expect(between('\r', '\n')).toBe(true);
    expect(between('\xe2', '\x82')).toBe(true);
    expect(between('\xef\xbb', '\xbf')).toBe(true);
    expect(samples.some(({ bytes, cuts }) => bytes.length > 50 && cuts.length === 0)).toBe(true);
    expect(samples.some(({ bytes, cuts }) => bytes.length > 50 && cuts.length === bytes.length - 1)).toBe(
      true,
    );
  });
});

describe('random HTTP messages', () => {
  const samples = Array.from({ length: 4000 }, (_, number) => randomHttp(new Random(1, number)));
  const verdicts = samples.map((sample) => messagesByRule(sample, CHOICES).messages);
  const all = verdicts.flat();

  it('are complete, cut, open and malformed, each often', () => {
    for (const [end, least] of [
      ['complete', 2000],
      ['malformed', 500],
      ['cut', 100],
      ['open', 100],
    ] as const) {
      expect(all.filter((message) => message.end === end).length, end).toBeGreaterThan(least);
    }
    expect(
      verdicts.filter((messages) => messages.length > 1 && messages.every(({ end }) => end === 'complete'))
        .length,
    ).toBeGreaterThan(200);
  });

  it('have content and trailers, and answer HEAD requests', () => {
    expect(all.filter(({ content }) => content !== '').length).toBeGreaterThan(500);
    expect(all.filter(({ trailers }) => trailers.length > 0).length).toBeGreaterThan(100);
    expect(samples.filter(({ heads }) => heads.includes(true)).length).toBeGreaterThan(200);
  });
});

describe('a sample', () => {
  it('depends on the seed and its number alone', () => {
    const once = [3, 1, 2].map((number) => randomHttp(new Random(7, number)));
    const again = [1, 2, 3].map((number) => randomHttp(new Random(7, number)));
    expect([once[1], once[2], once[0]]).toEqual(again);
    expect(randomHttp(new Random(8, 1))).not.toEqual(again[0]);
  });

  it('is made as small as can be', () => {
    const sample: Sample = { bytes: bytesOf('one two three four five'), cuts: [2, 5, 9, 14] };
    const holds = ({ bytes, cuts }: Sample) => /t.*f/.test(latin1(bytes)) && cuts.length > 0;
    const { bytes, cuts } = shrink(sample, holds);
    expect({ text: latin1(bytes), cuts }).toEqual({ text: 'tf', cuts: [1] });
  });

  it('is shown as a string that JavaScript reads back', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the very point
    const read = new Function(`return ${escaped(bytes)};`) as () => string;
    expect(bytesOf(read())).toEqual(bytes);
  });
});

describe('random numbers', () => {
  it('are spread evenly, and differ from number to number', () => {
    const random = new Random(1);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) {
      const number = random.below(10);
      counts[number] = (counts[number] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    expect(new Set(Array.from({ length: 1000 }, (_, number) => new Random(1, number).next())).size).toBe(
      1000,
    );
  });
});
