/**
 * The header that every frame begins with, RFC 9113 4.1, and the types of frames, RFC 9113 6:
 *
 *     length (3 bytes)  type (1)  flags (1)  reserved bit and stream identifier (4)
 */
import { connectionError, streamError, type Fault } from './errors.ts';

export const FRAME_HEADER_SIZE = 9;

export interface FrameHeader {
  /** Bytes after this header, 0 to 2^24-1. */
  readonly length: number;
  readonly type: number;
  readonly flags: number;
  /** RFC 9113 4.1: "the bit MUST remain unset (0x00) when sending and MUST be ignored when receiving." */
  readonly reserved: boolean;
  /** 31 bits; 0 is the connection as a whole. */
  readonly streamId: number;
}

export const DATA = 0x00;
export const HEADERS = 0x01;
export const PRIORITY = 0x02;
export const RST_STREAM = 0x03;
export const SETTINGS = 0x04;
export const PUSH_PROMISE = 0x05;
export const PING = 0x06;
export const GOAWAY = 0x07;
export const WINDOW_UPDATE = 0x08;
export const CONTINUATION = 0x09;
export const ALTSVC = 0x0a;
export const ORIGIN = 0x0c;
export const PRIORITY_UPDATE = 0x10;

export const END_STREAM = 0x01;
export const ACK = 0x01;
export const END_HEADERS = 0x04;
export const PADDED = 0x08;
export const PRIORITY_FLAG = 0x20;

interface FrameType {
  readonly name: string;
  readonly rule: string;
  readonly flags: Readonly<Record<number, string>>;
  /** Whether its stream identifier must be 0, must not be, or may be either. */
  readonly on: 'connection' | 'stream' | 'either';
  /** The only length it may have. */
  readonly length?: number;
  /** The least length it may have. */
  readonly least?: number;
}

const FIELD_BLOCK_FLAGS = { [END_HEADERS]: 'END_HEADERS', [PADDED]: 'PADDED' };

/** By number. Of ALTSVC and ORIGIN only the names are known here. */
export const FRAME_TYPES: Readonly<Record<number, FrameType>> = {
  [DATA]: {
    name: 'DATA',
    rule: 'RFC 9113 6.1',
    flags: { [END_STREAM]: 'END_STREAM', [PADDED]: 'PADDED' },
    on: 'stream',
  },
  [HEADERS]: {
    name: 'HEADERS',
    rule: 'RFC 9113 6.2',
    flags: { [END_STREAM]: 'END_STREAM', ...FIELD_BLOCK_FLAGS, [PRIORITY_FLAG]: 'PRIORITY' },
    on: 'stream',
  },
  [PRIORITY]: { name: 'PRIORITY', rule: 'RFC 9113 6.3', flags: {}, on: 'stream', length: 5 },
  [RST_STREAM]: { name: 'RST_STREAM', rule: 'RFC 9113 6.4', flags: {}, on: 'stream', length: 4 },
  [SETTINGS]: { name: 'SETTINGS', rule: 'RFC 9113 6.5', flags: { [ACK]: 'ACK' }, on: 'connection' },
  [PUSH_PROMISE]: {
    name: 'PUSH_PROMISE',
    rule: 'RFC 9113 6.6',
    flags: FIELD_BLOCK_FLAGS,
    on: 'stream',
  },
  [PING]: { name: 'PING', rule: 'RFC 9113 6.7', flags: { [ACK]: 'ACK' }, on: 'connection', length: 8 },
  [GOAWAY]: { name: 'GOAWAY', rule: 'RFC 9113 6.8', flags: {}, on: 'connection', least: 8 },
  [WINDOW_UPDATE]: { name: 'WINDOW_UPDATE', rule: 'RFC 9113 6.9', flags: {}, on: 'either', length: 4 },
  [CONTINUATION]: {
    name: 'CONTINUATION',
    rule: 'RFC 9113 6.10',
    flags: { [END_HEADERS]: 'END_HEADERS' },
    on: 'stream',
  },
  [ALTSVC]: { name: 'ALTSVC', rule: 'RFC 7838 4', flags: {}, on: 'either' },
  [ORIGIN]: { name: 'ORIGIN', rule: 'RFC 8336 2', flags: {}, on: 'either' },
  [PRIORITY_UPDATE]: {
    name: 'PRIORITY_UPDATE',
    rule: 'RFC 9218 7.1',
    flags: {},
    on: 'connection',
    least: 4,
  },
};

export const frameName = (type: number): string =>
  FRAME_TYPES[type]?.name ?? `unknown type 0x${type.toString(16).padStart(2, '0')}`;

/** The name of a frame, with the stream that it is on. */
export const frameTitle = ({ type, streamId }: FrameHeader): string =>
  streamId === 0 ? frameName(type) : `${frameName(type)} ${streamId}`;

