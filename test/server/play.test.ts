/** What the wire cannot show of playing a scenario: that it stops when there is nobody to play to. */
import { once } from 'node:events';
import http, { type ServerResponse } from 'node:http';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../lessons/schema/scenario.ts';
import { play } from '../../server/play.ts';
import { getRequest, RawClient } from './clients.ts';

async function playTo(
  scenario: Scenario,
): Promise<{ client: RawClient; response: ServerResponse; played: Promise<void> }> {
  const server = http.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = await RawClient.connect((server.address() as net.AddressInfo).port);
  client.send(getRequest('/'));
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  server.close();
  return { client, response, played: play(scenario, response) };
}

describe('play', () => {
  it('settles at once when the client goes during a wait', async () => {
    const { client, played } = await playTo({ steps: [{ wait: 60_000 }], then: 'end' });
    await client.until('\r\n\r\n');
    client.socket.destroy();
    await played;
  });

  it('settles at once when the client goes without having read', async () => {
    const steps = Array.from({ length: 1000 }, () => ({ text: 'a'.repeat(65_536) }));
    const { client, response, played } = await playTo({ steps, then: 'end' });
    client.socket.pause();
    while (!response.writableNeedDrain || response.socket?.writableLength === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    client.socket.destroy();
    await played;
    expect(response.writableEnded).toBe(false);
  });

  it('settles when it is to be held, and the response stays open', async () => {
    const { client, response, played } = await playTo({ steps: [{ text: 'x' }], then: 'hold' });
    await played;
    expect(response.writableEnded).toBe(false);
    expect(response.destroyed).toBe(false);
    client.socket.destroy();
  });
});
