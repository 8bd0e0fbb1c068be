/** Text from bytes, in the way that is fastest in Node. */
import { isAscii } from 'node:buffer';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The bytes as UTF-8: malformed ones become U+FFFD, and a byte order mark stays. */
export function decodeText(bytes: Uint8Array): string {
  if (!isAscii(bytes)) return decoder.decode(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
