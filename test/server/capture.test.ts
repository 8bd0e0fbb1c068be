/** What a run's capture holds is what crossed the socket: judged by raw clients on the other side of it. */
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  getRequest,
  openPlayground,
  RawClient,
  texts,
  type ScenarioInput,
  type TestPlayground,
} from './clients.ts';

let playground: TestPlayground;
beforeAll(async () => {
  playground = await openPlayground();
});
afterAll(() => {
  playground.close();
});

/** After the line end of a chunk or head; a head alone can end with `=60` and an empty line too. */
const LAST_CHUNK = '\r\n0\r\n\r\n';

const SCENARIO: ScenarioInput = {
  steps: [
    { event: { data: '17\n18' } },
    { text: 'data: caf' },
    { bytes: 'c3' },
    { bytes: 'a9 0a 0a' },
    { event: { comment: 'done' } },
  ],
  then: 'end',
};

const withoutDate = (bytes: Buffer) => bytes.toString('latin1').replace(/^Date: .*$/m, 'Date:');

/** What `curl --raw -i` prints; where there is no curl, what a raw client reads that sends the same request. */
async function curlRaw(url: string): Promise<Buffer> {
  const curl = spawn('curl', ['-q', '--noproxy', '*', '--raw', '-i', '-s', '-N', url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const parts: Buffer[] = [];
  curl.stdout.on('data', (part: Buffer) => parts.push(part));
  const started = await new Promise<boolean>((resolve) => {
    curl.once('close', () => {
      resolve(true);
    });
    curl.once('error', () => {
      resolve(false);
    });
  });
  if (started) return Buffer.concat(parts);
  const { pathname, port, host } = new URL(url);
  const client = await RawClient.connect(Number(port));
  client.send(getRequest(pathname, host));
  await client.until(LAST_CHUNK);
  client.socket.destroy();
  return client.received;
}

describe('the bytes of a capture', () => {
  it('are those that the client received, byte for byte, head and framing included', async () => {
    const { id, stream } = await playground.run(SCENARIO);
    const client = await playground.connect();
    const request = getRequest(stream);
    client.send(request);
    await client.until(LAST_CHUNK);
    expect(client.received.toString()).toContain('\r\nDate: ');
    expect(await playground.bytes(id, 1, 'server')).toEqual(client.received);
    expect((await playground.bytes(id, 1, 'client')).toString()).toBe(request);
    client.socket.destroy();
  });

  it('equal what curl --raw -i prints for the same scenario, the Date line aside', async () => {
    const { id, stream } = await playground.run(SCENARIO);
    const printed = await curlRaw(`${playground.lab}${stream}`);
    const recorded = await playground.bytes(id, 1, 'server');
    expect(printed.toString('latin1')).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n0\r\n\r\n$/);
    expect(withoutDate(recorded)).toBe(withoutDate(printed));

    // And of another playing of it, where even the Date may differ.
    const again = await playground.run(SCENARIO);
    const client = await playground.connect();
    client.send(getRequest(again.stream));
    await client.until(LAST_CHUNK);
    expect(withoutDate(await playground.bytes(again.id, 1, 'server'))).toBe(withoutDate(printed));
    client.socket.destroy();
  });

  it('hold one arrival per write, in order, at times that never decrease', async () => {
    const { id, stream } = await playground.run(SCENARIO);
    const client = await playground.connect();
    client.send(getRequest(stream));
    await client.until(LAST_CHUNK);
    const feed = playground.feed(id);
    client.socket.end();
    await feed.untilEnding('server');

    const [head, ...chunks] = texts(feed.arrivals, 'server');
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/);
    expect(chunks).toEqual([
      '13\r\ndata: 17\ndata: 18\n\n\r\n',
      '9\r\ndata: caf\r\n',
      '1\r\n\xc3\r\n',
      '3\r\n\xa9\n\n\r\n',
      '8\r\n: done\n\n\r\n',
      '0\r\n\r\n',
    ]);
    const times = feed.arrivals.map((arrival) => arrival.at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(0);
  });

  it('show a character that a step boundary splits as two chunks', async () => {
    const { id, stream } = await playground.run({
      steps: [{ bytes: 'e2 82' }, { bytes: 'ac' }],
      then: 'end',
    });
    const client = await playground.connect();
    client.send(getRequest(stream));
    await client.until(LAST_CHUNK);
    const body = (await playground.bytes(id, 1, 'server')).toString('latin1').split('\r\n\r\n', 2)[1];
    expect(body).toBe('2\r\n\xe2\x82\r\n1\r\n\xac\r\n0');
    client.socket.destroy();
  });

  it('are told by sender, connection and range in the summary of the run', async () => {
    const { id, stream } = await playground.run({ steps: [{ text: 'abc' }], then: 'end' });
    const client = await playground.connect();
    client.send(getRequest(stream));
    await client.until(LAST_CHUNK);
    const { length, full, arrivals, scenario } = await playground.summary(id);
    expect(scenario).toEqual({ steps: [{ text: 'abc' }], then: 'end' });
    expect(full).toBe(false);
    expect(length).toBe(client.received.length + getRequest(stream).length);
    const headLength = client.received.indexOf('\r\n\r\n') + 4;
    const range = (start: number, length: number) => ({ start, end: start + length });
    expect(arrivals.map(({ connection, from, start, end }) => ({ connection, from, start, end }))).toEqual([
      { connection: 1, from: 'client', ...range(0, getRequest(stream).length) },
      { connection: 1, from: 'server', ...range(0, headLength) },
      { connection: 1, from: 'server', ...range(headLength, 8) },
      { connection: 1, from: 'server', ...range(headLength + 8, 5) },
    ]);
    client.socket.destroy();
  });
});

describe('a connection that is kept', () => {
  it('carries the next exchange of the run under the same number', async () => {
    const { id, stream } = await playground.run({ steps: [{ text: 'x' }], then: 'end' });
    const client = await playground.connect();
    client.send(getRequest(stream));
    await client.until(LAST_CHUNK, 1);
    client.send(getRequest(stream));
    await client.until(LAST_CHUNK, 2);
    const { arrivals } = await playground.summary(id);
    expect(new Set(arrivals.map((arrival) => arrival.connection))).toEqual(new Set([1]));
    expect(arrivals.filter((arrival) => arrival.from === 'client')).toHaveLength(2);
    expect(await playground.bytes(id, 1, 'server')).toEqual(client.received);
    client.socket.destroy();
  });

  it('is connection 1 and the next one connection 2 of the run, whatever came before on the lab', async () => {
    const { id, stream } = await playground.run({ steps: [{ text: 'x' }], then: 'end' });
    for (const times of [1, 2]) {
      const client = await playground.connect();
      client.send(getRequest('/healthz'));
      await client.until('\r\n\r\n');
      client.send(getRequest(stream));
      await client.until(LAST_CHUNK);
      const sent = await playground.bytes(id, times, 'server');
      expect(client.received.subarray(-sent.length)).toEqual(sent);
      client.socket.destroy();
    }
  });

  it('shows each of two runs its own bytes only', async () => {
    const a = await playground.run({ steps: [{ text: 'of a' }], then: 'end' });
    const b = await playground.run({ steps: [{ text: 'of b' }], then: 'end' });
    const client = await playground.connect();
    for (const [index, stream] of [a.stream, b.stream, a.stream].entries()) {
      client.send(getRequest(stream));
      await client.until(LAST_CHUNK, index + 1);
    }
    const ofA = await playground.bytes(a.id, 1, 'server');
    const ofB = await playground.bytes(b.id, 1, 'server');
    expect(ofA.length + ofB.length).toBe(client.received.length);
    expect(ofA.toString()).toMatch(/^HTTP\/1\.1 200 [^]*of a[^]*HTTP\/1\.1 200 [^]*of a\r\n0\r\n\r\n$/);
    expect(ofA.toString()).not.toContain('of b');
    expect(ofB.toString()).toMatch(/^HTTP\/1\.1 200 [^]*of b\r\n0\r\n\r\n$/);
    expect(ofB.toString()).not.toContain('of a');
    expect((await playground.bytes(b.id, 1, 'client')).toString()).toBe(getRequest(b.stream));

    // The connection ends after an exchange of a: that is nothing of b's.
    const feed = playground.feed(a.id);
    client.socket.end();
    await feed.untilEnding('client');
    expect((await playground.summary(b.id)).arrivals.filter(({ ending }) => ending)).toEqual([]);
  });

  it('gives pipelined requests, in one read or cut anywhere, to the run that each is for', async () => {
    const a = await playground.run({ steps: [{ text: 'of a' }, { wait: 5 }], then: 'end' });
    const b = await playground.run({ steps: [{ text: 'of b' }], then: 'end' });
    const client = await playground.connect();
    const [toA, toB] = [getRequest(a.stream), getRequest(b.stream)];
    client.send(toA + getRequest('/healthz') + toB + toA.slice(0, 40));
    await client.until('of b');
    client.send(toA.slice(40));
    await client.until(LAST_CHUNK, 3);

    expect((await playground.bytes(a.id, 1, 'client')).toString()).toBe(toA + toA);
    expect((await playground.bytes(b.id, 1, 'client')).toString()).toBe(toB);
    const ofB = (await playground.bytes(b.id, 1, 'server')).toString();
    expect(ofB).toMatch(/^HTTP\/1\.1 200 [^]*of b\r\n0\r\n\r\n$/);
    const ofA = (await playground.bytes(a.id, 1, 'server')).toString();
    expect(ofA).not.toContain('of b');
    expect(ofA).not.toContain('204');
    expect(ofA.split('of a')).toHaveLength(3);
    client.socket.destroy();
  });

  it('records a request from its first byte, also when it comes in pieces', async () => {
    const { id, stream } = await playground.run({ steps: [{ text: 'x' }], then: 'end' });
    const client = await playground.connect();
    const request = getRequest(stream);
    // An answered request in between proves that the first piece was a read of its own.
    client.send(getRequest('/healthz') + request.slice(0, 10));
    await client.until('204 No Content');
    client.send(request.slice(10));
    await client.until(LAST_CHUNK);
    expect((await playground.bytes(id, 1, 'client')).toString()).toBe(request);
    const { arrivals } = await playground.summary(id);
    expect(arrivals.filter(({ from }) => from === 'client').map(({ end }) => end)).toEqual([
      10,
      request.length,
    ]);
    client.socket.destroy();
  });
});

describe('the ending of a connection', () => {
  it('belongs to the exchange before it, but what came in between does not', async () => {
    const { id, stream } = await playground.run({ steps: [{ text: 'x' }], then: 'end' });
    const client = await playground.connect();
    const feed = playground.feed(id);
    client.send(getRequest(stream));
    await client.until(LAST_CHUNK);
    const exchange = client.received;
    client.send('this is not HTTP\r\n\r\n');
    await client.ended;
    expect(client.received.length).toBeGreaterThan(exchange.length);
    await feed.untilEnding('server');
    expect(await playground.bytes(id, 1, 'server')).toEqual(exchange);
    expect((await playground.bytes(id, 1, 'client')).toString()).toBe(getRequest(stream));
    client.socket.destroy();
  });

  it('is a FIN of the server after cut, and no last-chunk went before it', async () => {
    const { id, stream } = await playground.run({ steps: [{ text: 'x' }], then: 'cut' });
    const client = await playground.connect();
    const feed = playground.feed(id);
    client.send(getRequest(stream));
    expect(await client.ended).toBe('fin');
    expect(client.received.toString()).toMatch(/\r\n\r\n1\r\nx\r\n$/);
    await feed.untilEnding('server');
    expect(feed.arrivals.at(-1)).toMatchObject({ from: 'server', ending: 'fin', bytes: { length: 0 } });
    expect(await playground.bytes(id, 1, 'server')).toEqual(client.received);
    client.socket.destroy();
  });

  it('is a reset of the client when it resets', async () => {
    const { id, stream } = await playground.run({ steps: [{ text: 'x' }], then: 'hold' });
    const client = await playground.connect();
    const feed = playground.feed(id);
    client.send(getRequest(stream));
    await client.until('x\r\n');
    client.socket.resetAndDestroy();
    await feed.untilEnding('client');
    expect(feed.arrivals.at(-1)).toMatchObject({ connection: 1, from: 'client', ending: 'reset' });
  });

  it('is a FIN of the client when it closes in order, and the server follows', async () => {
    const { id, stream } = await playground.run({ steps: [{ text: 'x' }], then: 'hold' });
    const client = await playground.connect();
    const feed = playground.feed(id);
    client.send(getRequest(stream));
    await client.until('x\r\n');
    client.socket.end();
    await feed.untilEnding('server');
    expect(feed.arrivals.slice(-2)).toMatchObject([
      { from: 'client', ending: 'fin' },
      { from: 'server', ending: 'fin' },
    ]);
    expect(await client.ended).toBe('fin');
  });

  it('stops a scenario at once: what comes after is neither written nor recorded', async () => {
    const { id, stream } = await playground.run({
      steps: [{ text: 'before' }, { wait: 60_000 }, { text: 'after' }],
      then: 'end',
    });
    const client = await playground.connect();
    const feed = playground.feed(id);
    client.send(getRequest(stream));
    await client.until('before');
    client.socket.resetAndDestroy();
    await feed.untilEnding('client');
    expect((await playground.bytes(id, 1, 'server')).toString()).toMatch(/before\r\n$/);
  });
});
