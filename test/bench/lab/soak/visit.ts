/**
 * One visit to the lab: somebody comes, asks for a stream, behaves as he likes, and is gone. Whatever he does, a visit
 * ends by itself within about the time it was given.
 */
import http2 from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import type { Ports } from './server-process.ts';

export const PROTOCOLS = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/2'] as const;
/**
 * - `read`: reads, and closes the connection in order.
 * - `stall`: asks for more than the sockets can hold and never reads it.
 * - `reset`: reads, and breaks the connection off with a TCP reset.
 * - `half-close`: ends its own side at once, and reads.
 * - `go`: closes the connection as soon as it has asked.
 */
export const MANNERS = ['read', 'stall', 'reset', 'half-close', 'go'] as const;

export interface Visit {
  readonly protocol: (typeof PROTOCOLS)[number];
  readonly manner: (typeof MANNERS)[number];
  /** Milliseconds. */
  readonly stay: number;
  readonly path: string;
}

export interface Paid {
  /** Bytes that were read: of the connection, or on HTTP/2 of the content. */
  readonly bytes: number;
  /** Null when no head was read. */
  readonly status: number | null;
}

/** Never rejects: a visitor may be cut off. */
export function pay(visit: Visit, ports: Ports): Promise<Paid> {
  return visit.protocol === 'HTTP/2' ? overHttp2(visit, ports.tls) : overHttp1(visit, ports.plain);
}

const HOST = '127.0.0.1';
const ASKS = { 'HTTP/1.1': '1.1', 'HTTP/1.0': '1.0' } as const;

function overHttp1({ protocol, manner, stay, path }: Visit, port: number): Promise<Paid> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: HOST, allowHalfOpen: true });
    let read = 0;
    let status: number | null = null;
    if (manner !== 'stall') {
      socket.on('data', (bytes) => {
        read += bytes.length;
        status ??= Number(bytes.toString('latin1', 9, 12));
      });
    }
    socket.on('error', () => undefined);
    const timer = setTimeout(() => {
      if (manner === 'reset') socket.resetAndDestroy();
      else socket.destroy();
    }, stay);
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      clearTimeout(timer);
      resolve({ bytes: read, status });
    });
    const version = ASKS[protocol as keyof typeof ASKS];
    socket.write(`GET ${path} HTTP/${version}\r\nHost: localhost\r\n\r\n`, () => {
      if (manner === 'go') socket.destroy();
      else if (manner === 'half-close') socket.end();
    });
  });
}

function overHttp2({ manner, stay, path }: Visit, port: number): Promise<Paid> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: HOST });
    const secure = tls.connect({ socket, ALPNProtocols: ['h2'], rejectUnauthorized: false });
    const session = http2.connect('https://localhost', { createConnection: () => secure });
    for (const each of [socket, secure]) each.on('error', () => undefined);
    session.on('error', () => undefined);
    const stream = session.request({ ':path': path }, { endStream: manner !== 'half-close' });
    let read = 0;
    let status: number | null = null;
    stream.on('response', (head) => (status = head[':status'] ?? null));
    if (manner !== 'stall') stream.on('data', (bytes: Buffer) => (read += bytes.length));
    stream.on('error', () => undefined);
    const leave = (): void => {
      if (manner === 'reset') socket.resetAndDestroy();
      else session.destroy();
    };
    const timer = setTimeout(leave, stay);
    stream.on('close', leave);
    stream.on('ready', () => {
      if (manner === 'half-close') stream.end();
      else if (manner === 'go') stream.close(http2.constants.NGHTTP2_CANCEL);
    });
    socket.on('close', () => {
      clearTimeout(timer);
      session.destroy();
      resolve({ bytes: read, status });
    });
  });
}
