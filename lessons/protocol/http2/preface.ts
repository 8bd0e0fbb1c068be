/**
 * The connection preface of the client, RFC 9113 3.4: 24 bytes that no HTTP/1.x server takes for a request. A
 * SETTINGS frame must follow it; the server's preface is a SETTINGS frame alone.
 */
import { ACK, frameName, hasFlag, SETTINGS, type FrameHeader } from './frame-header.ts';
import { connectionError, type Fault, type Reason, type Sender } from './errors.ts';

const TEXT = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

export const PREFACE: Uint8Array = Uint8Array.from(TEXT, (character) => character.charCodeAt(0));

export const PREFACE_REASON: Reason = {
  text: 'the connection preface: the client speaks HTTP/2',
  rule: 'RFC 9113 3.4',
};

// "Clients and servers MUST treat an invalid connection preface as a connection error of type PROTOCOL_ERROR."
export const NOT_PREFACE: Fault = connectionError(
  'PROTOCOL_ERROR',
  'not the connection preface that a client begins with',
  'RFC 9113 3.4',
);

/** How many of `bytes` fit the preface from its byte `at` on. */
export function matchPreface(bytes: Uint8Array, at: number): number {
  let fits = 0;
  while (fits < bytes.length && at + fits < PREFACE.length && bytes[fits] === PREFACE[at + fits]) fits++;
  return fits;
}

/** Whether `bytes` begin like an HTTP/2 connection of a client: true, false, or null when it takes more bytes. */
export function looksLikeHttp2(bytes: Uint8Array): boolean | null {
  const fits = matchPreface(bytes, 0);
  if (fits === PREFACE.length) return true;
  return fits === bytes.length ? null : false;
}

/** What is wrong with the first frame of a direction; null when nothing is. */
export function judgeFirstFrame(header: FrameHeader, from: Sender): Fault | null {
  if (header.type === SETTINGS && !hasFlag(header, ACK)) return null;
  const text = `the ${from} has to begin with SETTINGS, not with ${frameName(header.type)}`;
  return connectionError('PROTOCOL_ERROR', text, 'RFC 9113 3.4');
}
