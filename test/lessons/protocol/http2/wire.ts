/** HTTP/2 bytes for tests: frames made from their parts, and field blocks without any compression. */
import {
  ACK,
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  GOAWAY,
  HEADERS,
  PADDED,
  PING,
  PUSH_PROMISE,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
} from '../../../../lessons/protocol/http2/frame-header.ts';
import { PREFACE } from '../../../../lessons/protocol/http2/preface.ts';

export function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Hexadecimal digits, spaced as one likes. */
export function hex(digits: string): Uint8Array {
  return Uint8Array.from(digits.replace(/\s/g, '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

export const uint = (value: number, size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** (size - 1 - i)) % 256);

export function frame(type: number, flags: number, streamId: number, content: Uint8Array): Uint8Array {
  return join(uint(content.length, 3), Uint8Array.of(type, flags), uint(streamId, 4), content);
}

/** A field block of literal fields that are in no table. */
export function block(fields: Readonly<Record<string, string>>): Uint8Array {
  const string = (text: string) => join(integer(text.length, 7), bytes(text));
  return join(
    ...Object.entries(fields).flatMap(([name, value]) => [Uint8Array.of(0), string(name), string(value)]),
  );
}

/** RFC 7541 5.1, with all higher bits of the first octet 0. */
export function integer(value: number, prefix: number): Uint8Array {
  const most = 2 ** prefix - 1;
  if (value < most) return Uint8Array.of(value);
  const octets = [most];
  for (value -= most; value >= 128; value = Math.floor(value / 128)) octets.push(128 + (value % 128));
  return Uint8Array.from([...octets, value]);
}

export const REQUEST = { ':method': 'GET', ':scheme': 'http', ':authority': 'lab', ':path': '/' };
export const RESPONSE = { ':status': '200' };

interface Options {
  readonly end?: boolean;
  readonly more?: boolean;
  readonly padding?: number;
}

const padded = (content: Uint8Array, padding: number | undefined): Uint8Array =>
  padding === undefined ? content : join(Uint8Array.of(padding), content, new Uint8Array(padding));

const flags = ({ end, more, padding }: Options, endHeaders: boolean): number =>
  (end ? END_STREAM : 0) | (endHeaders && !more ? END_HEADERS : 0) | (padding === undefined ? 0 : PADDED);

export const data = (streamId: number, content: string, options: Options = {}): Uint8Array =>
  frame(DATA, flags(options, false), streamId, padded(bytes(content), options.padding));

export const headers = (
  streamId: number,
  fields: Readonly<Record<string, string>> | Uint8Array,
  options: Options = {},
): Uint8Array => frame(HEADERS, flags(options, true), streamId, padded(blockOf(fields), options.padding));

export const continuation = (streamId: number, fragment: Uint8Array, options: Options = {}): Uint8Array =>
  frame(CONTINUATION, flags(options, true), streamId, fragment);

export const pushPromise = (
  streamId: number,
  promisedId: number,
  fields: Readonly<Record<string, string>>,
  options: Options = {},
): Uint8Array =>
  frame(
    PUSH_PROMISE,
    flags(options, true),
    streamId,
    padded(join(uint(promisedId, 4), block(fields)), options.padding),
  );

export const reset = (streamId: number, code: number): Uint8Array =>
  frame(RST_STREAM, 0, streamId, uint(code, 4));

export const settings = (...list: readonly (readonly [number, number])[]): Uint8Array =>
  frame(SETTINGS, 0, 0, join(...list.flatMap(([id, value]) => [uint(id, 2), uint(value, 4)])));

export const settingsAck = (): Uint8Array => frame(SETTINGS, ACK, 0, new Uint8Array());

export const windowUpdate = (streamId: number, increment: number): Uint8Array =>
  frame(WINDOW_UPDATE, 0, streamId, uint(increment, 4));

export const ping = (ack = false): Uint8Array => frame(PING, ack ? ACK : 0, 0, bytes('01234567'));

export const goaway = (lastStreamId: number, code: number, debug = ''): Uint8Array =>
  frame(GOAWAY, 0, 0, join(uint(lastStreamId, 4), uint(code, 4), bytes(debug)));

const blockOf = (fields: Readonly<Record<string, string>> | Uint8Array): Uint8Array =>
  fields instanceof Uint8Array ? fields : block(fields);

export { PREFACE };