export const hasFlag = ({ flags }: FrameHeader, flag: number): boolean => (flags & flag) !== 0;

/** The names of the flags that are set and that its type defines, lowest bit first. */
export const flagNames = ({ type, flags }: FrameHeader): string[] =>
  Object.entries(FRAME_TYPES[type]?.flags ?? {})
    .filter(([bit]) => (flags & Number(bit)) !== 0)
    .map(([, name]) => name);

/** The flags that are set and that its type does not define: they are ignored. */
export const unusedFlags = ({ type, flags }: FrameHeader): number =>
  Object.keys(FRAME_TYPES[type]?.flags ?? {}).reduce((left, bit) => left & ~Number(bit), flags);

/** The frame header at `at`; null while fewer than 9 bytes of it are there. */
export function readFrameHeader(bytes: Uint8Array, at = 0): FrameHeader | null {
  if (bytes.length - at < FRAME_HEADER_SIZE) return null;
  const byte = (i: number) => bytes[at + i] as number;
  return {
    length: (byte(0) << 16) | (byte(1) << 8) | byte(2),
    type: byte(3),
    flags: byte(4),
    reserved: byte(5) >= 0x80,
    streamId: ((byte(5) & 0x7f) << 24) | (byte(6) << 16) | (byte(7) << 8) | byte(8),
  };
}

/**
 * What the nine bytes alone break; null when nothing. `maxFrameSize` is the SETTINGS_MAX_FRAME_SIZE of the recipient.
 */
export function judgeFrameHeader(header: FrameHeader, maxFrameSize: number): Fault | null {
  const type = FRAME_TYPES[header.type];
  if (header.length > maxFrameSize) {
    const text = `${frameName(header.type)} of ${count(header.length)} bytes: the recipient takes at most ${count(maxFrameSize)}`;
    return sizeError(header, text, 'RFC 9113 4.2');
  }
  if (type === undefined) return null;
  if (type.on === 'stream' && header.streamId === 0) {
    return connectionError('PROTOCOL_ERROR', `${type.name} needs a stream: its identifier is 0`, type.rule);
  }
  if (type.on === 'connection' && header.streamId !== 0) {
    const text = `${type.name} is for the whole connection: its stream identifier must be 0`;
    return connectionError('PROTOCOL_ERROR', text, type.rule);
  }
  return judgeLength(header, type);
}

function judgeLength(header: FrameHeader, type: FrameType): Fault | null {
  const { length } = header;
  if (type.length !== undefined && length !== type.length) {
    return sizeError(header, `${type.name} has ${type.length} bytes, not ${count(length)}`, type.rule);
  }
  if (type.least !== undefined && length < type.least) {
    return sizeError(header, `${type.name} has at least ${type.least} bytes, not ${length}`, type.rule);
  }
  if (header.type === SETTINGS && hasFlag(header, ACK) && length !== 0) {
    return sizeError(header, 'SETTINGS with ACK is empty', type.rule);
  }
  if (header.type === SETTINGS && length % 6 !== 0) {
    return sizeError(
      header,
      `SETTINGS has 6 bytes for each setting: ${count(length)} is no multiple`,
      type.rule,
    );
  }
  const needed = sizeOfFields(header);
  if (length < needed) {
    return sizeError(
      header,
      `${type.name} with these flags has at least ${needed} bytes, not ${length}`,
      'RFC 9113 4.2',
    );
  }
  return null;
}

/** Bytes that the flags announce before content or fragment: pad length, priority, promised stream. */
export function sizeOfFields(header: FrameHeader): number {
  const { type } = header;
  const paddable = type === DATA || type === HEADERS || type === PUSH_PROMISE;
  return (
    (paddable && hasFlag(header, PADDED) ? 1 : 0) +
    (type === HEADERS && hasFlag(header, PRIORITY_FLAG) ? 5 : 0) +
    (type === PUSH_PROMISE ? 4 : 0)
  );
}

/**
 * RFC 9113 4.2: "A frame size error in a frame that could alter the state of the entire connection MUST be treated
 * as a connection error": a field block, SETTINGS, or any frame on stream 0. 6.4 and 6.9 add two types.
 */
function sizeError({ type, streamId }: FrameHeader, text: string, rule: string): Fault {
  const wide = [HEADERS, PUSH_PROMISE, CONTINUATION, SETTINGS, RST_STREAM, WINDOW_UPDATE].includes(type);
  const make = wide || streamId === 0 ? connectionError : streamError;
  return make('FRAME_SIZE_ERROR', text, rule);
}

/** A number for reading: `16,384`. */
export const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

export const bytesOf = (length: number): string => `${count(length)} byte${length === 1 ? '' : 's'}`;
