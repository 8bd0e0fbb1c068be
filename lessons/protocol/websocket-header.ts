/**
 * The header that every WebSocket frame begins with, RFC 6455 5.2:
 *
 *     FIN, RSV1 to RSV3, opcode (1 byte)  MASK, payload length (1, 3 or 9 bytes)  masking key (0 or 4 bytes)
 */
import type { Sender } from './arrival.ts';
import type { Reason } from './token.ts';

/** Bytes of the longest header. */
export const HEADER_BOUND = 14;

export const CONTINUATION = 0x0;
export const CLOSE = 0x8;

const OPCODES: Readonly<Record<number, string>> = {
  [CONTINUATION]: 'continuation',
  0x1: 'text',
  0x2: 'binary',
  [CLOSE]: 'Close',
  0x9: 'Ping',
  0xa: 'Pong',
};

export const opcodeName = (opcode: number): string => OPCODES[opcode] ?? `opcode ${opcode}`;

/** RFC 6455 5.5: control frames may come between the frames of a message. */
export const isControl = (opcode: number): boolean => opcode >= CLOSE;

/** What a header says, as far as its bytes have arrived: at least the first. */
export interface WebSocketHeader {
  readonly fin: boolean;
  /** RSV1 to RSV3 as one number, 0 to 7. */
  readonly rsv: number;
  readonly opcode: number;
  readonly masked: boolean;
  /** Bytes of the payload; null until its length is complete. */
  readonly size: number | null;
  /** Bytes up to the end of the length, and of the whole header; the least there can be until the second byte is there. */
  readonly lengthTo: number;
  readonly to: number;
}

/** `bytes` are those of a frame, as many as there are. */
export function readWebSocketHeader(bytes: Uint8Array): WebSocketHeader {
  const [first = 0, second = 0] = bytes;
  const masked = second >= 0x80;
  const short = second & 0x7f;
  const lengthTo = short === 127 ? 10 : short === 126 ? 4 : 2;
  const known = bytes.length >= lengthTo;
  return {
    fin: first >= 0x80,
    rsv: (first >> 4) & 7,
    opcode: first & 0xf,
    masked,
    size: known ? (lengthTo === 2 ? short : numberOf(bytes.subarray(2, lengthTo))) : null,
    lengthTo,
    to: lengthTo + (masked ? 4 : 0),
  };
}

const numberOf = (bytes: Uint8Array): number => bytes.reduce((number, byte) => number * 256 + byte, 0);

/** What a frame is judged by. */
export interface Rules {
  readonly from: Sender;
  /** Whether the 101 response names an extension. */
  readonly extended: boolean;
  /** Whether the frame comes inside a message of several frames. */
  readonly fragmented: boolean;
}

interface Fault {
  /** The first byte of the frame that cannot be there. */
  readonly at: number;
  readonly reason: Reason;
}

const RESERVED_BIT = {
  text: 'a reserved bit is set, and no extension was agreed on that gives it a meaning',
  rule: 'RFC 6455 5.2',
};
const FRAGMENTED_CONTROL = { text: 'a control frame must not be fragmented', rule: 'RFC 6455 5.5' };
const LONG_CONTROL = { text: 'a control frame has at most 125 bytes of payload', rule: 'RFC 6455 5.5' };
const NOTHING_TO_CONTINUE = { text: 'a continuation without a message to continue', rule: 'RFC 6455 5.4' };
const NOT_CONTINUED = {
  text: 'a new message begins before the last frame of the one before it',
  rule: 'RFC 6455 5.4',
};
const NOT_MASKED = { text: 'a frame from a client must be masked', rule: 'RFC 6455 5.1' };
const MASKED = { text: 'a frame from a server must not be masked', rule: 'RFC 6455 5.1' };
const NOT_SHORTEST = { text: 'a length must be written in as few bytes as it takes', rule: 'RFC 6455 5.2' };
const FIRST_BIT = { text: 'the first bit of a length in 8 bytes must be 0', rule: 'RFC 6455 5.2' };
const TOO_LONG = { text: 'a frame with 2^53 bytes of payload or more is not read', rule: 'RFC 6455 10.4' };

/** What a header breaks, as far as its bytes have arrived; null while it breaks nothing. */
export function faultIn(bytes: Uint8Array, header: WebSocketHeader, rules: Rules): Fault | null {
  const first = faultInFirst(header, rules);
  if (first !== null) return { at: 0, reason: first };
  if (bytes.length < 2) return null;
  const second = faultInSecond(header, rules);
  if (second !== null) return { at: 1, reason: second };
  return faultInLength(bytes, header);
}

function faultInFirst({ fin, rsv, opcode }: WebSocketHeader, { extended, fragmented }: Rules): Reason | null {
  if (rsv !== 0 && !extended) return RESERVED_BIT;
  if (!(opcode in OPCODES)) return { text: `opcode ${opcode} is reserved`, rule: 'RFC 6455 5.2' };
  if (isControl(opcode)) return fin ? null : FRAGMENTED_CONTROL;
  if (opcode === CONTINUATION) return fragmented ? null : NOTHING_TO_CONTINUE;
  return fragmented ? NOT_CONTINUED : null;
}

function faultInSecond({ opcode, masked, lengthTo }: WebSocketHeader, { from }: Rules): Reason | null {
  if (masked !== (from === 'client')) return masked ? MASKED : NOT_MASKED;
  return isControl(opcode) && lengthTo > 2 ? LONG_CONTROL : null;
}

function faultInLength(bytes: Uint8Array, { lengthTo, size }: WebSocketHeader): Fault | null {
  if (lengthTo === 4) return size !== null && size < 126 ? { at: 3, reason: NOT_SHORTEST } : null;
  if (lengthTo === 2) return null;
  const [, , first = 0, second = 0] = bytes;
  if (first > 0) return { at: 2, reason: first >= 0x80 ? FIRST_BIT : TOO_LONG };
  if (second > 0x1f) return { at: 3, reason: TOO_LONG };
  const short = bytes.length >= 8 && numberOf(bytes.subarray(2, 8)) === 0;
  return short ? { at: 7, reason: NOT_SHORTEST } : null;
}
