import http2 from 'node:http2';
import { afterEach, describe, expect, it } from 'vitest';
import type { Head } from '../../../../lessons/protocol/http2/recorder.ts';
import { answerOf, exchange, type Answer, type Exchange } from './exchange.ts';
import { byteByByte, Feed, resultOf, untiled } from './feed.ts';

let open: Exchange | null = null;
afterEach(async () => {
  await open?.close();
  open = null;
});

const start = async (...args: Parameters<typeof exchange>): Promise<Exchange> =>
  (open = await exchange(...args));

/** Ends the exchange and decodes what went over the wire, whole and byte by byte. */
async function decoded(run: Exchange): Promise<Feed> {
  await run.close();
  open = null;
  const feed = new Feed(run.steps);
  for (const from of ['client', 'server'] as const) {
    expect(untiled(feed.leaves(from), feed.size(from))).toEqual([]);
    expect(feed.connection.failure(from)).toBeNull();
  }
  expect(resultOf(new Feed(byteByByte(run.steps)))).toEqual(resultOf(feed));
  return feed;
}

/** Node's form of the fields: joined, lists for set-cookie, a number for :status. */
function asNode({ fields }: Head): Record<string, unknown> {
  const joined: Record<string, unknown> = {};
  for (const { name, value } of fields) {
    if (name === ':status') joined[name] = Number(value);
    else if (name === 'set-cookie') joined[name] = [...((joined[name] as string[] | undefined) ?? []), value];
    else joined[name] = name in joined ? `${String(joined[name])}, ${value}` : value;
  }
  return joined;
}

const headsOf = (feed: Feed, streamId: number, role: Head['role']) =>
  feed.told.heads.filter((head) => head.streamId === streamId && head.role === role).map(asNode);

/** Without the symbol that Node adds. */
const plain = (headers: http2.IncomingHttpHeaders) => Object.fromEntries(Object.entries(headers));

function expectSame(feed: Feed, { id, headers, interim, trailers, text }: Answer): void {
  expect(headsOf(feed, id, 'response')).toEqual([plain(headers)]);
  expect(headsOf(feed, id, 'interim')).toEqual(interim.map(plain));
  expect(headsOf(feed, id, 'trailers')).toEqual(Object.keys(trailers).length > 0 ? [plain(trailers)] : []);
  expect(feed.told.content[`${id} server`]?.text ?? '').toBe(text);
}

const endsOf = (feed: Feed) => feed.told.ends.map((end) => end.replace(/ at \d+$/, ''));

/** The values of `http2.constants.PADDING_STRATEGY_*`, of which the types know two. */
const PADDING = { none: 0, aligned: 1, max: 2 };

