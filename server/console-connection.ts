/**
 * One TCP connection of a console. Bytes are taken out of the socket only when somebody wants them, at the speed that
 * was asked for: what is not taken fills the socket's buffers, and then the lab cannot write on. That is TCP's own flow
 * control, not a copy of it.
 */
import net from 'node:net';
import type { Ending, Sender } from '../lessons/protocol/capture.ts';

export interface ConnectionListener {
  /** Whether there is room for more. When there is again, `proceed` says so. */
  mayRead(): boolean;
  read(bytes: Uint8Array): void;
  /** A sender ended its direction: at most once for each. */
  ended(from: Sender, ending: Ending): void;
  closed(): void;
}

/** How often a slow reader reads, where a byte at a time is not slower still. */
const READS_PER_SECOND = 10;
/** Most bytes of one read, as of Node's own. */
const MOST_BYTES = 65_536;

export class ConsoleConnection {
  readonly #socket: net.Socket;
  readonly #on: ConnectionListener;
  readonly #ended = new Set<Sender>();
  #bytesPerSecond: number | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(to: { readonly host: string; readonly port: number }, on: ConnectionListener) {
    this.#on = on;
    const socket = net.connect({ ...to, allowHalfOpen: true, noDelay: true });
    this.#socket = socket;
    socket.on('readable', () => {
      this.proceed();
    });
    socket.on('end', () => {
      this.#end('server', 'fin');
      // As most clients do: there is nobody left to talk to.
      this.end();
    });
    socket.on('error', () => {
      this.#end('server', 'reset');
    });
    socket.on('close', () => {
      this.#stopWaiting();
      on.closed();
    });
  }

  get writable(): boolean {
    return this.#socket.writable;
  }

  /** Bytes that the lab has no room for yet. */
  get unread(): number {
    return this.#socket.writableLength;
  }

  write(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  end(): void {
    if (!this.#socket.writable) return;
    this.#end('client', 'fin');
    this.#socket.end();
  }

  reset(): void {
    this.#end('client', 'reset');
    this.#socket.resetAndDestroy();
  }

  /** As many bytes a second as that; null: all that come. */
  read(bytesPerSecond: number | null): void {
    this.#bytesPerSecond = bytesPerSecond;
    this.#stopWaiting();
    this.proceed();
  }

  /** Reads what there is, as far as it may. */
  proceed(): void {
    const socket = this.#socket;
    while (!socket.destroyed && this.#timer === null && this.#on.mayRead()) {
      const rate = this.#bytesPerSecond;
      const most = Math.min(MOST_BYTES, rate === null ? MOST_BYTES : Math.ceil(rate / READS_PER_SECOND));
      // Asked for no byte, a socket that is at its end says so.
      const bytes = socket.read(Math.min(most, socket.readableLength)) as Buffer | null;
      if (bytes === null) return;
      this.#on.read(bytes);
      if (rate !== null) this.#wait((bytes.length / rate) * 1000);
    }
  }

  /** Closes it, and says no more of it. */
  drop(): void {
    this.#ended.add('client').add('server');
    this.#stopWaiting();
    this.#socket.destroy();
  }

  #wait(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.proceed();
    }, milliseconds);
  }

  #stopWaiting(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #end(from: Sender, ending: Ending): void {
    if (this.#ended.has(from)) return;
    this.#ended.add(from);
    this.#on.ended(from, ending);
  }
}
