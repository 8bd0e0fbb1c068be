/** A stream that is asked for with fetch: the lab takes the POST and its body, and records both as they came. */
import { constants } from 'node:http2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dissection } from '../../../lessons/protocol/dissect.ts';
import { ask, problemOf } from '../answers.ts';
import { getRequest, openPlayground, texts, type ScenarioInput, type TestPlayground } from '../clients.ts';
import { answerOf, connectHttp2 } from './http2-client.ts';

let playground: TestPlayground;
beforeAll(async () => {
  playground = await openPlayground(undefined, { LIMITS: 'requestContent=1000' });
});
afterAll(() => {
  playground.close();
});

const BODY = '{"prompt":"hello"}\r\n\r\n';
const ANSWER = {
  fetch: { body: BODY },
  steps: [{ event: { data: '[DONE]' } }],
  then: 'end',
} satisfies ScenarioInput;

const head = (stream: string, ...fields: string[]) =>
  `${['POST ' + stream + ' HTTP/1.1', 'Host: localhost', ...fields].join('\r\n')}\r\n\r\n`;
const post = (stream: string, body = BODY) => head(stream, `Content-Length: ${body.length}`) + body;

describe('a POST for a stream', () => {
  it('is answered once all of it has come, and recorded to its last byte, wherever it is cut', async () => {
    for (const last of [1, BODY.length, BODY.length + 3]) {
      const { id, stream } = await playground.run(ANSWER);
      const feed = playground.feed(id);
      const client = await playground.connect();
      const request = post(stream);
      client.send(request.slice(0, -last));
      // What is recorded is a whole head, with what has come of the body.
      if (last <= BODY.length) await feed.until(({ arrivals }) => arrivals.length > 0);
      client.send(request.slice(-last));
      await client.until('data: [DONE]\n\n\r\n0\r\n\r\n');
      client.socket.destroy();
      await feed.untilEnding('client');
      const senders = feed.arrivals.filter(({ bytes }) => bytes.length > 0).map(({ from }) => from);
      expect(senders.lastIndexOf('client')).toBeLessThan(senders.indexOf('server'));
      expect((await playground.bytes(id, 1, 'client')).toString()).toBe(request);
    }
  });

  it('may be followed by others on its connection, each with its own answer', async () => {
    const attempts = [{ steps: [{ text: 'second' }] }];
    const one = await playground.run({ ...ANSWER, attempts });
    const two = await playground.run({ steps: [{ text: 'other' }], then: 'end' });
    const client = await playground.connect();
    client.send(post(one.stream) + getRequest(two.stream) + post(one.stream, ''));
    await client.until('0\r\n\r\n', 3);
    expect(client.received.toString()).toMatch(/\[DONE\][^]*other[^]*second/);
    expect((await playground.bytes(one.id, 1, 'client')).toString()).toBe(
      post(one.stream) + post(one.stream, ''),
    );
    expect((await playground.bytes(two.id, 1, 'client')).toString()).toBe(getRequest(two.stream));
    client.socket.destroy();
  });

  it('is asked to go on where it expects that, and the record has this too', async () => {
    const { id, stream } = await playground.run(ANSWER);
    const client = await playground.connect();
    client.send(head(stream, `Content-Length: ${BODY.length}`, 'Expect: 100-continue'));
    await client.until('HTTP/1.1 100 Continue\r\n\r\n');
    client.send(BODY);
    await client.until('0\r\n\r\n');
    expect(await playground.bytes(id, 1, 'server')).toEqual(client.received);
    client.socket.destroy();
  });

  it('is answered by a server of HTTP/1.0, and by a head of one’s own', async () => {
    for (const more of [{ protocol: 'HTTP/1.0' }, { rawHead: 'HTTP/1.1 200 OK\r\n\r\n' }] as const) {
      const { stream } = await playground.run({ ...ANSWER, ...more });
      const client = await playground.connect();
      client.send(post(stream));
      expect(await client.ended).toBe('fin');
      expect(client.received.toString()).toMatch(/\r\n\r\ndata: \[DONE\]\n\n$/);
    }
  });

  it('is given up when its content does not come in time', async () => {
    const hasty = await openPlayground(undefined, { LIMITS: 'headTime=2000' });
    const { stream } = await hasty.run(ANSWER);
    const client = await hasty.connect();
    client.send(post(stream).slice(0, -1));
    await client.ended;
    expect(client.received.toString()).toMatch(/^HTTP\/1\.1 408 /);
    client.socket.destroy();

    const session = await connectHttp2(hasty.labTls);
    const open = session.request({ ':method': 'POST', ':path': stream });
    expect((await answerOf(open)).reset).toBe(constants.NGHTTP2_CANCEL);
    session.destroy();
    hasty.close();
  });

  it.each([
    ['400 where the stream is asked for with GET', { fetch: { method: 'GET' } }, 5, [], 400, /no content/],
    ['400 where no fetch is said', {}, 5, [], 400, /no content/],
    ['413 past the bound', { fetch: {} }, 1001, [], 413, /1000 bytes at most/],
    ['411 without a length', { fetch: {} }, null, ['Transfer-Encoding: chunked'], 411, /Content-Length/],
  ] satisfies [string, Partial<ScenarioInput>, number | null, string[], number, RegExp][])(
    'is %s, and the connection closed: nothing in it is a request',
    async (_what, scenario, length, fields, status, detail) => {
      const { stream } = await playground.run({ ...scenario, steps: [] });
      const other = await playground.run({ steps: [] });
      const client = await playground.connect();
      const lengths = length === null ? [] : [`Content-Length: ${length}`];
      client.send(head(stream, ...fields, ...lengths) + getRequest(other.stream));
      await client.ended;
      expect(client.received.toString()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*Connection: close`));
      expect(client.received.toString()).toMatch(detail);
      expect((await playground.summary(other.id)).arrivals).toEqual([]);
      client.socket.destroy();
    },
  );
});

describe('a stream that is asked for with fetch', () => {
  it('is 405 for another method, and names its own', async () => {
    const { stream } = await playground.run(ANSWER);
    const refused = await ask(playground.lab + stream);
    expect(problemOf(refused).detail).toBe('The lab answers POST only, not GET.');
    expect(refused.headers.allow).toBe('POST, OPTIONS');
    const get = await playground.run({ ...ANSWER, fetch: { method: 'GET' } });
    expect((await ask(playground.lab + get.stream)).text).toBe('data: [DONE]\n\n');
  });

  it('may be asked for with any type from any page, and the preflight takes no turn', async () => {
    const { stream } = await playground.run({ ...ANSWER, attempts: [{ steps: [{ text: 'second' }] }] });
    const headers = { Origin: 'http://x', 'Access-Control-Request-Method': 'POST' };
    const preflight = await ask(playground.lab + stream, { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
      'access-control-allow-methods': 'GET, POST',
    });
    const send = () => ask(playground.lab + stream, { method: 'POST', body: '{}' });
    expect((await send()).text).toBe('data: [DONE]\n\n');
    expect((await send()).text).toBe('second');
  });
});

describe('over HTTP/2', () => {
  async function send(stream: string, body: string) {
    const session = await connectHttp2(playground.labTls);
    const request = session.request({ ':method': 'POST', ':path': stream });
    request.end(body);
    const answer = await answerOf(request);
    session.destroy();
    return answer;
  }

  it('a POST and its body are in the frames of the record', async () => {
    const { id, stream } = await playground.run({ ...ANSWER, protocol: 'HTTP/2' });
    const feed = playground.feed(id);
    expect(await send(stream, BODY)).toMatchObject({ status: 200, text: 'data: [DONE]\n\n', reset: 0 });
    await feed.untilEnding('server');
    expect(texts(feed.arrivals, 'client').join('')).toContain(BODY);
    const dissection = new Dissection();
    for (const arrival of feed.arrivals) dissection.append(arrival);
    expect(dissection.messages.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['request', 'complete'],
      ['response', 'complete'],
    ]);
  });

  it('too much content is refused', async () => {
    const { stream } = await playground.run({ ...ANSWER, protocol: 'HTTP/2' });
    const refused = await send(stream, 'x'.repeat(1001));
    expect(refused.status).toBe(413);
    expect(refused.text).toContain('1000 bytes at most');
  });
});
