/** How long it takes to say what holds at any byte of a large capture. */
import { Random } from '../fuzz/prng.ts';
import { bytesOf, type Feed } from './contestants.ts';
import { piecesOf } from './streams.ts';
import { subjectStream, subjectWire } from './subject.ts';

/** Milliseconds for each of the cursors; with the tokens of the byte before it, and without. */
export interface CursorTimes {
  readonly bytes: number;
  readonly state: readonly number[];
  readonly both: readonly number[];
}

const WARM_UP = 200;

export function timeCursors(feed: Feed, cursors: number): CursorTimes {
  const decoding = feed.chunk === null ? subjectStream.captured() : subjectWire.onDemand();
  const bytes = bytesOf(feed);
  for (const piece of piecesOf(bytes, feed.piece)) decoding.receive(piece);

  const random = new Random(1);
  const time = (read: (offset: number) => unknown): number[] =>
    Array.from({ length: WARM_UP + cursors }, () => {
      const offset = random.below(bytes.length);
      const start = performance.now();
      read(offset);
      return performance.now() - start;
    }).slice(WARM_UP);
  return {
    bytes: bytes.length,
    state: time((offset) => decoding.stateAt(offset)),
    both: time((offset) => [decoding.stateAt(offset), decoding.tokensAt(Math.max(0, offset - 1))]),
  };
}
