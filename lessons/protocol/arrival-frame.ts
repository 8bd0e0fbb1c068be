/**
 * An arrival as one binary message, for the feed between server and page.
 *
 *     0       4       5       6      8          16
 *     +-------+-------+-------+------+-----------+----------
 *     | conn. | from  | ending| zero |    at     | bytes ...
 *     +-------+-------+-------+------+-----------+----------
 *      uint32  uint8   uint8   uint16  float64     big endian
 */
import type { Arrival } from './capture.ts';

const HEADER_BYTES = 16;
const SENDERS = ['client', 'server'] as const;
const ENDINGS = [null, 'fin', 'reset'] as const;

export function encodeArrival(arrival: Arrival): Uint8Array {
  const frame = new Uint8Array(HEADER_BYTES + arrival.bytes.length);
  const header = new DataView(frame.buffer);
  header.setUint32(0, arrival.connection);
  header.setUint8(4, SENDERS.indexOf(arrival.from));
  header.setUint8(5, ENDINGS.indexOf(arrival.ending));
  header.setFloat64(8, arrival.at);
  frame.set(arrival.bytes, HEADER_BYTES);
  return frame;
}

/** The arrival in `frame`, or null when it is not one. The bytes are a view of `frame`, not a copy. */
export function decodeArrival(frame: Uint8Array): Arrival | null {
  if (frame.length < HEADER_BYTES) return null;
  const header = new DataView(frame.buffer, frame.byteOffset, HEADER_BYTES);
  const from = SENDERS[header.getUint8(4)];
  const ending = ENDINGS[header.getUint8(5)];
  if (from === undefined || ending === undefined) return null;
  return {
    connection: header.getUint32(0),
    from,
    at: header.getFloat64(8),
    bytes: frame.subarray(HEADER_BYTES),
    ending,
  };
}
