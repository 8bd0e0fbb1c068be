/**
 * A field block fragment cut further, into the representations of fields that it holds, RFC 7541 6. A field may begin
 * in one frame and end in the next: each has its piece of it.
 */
import type { Reason } from './errors.ts';
import {
  CUT_SHORT,
  readRepresentations,
  REPRESENTATIONS,
  type RepresentationKind,
} from './representations.ts';
import { bytesOf } from './frame-header.ts';

export interface BlockLeaf {
  readonly kind: RepresentationKind | 'field-block-fragment';
  /** Offsets of the direction, `[start, end)`. */
  readonly start: number;
  readonly end: number;
  /** Which field of its section it is, from 0; for a size update the new size; null where neither is known. */
  readonly value: number | null;
  readonly reason: Reason;
}

export interface Fragment {
  /** Offset in the direction of its first byte. */
  readonly start: number;
  readonly bytes: Uint8Array;
}

/**
 * The leaves of the last of `fragments`, which are those of one block from its beginning on. `complete`: no more of
 * the block will come.
 */
export function layLastFragment(fragments: readonly Fragment[], complete: boolean): BlockLeaf[] {
  const last = fragments.at(-1);
  if (last === undefined) return [];
  const before = fragments.slice(0, -1).reduce((size, { bytes }) => size + bytes.length, 0);
  const block = new Uint8Array(before + last.bytes.length);
  let at = 0;
  for (const { bytes } of fragments) {
    block.set(bytes, at);
    at += bytes.length;
  }
  const { representations, fault } = readRepresentations(block);
  const leaves: BlockLeaf[] = [];
  const add = (kind: BlockLeaf['kind'], start: number, end: number, value: number | null, reason: Reason) => {
    if (end <= before) return;
    leaves.push({
      kind,
      start: last.start + Math.max(start, before) - before,
      end: last.start + end - before,
      value,
      reason,
    });
  };
  let field = 0;
  for (const { kind, start, end, number } of representations) {
    if (kind === 'table-size-update') {
      const { text, rule } = REPRESENTATIONS[kind];
      add(kind, start, end, number, { text: `${text}: ${bytesOf(number)}`, rule });
    } else add(kind, start, end, field++, REPRESENTATIONS[kind]);
  }
  const read = representations.at(-1)?.end ?? 0;
  const cut = fault === CUT_SHORT && !complete;
  const rest = cut || fault === null ? STILL_ARRIVING : fault;
  if (read < block.length) add('field-block-fragment', read, block.length, null, rest);
  return leaves;
}

const STILL_ARRIVING: Reason = { text: 'a field of which more has to come', rule: 'RFC 9113 4.3' };
