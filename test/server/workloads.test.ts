/** Workloads at the real lab, asked for by hand: what is created, what each request gets, and what is noted of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem, WorkloadCreated, WorkloadSummary } from '../../server/contract.ts';
import type { Workload, WorkloadAction } from '../../lessons/schema/workload.ts';
import { ask, end, get, LAB, stream, workload } from '../lessons/protocol/connection-pool/play.ts';
import { getRequest, openPlayground, type RawClient, type TestPlayground } from './clients.ts';

let playground: TestPlayground;
beforeAll(async () => {
  playground = await openPlayground();
});
afterAll(() => {
  playground.close();
});

const post = (path: string, body?: string) =>
  fetch(`${playground.page}/api/workloads${path}`, {
    method: 'POST',
    ...(body !== undefined && { headers: { 'Content-Type': 'application/json' }, body }),
  });

async function create(actions: readonly WorkloadAction[], rest: Partial<Workload> = {}) {
  const answer = await post('', JSON.stringify(workload(actions, rest)));
  expect(answer.status).toBe(201);
  const created = (await answer.json()) as WorkloadCreated;
  expect(answer.headers.get('location')).toBe(`/api/workloads/${created.id}`);
  return { ...created, at: (path: string) => `/runs/${created.id}/at${path}` };
}

async function summaryOf(id: string): Promise<WorkloadSummary> {
  return (await (await fetch(`${playground.page}/api/workloads/${id}`)).json()) as WorkloadSummary;
}

/** Under the name and the port that the workload has. */
const hostName = () => `localhost:${playground.labPort}`;

async function asking(path: string): Promise<RawClient> {
  const client = await playground.connect();
  client.send(getRequest(path, hostName()));
  return client;
}

describe('the API of workloads', () => {
  it('names what is wrong in a workload, and what the lab cannot play', async () => {
    const wrong = { ...workload([get(0, 1), get(0, 2)]), until: -1 };
    const answers = [
      await post('', JSON.stringify(wrong)),
      await post('', JSON.stringify(workload([get(0, 1, { url: 'http://example.org/' })]))),
      await post('', '{'),
    ];
    const problems = (await Promise.all(answers.map((answer) => answer.json()))) as Problem[];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
    expect(problems.map(({ errors }) => errors?.[0]?.path)).toEqual(['/until', '/actions/0/url', undefined]);
    expect(problems[2]?.detail).toMatch(/^The workload is not JSON/);
  });

  it('knows its own runs only, and begins each once', async () => {
    const { id } = await create([get(0, 1)]);
    expect(await summaryOf(id)).toMatchObject({ id, zero: null, requests: [], connections: [], full: false });
    const begun = await post(`/${id}/begin`);
    expect(await begun.json()).toEqual({ inMilliseconds: 1000 });
    expect((await post(`/${id}/begin`)).status).toBe(409);
    expect((await summaryOf(id)).zero).toBeGreaterThan(1000);
    expect((await fetch(`${playground.page}/api/workloads/${id}/begin`)).status).toBe(405);
    const scenario = await playground.run({ steps: [] });
    expect((await post(`/${scenario.id}/begin`)).status).toBe(404);
    expect((await fetch(`${playground.page}/api/runs/${id}`)).status).toBe(404);
  });
});

describe('the document of a tab', () => {
  it('carries the actions of that tab, and lets nothing run but its own script and the workload', async () => {
    const tabs = [1, 2].map((id) => ({ id, origin: LAB }));
    const label = '</script><script>alert(1)</script>';
    const { documents } = await create([get(10, 1, { label }), get(20, 2, { tab: 2 }), end(30, 1)], { tabs });
    const answer = await fetch(documents[0]?.url ?? '');
    const page = await answer.text();
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src http:\/\/localhost:\d+; script-src 'sha256-[\w+/=]+' http:/);
    expect(policy).not.toContain('unsafe');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const json = /id="told">(.*?)<\/script>/.exec(page)?.[1] ?? '';
    expect(JSON.parse(json)).toMatchObject({ tab: 1, actions: [{ id: 1, at: 10, label }] });
    expect((await fetch((documents[0]?.url ?? '').replace(/1$/, '7'))).status).toBe(404);
  });
});

