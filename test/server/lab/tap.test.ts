/** The tap stands in for a socket: what goes through it arrives unchanged, and the observer sees all of it. */
import { once } from 'node:events';
import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Tap } from '../../../server/lab/tap.ts';

interface Seen {
  readonly reads: Buffer[];
  readonly writes: Buffer[];
  readonly endings: string[];
}

const open: (net.Server | net.Socket)[] = [];
afterEach(() => {
  for (const each of open) {
    if (each instanceof net.Server) each.close();
    else each.destroy();
  }
  open.length = 0;
});

async function tapped(): Promise<{ tap: Tap; socket: net.Socket; client: net.Socket; seen: Seen }> {
  const server = net.createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = net.connect({ port: (server.address() as net.AddressInfo).port, allowHalfOpen: true });
  const [[socket]] = (await Promise.all([once(server, 'connection'), once(client, 'connect')])) as [
    [net.Socket],
    [],
  ];
  open.push(server, client, socket);
  const seen: Seen = { reads: [], writes: [], endings: [] };
  const tap = new Tap(socket, {
    read: (bytes) => seen.reads.push(Buffer.from(bytes)),
    written: (bytes) => seen.writes.push(Buffer.from(bytes)),
    ended: (from, ending) => seen.endings.push(`${from} ${ending}`),
  });
  return { tap, socket, client, seen };
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('Tap', () => {
  it('shows what was written corked as the one write that it is, and misses no byte', async () => {
    const { tap, socket, client, seen } = await tapped();
    tap.write('first');
    tap.cork();
    for (const part of ['3\r\n', 'abc', '\r\n']) tap.write(part);
    tap.uncork();
    tap.end();
    let received = '';
    for await (const part of client) received += String(part);
    expect(received).toBe('first3\r\nabc\r\n');
    expect(seen.writes.map(String)).toEqual(['first', '3\r\nabc\r\n']);
    expect(socket.bytesWritten).toBe(Buffer.concat(seen.writes).length);
    expect(seen.endings).toEqual(['server fin']);
  });

  it('lets the client end its direction and still be answered', async () => {
    const { tap, client, seen } = await tapped();
    client.end('question');
    tap.resume();
    await once(tap, 'end');
    expect(seen.reads.map(String)).toEqual(['question']);
    expect(seen.endings).toEqual(['client fin']);
    const closed = once(tap, 'close');
    tap.end('answer');
    expect(String((await once(client, 'data'))[0])).toBe('answer');
    await closed;
    expect(seen.endings).toEqual(['client fin', 'server fin']);
  });

  it('asks its writer to wait while the client does not read', async () => {
    const { tap, socket, client } = await tapped();
    client.pause();
    const part = Buffer.alloc(256 * 1024);
    let written = 0;
    // The operating system takes no more when Node begins to keep what is written.
    for (; socket.writableLength === 0; written += part.length) {
      tap.write(part);
      await turns(1);
    }
    expect(tap.writableNeedDrain).toBe(true);
    expect(socket.writableLength).toBeLessThanOrEqual(part.length);
    client.resume();
    await once(tap, 'drain');
    expect(tap.writableLength).toBe(0);
    expect(socket.bytesWritten).toBe(written);
  });

  it('stops reading while nobody reads from it', async () => {
    const { tap, client, seen } = await tapped();
    const whole = Buffer.alloc(32 * 1024 * 1024, 'x');
    client.write(whole);
    const size = () => seen.reads.reduce((sum, { length }) => sum + length, 0);
    while (size() === 0) await turns(1);
    await turns(100);
    expect(size()).toBeLessThan(1024 * 1024);
    expect(size() - tap.readableLength).toBe(0);
    tap.resume();
    while (size() < whole.length) await once(tap, 'data');
    expect(size()).toBe(whole.length);
  });

  it('shows a reset of the client, and fails with it', async () => {
    const { tap, client, seen } = await tapped();
    tap.resume();
    client.resetAndDestroy();
    const [error] = (await once(tap, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    expect(tap.destroyed).toBe(true);
    expect(seen.endings).toEqual(['client reset']);
  });

  it('fails with other errors of the socket too, but calls none of them a reset', async () => {
    const { tap, socket, seen } = await tapped();
    socket.destroy(Object.assign(new Error('gone'), { code: 'ETIMEDOUT' }));
    await once(tap, 'error');
    expect(tap.destroyed).toBe(true);
    expect(seen.endings).toEqual([]);
  });

  it('closes in order when it is destroyed', async () => {
    const { tap, client, seen } = await tapped();
    client.resume();
    tap.destroy();
    await once(client, 'end');
    expect(seen.endings).toEqual(['server fin']);
  });

  it('sends what was written before it is destroyed soon, and does not wait for the client', async () => {
    const { tap, socket, client, seen } = await tapped();
    tap.write('last');
    tap.destroySoon();
    expect(String((await once(client, 'data'))[0])).toBe('last');
    if (!socket.destroyed) await once(socket, 'close');
    expect(client.writableEnded).toBe(false);
    expect(seen.endings).toEqual(['server fin']);
  });

  it('tells when the socket was silent for as long as was asked', async () => {
    const { tap, socket } = await tapped();
    tap.setTimeout(5);
    await once(tap, 'timeout');
    tap.setTimeout(0);
    expect(socket.timeout).toBe(0);
  });
});
