import { describe, expect, it } from 'vitest';
import { Reads } from '../../../client/state/reads.ts';

const endsOf = (reads: Reads) =>
  reads.responses.map(({ ends, end }) => [
    Array.from({ length: ends.length }, (_, index) => ends.at(index)),
    end?.how ?? null,
  ]);

describe('the reads of a fetch', () => {
  it('are counted for each response from its first byte on', () => {
    const reads = new Reads();
    reads.read(3);
    reads.read(2);
    reads.ended({ how: 'broken off', error: 'TypeError' });
    // No answer came to the second.
    reads.ended({ how: 'broken off', error: 'TypeError' });
    reads.read(4);
    expect(endsOf(reads)).toEqual([
      [[3, 5], 'broken off'],
      [[], 'broken off'],
      [[4], null],
    ]);
  });
});
