/**
 * The extensions of a chunk, RFC 9112 7.1.1, as a state machine over single bytes:
 *
 *     chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
 *
 * A recipient has to ignore those it does not know. That is all of them here: only their form is judged.
 */
import { DQUOTE, HTAB, isSpace, isTokenByte, SP } from './http-bytes.ts';

const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

/** Where in the grammar the last byte was. */
export type Extension =
  | 'before-semicolon'
  | 'before-name'
  | 'name'
  | 'after-name'
  | 'before-value'
  | 'value'
  | 'in-quotes'
  | 'escaped'
  | 'quoted';

/** Whether the extensions may end here. A space must be followed by one more, and a semicolon by a name. */
export const mayEnd = (state: Extension): boolean =>
  state === 'name' || state === 'value' || state === 'quoted';

/** Where `byte` leads to; null when it cannot stand there. Before the first byte: `before-semicolon`. */
export function nextInExtension(state: Extension, byte: number): Extension | null {
  switch (state) {
    case 'before-semicolon':
      return isSpace(byte) ? 'before-semicolon' : byte === SEMICOLON ? 'before-name' : null;
    case 'before-name':
      return isSpace(byte) ? 'before-name' : isTokenByte(byte) ? 'name' : null;
    case 'name':
      if (isTokenByte(byte)) return 'name';
      return nextInExtension('after-name', byte);
    case 'after-name':
      if (byte === EQUALS) return 'before-value';
      return isSpace(byte) ? 'after-name' : byte === SEMICOLON ? 'before-name' : null;
    case 'before-value':
      if (byte === DQUOTE) return 'in-quotes';
      return isSpace(byte) ? 'before-value' : isTokenByte(byte) ? 'value' : null;
    case 'value':
      return isTokenByte(byte) ? 'value' : nextInExtension('before-semicolon', byte);
    case 'in-quotes':
      if (byte === DQUOTE) return 'quoted';
      return byte === BACKSLASH ? 'escaped' : isQuotable(byte) ? 'in-quotes' : null;
    case 'escaped':
      return isQuotable(byte) ? 'in-quotes' : null;
    case 'quoted':
      return nextInExtension('before-semicolon', byte);
  }
}

/** RFC 9110 5.6.4: HTAB, SP, visible ASCII and obs-text. */
const isQuotable = (byte: number): boolean => byte === HTAB || (byte >= SP && byte !== 0x7f);
