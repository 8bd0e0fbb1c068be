/** WebSocket to test with: the handshake of RFC 6455 1.3, and frames. */
import type { Sender } from '../../../lessons/protocol/capture.ts';
import { bytesOf, type Bytes } from './wire.ts';

export const UPGRADE =
  'GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

/** A 101 response; `extensions` are those that it agrees on. */
export function switching(extensions = '', protocol = 'websocket'): string {
  const agreed = extensions === '' ? '' : `Sec-WebSocket-Extensions: ${extensions}\r\n`;
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${protocol}\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n${agreed}\r\n`;
}

const KEY = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

/** A frame, masked when a client sends it. `first`: its first byte, FIN and opcode. */
export function webSocketFrame(from: Sender, first: number, payload: Bytes): Uint8Array {
  const bytes = bytesOf(payload);
  const { length } = bytes;
  const mask = from === 'client' ? 0x80 : 0;
  if (length >= 65_536) throw new Error('this long a frame is written by hand');
  const head = length < 126 ? [length] : [126, length >> 8, length & 0xff];
  const masked = mask === 0 ? bytes : bytes.map((byte, index) => byte ^ (KEY[index % 4] as number));
  return bytesOf([first, (head[0] as number) + mask, ...head.slice(1), ...(mask === 0 ? [] : [KEY]), masked]);
}
