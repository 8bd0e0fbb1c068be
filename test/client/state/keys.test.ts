import { describe, expect, it } from 'vitest';
import { KEYS } from '../../../client/state/keys.ts';

describe('the keys of the page', () => {
  it('stand for one thing each', () => {
    const all = KEYS.flatMap(({ keys }) => keys.map(({ key, shift }) => `${shift ? 'Shift ' : ''}${key}`));
    expect(new Set(all).size).toBe(all.length);
  });
});
