/** The server as a process: what it prints, where it listens, how it refuses to start and how it ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS as LIMITS } from '../../server/limits.ts';
import { readSettings } from '../../server/settings.ts';
import { start } from '../../server/start.ts';
import { ask } from './answers.ts';
import { FeedClient, getRequest, postRun, RawClient } from './clients.ts';
import type { RunCreated } from '../../server/contract.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const LOOPBACK = ['127.0.0.1', '::1'];

class ServerProcess {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  /** Exit code, or the signal that killed it. */
  readonly exit: Promise<number | string | null>;

  constructor(env: Record<string, string>, command: readonly [string, ...string[]]) {
    const [program, ...args] = command;
    this.child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, PORT: '0', LAB_PORT: '0', LAB_TLS_PORT: '0', HOST: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (part: Buffer) => (this.stdout += part.toString()));
    this.child.stderr?.on('data', (part: Buffer) => (this.stderr += part.toString()));
    this.exit = once(this.child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  }

  /** The two addresses that it prints, once it has. */
  async addresses(): Promise<{ page: string; lab: string }> {
    for (;;) {
      const [page, lab] = this.stdout.match(/https?:\/\/[^\s,]+/g) ?? [];
      if (page !== undefined && lab !== undefined && this.stdout.endsWith('\n')) return { page, lab };
      await Promise.race([once(this.child.stdout as NodeJS.ReadableStream, 'data'), this.exit]);
      if (this.child.exitCode !== null) throw new Error(`It ended: ${this.stderr}`);
    }
  }
}

const processes: ServerProcess[] = [];
/** As `npm start` runs it: what was built. */
const NODE = [process.execPath, 'server/dist/server/main.js'] as const;
function startServer(
  env: Record<string, string> = {},
  command: readonly [string, ...string[]] = NODE,
): ServerProcess {
  const server = new ServerProcess(env, command);
  processes.push(server);
  return server;
}
afterEach(async () => {
  for (const { child } of processes) child.kill('SIGKILL');
  await Promise.all(processes.map(({ exit }) => exit));
  processes.length = 0;
});

async function listenOn(host: string): Promise<net.Server | null> {
  const server = net.createServer();
  server.listen(0, host);
  return Promise.race([
    once(server, 'listening').then(() => server),
    once(server, 'error').then(() => null),
  ]).catch(() => null);
}

async function connects(host: string, port: number): Promise<boolean> {
  const socket = net.connect({ host, port, timeout: 2000 });
  const open = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => {
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
    socket.once('timeout', () => {
      resolve(false);
    });
  });
  socket.destroy();
  return open;
}

const portOf = (url: string) => Number(new URL(url).port);

describe('what it prints', () => {
  it('is the truth with free ports: a page at the one, the lab at the other', async () => {
    const server = startServer();
    const { page, lab } = await server.addresses();
    expect(page).toMatch(/^http:\/\/localhost:\d+\/$/);
    expect(lab).toMatch(/^http:\/\/localhost:\d+$/);
    expect(server.stdout.trim().split('\n')).toHaveLength(2);
    expect((await ask(page)).headers['x-content-type-options']).toBe('nosniff');
    expect((await ask(`${lab}/healthz`)).status).toBe(204);
    const created = (await (await postRun(page.slice(0, -1), '{"steps": []}')).json()) as RunCreated;
    expect(created.labPort).toBe(portOf(lab));
    expect(server.stderr).toBe('');
  });

  it('is the truth for ports and a host that were asked for', async () => {
    const free = (await listenOn('127.0.0.1')) as net.Server;
    const { port } = free.address() as net.AddressInfo;
    free.close();
    await once(free, 'close');
    const server = startServer({ PORT: String(port), HOST: '127.0.0.1' });
    const { page } = await server.addresses();
    expect(page).toBe(`http://127.0.0.1:${port}/`);
    expect(await connects('127.0.0.1', port)).toBe(true);
    expect(await connects('::1', port)).toBe(false);
  });

  it('is localhost for a server that listens on every address', async () => {
    const { page, lab } = await startServer({ HOST: '0.0.0.0' }).addresses();
    expect(page).toMatch(/^http:\/\/localhost:\d+\/$/);
    expect(await connects('127.0.0.1', portOf(page))).toBe(true);
    // Whoever asks for that is reached under names of other machines too.
    const { status } = await ask(page, { headers: { Host: 'classroom.example' } });
    expect(status).not.toBe(403);
    expect((await ask(`${lab}/healthz`)).status).toBe(204);
  });
});

describe('where it listens', () => {
  it('is loopback only, on each family that the machine has', async () => {
    const { page, lab } = await startServer().addresses();
    const outside = Object.values(os.networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address);
    for (const port of [portOf(page), portOf(lab)]) {
      for (const address of LOOPBACK) {
        const probe = await listenOn(address);
        probe?.close();
        expect(await connects(address, port)).toBe(probe !== null);
      }
      // 127.0.0.2 is answered by what listens on every address, and by nothing else.
      for (const address of ['127.0.0.2', ...outside]) expect(await connects(address, port)).toBe(false);
    }
  });
});

