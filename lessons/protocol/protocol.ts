/** Which protocol a connection speaks, told by its first bytes. */
import type { Sender } from './arrival.ts';
import type { Direction } from './direction.ts';
import { looksLikeHttp2, PREFACE } from './http2/preface.ts';
import { FRAME_HEADER_SIZE, readFrameHeader, SETTINGS } from './http2/frame-header.ts';
import { NOWHERE, type Located } from './locate.ts';
import { Leaf } from './token.ts';

export type Protocol = 'http1' | 'http2' | 'event-stream';

/**
 * The protocol of a connection; null while its bytes among the first `within` of the capture do not tell. HTTP/2 begins
 * with the preface of the client (RFC 9113 3.4); a server begins with SETTINGS, and may be the only one that was recorded.
 */
export function protocolOf(
  { client, server }: Readonly<Record<Sender, Direction>>,
  within: number,
): 'http1' | 'http2' | null {
  const first = (direction: Direction, size: number) =>
    direction.bytes(0, Math.min(size, direction.countBefore(within)));
  const told =
    looksLikeHttp2(first(client, PREFACE.length)) ?? looksLikeSettings(first(server, FRAME_HEADER_SIZE));
  if (told === null) return null;
  return told ? 'http2' : 'http1';
}

/** Whether a server begins with a SETTINGS frame on the connection; null when it takes more bytes to tell. */
function looksLikeSettings(bytes: Uint8Array): boolean | null {
  // No HTTP/1.x message begins with a NUL, and no first SETTINGS frame is longer than 65,535 bytes.
  if (bytes.length > 0 && bytes[0] !== 0) return false;
  const header = readFrameHeader(bytes);
  if (header === null) return null;
  return header.type === SETTINGS && header.streamId === 0 && header.length % 6 === 0;
}

/** A byte of a connection whose protocol is not known yet. */
export function undecided(direction: Direction): Located {
  const laid = { layer: 'http', kind: 'preface', from: 0, to: direction.length, reason: UNDECIDED } as const;
  return { ...NOWHERE, leaf: new Leaf(direction, laid, true) };
}

const UNDECIDED = {
  text: 'too few bytes to tell HTTP/2 from HTTP/1.1',
  rule: 'RFC 9113 3.4',
};
