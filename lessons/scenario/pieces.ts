/** Content cut at every so many bytes, wherever that falls: in a line, a line end, a character. */
import type { Answer } from '../schema/scenario.ts';
import type { Act } from './act.ts';

/** A chunk with extensions is left whole: it is meant as it stands. */
export function* inPieces(
  acts: Iterable<Act>,
  { bytes: size, gap }: NonNullable<Answer['split']>,
): Generator<Act> {
  for (const act of acts) {
    if (act.do !== 'write' || act.extensions !== undefined) {
      yield act;
      continue;
    }
    for (let at = 0; at < act.bytes.length; at += size) {
      if (at > 0 && gap > 0) yield { do: 'wait', ms: gap };
      yield { do: 'write', bytes: act.bytes.subarray(at, at + size) };
    }
  }
}