describe('a start that cannot be', () => {
  it.each(['PORT', 'LAB_PORT'])(
    'says in one line that the port is taken and names %s, on whichever family it is taken',
    async (variable) => {
      for (const address of LOOPBACK) {
        const holder = await listenOn(address);
        // A machine without IPv6 has nobody who could hold the port there.
        if (!holder) continue;
        const { port } = holder.address() as net.AddressInfo;
        const server = startServer({ [variable]: String(port) });
        expect(await server.exit).toBe(1);
        expect(server.stderr).toBe(
          `Port ${port} is taken. Set ${variable} to another port, or ${variable}=0 for a free one.\n`,
        );
        expect(server.stdout).toBe('');
        holder.close();
      }
    },
  );

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['LAB_PORT', '42.5'],
    ['LAB_PORT', '0x10'],
  ])('says in one line that %s=%s is not a port', async (variable, value) => {
    const server = startServer({ [variable]: value });
    expect(await server.exit).toBe(1);
    expect(server.stderr).toBe(
      `${variable} is ${JSON.stringify(value)}: a port is a whole number from 0 to 65535.\n`,
    );
    expect(server.stdout).toBe('');
  });

  it('says in one line that HOST is not of this machine', async () => {
    const server = startServer({ HOST: '192.0.2.1' });
    expect(await server.exit).toBe(1);
    expect(server.stderr).toMatch(/^HOST is "192\.0\.2\.1": [^\n]+\n$/);
  });

  it('uses 4280 and 4281 when nothing else is asked for', () => {
    const settings = readSettings({ PORT: '' });
    expect(settings.page.port).toBe(4280);
    expect(settings.lab.port).toBe(4281);
    expect(settings.host).toBeNull();
  });
});

describe('an end in order', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'tells streams and feeds at %s, and exits with 0',
    async (signal) => {
      const server = startServer();
      const { page, lab } = await server.addresses();
      const { id, stream } = (await (
        await postRun(page.slice(0, -1), '{"steps": [{"text": "held"}]}')
      ).json()) as RunCreated;
      const feed = new FeedClient(`${page.replace('http', 'ws')}api/runs/${id}/feed`);
      await feed.opened;
      const client = await RawClient.connect(portOf(lab));
      client.send(getRequest(stream));
      await client.until('held\r\n');
      server.child.kill(signal);
      await client.until('held\r\n0\r\n\r\n');
      expect(await feed.closed).toBe(1001);
      expect(await server.exit).toBe(0);
      client.socket.destroy();
    },
  );
});

describe('a playground in a process of others', () => {
  it('ends every connection when it is closed, and frees its ports', async () => {
    let silence = 0;
    const playground = await start(
      readSettings({ PORT: '0', LAB_PORT: '0', LAB_TLS_PORT: '0' }),
      (server) => {
        silence = server.timeout;
        return (_request, _response, next) => {
          next();
        };
      },
    );
    expect(silence).toBe(LIMITS.silence);
    const ports = [portOf(playground.page), portOf(playground.lab)];
    const clients = await Promise.all(ports.map((port) => RawClient.connect(port)));
    playground.close();
    await Promise.all(clients.map(({ ended }) => ended));
    for (const port of ports) expect(await connects('127.0.0.1', port)).toBe(false);
    for (const { socket } of clients) socket.destroy();
  });
});

describe('SIGINT and SIGTERM', () => {
  it('end it within a second when they reach only the shell that npm runs it in', async () => {
    // A shell with a second command to run waits for the first, as npm's does.
    const shell = ['sh', '-c', `"${NODE[0]}" ${NODE.slice(1).join(' ')}; true`] as const;
    const server = startServer({ npm_lifecycle_event: 'start' }, shell);
    const { page } = await server.addresses();
    const asked = performance.now();
    server.child.kill('SIGTERM');
    // The pipes are closed when the shell and the server have both gone.
    expect(await server.exit).toBe('SIGTERM');
    expect(performance.now() - asked).toBeLessThan(1000);
    expect(await connects('127.0.0.1', portOf(page))).toBe(false);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends it within a second and with code 0, ten streams and ten feeds open',
    async (signal) => {
      const server = startServer();
      const { page, lab } = await server.addresses();
      const clients: RawClient[] = [];
      const feeds: FeedClient[] = [];
      for (let count = 0; count < 10; count += 1) {
        const answer = await postRun(page.slice(0, -1), '{"steps": [{"text": "x"}, {"wait": 60000}]}');
        const { id, stream } = (await answer.json()) as RunCreated;
        const client = await RawClient.connect(portOf(lab));
        client.send(getRequest(stream));
        await client.until('x\r\n');
        clients.push(client);
        const feed = new FeedClient(`${page.replace('http', 'ws')}api/runs/${id}/feed`);
        expect(await feed.opened).toBe(101);
        feeds.push(feed);
      }
      const asked = performance.now();
      server.child.kill(signal);
      expect(await server.exit).toBe(0);
      expect(performance.now() - asked).toBeLessThan(1000);
      await Promise.all([...clients.map(({ ended }) => ended), ...feeds.map(({ closed }) => closed)]);
      expect(server.stderr).toBe('');
    },
  );
});
