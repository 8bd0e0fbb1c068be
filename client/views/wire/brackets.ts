/** The brackets that hold the rows of a chunk together, right of the bytes. */
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import type { Chunk } from '../../../lessons/protocol/token.ts';
import { endOf } from '../../../lessons/schema/place.ts';
import type { Row } from './rows.ts';

export interface Bracket {
  readonly chunk: Chunk;
  /** Rows on the screen, from 0; `to` is the last one. */
  readonly from: number;
  readonly to: number;
  /** Whether the chunk begins, and ends, in these rows. */
  readonly begins: boolean;
  readonly ends: boolean;
}

export function bracketsOf(rows: readonly Row[], dissection: Dissection): Bracket[] {
  const brackets: Bracket[] = [];
  for (const [index, row] of rows.entries()) {
    if (row.kind !== 'bytes') continue;
    const { chunk } = dissection.at(row.start);
    if (!chunk) continue;
    const ends = !chunk.open && endOf(chunk.spans) <= row.end;
    const last = brackets.at(-1);
    if (last?.chunk === chunk) brackets[brackets.length - 1] = { ...last, to: index, ends };
    else
      brackets.push({
        chunk,
        from: index,
        to: index,
        begins: (chunk.spans[0]?.start ?? 0) >= row.start,
        ends,
      });
  }
  return brackets;
}