describe('what a workload has at a URL', () => {
  it('is of the type that its API takes, and may be read by whoever asks', async () => {
    const { at } = await create(
      [stream(0, 1), ask(0, 2, 'stylesheet'), ask(0, 3, 'image'), ask(0, 4, 'async script'), get(0, 5)],
      {
        responses: { [`${LAB}/1`]: { duration: 0, retry: 70 }, [`${LAB}/5`]: { status: 404, maxAge: 5000 } },
      },
    );
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map((id) =>
        fetch(`${playground.lab}${at(`/${id}`)}`, { headers: { Origin: 'http://a.localhost' } }),
      ),
    );
    const field = (name: string) => answers.map(({ headers }) => headers.get(name));
    expect(field('content-type')).toEqual([
      'text/event-stream',
      'text/css',
      'image/svg+xml',
      'text/javascript',
      'text/plain; charset=utf-8',
    ]);
    expect(field('cache-control')).toEqual([...Array<string>(4).fill('no-store'), 'max-age=5']);
    expect(new Set(field('access-control-allow-origin'))).toEqual(new Set(['http://a.localhost']));
    expect(new Set(field('access-control-allow-credentials'))).toEqual(new Set(['true']));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 404]);
    expect(await answers[0]?.text()).toBe('retry: 70\ndata: ok\n\n');
  });

  it('is nothing at other paths, nor below a scenario', async () => {
    const { at, id } = await create([get(0, 1)]);
    const scenario = await playground.run({ steps: [] });
    const paths = [at('/2'), `/runs/${id}/stream`, `/runs/${scenario.id}/at/1`, `/runs/${scenario.id}/tab/1`];
    const answers = await Promise.all(paths.map((path) => fetch(`${playground.lab}${path}`)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  it('allows a preflight all that it asks for', async () => {
    const { at, id } = await create([get(0, 1)]);
    const answer = await fetch(`${playground.lab}${at('/1')}`, {
      method: 'OPTIONS',
      headers: { Origin: 'http://a.localhost', 'Access-Control-Request-Headers': 'x-preflight' },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-headers')).toBe('x-preflight');
    expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
    expect((await summaryOf(id)).requests).toMatchObject([{ id: 1, attempt: 1, role: 'preflight' }]);
  });

  it('is over with its head where it has no content, and the next on the connection is answered', async () => {
    const { at } = await create([stream(0, 1), get(0, 2)], { responses: { [`${LAB}/1`]: { status: 204 } } });
    const client = await asking(at('/1'));
    await client.until('HTTP/1.1 204 No Content');
    client.send(getRequest(at('/2'), hostName()));
    await client.until('HTTP/1.1 200 OK');
    client.socket.destroy();
  });

  it('ends as the workload says, after its delay and its duration', async () => {
    const endings = ['complete', 'connection close', 'close-delimited', 'cut', 'reset'] as const;
    const { at } = await create(
      endings.map((_, index) => get(0, index)),
      {
        responses: Object.fromEntries(
          endings.map((ending, index) => [`${LAB}/${index}`, { ending, delay: 30, duration: 30 }]),
        ),
      },
    );
    const clients = await Promise.all(endings.map((_, index) => asking(at(`/${index}`))));
    const [whole, closing, delimited, cut, reset] = clients as [
      RawClient,
      RawClient,
      RawClient,
      RawClient,
      RawClient,
    ];
    await whole.until('\r\n0\r\n\r\n');
    expect(whole.received.toString()).not.toContain('Connection: close');
    expect(await closing.ended).toBe('fin');
    expect(closing.received.toString()).toMatch(/Connection: close[^]*\r\n0\r\n\r\n$/);
    expect(await delimited.ended).toBe('fin');
    expect(delimited.received.toString()).not.toContain('chunked');
    expect(await cut.ended).toBe('fin');
    expect(cut.received.toString()).toMatch(/3\r\nok\n\r\n$/);
    expect(await reset.ended).toBe('reset');
    for (const { socket } of clients) socket.destroy();
  });
});

describe('what is noted of a workload', () => {
  it('is which request came, which attempt it was, and on which connection', async () => {
    const { at, id } = await create([get(0, 1), get(10, 2, { url: `${LAB}/1` }), get(20, 3)]);
    const [one, other] = [await playground.connect(), await playground.connect()];
    one.send(getRequest(at('/1'), hostName()));
    await one.until('\r\n0\r\n\r\n');
    other.send(getRequest(at('/1'), hostName()));
    await other.until('\r\n0\r\n\r\n');
    one.send(getRequest(at('/3'), hostName()));
    await one.until('\r\n0\r\n\r\n', 2);
    other.send(getRequest(at('/1'), hostName()));
    await other.until('\r\n0\r\n\r\n', 2);
    const { requests, connections } = await summaryOf(id);
    expect(requests).toMatchObject([
      { id: 1, attempt: 1, connection: 1, role: 'request', stream: null },
      { id: 2, attempt: 1, connection: 2 },
      { id: 3, attempt: 1, connection: 1 },
      { id: 1, attempt: 2, connection: 2 },
    ]);
    expect(connections).toMatchObject(
      [one, other].map(({ socket }, index) => ({
        number: index + 1,
        port: socket.localPort,
        closedAt: null,
      })),
    );
    one.socket.destroy();
    other.socket.destroy();
  });

  it('is when the response to each was over, and when a connection was closed', async () => {
    const { at, id } = await create([get(0, 1), stream(10, 2)]);
    const one = await asking(at('/1'));
    await one.until('\r\n0\r\n\r\n');
    one.send(getRequest(at('/2'), hostName()));
    await one.until('data: ok');
    const before = await summaryOf(id);
    expect(before.requests.map(({ endedAt }) => endedAt === null)).toEqual([false, true]);
    const began = before.requests[0]?.at ?? Infinity;
    expect(before.requests[0]?.endedAt).toBeGreaterThanOrEqual(began);
    one.socket.destroy();
    await expect.poll(async () => (await summaryOf(id)).connections[0]?.closedAt).toBeGreaterThan(began);
    expect((await summaryOf(id)).requests[1]?.endedAt).toBeGreaterThan(began);
  });
});

describe('a stream that tabs share', () => {
  const tabs = [1, 2].map((id) => ({ id, origin: LAB }));
  const url = `${LAB}/s`;
  const from = (path: string) => ({ headers: { Referer: `${playground.lab}${path}` } });

  it('is that of the tab whose document asks for it, whichever asked first', async () => {
    const shared = [1, 2].map((id) => stream(0, id, { url, shared: 'lock', tab: id }));
    const { at, id } = await create(shared, { tabs, responses: { [url]: { duration: 0 } } });
    for (const tab of [2, 2, 1]) await fetch(`${playground.lab}${at('/s')}`, from(`/runs/${id}/tab/${tab}`));
    const { requests } = await summaryOf(id);
    expect(requests.map((start) => `${start.id} ${start.attempt}`)).toEqual(['2 1', '2 2', '1 1']);
  });

  it('has a worker whose script may ask for it alone, and is that of the tab which started the worker', async () => {
    const shared = [1, 2].map((id) => stream(0, id, { url, shared: 'worker', tab: id }));
    const { at, id } = await create(shared, { tabs, responses: { [url]: { duration: 0 } } });
    const worker = (of: string) => `/runs/${id}/worker?stream=${encodeURIComponent(of)}`;
    const path = worker(`${playground.lab}${at('/s')}`);
    const script = await fetch(`${playground.lab}${path}`, from(`/runs/${id}/tab/2`));
    expect(script.headers.get('content-type')).toBe('text/javascript');
    expect(script.headers.get('content-security-policy')).toBe(
      `default-src 'none'; connect-src ${playground.lab}`,
    );
    expect(await script.text()).toContain(at('/s'));
    await fetch(`${playground.lab}${at('/s')}`, from(path));
    expect((await summaryOf(id)).requests).toMatchObject([
      { id: 2, attempt: 1, role: 'worker script' },
      { id: 2, attempt: 1, role: 'request' },
    ]);
    for (const other of [worker(`${playground.lab}${at('/t')}`), worker('no URL'), `/runs/${id}/worker`]) {
      expect((await fetch(`${playground.lab}${other}`)).status).toBe(404);
    }
  });
});

describe('the server', () => {
  it('ends a response at the time of the workload', async () => {
    const { at, id } = await create([stream(0, 1), end(100, 1)]);
    const client = await asking(at('/1'));
    await client.until('data: ok');
    const began = performance.now();
    await post(`/${id}/begin`);
    await client.until('\r\n0\r\n\r\n');
    expect(performance.now() - began).toBeGreaterThan(1000);
    client.socket.destroy();
  });

  it('lets all go: what is open ends, also where no head was sent, and what comes later gets nothing', async () => {
    const { at, id } = await create([stream(0, 1), get(0, 2)], {
      responses: { [`${LAB}/2`]: { delay: 60_000 } },
    });
    const clients = [await asking(at('/1')), await asking(at('/2'))] as const;
    await clients[0].until('data: ok');
    while ((await summaryOf(id)).requests.length < 2);
    expect((await post(`/${id}/release`)).status).toBe(204);
    for (const client of clients) await client.until('0\r\n\r\n');
    const { connections } = await summaryOf(id);
    expect(connections.map(({ closedAt }) => closedAt === null)).toEqual([false, false]);
    const again = await asking(at('/1'));
    await again.until('HTTP/1.1 204 No Content');
    for (const { socket } of [...clients, again]) socket.destroy();
  });
});
