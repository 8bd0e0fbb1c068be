/** Readers over HTTP/2: streams that share a few connections. */
import { once } from 'node:events';
import http2, { type ClientHttp2Session } from 'node:http2';
import { openAll, type Asked, type Tally } from './crowd.ts';

export class Http2Crowd {
  readonly #tally: Tally;
  #sessions: ClientHttp2Session[] = [];

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  async open({ port, streams, paths }: Asked, connections: number): Promise<number> {
    const sessions = Array.from({ length: connections }, () =>
      http2.connect(`https://localhost:${port}`, { rejectUnauthorized: false }),
    );
    this.#sessions = sessions;
    for (const session of sessions) session.on('error', () => session.destroy());
    return openAll({ streams, paths }, async (path, index) => {
      const stream = (sessions[index % connections] as ClientHttp2Session).request({ ':path': path });
      const receive = this.#tally.reader();
      stream.on('error', () => undefined);
      stream.on('close', () => {
        if (this.#sessions.length > 0) this.#tally.lost();
      });
      const [head] = (await once(stream, 'response')) as [Record<string, unknown>];
      if (head[':status'] !== 200) throw new Error(`the answer is ${String(head[':status'])}`);
      stream.on('data', receive);
    });
  }

  close(): void {
    const sessions = this.#sessions;
    this.#sessions = [];
    for (const session of sessions) session.destroy();
  }
}
