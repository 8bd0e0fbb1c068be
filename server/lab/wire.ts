/** One TCP connection to the lab, as the answers on it need it. */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Http1Connection } from './http1-connection.ts';
import type { Http2Connection } from './http2-connection.ts';
import type { Line, Written } from './pen.ts';
import type { Tap } from './tap.ts';

/** Changes the connection of a request that asks for it to a WebSocket. */
export type Upgrade = (use: (socket: WebSocket) => void) => void;

export class Wire implements Line {
  /** IP address of the client, and the port that it speaks from. */
  readonly client: string;
  readonly port: number;
  /** Whether it is TLS. */
  readonly secure: boolean;
  /** Whether it is recorded: null for one that Node has to itself. */
  readonly tap: Tap | null;
  /** What follows its exchanges; null for one that is not recorded. */
  readonly connection: Http1Connection | Http2Connection | null;
  /** Requests that wait for the response before theirs. */
  waiting = 0;
  readonly #raw: Socket;
  readonly #stream: Socket | Tap;

  /** `raw`: the TCP socket itself. `stream`: what Node was given in its place. */
  constructor(
    raw: Socket,
    stream: Socket | Tap,
    tap: Tap | null,
    connection: Wire['connection'],
    secure: boolean,
  ) {
    this.secure = secure;
    this.client = raw.remoteAddress ?? '';
    this.port = raw.remotePort ?? 0;
    this.tap = tap;
    this.connection = connection;
    this.#raw = raw;
    this.#stream = stream;
  }

  /** A stream may be silent for as long as it likes. */
  allowSilence(): void {
    this.#stream.setTimeout(0);
    this.#raw.setTimeout(0);
  }

  /** From now on it may be silent for so many milliseconds; past that, whoever has set up the connection closes it. */
  boundSilence(milliseconds: number): void {
    this.#stream.setTimeout(milliseconds);
  }

  write(bytes: Uint8Array, done?: Written): void {
    if (this.tap) this.tap.writeThrough(bytes, done);
    else this.#stream.write(bytes, done);
  }

  /** What `write` writes goes out in one system call; on a recorded connection, where each is seen, in as many as it makes. */
  together(write: () => void): void {
    if (this.tap === null) this.#stream.cork();
    write();
    if (this.tap === null) this.#stream.uncork();
  }

  /** Calls `then` when it is closed, whoever has done so. */
  onClose(then: () => void): void {
    this.#raw.once('close', then);
  }

  /** Closes it in order, after what was written. */
  close(): void {
    this.#stream.destroySoon();
  }

  /** Breaks it off with a TCP reset. */
  reset(): void {
    this.tap?.breaksOff();
    this.#raw.resetAndDestroy();
  }
}
