/** What the framing of the chunked transfer coding says, RFC 9112 7.1. */
import type { Chunk } from '../../lessons/protocol/http-tokens.ts';
import type { Reason } from '../../lessons/protocol/token.ts';
import { countOf } from './visible.ts';

const RULE = 'RFC 9112 7.1';

/** The line with the chunk-size. `extended`: with chunk extensions. */
export function sayChunkSize({ kind, number, size }: Chunk, extended: boolean): Reason {
  const name = kind === 'chunk' ? `chunk ${number.toLocaleString('en-US')}` : 'last chunk';
  const bytes = size === null || kind === 'last-chunk' ? '' : `: ${countOf(size, 'byte')}`;
  return extended
    ? { text: `${name}${bytes}; the extension is ignored`, rule: 'RFC 9112 7.1.1' }
    : { text: `${name}${bytes}`, rule: RULE };
}

export const sayChunkEnd = ({ number }: Chunk): Reason => ({
  text: `end of chunk ${number.toLocaleString('en-US')}`,
  rule: RULE,
});

export const TRAILER: Reason = { text: 'trailer field: it is ignored', rule: 'RFC 9112 7.1.2' };
export const PART_OF_TRAILER: Reason = { text: 'a part of a trailer field', rule: 'RFC 9112 7.1.2' };
export const PART_OF_END: Reason = { text: 'a part of the end of the content', rule: RULE };
export const END_OF_BODY: Reason = { text: 'end of the content: it is complete', rule: RULE };