describe('traffic of node:http2', () => {
  it('with two event streams on one connection comes apart exactly', async () => {
    const run = await start((stream, headers) => {
      const name = headers[':path']?.slice(1);
      stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
      let sent = 0;
      const next = () => {
        stream.write(`id: ${sent}\ndata: ${name}\n\n`);
        if (++sent === 40) stream.end();
        else setImmediate(next);
      };
      next();
    });
    const answers = await Promise.all([
      answerOf(run.session.request({ ':path': '/one' })),
      answerOf(run.session.request({ ':path': '/two' })),
    ]);
    const feed = await decoded(run);
    for (const answer of answers) expectSame(feed, answer);
    expect(feed.told.content['1 server']?.text).toBe(
      Array.from({ length: 40 }, (_, i) => `id: ${i}\ndata: one\n\n`).join(''),
    );
    expect(feed.told.content['3 server']?.text).toContain('id: 39\ndata: two\n\n');
    const first = (key: string) => feed.told.content[key]?.spans[0]?.[0] ?? 0;
    const last = (key: string) => feed.told.content[key]?.spans.at(-1)?.[1] ?? 0;
    expect(first('3 server')).toBeLessThan(last('1 server'));
    expect(first('1 server')).toBeLessThan(last('3 server'));
    expect(endsOf(feed)).toEqual(expect.arrayContaining(['client ends 1', 'server ends 1', 'server ends 3']));
    expect(feed.told.faults).toEqual([]);
  });

  it('with a field section in CONTINUATION frames gives all its fields', async () => {
    const long = 'x'.repeat(12_000);
    const run = await start(
      (stream) => {
        stream.respond({
          ':status': 200,
          'x-a': long,
          'x-b': long,
          'x-c': long,
          'set-cookie': ['a=1', 'b=2'],
        });
        stream.end('ok');
      },
      {},
      { maxHeaderListPairs: 500, settings: { maxHeaderListSize: 262_144 } },
    );
    const answer = await answerOf(run.session.request({ ':path': '/' }));
    const feed = await decoded(run);
    expectSame(feed, answer);
    expect(
      feed.told.heads.find(({ role }) => role === 'response')?.fields.find(({ name }) => name === 'x-c')
        ?.value,
    ).toBe(long);
    const { connection } = feed;
    const types = Array.from(
      { length: connection.frameCount('server') },
      (_, i) => connection.frame('server', i).header?.type,
    );
    expect(types.filter((type) => type === 9).length).toBeGreaterThan(0);
    expect(feed.told.faults).toEqual([]);
  });

  it('with every padding strategy gives the content without its padding', async () => {
    for (const paddingStrategy of Object.values(PADDING)) {
      const run = await start(
        (stream) => {
          stream.respond({ ':status': 200 });
          for (let i = 0; i < 10; i++) stream.write(`data: ${'y'.repeat(i * 37)}\n\n`);
          stream.end();
        },
        { paddingStrategy },
        { paddingStrategy },
      );
      const answer = await answerOf(run.session.request({ ':path': '/', ':method': 'POST' }).end('sent'));
      const feed = await decoded(run);
      expectSame(feed, answer);
      expect(feed.told.content['1 client']?.text).toBe('sent');
      const padded = feed.leaves('server').some(({ kind }) => kind === 'pad-length');
      expect(padded).toBe(paddingStrategy !== PADDING.none);
      expect(feed.told.faults).toEqual([]);
    }
  });

  it('with 103, trailers, PING, GOAWAY and a new setting says each', async () => {
    const run = await start((stream) => {
      stream.additionalHeaders({ ':status': 103, link: '</style.css>; rel=preload' });
      stream.respond({ ':status': 200, 'content-type': 'text/plain' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '42' }));
      stream.end('hello');
    });
    await new Promise((done) => run.session.once('remoteSettings', done));
    await new Promise((done) => run.session.ping(done));
    await new Promise<void>((done) =>
      run.session.settings({ initialWindowSize: 1000, enablePush: false }, () => done()),
    );
    const answer = await answerOf(run.session.request({ ':path': '/' }));
    run.session.goaway(http2.constants.NGHTTP2_NO_ERROR, 0, Buffer.from('bye'));
    const feed = await decoded(run);
    expectSame(feed, answer);
    expect(answer.interim).toHaveLength(1);
    expect(answer.trailers['x-sum']).toBe('42');
    expect(endsOf(feed).some((end) => end.startsWith('client goes away after 0 with 0'))).toBe(true);
    const meanings = Array.from(
      { length: feed.connection.frameCount('server') },
      (_, i) => feed.connection.frame('server', i).meaning.text,
    );
    expect(meanings).toContain('PING: the server answers a PING');
    expect(feed.connection.stateAt(feed.size('client'), feed.size('server')).client.settings).toMatchObject({
      initialWindowSize: 1000,
      enablePush: 0,
    });
    expect(feed.told.faults).toEqual([]);
  });

  it('with a reset ends the stream where it was broken off', async () => {
    const run = await start((stream) => {
      stream.on('error', () => undefined);
      stream.respond({ ':status': 200 });
      stream.write('one');
    });
    const request = run.session.request({ ':path': '/' });
    const answer = answerOf(request);
    request.once('data', () => request.close(http2.constants.NGHTTP2_CANCEL));
    const seen = await answer;
    const feed = await decoded(run);
    expectSame(feed, seen);
    expect(seen.text).toBe('one');
    expect(endsOf(feed)).toContain('client resets 1 with 8');
  });

  it('with a reset by the server says its code', async () => {
    const run = await start((stream) => {
      stream.on('error', () => undefined);
      stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
    });
    const answer = await answerOf(run.session.request({ ':path': '/' }));
    const feed = await decoded(run);
    expect(answer.resetCode).toBe(7);
    expect(endsOf(feed)).toContain('server resets 1 with 7');
    expect(feed.connection.stateAt(feed.size('client'), feed.size('server')).closed.at(-1)).toMatchObject({
      id: 1,
      how: 'reset',
      by: 'server',
      errorCode: 7,
    });
  });

  it('with a reader that stalls stops at windows of 0, and goes on when they open', async () => {
    const size = 300_000;
    const run = await start(
      (stream) => {
        stream.respond({ ':status': 200 });
        stream.end('z'.repeat(size));
      },
      {},
      { settings: { initialWindowSize: 20_000 } },
    );
    const request = run.session.request({ ':path': '/' });
    request.pause();
    await new Promise((done) => request.once('response', done));
    const stalled = () =>
      run.steps.reduce((sum, [from, bytes]) => sum + (from === 'server' ? bytes.length : 0), 0);
    while (stalled() < 20_000) await new Promise((done) => setImmediate(done));
    const answer = answerOf(request);
    request.resume();
    const { text } = await answer;
    const feed = await decoded(run);
    expect(text).toHaveLength(size);
    expect(feed.told.content['1 server']?.text).toBe(text);
    const at = { client: 0, server: 0 };
    const windows = run.steps.map(([from, { length }]) => {
      at[from] += length;
      return feed.connection.stateAt(at.client, at.server).streams[0]?.window.server ?? Infinity;
    });
    expect(Math.min(...windows)).toBe(0);
    expect(feed.told.faults).toEqual([]);
  });

  it('with a pushed response tells the promised request and its response', async () => {
    const run = await start((stream) => {
      stream.pushStream({ ':path': '/pushed' }, (_error, pushed) => {
        pushed.respond({ ':status': 200, 'x-pushed': 'yes' });
        pushed.end('pushed');
      });
      stream.respond({ ':status': 200 });
      stream.end('asked');
    });
    const pushed = new Promise<Answer>((done) =>
      run.session.once('stream', (stream) => {
        let text = '';
        let headers: http2.IncomingHttpHeaders = {};
        stream.on('push', (each) => (headers = each));
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        stream.on('close', () =>
          done({ id: stream.id ?? 0, headers, text, trailers: {}, interim: [], resetCode: 0 }),
        );
      }),
    );
    const asked = await answerOf(run.session.request({ ':path': '/' }));
    const answer = await pushed;
    const feed = await decoded(run);
    expectSame(feed, asked);
    expectSame(feed, answer);
    expect(feed.told.heads.find(({ role }) => role === 'promised-request')).toMatchObject({
      streamId: 2,
      from: 'server',
      promisedOn: 1,
    });
    expect(feed.told.faults).toEqual([]);
  });
});
