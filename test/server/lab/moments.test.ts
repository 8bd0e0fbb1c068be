import net from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { callAt, dontCall, type Due } from '../../../server/lab/moments.ts';

/** What is due now has had one turn. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('what is due', () => {
  it('is called at its time, to the millisecond not before it, and never at once', async () => {
    const now = performance.now();
    for (const after of [-1000, 0, 30, 10]) {
      let calledAt: number | null = null;
      await new Promise<void>((resolve) => {
        callAt(now + after, {
          due() {
            calledAt = performance.now();
            resolve();
          },
        });
        expect(calledAt).toBeNull();
      });
      expect(calledAt).toBeGreaterThanOrEqual(now + after - 1);
    }
  });

  it('is called a few at a time, the first to become due first', async () => {
    const called: number[] = [];
    const counts: number[] = [];
    for (let number = 0; number < 150; number++) callAt(0, { due: () => called.push(number) });
    expect(called).toEqual([]);
    for (let turns = 0; turns < 3; turns++) {
      await turn();
      counts.push(called.length);
    }
    expect(counts).toEqual([64, 128, 150]);
    expect(called).toEqual(called.toSorted((a, b) => a - b));
  });

  it('is not called any more when it was taken back, before its moment or while it waits for its turn', async () => {
    const called: string[] = [];
    const one = (name: string): Due => ({ due: () => called.push(name) });
    const [late, early, stays] = [one('late'), one('early'), one('stays')];
    dontCall(callAt(0, late), late);
    const soon = performance.now() + 10;
    dontCall(callAt(soon, early), early);
    await new Promise<void>((resolve) => {
      callAt(soon, stays);
      callAt(soon + 20, { due: resolve });
    });
    expect(called).toEqual(['stays']);
  });

  it('keeps nobody out, though there is always more of it', async () => {
    let stopped = false;
    const again: Due = {
      due() {
        if (!stopped) callAt(0, { ...again });
      },
    };
    for (let number = 0; number < 1000; number++) callAt(0, { ...again });
    const server = net.createServer((socket) => socket.end('hello'));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    expect(bytes.toString()).toBe('hello');
    stopped = true;
    server.close();
  });
});
