/**
 * HTTP/2 the other way, RFC 9113 4.1 and RFC 7541: frames and fields to bytes. Fields are written as literals without
 * indexing, which change nothing that a later field block depends on.
 */
import { FRAME_HEADER_SIZE } from './http2/frame-header.ts';
import { joined } from './joined.ts';
import { encodeUtf8 } from './utf8.ts';

/** RFC 9113 4.2: the longest payload that every endpoint takes. */
export const LEAST_MAX_FRAME_SIZE = 16_384;

/** One frame. Throws a RangeError when the payload has more than 16,384 bytes. */
export function formatFrame(type: number, flags: number, streamId: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  if (length > LEAST_MAX_FRAME_SIZE) {
    throw new RangeError(`a frame must not have more than ${LEAST_MAX_FRAME_SIZE} bytes (RFC 9113 4.2)`);
  }
  const frame = new Uint8Array(FRAME_HEADER_SIZE + length);
  const header = new DataView(frame.buffer);
  header.setUint8(0, length >> 16);
  header.setUint16(1, length & 0xffff);
  header.setUint8(3, type);
  header.setUint8(4, flags);
  header.setUint32(5, streamId);
  frame.set(payload, FRAME_HEADER_SIZE);
  return frame;
}

/** One field line of a field block, RFC 7541 6.2.2. Nothing is checked: it may be one that HTTP/2 forbids. */
export function formatField(name: string, value: string): Uint8Array {
  return joined([Uint8Array.of(0), literal(name), literal(value)]);
}

/** RFC 7541 5.2, without Huffman coding. */
function literal(text: string): Uint8Array {
  const bytes = encodeUtf8(text);
  return joined([integer(bytes.length), bytes]);
}

/** RFC 7541 5.1, with a prefix of seven bits. */
function integer(value: number): Uint8Array {
  const most = 127;
  if (value < most) return Uint8Array.of(value);
  const bytes = [most];
  let rest = value - most;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.of(...bytes, rest);
}
