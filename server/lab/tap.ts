/**
 * The tap: a Duplex around an accepted socket, which node:http or node:http2 takes in the socket's place. All that
 * crosses the socket goes through here and is shown to an observer: one call per read, one per write system call. What
 * Node corks together goes down as one write, and is one call. Around a TLS socket it sees what TLS protects, in clear.
 */
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Ending, Sender } from '../../lessons/protocol/capture.ts';

export interface SocketObserver {
  read(bytes: Uint8Array): void;
  /** Called as the bytes are handed to the operating system, which may cut them into segments as it likes. */
  written(bytes: Uint8Array): void;
  /** A sender ended its direction: at most once for each. */
  ended(from: Sender, ending: Ending): void;
}

type Done = (error?: Error | null) => void;

/** The tap of a socket. What listens to a socket finds it here: one function for all, as there may be thousands. */
const TAP = Symbol('tap');
type Tapped = Socket & { [TAP]: Tap };

/** A write fails with EPIPE where the reset was noticed on the way out. */
const RESET_CODES = ['ECONNRESET', 'EPIPE', 'ECONNABORTED'];

export class Tap extends Duplex {
  readonly #socket: Socket;
  readonly #observer: SocketObserver;
  #clientEnded = false;
  #serverEnded = false;

  constructor(socket: Socket, observer: SocketObserver) {
    super();
    this.#socket = socket;
    this.#observer = observer;
    (socket as Tapped)[TAP] = this;
    socket
      .on('data', onData)
      .on('end', onEnd)
      .on('error', onError)
      .on('timeout', onTimeout)
      .on('close', onClose);
  }

  setTimeout(milliseconds: number, listener?: () => void): this {
    this.#socket.setTimeout(milliseconds);
    if (listener) this.once('timeout', listener);
    return this;
  }

  /** As `net.Socket` does: ends after what was written, then closes without waiting for the client's end. */
  destroySoon(): void {
    if (!this.writableEnded) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  /** As `write`, but past this stream's own buffer while nothing waits there: the same bytes for half the work. */
  writeThrough(bytes: Uint8Array, done?: Done): void {
    if (this.writable && this.writableLength === 0 && this.writableCorked === 0) this.#write(bytes, done);
    else this.write(bytes, done);
  }

  /** The server is about to break the connection off with a TCP reset. */
  breaksOff(): void {
    this.#end('server', 'reset');
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#write(bytes, done);
  }

  override _writev(parts: { chunk: Buffer }[], done: Done): void {
    this.#write(Buffer.concat(parts.map((part) => part.chunk)), done);
  }

  override _final(done: Done): void {
    this.#end('server', 'fin');
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: Done): void {
    // Closing an open socket sends a FIN, but there is nobody left to send it to after a reset.
    if (!this.#socket.destroyed) this.#end('server', 'fin');
    this.#socket.destroy();
    done(error);
  }

  #write(bytes: Uint8Array, done?: Done): void {
    this.#observer.written(bytes);
    this.#socket.write(bytes, done);
  }

  /** The socket has read something. */
  reads(bytes: Buffer): void {
    this.#observer.read(bytes);
    if (!this.push(bytes)) this.#socket.pause();
  }

  /** The client has ended its direction. */
  ends(): void {
    this.#end('client', 'fin');
    this.push(null);
  }

  fails(error: NodeJS.ErrnoException): void {
    if (RESET_CODES.includes(error.code ?? '')) this.#end('client', 'reset');
    this.destroy(error);
  }

  #end(from: Sender, ending: Ending): void {
    if (from === 'client' ? this.#clientEnded : this.#serverEnded) return;
    if (from === 'client') this.#clientEnded = true;
    else this.#serverEnded = true;
    this.#observer.ended(from, ending);
  }
}

function onData(this: Socket, bytes: Buffer): void {
  (this as Tapped)[TAP].reads(bytes);
}

function onEnd(this: Socket): void {
  (this as Tapped)[TAP].ends();
}

function onError(this: Socket, error: NodeJS.ErrnoException): void {
  (this as Tapped)[TAP].fails(error);
}

function onTimeout(this: Socket): void {
  (this as Tapped)[TAP].emit('timeout');
}

function onClose(this: Socket): void {
  (this as Tapped)[TAP].destroy();
}
