/**
 * Listens on one port. Without a host that means loopback on both families, 127.0.0.1 and ::1, so that no other
 * program can answer for `localhost` on the family we left out. Errors that a person can mend are a `StartError`.
 */
import net from 'node:net';
import type { PortSetting } from './settings.ts';
import { StartError } from './start-error.ts';

export interface Listener {
  /** The port in use: a real one, also where 0 was asked for. */
  readonly port: number;
  /** Takes no more connections. */
  stop(): void;
  /** Stops listening and destroys every open connection. */
  close(): void;
}

export interface Where {
  /** The address; null for loopback, on both families. */
  readonly host: string | null;
  /** TCP connections to each address; more are closed at once. */
  readonly connections: number;
}

/** How often a free port is tried again because the other family of loopback has it taken. */
const TRIES = 10;

export async function listen(
  setting: PortSetting,
  { host, connections }: Where,
  accept: (socket: net.Socket) => void,
): Promise<Listener> {
  const sockets = new Set<net.Socket>();
  // One function for all sockets: there may be thousands.
  function forget(this: net.Socket) {
    sockets.delete(this);
  }
  const track = (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('close', forget);
    accept(socket);
  };
  const servers = await open(setting, { host, connections }, track);
  const stop = () => {
    for (const server of servers) server.close();
  };
  return {
    port: portOf(servers[0] as net.Server),
    stop,
    close() {
      stop();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function open(
  setting: PortSetting,
  { host, connections }: Where,
  accept: (socket: net.Socket) => void,
): Promise<net.Server[]> {
  for (let tries = 1; ; tries += 1) {
    const first = await bind(setting.port, { host: host ?? '127.0.0.1', connections }, accept).catch(
      (error: unknown) => {
        throw startError(error, setting, host);
      },
    );
    if (host !== null) return [first];
    try {
      return [first, await bind(portOf(first), { host: '::1', connections }, accept)];
    } catch (error) {
      if (hasCode(error, 'EADDRNOTAVAIL', 'EAFNOSUPPORT')) return [first];
      first.close();
      const another = setting.port === 0 && hasCode(error, 'EADDRINUSE') && tries < TRIES;
      if (!another) throw startError(error, setting, host);
    }
  }
}

function bind(
  port: number,
  { host, connections }: Where & { host: string },
  accept: (socket: net.Socket) => void,
): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    // As node:http opens its own: the end of a request side must not end the response, small writes go out at once.
    const server = net.createServer({ allowHalfOpen: true, noDelay: true }, accept);
    server.maxConnections = connections;
    server.once('error', reject);
    server.listen({ port, host }, () => {
      resolve(server);
    });
  });
}

const portOf = (server: net.Server) => (server.address() as net.AddressInfo).port;

const hasCode = (error: unknown, ...codes: string[]) =>
  codes.includes((error as NodeJS.ErrnoException).code ?? '');

function startError(error: unknown, { variable, port }: PortSetting, host: string | null): unknown {
  if (hasCode(error, 'EADDRINUSE')) {
    return new StartError(
      `Port ${port} is taken. Set ${variable} to another port, or ${variable}=0 for a free one.`,
    );
  }
  if (hasCode(error, 'EACCES')) {
    return new StartError(`Port ${port} is not allowed to this user. Set ${variable} to another port.`);
  }
  if (host !== null && hasCode(error, 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL')) {
    return new StartError(`HOST is ${JSON.stringify(host)}: this machine has no such address to listen on.`);
  }
  return error;
}
