/** The same notifications by polling, long polling, event stream and WebSocket, on real sockets. */
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { getRequest, openPlayground, type ScenarioInput, type TestPlayground } from '../clients.ts';

let playground: TestPlayground;
beforeAll(async () => {
  playground = await openPlayground();
});
afterAll(() => {
  playground.close();
});

const NEWS = {
  deliver: { poll: 100, longPoll: 2000, webSocket: true },
  steps: [
    { event: { event: 'login', data: 'ada' } },
    { wait: 150 },
    { event: { event: 'message', data: 'héllo' } },
    { wait: 150 },
    { repeat: { times: 2, every: 50, from: 7, steps: [{ event: { data: 'tick {n}' } }] } },
  ],
} satisfies ScenarioInput;

const ALL = [
  { id: 1, event: 'login', data: 'ada' },
  { id: 2, event: 'message', data: 'héllo' },
  { id: 3, data: 'tick 7' },
  { id: 4, data: 'tick 8' },
];

async function news(scenario: ScenarioInput = NEWS) {
  const { id } = await playground.run(scenario);
  return { id, base: `${playground.lab}/runs/${id}` };
}

/** Everything that a client is told that asks again and again, each time for what it has not got. */
async function ask(url: string, pause: number): Promise<{ requests: number; told: unknown[] }> {
  const told: { id: number }[] = [];
  for (let requests = 1; ; requests += 1) {
    const answer = await fetch(`${url}?after=${told.at(-1)?.id ?? 0}`);
    expect(answer.headers.get('content-type')).toBe('application/json');
    told.push(...((await answer.json()) as { id: number }[]));
    if (told.length >= ALL.length) return { requests, told };
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function listen(base: string, query = ''): { socket: WebSocket; told: unknown[]; until: Promise<unknown> } {
  const socket = new WebSocket(`${base.replace('http', 'ws')}/socket${query}`);
  const told: { id: number }[] = [];
  const until = new Promise((resolve) => {
    socket.on('message', (message: Buffer) => {
      told.push(JSON.parse(message.toString()) as { id: number });
      if (told.at(-1)?.id === ALL.length) resolve(null);
    });
  });
  return { socket, told, until };
}

describe('each way', () => {
  it('tells all notifications, in order, once', async () => {
    const { base } = await news({ ...NEWS, resume: true });
    const stream = await playground.connect();
    stream.send(getRequest(new URL(`${base}/stream`).pathname));
    const { socket, told, until } = listen(base);
    const [polled, longPolled] = await Promise.all([ask(`${base}/poll`, 40), ask(`${base}/long-poll`, 0)]);
    await until;
    await stream.until('data: tick 8');
    expect(polled.told).toEqual(ALL);
    expect(longPolled.told).toEqual(ALL);
    expect(told).toEqual(ALL);
    const events = /\r\n\r\n([^]*)/
      .exec(stream.received.toString())?.[1]
      ?.replace(/\r\n[0-9a-f]+\r\n|^[0-9a-f]+\r\n/g, '');
    expect(events).toBe(
      'event: login\nid: 1\ndata: ada\n\nevent: message\nid: 2\ndata: héllo\n\nid: 3\ndata: tick 7\n\nid: 4\ndata: tick 8\n\n\r\n',
    );
    // Polling asks by the clock; a long poll is answered by a notification.
    expect(polled.requests).toBeGreaterThan(longPolled.requests);
    expect(longPolled.requests).toBeLessThanOrEqual(ALL.length);
    socket.close();
    stream.socket.destroy();
  });

  it('answers a poll at once when there is nothing new, and a long poll after its time', async () => {
    const { base } = await news({
      ...NEWS,
      deliver: { poll: 100, longPoll: 100 },
      steps: [{ event: { data: 'a' } }],
    });
    expect(await (await fetch(`${base}/poll?after=1`)).text()).toBe('[]');
    const began = performance.now();
    expect(await (await fetch(`${base}/long-poll?after=1`)).text()).toBe('[]');
    expect(performance.now() - began).toBeGreaterThanOrEqual(99);
  });

  it('is recorded, byte for byte, the WebSocket frames too', async () => {
    const { id, base } = await news({
      ...NEWS,
      resume: true,
      steps: [{ event: { data: 'a' } }, { event: { data: 'b' } }],
    });
    const { socket } = listen(base);
    await once(socket, 'message');
    await once(socket, 'message');
    socket.send('from the client');
    socket.close();
    await once(socket, 'close');
    const server = await playground.bytes(id, 1, 'server');
    const [head = '', frames = ''] = server.toString('latin1').split(/(?<=\r\n\r\n)/);
    expect(head).toMatch(/^HTTP\/1.1 101 Switching Protocols\r\n/);
    expect(frames).toBe('\x81\x13{"id":1,"data":"a"}\x81\x13{"id":2,"data":"b"}\x88\x00');
    const client = await playground.bytes(id, 1, 'client');
    const [request = '', ...sent] = client.toString('latin1').split(/(?<=\r\n\r\n)/);
    expect(request).toMatch(/^GET \/runs\/[^]*Sec-WebSocket-Key: /);
    // A text frame of 15 bytes, masked, and an empty Close frame.
    expect(sent.join('')).toHaveLength(2 + 4 + 15 + 2 + 4);
    expect(sent.join('')).toMatch(/^\x81\x8f/);
  });
});

describe('a client that was offline', () => {
  const OFFLINE = {
    ...NEWS,
    deliver: { ...NEWS.deliver, offline: { from: 80, to: 800 } },
    resume: true,
  } satisfies ScenarioInput;

  it('is broken off, reset while it is offline, and then gets what it has missed', async () => {
    const { base } = await news(OFFLINE);
    const path = new URL(`${base}/stream`).pathname;
    const began = performance.now();
    const stream = await playground.connect();
    stream.send(getRequest(path));
    const { socket, told } = listen(base);
    const closed = once(socket, 'close');
    socket.on('error', () => {});
    await stream.until('data: ada');
    // The lab counts from the request, so that it is at least as far as this.
    const latest = performance.now();
    expect(await stream.ended).toBe('reset');
    expect(performance.now() - began).toBeLessThan(800);
    await closed;
    expect(told).toEqual(ALL.slice(0, 1));

    await expect(fetch(`${base}/poll?after=1`)).rejects.toThrow();
    const refused = await playground.connect();
    refused.send(getRequest(path));
    expect(await refused.ended).toBe('reset');

    await new Promise((resolve) => setTimeout(resolve, 810 - (performance.now() - latest)));
    const back = await playground.connect();
    back.send(getRequest(path).replace('Accept: */*', 'Accept: */*\r\nLast-Event-ID: 1'));
    const again = listen(base, '?after=1');
    await again.until;
    await back.until('data: tick 8');
    expect(again.told).toEqual(ALL.slice(1));
    expect(back.received.toString()).not.toContain('data: ada');
    expect(back.received.toString()).toContain('data: héllo');
    again.socket.close();
    back.socket.destroy();
  });

  it('misses what happened, without resume: also on an event stream', async () => {
    const { base } = await news({ ...NEWS, resume: undefined });
    await fetch(`${base}/poll`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const stream = await playground.connect();
    stream.send(
      getRequest(new URL(`${base}/stream`).pathname).replace('\r\n\r\n', '\r\nLast-Event-ID: 1\r\n\r\n'),
    );
    await stream.until('data: tick 8');
    expect(stream.received.toString()).not.toContain('héllo');
    stream.socket.destroy();
  });
});

describe('what is not there', () => {
  it('is said: another way, a wrong number, no upgrade', async () => {
    const { base } = await news({ ...NEWS, deliver: { poll: 100 } });
    expect(await problemOf(await fetch(`${base}/long-poll`))).toEqual([
      404,
      'The notifications of this run are not delivered by long polling.',
    ]);
    expect(await problemOf(await fetch(`${base}/poll?after=-1`))).toEqual([
      400,
      'after is the number of a notification, not "-1".',
    ]);
    const other = await news();
    const answer = await fetch(`${other.base}/socket`);
    expect(answer.headers.get('upgrade')).toBe('websocket');
    expect(await problemOf(answer)).toEqual([
      426,
      'Ask for a WebSocket with the first request of a connection (RFC 6455 4.1).',
    ]);
  });

  it('is said to a WebSocket too, before it is one', async () => {
    const { base } = await news({ ...NEWS, deliver: { poll: 100 } });
    const socket = new WebSocket(`${base.replace('http', 'ws')}/socket`);
    socket.on('error', () => {});
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(404);
    socket.terminate();
  });
});

async function problemOf(answer: Response): Promise<[number, string]> {
  const { detail } = (await answer.json()) as { detail: string };
  return [answer.status, detail];
}
