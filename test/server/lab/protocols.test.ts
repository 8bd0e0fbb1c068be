/** The lab's ports speak what they are asked in, and the record of each is what crossed the socket, in clear. */
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dissection } from '../../../lessons/protocol/dissect.ts';
import type { Arrival } from '../../../lessons/protocol/capture.ts';
import {
  getRequest,
  openPlayground,
  RawClient,
  type ScenarioInput,
  type TestPlayground,
} from '../clients.ts';
import { answerOf, askHttp2, connectHttp2 } from './http2-client.ts';

let playground: TestPlayground;
beforeAll(async () => {
  playground = await openPlayground();
});
afterAll(() => {
  playground.close();
});

const EVENTS = {
  steps: [{ event: { data: 'one' } }, { wait: 5 }, { event: { data: 'two' } }],
  then: 'end',
} satisfies ScenarioInput;

async function connectTls(protocols: string[]): Promise<tls.TLSSocket> {
  const port = Number(new URL(playground.labTls).port);
  const socket = tls.connect({
    port,
    host: '127.0.0.1',
    ALPNProtocols: protocols,
    rejectUnauthorized: false,
  });
  await once(socket, 'secureConnect');
  return socket;
}

function dissect(arrivals: readonly Arrival[]): Dissection {
  const dissection = new Dissection();
  for (const arrival of arrivals) dissection.append(arrival);
  return dissection;
}

describe('the port for TLS', () => {
  it('speaks HTTP/2 or HTTP/1.1, as the client would have it (ALPN)', async () => {
    for (const protocol of ['h2', 'http/1.1']) {
      const socket = await connectTls([protocol]);
      expect(socket.alpnProtocol).toBe(protocol);
      socket.destroy();
    }
  });

  it('gives HTTP/1.1 to a client that says nothing, with the bytes recorded in clear', async () => {
    const { id, stream } = await playground.run(EVENTS);
    const request = https.get(playground.labTls + stream, { rejectUnauthorized: false, agent: false });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.resume();
    await once(response, 'end');
    const recorded = (await playground.bytes(id, 1, 'server')).toString();
    expect(recorded).toMatch(
      /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nb\r\ndata: one\n\n\r\nb\r\ndata: two\n\n\r\n0\r\n\r\n$/,
    );
  });

  it('destroys what is no TLS, and goes on', async () => {
    const client = await RawClient.connect(Number(new URL(playground.labTls).port));
    client.send(getRequest('/'));
    await client.ended;
    expect((await connectTls(['h2'])).alpnProtocol).toBe('h2');
  });
});

