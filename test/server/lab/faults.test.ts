/** Every switch of a scenario, on a real socket: what it does to the bytes. */
import { gunzipSync, constants } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  getRequest,
  openPlayground,
  type RawClient,
  type ScenarioInput,
  type TestPlayground,
} from '../clients.ts';
import { texts } from '../clients.ts';

let playground: TestPlayground;
beforeAll(async () => {
  playground = await openPlayground();
});
afterAll(() => {
  playground.close();
});

const event = (data: string) => ({ event: { data } });
const withField = (request: string, field: string) => request.replace('\r\n\r\n', `\r\n${field}\r\n\r\n`);

/** Asks for a scenario of its own; the client, and what its run has recorded. */
async function ask(scenario: ScenarioInput, ...fields: string[]) {
  const { id, stream } = await playground.run(scenario);
  const client = await playground.connect();
  client.send(fields.reduce(withField, getRequest(stream)));
  return { id, client, feed: playground.feed(id), stream };
}

/** Everything that the lab sends until it closes the connection. */
async function whole(scenario: ScenarioInput, ...fields: string[]) {
  const { client, id } = await ask(scenario, ...fields);
  const ended = await client.ended;
  const [head = '', ...rest] = client.received.toString('latin1').split('\r\n\r\n');
  expect(await playground.bytes(id, 1, 'server')).toEqual(client.received);
  return { ended, head, body: rest.join('\r\n\r\n') };
}

/** The body of a response whose connection goes on. */
async function bodyUntil(client: RawClient, last: string): Promise<string> {
  await client.until(last);
  client.socket.destroy();
  return client.received.toString('latin1').split('\r\n\r\n').slice(1).join('\r\n\r\n');
}
const LAST_CHUNK = '\r\n0\r\n\r\n';

type Asked = Awaited<ReturnType<typeof ask>>;

/** What the server wrote, one text for each write, after the client has read up to `last` and gone. */
async function writes({ client, feed }: Asked, last = LAST_CHUNK): Promise<string[]> {
  await client.until(last);
  client.socket.end();
  await feed.untilEnding('server');
  return texts(feed.arrivals, 'server');
}

describe('the head', () => {
  it('has the status, the type and the field lines of the scenario, duplicates too', async () => {
    const fields = [
      { name: 'X-Accel-Buffering', value: 'no' },
      { name: 'Set-Cookie', value: 'a=1' },
      { name: 'Set-Cookie', value: 'b=2' },
      { name: 'Cache-Control', value: 'no-transform' },
    ];
    const { client } = await ask({ steps: [], then: 'end', status: 201, type: 'text/plain', fields });
    await client.until('chunked\r\n\r\n');
    const head = client.received.toString();
    expect(head).toMatch(/^HTTP\/1\.1 201 Created\r\nContent-Type: text\/plain\r\n/);
    expect(head).toContain('\r\nX-Accel-Buffering: no\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n');
    expect(head.match(/Cache-Control: .*/gi)).toEqual(['Cache-Control: no-transform']);
    client.socket.destroy();
  });

  it('is without a Content-Type where that is empty', async () => {
    const { client } = await ask({ steps: [], type: '' });
    await client.until('\r\n\r\n');
    expect(client.received.toString()).not.toMatch(/content-type/i);
    client.socket.destroy();
  });

  it('waits for the first event when nobody flushes it, and is one write with it', async () => {
    const asking = await ask({ steps: [{ wait: 80 }, event('a')], then: 'end', flush: false });
    const { feed } = asking;
    const [first] = await writes(asking);
    expect(first).toMatch(/^HTTP\/1\.1 200 [^]*\r\n\r\n9\r\ndata: a\n\n\r\n$/);
    const [asked, answered] = feed.arrivals;
    expect((answered?.at ?? 0) - (asked?.at ?? 0)).toBeGreaterThanOrEqual(78);
  });

  it('comes late where the answer is delayed', async () => {
    const asking = await ask({ steps: [event('a')], then: 'end', delay: 60 });
    const { feed } = asking;
    expect((await writes(asking))[0]).toMatch(/^HTTP\/1\.1 200 [^]*\r\n\r\n$/);
    const [asked, answered] = feed.arrivals;
    expect((answered?.at ?? 0) - (asked?.at ?? 0)).toBeGreaterThanOrEqual(58);
  });

  it('may be written by hand, whatever it says', async () => {
    const rawHead =
      'HTTP/1.1 200 Fine\r\nContent-Type: text/event-stream\r\nX: a\nSet-Cookie: injected=1\r\n\r\n';
    const { body, ended, head } = await whole({ steps: [event('a')], then: 'end', rawHead });
    expect(`${head}\r\n\r\n`).toBe(rawHead);
    expect(body).toBe('data: a\n\n');
    expect(ended).toBe('fin');
  });

  it('may not come at all', async () => {
    expect(await whole({ steps: [], then: 'reset', rawHead: '' })).toEqual({
      ended: 'reset',
      head: '',
      body: '',
    });
    expect(await whole({ steps: [], then: 'cut', rawHead: '' })).toEqual({
      ended: 'fin',
      head: '',
      body: '',
    });
  });

  it('with 204 or a redirect is an answer as any other', async () => {
    const { client } = await ask({ steps: [], then: 'end', status: 204 });
    await client.until('\r\n\r\n');
    expect(client.received.toString()).toMatch(/^HTTP\/1\.1 204 No Content\r\n/);
    expect(client.received.toString()).not.toMatch(/transfer-encoding/i);
    client.socket.destroy();
    const { stream } = await playground.run({
      steps: [],
      then: 'end',
      status: 307,
      fields: [{ name: 'Location', value: 'stream' }],
      attempts: [{ status: 200, fields: [], steps: [event('moved')] }],
    });
    const answer = await fetch(playground.lab + stream);
    expect(answer.redirected).toBe(true);
    expect(await answer.text()).toBe('data: moved\n\n');
  });
});

