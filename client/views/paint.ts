/** Which colour of the legend a token is drawn in, and what it is called on screen. */
import type { Kind, Token } from '../../lessons/protocol/token.ts';

export type Paint = 'head' | 'framing' | 'name' | 'value' | 'dispatch' | 'end' | 'aside';

export const LEGEND: readonly { readonly paint: Paint; readonly label: string }[] = [
  { paint: 'head', label: 'HTTP head' },
  { paint: 'framing', label: 'chunk framing' },
  { paint: 'name', label: 'field name' },
  { paint: 'value', label: 'value' },
  { paint: 'dispatch', label: 'blank line' },
  { paint: 'end', label: 'end of response' },
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
};

export function paintOf(leaf: Token): Paint {
  if (leaf.kind === 'blank-line' && leaf.parent?.parent?.kind !== 'event') return 'aside';
  return PAINTS[leaf.kind] ?? 'head';
}

/** Kinds whose bytes are a line end, or punctuation: drawn fainter, in the colour of their layer. */
export const FAINT: ReadonlySet<Kind> = new Set([
  'head-line-end',
  'head-end',
  'chunk-size-end',
  'chunk-data-end',
  'line-end',
]);

const NAMES: Partial<Record<Kind, string>> = {
  'request-target': 'request target',
  'http-version': 'HTTP version',
  'status-code': 'status code',
  'reason-phrase': 'reason phrase',
  'field-line-name': 'header field name',
  'field-line-colon': 'colon',
  'field-line-space': 'space',
  'field-line-value': 'header field value',
  'head-line-end': 'line end of the head',
  'head-end': 'blank line, end of the head',
  'chunk-size': 'chunk-size, hexadecimal',
  'chunk-ext': 'chunk extension',
  'chunk-size-end': 'CRLF after the chunk-size',
  'chunk-data-end': 'CRLF after the chunk-data',
  'last-chunk-size': 'last-chunk, size 0',
  'last-chunk-end': 'CRLF after the last-chunk',
  'trailer-line': 'trailer field',
  'body-end': 'end of the response',
  bom: 'byte order mark',
  'field-name': 'field name',
  'optional-space': 'optional space, not part of the value',
  'field-value': 'field value',
  'line-end': 'line end',
  'blank-line': 'blank line',
};

export const nameOf = (token: Token): string => NAMES[token.kind] ?? token.kind;
