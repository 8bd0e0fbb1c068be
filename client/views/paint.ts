/** Which colour of the legend a token is drawn in, and what it is called on screen. */
import { KINDS } from '../../lessons/protocol/kinds.ts';
import type { Kind, Leaf } from '../../lessons/protocol/token.ts';
import { WIRE } from '../words/wire.ts';

export type Paint = 'head' | 'framing' | 'name' | 'value' | 'dispatch' | 'end' | 'aside';

export const LEGEND: readonly { readonly paint: Paint; readonly label: string }[] = [
  { paint: 'head', label: WIRE.legend.head },
  { paint: 'framing', label: WIRE.legend.framing },
  { paint: 'name', label: WIRE.legend.name },
  { paint: 'value', label: WIRE.legend.value },
  { paint: 'dispatch', label: WIRE.legend.dispatch },
  { paint: 'end', label: WIRE.legend.end },
];

const PAINTS: Partial<Record<Kind, Paint>> = {
  'chunk-size': 'framing',
  'chunk-ext': 'framing',
  'chunk-size-end': 'framing',
  'chunk-data-end': 'framing',
  'last-chunk-size': 'end',
  'last-chunk-end': 'end',
  'trailer-line': 'end',
  'body-end': 'end',
  bom: 'aside',
  'field-name': 'name',
  colon: 'aside',
  'optional-space': 'aside',
  'field-value': 'value',
  comment: 'aside',
  'line-end': 'aside',
  'blank-line': 'dispatch',
  content: 'value',
  malformed: 'end',
  undecoded: 'aside',
  tunnel: 'value',
  preface: 'head',
  'field-block-fragment': 'head',
  'indexed-field': 'head',
  'literal-field-indexed': 'head',
  'literal-field': 'head',
  'literal-field-never-indexed': 'head',
  'table-size-update': 'head',
  opaque: 'aside',
  'ws-opcode': 'framing',
  'ws-length': 'framing',
  'masking-key': 'framing',
  'ws-payload': 'value',
  'ws-masked-payload': 'value',
};

export function paintOf(leaf: Leaf): Paint {
  // A blank line that dispatches nothing says why.
  if (leaf.kind === 'blank-line' && leaf.reason !== null) return 'aside';
  return PAINTS[leaf.kind] ?? (leaf.layer === 'http2' ? 'framing' : 'head');
}

/** Kinds whose bytes are a line end, or punctuation: drawn fainter, in the colour of their layer. */
export const FAINT: ReadonlySet<Kind> = new Set([
  'head-line-end',
  'head-end',
  'chunk-size-end',
  'chunk-data-end',
  'line-end',
]);

export const nameOf = (leaf: Leaf): string => KINDS[leaf.kind].name;
