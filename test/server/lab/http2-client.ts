/** A client of HTTP/2 for tests: node:http2 over TLS, and what it saw. */
import { once } from 'node:events';
import http2, { type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';

export interface Http2Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingHttpHeaders;
  readonly text: string;
  /** The error code of RST_STREAM; 0 when there was none. */
  readonly reset: number;
}

export async function connectHttp2(origin: string): Promise<ClientHttp2Session> {
  const session = http2.connect(origin, { rejectUnauthorized: false });
  session.on('error', () => {});
  await once(session, 'connect');
  return session;
}

export async function askHttp2(
  session: ClientHttp2Session,
  path: string,
  headers: Record<string, string> = {},
): Promise<Http2Answer> {
  const stream = session.request({ ':path': path, ...headers });
  return answerOf(stream);
}

export function answerOf(stream: ClientHttp2Stream): Promise<Http2Answer> {
  return new Promise((resolve) => {
    let head: IncomingHttpHeaders = {};
    let trailers: IncomingHttpHeaders = {};
    let text = '';
    stream.setEncoding('utf8');
    stream.on('response', (headers) => (head = headers));
    stream.on('trailers', (headers: IncomingHttpHeaders) => (trailers = headers));
    stream.on('data', (part: string) => (text += part));
    stream.on('error', () => {});
    stream.on('close', () => {
      resolve({
        status: Number(head[':status'] ?? 0),
        headers: head,
        trailers,
        text,
        reset: stream.rstCode,
      });
    });
  });
}
