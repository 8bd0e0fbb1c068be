/** The colours of the annotated view: those of a terminal's own theme, one for each layer, as on the page. */
import type { LeafKind } from '../../lessons/protocol/token.ts';

export type Paint =
  'head' | 'framing' | 'name' | 'value' | 'dispatch' | 'aside' | 'escape' | 'problem' | 'strong' | 'plain';

/** Lays a colour on a text. */
export type Painter = (paint: Paint, text: string) => string;

/** ECMA-48 8.3.117, Select Graphic Rendition. */
const CODES: Readonly<Record<Paint, string | null>> = {
  head: '94',
  framing: '33',
  name: '36',
  value: null,
  dispatch: '95',
  aside: '2',
  escape: '7',
  problem: '91',
  strong: '1',
  plain: null,
};

export const inColour: Painter = (paint, text) => {
  const code = CODES[paint];
  return code === null || text === '' ? text : `\x1b[${code}m${text}\x1b[0m`;
};

export const withoutColour: Painter = (_paint, text) => text;

const PAINTS: Partial<Record<LeafKind, Paint>> = {
  content: 'value',
  'chunk-size': 'framing',
  'chunk-ext': 'framing',
  'chunk-size-end': 'framing',
  'chunk-data-end': 'framing',
  'last-chunk-size': 'framing',
  'last-chunk-end': 'framing',
  'trailer-line': 'framing',
  'body-end': 'framing',
  bom: 'aside',
  'field-name': 'name',
  colon: 'aside',
  'optional-space': 'aside',
  'field-value': 'value',
  comment: 'aside',
  'line-end': 'aside',
  'blank-line': 'dispatch',
  preface: 'head',
  'frame-length': 'framing',
  'frame-type': 'framing',
  'frame-flags': 'framing',
  'frame-stream-id': 'framing',
  'pad-length': 'framing',
  padding: 'aside',
  'ws-opcode': 'framing',
  'ws-length': 'framing',
  'masking-key': 'framing',
  'ws-payload': 'value',
  'ws-masked-payload': 'value',
  malformed: 'problem',
  undecoded: 'aside',
  tunnel: 'value',
};

export const paintOf = (kind: LeafKind): Paint => PAINTS[kind] ?? 'head';
