import { describe, expect, it } from 'vitest';
import { duration, short, verdictInWords } from '../../../client/views/break-even.ts';
import { breakEvenSchema } from '../../../lessons/schema/break-even.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('a number', () => {
  it.each([
    [0, '0'],
    [0.2778, '0.278'],
    [60, '60'],
    [999.4, '999'],
    [999.6, '1 k'],
    [14_230, '14.2 k'],
    [2_060_000, '2.06 M'],
    [3.5e9, '3.5 G'],
  ])('%d is short', (number, text) => {
    expect(plain(short(number))).toBe(text);
  });

  it.each([
    [1, '1 s'],
    [27.69, '27.7 s'],
    [180, '3 min'],
    [3444, '57.4 min'],
    [7200, '2 h'],
  ])('of %d seconds is a duration', (number, text) => {
    expect(plain(duration(number))).toBe(text);
  });
});

describe('a verdict', () => {
  const numbers = breakEvenSchema.parse({});
  const says = (cheaper: boolean, above: number, interval: number | null) =>
    plain(verdictInWords('bytes', { cheaper, above, interval }, numbers));

  it.each([
    [
      says(false, 46_410, 3444),
      'In bytes, polling every 60 s costs more than the event stream. It costs less above 46,400 notifications an hour, or with more than 57.4 min between polls, at 10 an hour.',
    ],
    [
      says(false, 2_000_000, 3444),
      'In bytes, polling every 60 s costs more than the event stream. It costs less with more than 57.4 min between polls, at 10 an hour.',
    ],
    [
      says(false, 2_000_000, null),
      'In bytes, polling every 60 s costs more than the event stream. No rate and no interval here changes that.',
    ],
    [
      says(true, 0, 27.69),
      'In bytes, polling every 60 s costs less than the event stream, at any rate. At 10 an hour it does with more than 27.7 s between polls.',
    ],
    [
      says(true, 5, 27.69),
      'In bytes, polling every 60 s costs less than the event stream: it does above 5 notifications an hour. At 10 an hour it does with more than 27.7 s between polls.',
    ],
  ])('is plain: %s', (text, expected) => {
    expect(text).toBe(expected);
  });
});
