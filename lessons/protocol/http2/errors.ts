/**
 * Errors of HTTP/2, RFC 9113 5.4 and 7. Here they are data: a fault says which rule is broken and what a recipient
 * does then. Nothing in this folder throws on account of what arrived.
 */

/** Why something is what it is, in words, with the section that says so, such as `RFC 9113 6.9`. */
export interface Reason {
  readonly text: string;
  readonly rule: string;
}

/** Who sent the bytes. */
export type Sender = 'client' | 'server';

export const otherSide = (side: Sender): Sender => (side === 'client' ? 'server' : 'client');

/** RFC 9113 7, by number. */
export const ERROR_NAMES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
] as const;

export type ErrorName = (typeof ERROR_NAMES)[number];

/** RFC 9113 7: "Unknown or unsupported error codes MUST NOT trigger any special behavior." */
export const errorName = (code: number): string =>
  ERROR_NAMES[code] ?? `unknown error code 0x${code.toString(16)}`;

export interface Fault extends Reason {
  /** The error code that a recipient sends. */
  readonly code: ErrorName;
  /** A stream error ends in RST_STREAM, a connection error in GOAWAY and the end of the connection. */
  readonly scope: 'stream' | 'connection';
  /**
   * Nothing after it in the same direction is read here. True for connection errors that the bytes of this
   * direction prove alone; false where it took the other direction as well, which may have been seen late.
   */
  readonly stops: boolean;
}

export const streamError = (code: ErrorName, text: string, rule: string): Fault => ({
  text,
  rule,
  code,
  scope: 'stream',
  stops: false,
});

export const connectionError = (code: ErrorName, text: string, rule: string): Fault => ({
  text,
  rule,
  code,
  scope: 'connection',
  stops: true,
});

/** The same error, where it depends on what was seen of the other direction. */
export const unproven = (fault: Fault): Fault => ({ ...fault, stops: false });

/** Whether what was read is what is wrong with it. */
export const isFault = (read: unknown): read is Fault =>
  typeof read === 'object' && read !== null && 'code' in read;
