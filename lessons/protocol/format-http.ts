/**
 * HTTP/1.1 the other way, RFC 9112: heads and chunks to bytes. Nothing can be injected: every part is held against
 * its own grammar, and what would end it early, be cut off or be read as something else is refused with a RangeError
 * that names the part and the rule. Text is written as UTF-8; a lone surrogate becomes U+FFFD.
 */
import { asciiLowerCase, isReasonByte, isTokenByte, trimSpaces } from './http-bytes.ts';
import { encodeUtf8 } from './utf8.ts';

export interface FieldLine {
  readonly name: string;
  /** May be empty. */
  readonly value: string;
}

export interface RequestHead {
  readonly method: string;
  readonly target: string;
  /** Default 1.1. */
  readonly version?: '1.0' | '1.1';
  /** In this order. Default none. */
  readonly fields?: readonly FieldLine[];
}

export interface ResponseHead {
  /** 100 to 999. */
  readonly status: number;
  /** The reason phrase. Default empty. */
  readonly reason?: string;
  readonly version?: '1.0' | '1.1';
  readonly fields?: readonly FieldLine[];
}

/** One `;name` or `;name=value` after a chunk-size. */
export interface ChunkExtension {
  readonly name: string;
  /** Written as a quoted-string when it is no token. */
  readonly value?: string;
}

/**
 * RFC 9110 6.5.1: what is needed before the content cannot come after it, such as what describes "message framing,
 * routing" or "content format".
 */
const NOT_IN_TRAILERS = new Set([
  'transfer-encoding',
  'content-length',
  'host',
  'content-encoding',
  'content-type',
  'content-range',
  'trailer',
]);

/** The start-line, the field lines and the empty line after them. */
export function formatHead(head: RequestHead | ResponseHead): Uint8Array {
  const { version = '1.1', fields = [] } = head;
  const startLine =
    'method' in head
      ? `${token('method', head.method)} ${requestTarget(head.target)} ${httpVersion(version)}`
      : `${httpVersion(version)} ${statusCode(head.status)} ${printable('reason phrase', head.reason ?? '', 'RFC 9112 4')}`;
  return encodeUtf8(`${startLine}\r\n${fields.map(fieldLine).join('')}\r\n`);
}

/** One chunk of the chunked transfer coding. Its data must not be empty: that would be the last chunk. */
export function formatChunk(data: Uint8Array, extensions: readonly ChunkExtension[] = []): Uint8Array {
  if (data.length === 0)
    throw refused('chunk-data', 'must not be empty: the chunk would be the last', 'RFC 9112 7.1');
  const size = encodeUtf8(sizeLine(data.length, extensions));
  const chunk = new Uint8Array(size.length + data.length + 2);
  chunk.set(size);
  chunk.set(data, size.length);
  chunk[chunk.length - 2] = 0x0d;
  chunk[chunk.length - 1] = 0x0a;
  return chunk;
}

/** The last chunk, the trailer section and the empty line that ends the body. */
export function formatLastChunk(
  trailers: readonly FieldLine[] = [],
  extensions: readonly ChunkExtension[] = [],
): Uint8Array {
  for (const { name } of trailers) {
    if (NOT_IN_TRAILERS.has(asciiLowerCase(name)))
      throw refused(name, 'must not be sent in the trailer section', 'RFC 9110 6.5.1');
  }
  return encodeUtf8(`${sizeLine(0, extensions)}${trailers.map(fieldLine).join('')}\r\n`);
}

/** RFC 9112 7.1 and 7.1.1. */
function sizeLine(size: number, extensions: readonly ChunkExtension[]): string {
  const written = extensions.map(({ name, value }) => {
    const begin = `;${token('chunk extension name', name)}`;
    return value === undefined ? begin : `${begin}=${tokenOrQuoted(value)}`;
  });
  return `${size.toString(16)}${written.join('')}\r\n`;
}

/** RFC 9110 5.6.4: in quotes, a quote and a backslash need a backslash before them. */
function tokenOrQuoted(value: string): string {
  if (isToken(value)) return value;
  return `"${printable('chunk extension value', value, 'RFC 9110 5.6.4').replace(/["\\]/g, '\\$&')}"`;
}

/** RFC 9112 5. */
function fieldLine({ name, value }: FieldLine): string {
  token('field name', name);
  const what = `the value of ${name}`;
  if (trimSpaces(value) !== value)
    throw refused(what, 'must not begin or end with whitespace: it would be taken away', 'RFC 9110 5.5');
  return `${name}: ${printable(what, value, 'RFC 9110 5.5')}\r\n`;
}

const isToken = (value: string): boolean => value !== '' && encodeUtf8(value).every(isTokenByte);

function token(what: string, value: string): string {
  if (isToken(value)) return value;
  throw refused(what, "must be one or more of letters, digits and !#$%&'*+-.^_`|~", 'RFC 9110 5.6.2');
}

/** HTAB, SP, visible ASCII and whatever is above ASCII: so no CR, LF or NUL. */
function printable(what: string, value: string, rule: string): string {
  if (encodeUtf8(value).every(isReasonByte)) return value;
  throw refused(what, 'must not hold a control character such as CR, LF or NUL', rule);
}

function httpVersion(version: string): string {
  if (version === '1.0' || version === '1.1') return `HTTP/${version}`;
  throw refused('version', 'must be 1.0 or 1.1', 'RFC 9112 2.3');
}

function requestTarget(target: string): string {
  if (/^[!-~]+$/.test(target)) return target;
  throw refused('request-target', 'must be one or more visible ASCII characters', 'RFC 9112 3.2');
}

function statusCode(status: number): string {
  if (Number.isInteger(status) && status >= 100 && status <= 999) return String(status);
  throw refused('status code', 'must be a whole number from 100 to 999', 'RFC 9112 4');
}

const refused = (what: string, why: string, rule: string) => new RangeError(`${what} ${why} (${rule})`);
