/**
 * What the first bytes of a connection tell: which protocol it speaks, and what it asks for first. The lab reads them
 * before it decides who answers, and whether the connection is recorded.
 */
import { Dissection } from '../../lessons/protocol/dissect.ts';
import { looksLikeHttp2 } from '../../lessons/protocol/http2/preface.ts';
import type { Socket } from 'node:net';

export interface Opening {
  readonly protocol: 'http1' | 'http2';
  /** The request-target, or `:path`, of the first request; null while it has not arrived. */
  readonly target: string | null;
}

/** Milliseconds that an HTTP/2 client has for its first request before the server's SETTINGS are sent without it. */
const PATIENCE = 100;
/** Bytes in which the first request is looked for. */
const MOST_BYTES = 65_536;

/**
 * Calls `then` once enough is known, with the bytes that were read for it: whoever reads the socket next has to be given
 * them first. Never calls it when the connection ends, or is destroyed, before its first byte: as it is after `silence`
 * milliseconds without one.
 */
export function readOpening(
  socket: Socket,
  silence: number,
  then: (opening: Opening, read: Buffer) => void,
): void {
  const read: Buffer[] = [];
  let timer = setTimeout(() => socket.destroy(), silence);

  const finish = (opening: Opening) => {
    clearTimeout(timer);
    socket.off('data', onData);
    socket.off('close', onClose);
    const [first = Buffer.alloc(0), ...more] = read;
    then(opening, more.length === 0 ? first : Buffer.concat(read));
  };
  const onData = (bytes: Buffer) => {
    read.push(bytes);
    const all = read.length === 1 ? bytes : Buffer.concat(read);
    const http2 = looksLikeHttp2(all);
    if (http2 === false) {
      finish({ protocol: 'http1', target: firstTarget(all) });
      return;
    }
    const target = http2 ? firstPath(all) : null;
    if (target !== null || all.length > MOST_BYTES) {
      finish({ protocol: 'http2', target });
      return;
    }
    if (read.length > 1) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      finish({ protocol: looksLikeHttp2(Buffer.concat(read)) ? 'http2' : 'http1', target: null });
    }, PATIENCE);
  };
  const onClose = () => {
    clearTimeout(timer);
  };
  socket.on('data', onData);
  socket.once('close', onClose);
}

/** Of an HTTP/1.x request, RFC 9112 3, as far as its request-line has come in the first read. */
function firstTarget(bytes: Buffer): string | null {
  return /^[A-Z]+ (\S+) /.exec(bytes.toString('latin1', 0, 2048))?.[1] ?? null;
}

/** Of the first HTTP/2 request. */
function firstPath(bytes: Buffer): string | null {
  const dissection = new Dissection('http2');
  dissection.append({ connection: 1, from: 'client', at: 0, bytes, ending: null });
  return dissection.messages[0]?.head?.target ?? null;
}
