import { describe, expect, it } from 'vitest';
import { OWN, screenOf } from '../../../client/io/address.ts';
import { shippedLessons } from '../../browser/shipped.ts';

describe('an address', () => {
  it.each([
    ['contents', 'contents'],
    ['glossary/data-buffer', 'glossary'],
    ['connections/seventh?run', 'connections'],
    ['contents-of-a-lesson/1', 'playground'],
    ['', 'playground'],
  ])('leads to its page: %j to %s', (address, screen) => {
    expect(screenOf(address)).toBe(screen);
  });

  it('of a lesson is that of no page, nor of the learner’s own lesson', () => {
    for (const { slug } of shippedLessons) {
      expect(screenOf(slug), slug).toBe('playground');
      expect([OWN, 'any-stream']).not.toContain(slug);
    }
  });
});