describe('framing', () => {
  const steps = [event('a'), { text: 'x' }];

  it('chunked has chunk extensions and trailers where they are asked for', async () => {
    const extensions = [{ name: 'n' }, { name: 'v', value: '1 2' }];
    const { client } = await ask({
      steps: [{ chunk: { text: 'abc', extensions } }],
      then: 'end',
      trailers: [{ name: 'X-Sum', value: '3' }],
    });
    await client.until('\r\nX-Sum: 3\r\n\r\n');
    const received = client.received.toString();
    expect(received).toContain('\r\nTrailer: X-Sum\r\n');
    expect(received).toContain('\r\n\r\n3;n;v="1 2"\r\nabc\r\n0\r\nX-Sum: 3\r\n\r\n');
    client.socket.destroy();
  });

  it('by length announces all of it', async () => {
    const { client } = await ask({ steps, then: 'end', framing: 'length' });
    const body = await bodyUntil(client, '\n\nx');
    expect(client.received.toString()).toContain('\r\nContent-Length: 10\r\n');
    expect(body).toBe('data: a\n\nx');
  });

  it.each(['cut', 'reset', 'hold'] as const)('by length keeps the last byte back at %s', async (then) => {
    const { client } = await ask({ steps, then, framing: 'length' });
    const body = await bodyUntil(client, 'data: a\n\n');
    expect(client.received.toString()).toContain('\r\nContent-Length: 10\r\n');
    expect(body).toBe('data: a\n\n');
  });

  it('by close says so, and its end is that of the connection', async () => {
    const { ended, head, body } = await whole({ steps, then: 'end', framing: 'close' });
    expect(head).toMatch(/\r\nConnection: close/);
    expect(head).not.toMatch(/transfer-encoding|content-length/i);
    expect(body).toBe('data: a\n\nx');
    expect(ended).toBe('fin');
  });

  it('can be broken: bytes past it', async () => {
    const { ended, body } = await whole({
      steps: [{ text: 'ok' }, { raw: 'zz\r\nno size\r\n' }],
      then: 'cut',
    });
    expect(body).toBe('2\r\nok\r\nzz\r\nno size\r\n');
    expect(ended).toBe('fin');
  });

  it('is cut without its end, by a FIN or by a reset', async () => {
    expect(await whole({ steps, then: 'cut' })).toMatchObject({
      ended: 'fin',
      body: '9\r\ndata: a\n\n\r\n1\r\nx\r\n',
    });
    const { ended } = await whole({ steps, then: 'reset' });
    expect(ended).toBe('reset');
  });

  it('shows a reset of the server as one in the record', async () => {
    const { feed } = await ask({ steps, then: 'reset' });
    await feed.untilEnding('server');
    expect(feed.arrivals.at(-1)).toMatchObject({ from: 'server', ending: 'reset' });
  });
});

