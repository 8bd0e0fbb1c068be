/** The byte classes of HTTP/1.1 (RFC 9110 5.5 and 5.6, RFC 9112 3), and text read by them. */
import { encodeUtf8 } from './utf8.ts';

export const HTAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const DQUOTE = 0x22;

const TOKEN = new Set<number>(
  encodeUtf8("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
);

/** RFC 9110 5.6.2: what names are made of. */
export const isTokenByte = (byte: number): boolean => TOKEN.has(byte);

/** SP or HTAB: what whitespace is made of (RFC 9110 5.6.3). */
export const isSpace = (byte: number): boolean => byte === SP || byte === HTAB;

export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** RFC 9110 5.5: a field value holds no CR, LF or NUL. Other controls are kept, as a recipient may. */
export const isFieldByte = (byte: number): boolean => byte !== CR && byte !== LF && byte !== 0;

/** Anything visible. Bytes above ASCII do not belong in a URI, and are let through as most servers do. */
export const isTargetByte = (byte: number): boolean => byte > SP && byte !== 0x7f;

/** RFC 9112 4: HTAB, SP, visible ASCII and obs-text. */
export const isReasonByte = (byte: number): boolean => byte === HTAB || (byte >= SP && byte !== 0x7f);

/** Takes away SP and HTAB at both ends: optional whitespace is no part of a value. */
export function trimSpaces(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** In lower case, ASCII letters only: no other letter becomes one of them. */
export const asciiLowerCase = (text: string): string =>
  text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
