/** A real HTTP/2 server and client of Node, over a loopback proxy that writes down the bytes of both directions. */
import http2 from 'node:http2';
import net, { type AddressInfo } from 'node:net';
import type { Step } from './feed.ts';

export interface Exchange {
  readonly session: http2.ClientHttp2Session;
  readonly server: http2.Http2Server;
  /** All bytes, in the order in which the proxy saw them. */
  readonly steps: Step[];
  close(): Promise<void>;
}

const listening = async (server: net.Server): Promise<number> => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
};

export async function exchange(
  onStream: (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void,
  serverOptions: http2.ServerOptions = {},
  clientOptions: http2.ClientSessionOptions = {},
): Promise<Exchange> {
  const server = http2.createServer(serverOptions);
  server.on('stream', onStream);
  const port = await listening(server);
  const steps: Step[] = [];
  const sockets: net.Socket[] = [];
  const proxy = net.createServer((fromClient) => {
    const toServer = net.connect(port, '127.0.0.1');
    sockets.push(fromClient, toServer);
    for (const socket of [fromClient, toServer]) socket.on('error', () => undefined);
    fromClient.on('data', (bytes: Buffer) => {
      steps.push(['client', Uint8Array.from(bytes)]);
      toServer.write(bytes);
    });
    toServer.on('data', (bytes: Buffer) => {
      steps.push(['server', Uint8Array.from(bytes)]);
      fromClient.write(bytes);
    });
    fromClient.on('end', () => toServer.end());
    toServer.on('end', () => fromClient.end());
  });
  const session = http2.connect(`http://127.0.0.1:${await listening(proxy)}`, clientOptions);
  session.on('error', () => undefined);
  return {
    session,
    server,
    steps,
    close: async () => {
      if (!session.destroyed) await new Promise<void>((done) => session.close(done));
      await new Promise((done) => setImmediate(done));
      for (const socket of sockets) socket.destroy();
      await Promise.all([server, proxy].map((each) => new Promise((done) => each.close(done))));
    },
  };
}

export interface Answer {
  readonly id: number;
  readonly headers: http2.IncomingHttpHeaders;
  readonly text: string;
  readonly trailers: http2.IncomingHttpHeaders;
  readonly interim: readonly http2.IncomingHttpHeaders[];
  readonly resetCode: number;
}

/** All that Node's client saw of one response. */
export function answerOf(stream: http2.ClientHttp2Stream): Promise<Answer> {
  const chunks: Buffer[] = [];
  const interim: http2.IncomingHttpHeaders[] = [];
  let headers: http2.IncomingHttpHeaders = {};
  let trailers: http2.IncomingHttpHeaders = {};
  stream.on('response', (each) => (headers = each));
  stream.on('headers', (each) => interim.push(each));
  stream.on('trailers', (each: http2.IncomingHttpHeaders) => (trailers = each));
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('error', () => undefined);
  return new Promise((done) =>
    stream.on('close', () => {
      done({
        id: stream.id ?? 0,
        headers,
        text: Buffer.concat(chunks).toString('latin1'),
        trailers,
        interim,
        resetCode: stream.rstCode,
      });
    }),
  );
}