describe('the content', () => {
  it('may lack the blank line at its end', async () => {
    const { client } = await ask({ steps: [event('a'), { text: 'data: lost\n' }], then: 'end' });
    expect(await bodyUntil(client, LAST_CHUNK)).toBe('9\r\ndata: a\n\n\r\nb\r\ndata: lost\n\r\n0\r\n\r\n');
  });

  it('may cut a character, and a CRLF, between two chunks', async () => {
    const steps = [{ bytes: '64 61 74 61 3a c3' }, { bytes: 'a9 0d' }, { bytes: '0a 0d 0a' }];
    const { client } = await ask({ steps, then: 'end' });
    expect(await bodyUntil(client, LAST_CHUNK)).toBe(
      '6\r\ndata:\xc3\r\n2\r\n\xa9\r\r\n3\r\n\n\r\n\r\n0\r\n\r\n',
    );
  });

  it('has a BOM, line ends and pieces as asked', async () => {
    const asking = await ask({
      steps: [event('ab')],
      then: 'end',
      bom: true,
      lineEnd: 'crlf',
      split: { bytes: 4, gap: 2 },
    });
    expect((await writes(asking)).slice(1)).toEqual([
      '3\r\n\xef\xbb\xbf\r\n',
      '4\r\ndata\r\n',
      '4\r\n: ab\r\n',
      '4\r\n\r\n\r\n\r\n',
      '0\r\n\r\n',
    ]);
  });

  it('lets user data forge an event where nobody escapes it, and not where it is escaped', async () => {
    const data = 'hi\r\revent: admin\rdata: granted';
    const { client } = await ask({ steps: [{ unescaped: { data } }, event(data)], then: 'end' });
    expect(await bodyUntil(client, LAST_CHUNK)).toBe(
      '26\r\ndata: hi\r\revent: admin\rdata: granted\n\n\r\n' +
        '37\r\ndata: hi\ndata:\ndata: event: admin\ndata: data: granted\n\n\r\n0\r\n\r\n',
    );
  });

  it('may hold an event named error', async () => {
    const { client } = await ask({ steps: [{ event: { event: 'error', data: 'x' } }], then: 'end' });
    expect(await bodyUntil(client, LAST_CHUNK)).toContain('event: error\ndata: x\n\n');
  });
});

describe('silence', () => {
  it('is filled with heartbeats, or not', async () => {
    const steps = [event('a'), { wait: 70 }, event('b')];
    const asking = await ask({ steps, then: 'end', heartbeat: 30 });
    expect((await writes(asking)).slice(1)).toEqual([
      '9\r\ndata: a\n\n\r\n',
      'd\r\n: heartbeat\n\n\r\n',
      'd\r\n: heartbeat\n\n\r\n',
      '9\r\ndata: b\n\n\r\n',
      '0\r\n\r\n',
    ]);
    const without = await ask({ steps, then: 'end' });
    expect(await bodyUntil(without.client, LAST_CHUNK)).not.toContain('heartbeat');
  });

  it('is ended by a proxy that has waited long enough', async () => {
    const proxy = { idle: 40 };
    const { ended, body } = await whole({ steps: [event('a')], proxy });
    expect(ended).toBe('fin');
    expect(body).toBe('9\r\ndata: a\n\n\r\n');
    const kept = await ask({ steps: [event('a')], proxy, heartbeat: 20 });
    await kept.client.until(': heartbeat', 4);
    kept.client.socket.destroy();
  });
});

describe('a proxy that buffers', () => {
  it('hands on nothing until it has so many bytes', async () => {
    const steps = [event('a'), event('b'), event('c'), event('d')];
    const asking = await ask({ steps, proxy: { buffer: 20 }, then: 'end' });
    expect((await writes(asking)).slice(1)).toEqual([
      '1b\r\ndata: a\n\ndata: b\n\ndata: c\n\n\r\n',
      '9\r\ndata: d\n\n\r\n',
      '0\r\n\r\n',
    ]);
  });
});

