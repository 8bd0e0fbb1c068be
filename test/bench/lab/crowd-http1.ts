/** Readers on raw TCP sockets, one for each stream: as little work for a client as there can be. */
import { once } from 'node:events';
import net from 'node:net';
import { openAll, type Asked, type Tally } from './crowd.ts';

const HEAD_END = Buffer.from('\r\n\r\n');
/** All read into the same memory: it is looked at before the next read. */
const SHARED = Buffer.alloc(65_536);

/** A connection, and what sends its request: resolves when the head of the response has come. */
interface Reader {
  readonly connected: Promise<unknown>;
  ask(): Promise<void>;
}

export class Http1Crowd {
  readonly #tally: Tally;
  readonly #sockets = new Set<net.Socket>();

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  open(asked: Asked): Promise<number> {
    return openAll(asked, (path) => this.#reader(asked.port, path).ask());
  }

  /**
   * All connect first and ask then, at the same time: while a server is overloaded by those who have a stream already,
   * the others would wait for each other.
   */
  async openAtOnce(asked: Asked): Promise<number> {
    const began = performance.now();
    const readers: Reader[] = [];
    await openAll(asked, async (path) => {
      const reader = this.#reader(asked.port, path);
      readers.push(reader);
      await reader.connected;
    });
    await Promise.all(readers.map((reader) => reader.ask()));
    return performance.now() - began;
  }

  /** With a reset, so that no port is kept by a connection that was. */
  close(): void {
    const sockets = [...this.#sockets];
    this.#sockets.clear();
    for (const socket of sockets) socket.resetAndDestroy();
  }

  #reader(port: number, path: string): Reader {
    const receive = this.#tally.reader();
    let opened = (): void => undefined;
    let failed = (_error: Error): void => undefined;
    const open = new Promise<void>((resolve, reject) => {
      opened = resolve;
      failed = reject;
    });
    open.catch(() => undefined);

    let begun = false;
    const take = (size: number): boolean => {
      const bytes = SHARED.subarray(0, size);
      if (!begun) {
        begun = bytes.toString('latin1', 0, 12) === 'HTTP/1.1 200' && bytes.includes(HEAD_END);
        if (begun) opened();
        else failed(new Error(`the answer is ${bytes.toString('latin1', 0, 500)}`));
      }
      receive(bytes);
      return begun;
    };
    const socket = net.connect({ port, host: '127.0.0.1', onread: { buffer: SHARED, callback: take } });
    this.#sockets.add(socket);
    socket.on('error', failed);
    socket.on('close', () => {
      if (this.#sockets.delete(socket)) this.#tally.lost();
      failed(new Error('the connection was closed before its head'));
    });
    const connected = once(socket, 'connect');
    // Who does not wait for it hears of the failure all the same.
    connected.catch(() => undefined);
    return {
      connected,
      ask() {
        socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
        return open;
      },
    };
  }
}
