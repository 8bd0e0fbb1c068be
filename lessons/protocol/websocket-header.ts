/** The header of a WebSocket frame, RFC 6455 5.2: 2 to 14 bytes, read as far as they have come. */

export const OPCODES: Readonly<Record<number, string>> = {
  0x0: 'continuation',
  0x1: 'text',
  0x2: 'binary',
  0x8: 'close',
  0x9: 'ping',
  0xa: 'pong',
};

/** Bytes of the longest header. */
export const LONGEST_HEADER = 14;

const KEY_SIZE = 4;
const LENGTH_OF_16_BITS = 126;
const LENGTH_OF_64_BITS = 127;

export interface WebSocketHeader {
  /** Whether the frame is the last of its message. */
  readonly fin: boolean;
  /** RSV1, RSV2 and RSV3, as a number of three bits. */
  readonly reserved: number;
  readonly opcode: number;
  /** Null before the second byte. */
  readonly masked: boolean | null;
  /** Offset in the frame after the length; null before the second byte. */
  readonly lengthTo: number | null;
  /** Bytes of payload; null until the length is complete. NaN when it is no number that can be counted to. */
  readonly size: number | null;
  /** Whether the length could have been written in fewer bytes. */
  readonly overlong: boolean;
  /** Bytes of the header, masking key included; null before the second byte. */
  readonly headerSize: number | null;
}

/** The header whose first bytes these are: one at least. What follows it is not looked at. */
export function readHeader(bytes: Uint8Array): WebSocketHeader {
  const [first = 0, second] = bytes;
  const begun = { fin: first >= 0x80, reserved: (first >> 4) & 7, opcode: first & 0xf };
  if (second === undefined) {
    return { ...begun, masked: null, lengthTo: null, size: null, overlong: false, headerSize: null };
  }
  const masked = second >= 0x80;
  const short = second & 0x7f;
  const extended = short === LENGTH_OF_16_BITS ? 2 : short === LENGTH_OF_64_BITS ? 8 : 0;
  const lengthTo = 2 + extended;
  let size: number | null = null;
  if (bytes.length >= lengthTo) {
    size = extended === 0 ? short : 0;
    for (const byte of bytes.subarray(2, lengthTo)) size = size * 256 + byte;
    if (!Number.isSafeInteger(size)) size = NaN;
  }
  const least = extended === 8 ? 0x1_0000 : extended === 2 ? LENGTH_OF_16_BITS : 0;
  return {
    ...begun,
    masked,
    lengthTo,
    size,
    overlong: size !== null && size < least,
    headerSize: lengthTo + (masked ? KEY_SIZE : 0),
  };
}

/** RFC 6455 5.5. */
export const isControl = ({ opcode }: Pick<WebSocketHeader, 'opcode'>): boolean => opcode >= 0x8;