describe('compression', () => {
  const steps = [event('one'), { wait: 20 }, event('two'), { wait: 20 }, event('three')];
  const gzip = 'Accept-Encoding: gzip, br';
  /** What is in the chunks of a response so far, uncompressed as far as it goes. */
  const unzipped = (body: string) => {
    const data: Buffer[] = [];
    let rest = Buffer.from(body, 'latin1');
    for (;;) {
      const line = rest.indexOf('\r\n');
      const size = parseInt(rest.toString('latin1', 0, line), 16);
      if (line < 0 || !(size > 0)) break;
      data.push(rest.subarray(line + 2, line + 2 + size));
      rest = rest.subarray(line + 2 + size + 2);
    }
    return gunzipSync(Buffer.concat(data), { finishFlush: constants.Z_SYNC_FLUSH }).toString();
  };
  const bodyOf = (client: RawClient) => client.received.toString('latin1').split('chunked\r\n\r\n')[1] ?? '';

  it('held back brings no event before the end', async () => {
    const asking = await ask({ steps, gzip: 'hold', then: 'end' }, gzip);
    const { client } = asking;
    const [, first, ...others] = await writes(asking);
    expect(client.received.toString('latin1')).toContain('\r\nContent-Encoding: gzip\r\n');
    // The ten bytes of the header come first; all the rest is one piece at the end.
    expect(first?.startsWith('a\r\n\x1f\x8b')).toBe(true);
    expect(others.join('').match(/\r\n/g)?.length).toBeLessThanOrEqual(8);
    expect(unzipped(bodyOf(client))).toBe('data: one\n\ndata: two\n\ndata: three\n\n');
  });

  it('held back keeps the events of a stream that does not end', async () => {
    const { client } = await ask({ steps: [...steps, { wait: 20 }], gzip: 'hold', then: 'cut' }, gzip);
    await client.ended;
    expect(unzipped(bodyOf(client))).toBe('');
    client.socket.destroy();
  });

  it('flushed for each event brings each in its time', async () => {
    const asking = await ask({ steps, gzip: 'flush', then: 'cut' }, gzip);
    const { client, feed } = asking;
    await client.ended;
    expect(unzipped(bodyOf(client))).toBe('data: one\n\ndata: two\n\ndata: three\n\n');
    const times = feed.arrivals.filter(({ from }) => from === 'server').map(({ at }) => at);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(38);
    client.socket.destroy();
  });

  it('is not done where the head asks that nothing be transformed', async () => {
    const fields = [{ name: 'Cache-Control', value: 'no-cache, no-transform' }];
    const asking = await ask({ steps, fields, gzip: 'hold', then: 'end' }, gzip);
    expect((await writes(asking)).slice(1)).toEqual([
      'b\r\ndata: one\n\n\r\n',
      'b\r\ndata: two\n\n\r\n',
      'd\r\ndata: three\n\n\r\n',
      '0\r\n\r\n',
    ]);
    expect(asking.client.received.toString()).not.toContain('Content-Encoding');
  });

  it('is not done to a client that does not accept it', async () => {
    const { client } = await ask({ steps: [event('a')], gzip: 'hold', then: 'end' });
    await client.until(LAST_CHUNK);
    expect(client.received.toString()).not.toContain('Content-Encoding');
    expect(client.received.toString()).toContain('data: a\n\n');
    client.socket.destroy();
  });
});

describe('what a reconnection gets', () => {
  it('depends on which it is', async () => {
    const { stream } = await playground.run({
      steps: [event('first')],
      then: 'end',
      attempts: [{ status: 503, steps: [] }, { steps: [event('third')] }, { status: 204, steps: [] }],
    });
    const answers: [number, string][] = [];
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const answer = await fetch(playground.lab + stream);
      answers.push([answer.status, await answer.text()]);
    }
    expect(answers).toEqual([
      [200, 'data: first\n\n'],
      [503, ''],
      [200, 'data: third\n\n'],
      [204, ''],
      [204, ''],
    ]);
  });

  it('goes on after the Last-Event-ID, and is told to stop when nothing is left', async () => {
    const ids = ['1', '2', 'é'].map((id) => ({ event: { id, data: id } }));
    const { stream } = await playground.run({ steps: ids, then: 'end', resume: true });
    const after = async (id: string) => {
      const client = await playground.connect();
      client.socket.write(withField(getRequest(stream), `Last-Event-ID: ${id}`));
      await client.until(id === 'é' ? '\r\n\r\n' : LAST_CHUNK);
      client.socket.destroy();
      return client.received.toString();
    };
    expect(await after('1')).toContain('\r\n\r\nf\r\nid: 2\ndata: 2\n\n\r\n');
    expect(await after('2')).not.toContain('data: 2');
    expect(await after('é')).toMatch(/^HTTP\/1\.1 204 /);
    expect(await after('nobody')).toContain('data: 1\n\n');
  });
});
