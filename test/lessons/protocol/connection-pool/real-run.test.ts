/** A workload moved to the lab: what stays, what is the lab's, and what a browser cannot play there. */
import { describe, expect, it } from 'vitest';
import { realRun, unplayable } from '../../../../lessons/protocol/connection-pool/real-run.ts';
import type { Workload, WorkloadAction } from '../../../../lessons/schema/workload.ts';
import { ask, end, get, LAB, LAB_TLS, stream, workload } from './play.ts';

const PLACE = { run: 'abc', host: 'localhost', port: 5001, tlsPort: 5002 };

const wrong = (actions: readonly WorkloadAction[], rest: Partial<Workload> = {}, host = PLACE.host) =>
  unplayable(workload(actions, rest), host).map(({ path, rule }) => `${path} ${rule}`);

describe('a real run', () => {
  const there = { url: 'http://a.localhost:4281/deep/path?q=1' };
  const told = workload([stream(0, 1), get(50, -5, there), ask(60, 3, 'WebSocket'), end(900, 1)], {
    responses: { [there.url]: { delay: 20 } },
    until: 1000,
  });
  const { workload: played, begins, documents } = realRun(told, PLACE);
  const urls = played.actions.flatMap((action) => ('url' in action ? action.url : []));

  it('keeps host and path, and puts the port of the lab and the run before the path', () => {
    expect(urls).toEqual([
      'http://localhost:5001/runs/abc/tab/1',
      'http://localhost:5001/runs/abc/at/1',
      'http://a.localhost:5001/runs/abc/at/deep/path?q=1',
      'ws://localhost:5001/runs/abc/at/3',
    ]);
    expect(played.responses).toEqual({
      'http://a.localhost:5001/runs/abc/at/deep/path?q=1': { delay: 20 },
    });
  });

  it('begins with the document of each tab, under an id that no request has', () => {
    expect(documents).toEqual([{ tab: 1, id: -6, url: 'http://localhost:5001/runs/abc/tab/1' }]);
    expect(played.actions[0]).toMatchObject({ at: 0, api: 'navigation', id: -6 });
  });

  it('is later by as much as the documents take, and calls each request what it was called', () => {
    expect(played.actions.slice(1).map(({ at }) => at - begins)).toEqual([0, 50, 60, 900]);
    expect(played.until).toBe(1000 + begins);
    expect(played.actions.flatMap((action) => ('url' in action ? action.label : []))).toEqual([
      'document of tab 1',
      '/1',
      '/deep/path?q=1',
      '/3',
    ]);
  });

  it('is a workload itself, which can be played', () => {
    expect(workload(played.actions, played)).toEqual(played);
    expect(unplayable(played, PLACE.host)).toEqual([]);
  });

  it('asks for localhost under the name that the page has', () => {
    const { documents: there } = realRun(told, { ...PLACE, host: '192.168.1.5' });
    expect(there[0]?.url).toBe('http://192.168.1.5:5001/runs/abc/tab/1');
  });
});

describe('what the lab cannot play', () => {
  it('is another machine', () => {
    expect(wrong([get(0, 1, { url: 'http://example.org/1' })])).toEqual([
      '/actions/0/url the lab is on this machine: localhost, or a name below it',
    ]);
  });

  it('is another name, for a page that came from another machine', () => {
    const there = get(0, 1, { url: 'http://a.localhost:4281/1' });
    expect(wrong([there, get(0, 2)], {}, '192.168.1.5')).toEqual([
      '/actions/0/url the page came from 192.168.1.5: only there, called localhost here, is the lab to be found',
    ]);
  });

  it('is one host with two ports', () => {
    expect(wrong([get(0, 1, { url: 'http://localhost:4283/1' })])).toEqual([
      '/actions/0/url the lab has one port for a host, and one with TLS',
    ]);
  });

  it('is https without HTTP/2, and two limits of streams', () => {
    const tabs = [{ id: 1, origin: LAB_TLS }];
    expect(wrong([], { tabs })).toEqual([
      '/tabs/0/origin the lab speaks HTTP/2 where it speaks TLS: its server has to be described so',
    ]);
    const http2 = (maxStreams: number) => ({ protocol: 'HTTP/2' as const, maxStreams });
    const servers = { [LAB_TLS]: http2(4), 'https://a.localhost:4282': http2(5) };
    expect(wrong([], { tabs, servers })).toEqual([
      '/servers the lab has one port with TLS: there is one maxStreams for all',
    ]);
  });

  it('is a frame in a page of another site', () => {
    expect(wrong([], { tabs: [{ id: 1, origin: LAB, top: 'http://a.localhost:4281' }] })).toEqual([
      '/tabs/0/top the lab plays tabs, not frames in other pages',
    ]);
  });

  it('is a shared stream for whose URL one tab asks twice', () => {
    const url = `${LAB}/s`;
    const tabs = [1, 2].map((id) => ({ id, origin: LAB }));
    const asked = [stream(0, 1, { url, shared: 'lock' }), stream(0, 2, { url, shared: 'lock', tab: 2 })];
    expect(wrong(asked, { tabs })).toEqual([]);
    expect(wrong([...asked, stream(0, 3, { url })], { tabs })).toEqual([
      '/actions/2/url a tab asks once for the URL of a shared stream: the lab cannot tell two apart',
    ]);
  });

  it('is what no page can ask for', () => {
    const other = 'http://a.localhost:4281/x';
    expect(
      wrong([
        stream(0, 1, { credentials: 'omit' }),
        ask(0, 2, 'script'),
        ask(0, 3, 'image', { url: other, preflight: true }),
        ask(0, 4, 'beacon', { credentials: 'same-origin' }),
      ]),
    ).toEqual([
      '/actions/0/credentials no page can say this of EventSource',
      '/actions/1/api a script that another one puts into the page is an async script',
      '/actions/2/preflight a field that needs it can only be sent by fetch and XHR',
      '/actions/3/credentials no page can say this of beacon',
    ]);
  });
});
