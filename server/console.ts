/**
 * The console: a page types bytes into TCP connections to the lab, and sees all that crosses them as arrivals. Where
 * they lead is not for the page to say. Nothing is kept here: what the page has not taken stays in the sockets, and
 * then in the lab.
 */
import { WebSocketServer, type WebSocket } from 'ws';
import * as z from 'zod';
import { encodeArrival } from '../lessons/protocol/arrival-frame.ts';
import type { Ending, Sender } from '../lessons/protocol/capture.ts';
import { ConsoleConnection } from './console-connection.ts';
import type { ConsoleCommand, ConsoleNotice } from './contract.ts';
import type { Limits } from './limits.ts';
import { problem } from './problem.ts';
import type { Endpoint } from './upgrades.ts';

export interface LabAddress {
  readonly host: string;
  readonly port: number;
}

export interface ConsoleParts {
  readonly limits: Limits;
  /** Where the lab listens for HTTP without TLS. */
  readonly lab: () => LabAddress;
}

/** Where the lab is reached when it listens on `host`. */
export function labAddress(host: string | null): string {
  if (host === null || host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

/** RFC 6455 7.4.1: the work is done; a message was against the rules. */
const DONE = 1000;
const AGAINST_THE_RULES = 1008;

const FASTEST = 2 ** 30;
const commandSchema: z.ZodType<ConsoleCommand> = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('connect') }),
  z.strictObject({ do: z.literal('use'), connection: z.int().min(1) }),
  z.strictObject({ do: z.literal('end') }),
  z.strictObject({ do: z.literal('reset') }),
  z.strictObject({ do: z.literal('read'), bytesPerSecond: z.int().min(1).max(FASTEST).nullable() }),
]);

export function consoles({ limits, lab }: ConsoleParts): Endpoint {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: limits.consoleMessage,
  });
  const clients = new WeakMap<WebSocket, string>();
  return {
    path: /^\/api\/console$/,
    sockets,
    accept(_path, request) {
      const client = request.socket.remoteAddress ?? '';
      if (sockets.clients.size >= limits.consoles) {
        return problem(503, `The server has ${limits.consoles} consoles open, and no more than that.`);
      }
      const own = [...sockets.clients].filter((page) => clients.get(page) === client);
      if (own.length >= limits.consolesPerClient) {
        return problem(429, `You have ${limits.consolesPerClient} consoles open, and no more than that.`);
      }
      return (page) => {
        clients.set(page, client);
        new Console(page, limits, lab);
      };
    },
  };
}

class Console {
  readonly #page: WebSocket;
  readonly #limits: Limits;
  readonly #lab: () => LabAddress;
  readonly #began = performance.now();
  /** Those that are open, by number. */
  readonly #open = new Map<number, ConsoleConnection>();
  #connections = 0;
  #current = 0;
  #cost = 0;

  constructor(page: WebSocket, limits: Limits, lab: () => LabAddress) {
    this.#page = page;
    this.#limits = limits;
    this.#lab = lab;
    page.on('message', (message: Buffer, isBinary) => {
      if (page.readyState !== page.OPEN) return;
      if (isBinary) this.#write(message);
      else this.#obey(message.toString());
    });
    page.on('close', () => {
      this.#drop();
    });
    // After a broken frame or connection, ws closes by itself.
    page.on('error', () => {});
  }

  #write(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const connection = this.#open.get(this.#current);
    if (!connection?.writable) {
      this.#tell('unsent', 'The connection was over before these bytes could be sent.');
      return;
    }
    this.#record(this.#current, 'client', bytes);
    if (this.#page.readyState !== this.#page.OPEN) return;
    connection.write(bytes);
    const { consoleUnread } = this.#limits;
    if (connection.unread > consoleUnread || this.#page.bufferedAmount > consoleUnread) {
      const who = connection.unread > consoleUnread ? 'lab' : 'page';
      this.#close(AGAINST_THE_RULES, `More than ${consoleUnread} bytes wait for the ${who} to read them.`);
    }
  }

  #obey(text: string): void {
    const command = commandSchema.safeParse(parseJson(text));
    if (!command.success) {
      this.#close(AGAINST_THE_RULES, 'This is no command of the console.');
      return;
    }
    const connection = this.#open.get(this.#current);
    switch (command.data.do) {
      case 'connect':
        this.#connect();
        break;
      case 'use':
        if (command.data.connection > this.#connections) {
          this.#close(AGAINST_THE_RULES, 'There is no connection of this number.');
        }
        this.#current = command.data.connection;
        break;
      case 'end':
        connection?.end();
        break;
      case 'reset':
        connection?.reset();
        break;
      case 'read':
        connection?.read(command.data.bytesPerSecond);
        break;
    }
  }

  #connect(): void {
    const { consoleConnections } = this.#limits;
    if (this.#open.size >= consoleConnections) {
      const text = `A console has at most ${consoleConnections} connections open.`;
      this.#close(AGAINST_THE_RULES, text);
      return;
    }
    const number = (this.#connections += 1);
    this.#current = number;
    const connection = new ConsoleConnection(this.#lab(), {
      mayRead: () => this.#page.bufferedAmount < this.#limits.consoleBuffer,
      read: (bytes) => {
        this.#record(number, 'server', bytes);
      },
      ended: (from, ending) => {
        this.#record(number, from, NO_BYTES, ending);
      },
      closed: () => {
        this.#open.delete(number);
      },
    });
    this.#open.set(number, connection);
  }

  /** Brings the page what has crossed a connection. Past the bound of a capture, the console is over. */
  #record(connection: number, from: Sender, bytes: Uint8Array, ending: Ending | null = null): void {
    const { captureBytes, arrivalCost } = this.#limits;
    if (this.#page.readyState !== this.#page.OPEN) return;
    if (this.#cost + bytes.length + arrivalCost > captureBytes) {
      const bound = `its bound of ${captureBytes / 1024 / 1024} MiB`;
      this.#tell('full', `The recording has reached ${bound}: the console was closed.`);
      this.#close(DONE, 'The recording is full.');
      return;
    }
    this.#cost += bytes.length + arrivalCost;
    const at = performance.now() - this.#began;
    this.#page.send(encodeArrival({ connection, from, at, bytes, ending }), () => {
      for (const each of this.#open.values()) each.proceed();
    });
  }

  #tell(notice: ConsoleNotice['notice'], text: string): void {
    this.#page.send(JSON.stringify({ notice, text } satisfies ConsoleNotice));
  }

  #close(code: number, reason: string): void {
    this.#page.close(code, reason);
    this.#drop();
  }

  #drop(): void {
    for (const connection of this.#open.values()) connection.drop();
  }
}

const NO_BYTES = new Uint8Array();

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