describe('HTTP/2', () => {
  it('brings the same events, and every frame of the connection is recorded from its first byte on', async () => {
    const { id, stream } = await playground.run({ ...EVENTS, protocol: 'HTTP/2' });
    const feed = playground.feed(id);
    const session = await connectHttp2(playground.labTls);
    const answer = await askHttp2(session, stream);
    expect(answer).toMatchObject({ status: 200, text: 'data: one\n\ndata: two\n\n', reset: 0 });
    expect(answer.headers['content-type']).toBe('text/event-stream');
    expect(answer.headers['transfer-encoding']).toBeUndefined();
    session.destroy();
    await feed.untilEnding('server');

    const client = await playground.bytes(id, 1, 'client');
    expect(client.toString('latin1', 0, 24)).toBe('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    const dissection = dissect(feed.arrivals);
    expect(dissection.messages.map(({ kind, streamId, outcome }) => [kind, streamId, outcome])).toEqual([
      ['request', 1, 'complete'],
      ['response', 1, 'complete'],
    ]);
    expect(Array.from(dissection.events, (event) => dissection.eventData(event))).toEqual(['one', 'two']);
  });

  it('is spoken in clear on the plain port too, by a client that knows it', async () => {
    const { id, stream } = await playground.run({ ...EVENTS, protocol: 'HTTP/2' });
    const session = http2.connect(playground.lab);
    expect((await askHttp2(session, stream)).text).toBe('data: one\n\ndata: two\n\n');
    session.destroy();
    expect((await playground.bytes(id, 1, 'client')).toString('latin1', 0, 3)).toBe('PRI');
  });

  it('takes two streams of a run apart that share a connection', async () => {
    const { id, stream } = await playground.run({ ...EVENTS, protocol: 'HTTP/2' });
    const feed = playground.feed(id);
    const session = await connectHttp2(playground.labTls);
    const answers = await Promise.all([1, 2, 3].map(() => askHttp2(session, stream)));
    for (const { text } of answers) expect(text).toBe('data: one\n\ndata: two\n\n');
    session.destroy();
    await feed.untilEnding('server');
    const responses = dissect(feed.arrivals).messages.filter(({ kind }) => kind === 'response');
    expect(responses.map(({ streamId }) => streamId).toSorted()).toEqual([1, 3, 5]);
    expect(new Set(feed.arrivals.map(({ connection }) => connection))).toEqual(new Set([1]));
  });

  it.each([4, 10, 1000])(
    'begins with the setting of the scenario: %i streams at the same time',
    async (most) => {
      const { stream } = await playground.run({ ...EVENTS, protocol: 'HTTP/2', maxConcurrentStreams: most });
      const session = http2.connect(playground.labTls, { rejectUnauthorized: false });
      const settings = once(session, 'remoteSettings') as Promise<[http2.Settings]>;
      const answer = askHttp2(session, stream);
      expect((await settings)[0].maxConcurrentStreams).toBe(most);
      await answer;
      session.destroy();
    },
  );

  it('sends its SETTINGS also to a client that waits for them before it asks', async () => {
    const { id, stream } = await playground.run({ ...EVENTS, protocol: 'HTTP/2' });
    const session = await connectHttp2(playground.labTls);
    await once(session, 'remoteSettings');
    expect((await askHttp2(session, stream)).status).toBe(200);
    session.destroy();
    expect((await playground.bytes(id, 1, 'client')).toString('latin1', 0, 3)).toBe('PRI');
  });

  it('reads a preface and a request that come byte by byte', async () => {
    const { stream } = await playground.run({ ...EVENTS, protocol: 'HTTP/2' });
    const port = Number(new URL(playground.lab).port);
    const slow = net.connect({ port, host: '127.0.0.1', noDelay: true });
    // Everything that node:http2 writes goes through here, one byte at a time.
    const relay = net.createServer((client) => {
      client.on('data', (bytes) => {
        for (const byte of bytes) slow.write(Uint8Array.of(byte));
      });
      slow.pipe(client);
    });
    relay.listen(0, '127.0.0.1');
    await once(relay, 'listening');
    const session = http2.connect(`http://127.0.0.1:${(relay.address() as net.AddressInfo).port}`);
    expect((await askHttp2(session, stream)).text).toBe('data: one\n\ndata: two\n\n');
    session.destroy();
    slow.destroy();
    relay.close();
  });

  it('asks a second run to come on a connection of its own, with 421, and lets the first go on', async () => {
    const first = await playground.run({ steps: [{ event: { data: 'a' } }], protocol: 'HTTP/2' });
    const second = await playground.run({ ...EVENTS, protocol: 'HTTP/2' });
    const session = await connectHttp2(playground.labTls);
    const held = session.request({ ':path': first.stream });
    const heldAnswer = answerOf(held);
    await once(held, 'response');
    const refused = await askHttp2(session, second.stream);
    expect(refused.status).toBe(421);
    expect(refused.headers['content-type']).toBe('application/problem+json');
    expect(held.destroyed).toBe(false);
    held.close();
    expect((await heldAnswer).text).toBe('data: a\n\n');
    expect((await playground.summary(second.id)).arrivals).toEqual([]);

    const own = await connectHttp2(playground.labTls);
    expect((await askHttp2(own, second.stream)).text).toBe('data: one\n\ndata: two\n\n');
    own.destroy();
    session.destroy();
  });

  it('leaves no connection behind after /healthz: the next run begins on a new one', async () => {
    const session = await connectHttp2(playground.labTls);
    const goaway = once(session, 'goaway');
    expect((await askHttp2(session, '/healthz')).status).toBe(204);
    await goaway;
    if (!session.closed) await once(session, 'close');
  });

  it('ends a stream with trailers, and breaks one off with RST_STREAM, not the connection', async () => {
    const trailers = [{ name: 'X-Count', value: '2' }];
    const ended = await playground.run({ ...EVENTS, protocol: 'HTTP/2', trailers });
    const session = await connectHttp2(playground.labTls);
    const answer = await askHttp2(session, ended.stream);
    expect(answer.trailers['x-count']).toBe('2');
    session.destroy();

    const broken = await playground.run({
      steps: EVENTS.steps,
      protocol: 'HTTP/2',
      then: 'reset',
      attempts: [{ then: 'end' }],
    });
    const other = await connectHttp2(playground.labTls);
    expect((await askHttp2(other, broken.stream)).reset).toBe(http2.constants.NGHTTP2_INTERNAL_ERROR);
    expect(await askHttp2(other, broken.stream)).toMatchObject({
      text: 'data: one\n\ndata: two\n\n',
      reset: 0,
    });
    other.destroy();
  });

  it('is cut with the whole connection, after all that was written', async () => {
    const { stream } = await playground.run({ ...EVENTS, protocol: 'HTTP/2', then: 'cut' });
    const session = await connectHttp2(playground.labTls);
    const closed = once(session, 'close');
    const answer = await askHttp2(session, stream);
    expect(answer.text).toBe('data: one\n\ndata: two\n\n');
    await closed;
  });

  it('may send the Connection field that it forbids, which its client takes for an error', async () => {
    const fields = [{ name: 'Connection', value: 'keep-alive' }];
    const { id, stream } = await playground.run({ ...EVENTS, protocol: 'HTTP/2', fields });
    const feed = playground.feed(id);
    const session = await connectHttp2(playground.labTls);
    expect((await askHttp2(session, stream)).reset).toBe(http2.constants.NGHTTP2_PROTOCOL_ERROR);
    session.destroy();
    await feed.untilEnding('server');
    const [, response] = dissect(feed.arrivals).messages;
    expect(response?.head?.fields).toContainEqual(
      expect.objectContaining({ name: 'connection', value: 'keep-alive' }),
    );
  });
});

describe('a connection that begins with /stream', () => {
  it('is not recorded, so a run is asked to come on another: 421', async () => {
    const { id, stream } = await playground.run(EVENTS);
    const client = await playground.connect();
    client.send(getRequest('/stream?count=1'));
    await client.until('\r\n0\r\n\r\n');
    client.send(getRequest(stream));
    await client.ended;
    expect(client.received.toString()).toMatch(/HTTP\/1\.1 421 [^]*Connection: close\r\n/);
    expect((await playground.summary(id)).arrivals).toEqual([]);
    client.socket.destroy();

    const session = await connectHttp2(playground.labTls);
    expect((await askHttp2(session, '/stream?count=1')).text).toBe('data: event 1\n\n');
    expect((await askHttp2(session, stream)).status).toBe(421);
    session.destroy();
  });

  it('plays the same stream as one that is recorded', async () => {
    const client = await playground.connect();
    client.send(getRequest('/healthz') + getRequest('/stream?count=2&every=1'));
    await client.until('\r\n0\r\n\r\n');
    const other = await playground.connect();
    other.send(getRequest('/stream?count=2&every=1'));
    await other.until('\r\n0\r\n\r\n');
    const body = (bytes: Buffer) => bytes.toString().split('chunked\r\n\r\n')[1];
    expect(body(client.received)).toBe('f\r\ndata: event 1\n\n\r\nf\r\ndata: event 2\n\n\r\n0\r\n\r\n');
    expect(body(other.received)).toBe(body(client.received));
    client.socket.destroy();
    other.socket.destroy();
  });
});

describe('HTTP/1.0', () => {
  const asked = (path: string) => `GET ${path} HTTP/1.0\r\n\r\n`;

  it('gets the events without chunks, and the end of the connection for their end', async () => {
    const client = await playground.connect();
    client.send(asked('/stream?count=2&every=1'));
    expect(await client.ended).toBe('fin');
    const [head, body] = client.received.toString().split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\nConnection: close$/);
    expect(head).not.toContain('Transfer-Encoding');
    expect(body).toBe('data: event 1\n\ndata: event 2\n\n');
  });

  it('is what the lab answers in too, where the scenario asks for a server of HTTP/1.0', async () => {
    const { id, stream } = await playground.run({ ...EVENTS, protocol: 'HTTP/1.0' });
    for (const request of [asked(stream), getRequest(stream)]) {
      const client = await playground.connect();
      client.send(request);
      expect(await client.ended).toBe('fin');
      expect(client.received.toString()).toMatch(
        /^HTTP\/1\.0 200 OK\r\nContent-Type: text\/event-stream\r\n[^]*\r\nConnection: close\r\n\r\ndata: one\n\ndata: two\n\n$/,
      );
    }
    expect((await playground.bytes(id, 1, 'server')).toString()).toMatch(
      /^HTTP\/1\.0 200 OK\r\n[^]*two\n\n$/,
    );
  });
});
