import { describe, expect, it } from 'vitest';
import { inputErrors } from '../../../lessons/schema/issues.ts';
import { workloadSchema } from '../../../lessons/schema/workload.ts';

const GOOD = {
  tabs: [{ id: 1, origin: 'http://localhost:4281' }],
  servers: { 'https://localhost:4282': { protocol: 'HTTP/2', maxStreams: 10 } },
  responses: { 'http://localhost:4281/a': { delay: 10, duration: 'endless', retry: 500 } },
  actions: [
    { do: 'request', at: 0, id: 1, tab: 1, api: 'EventSource', url: 'http://localhost:4281/a' },
    { do: 'request', at: 0, id: 2, tab: 1, api: 'WebSocket', url: 'ws://localhost:4281/a' },
    { do: 'end', at: 10, id: 1, how: 'cut' },
    { do: 'close', at: 20, id: 1 },
    { do: 'close tab', at: 30, tab: 1 },
  ],
  until: 1000,
};
const request = (parts: object) => ({
  ...GOOD,
  actions: [{ do: 'request', at: 0, id: 1, tab: 1, api: 'fetch', url: 'http://localhost:4281/a', ...parts }],
});

describe('a workload', () => {
  it('is data, and comes through as it is', () => {
    expect(workloadSchema.parse(GOOD)).toEqual(GOOD);
  });

  it.each([
    ['/actions/0/url', request({ url: '/a' })],
    ['/actions/0/url', request({ url: 'ws://localhost:4281/a' })],
    ['/actions/0/url', request({ api: 'WebSocket' })],
    ['/actions/0/tab', request({ tab: 2 })],
    ['/actions/0/priority', request({ api: 'image', priority: 'high' })],
    ['/actions/0/cache', request({ api: 'EventSource', cache: 'no-store' })],
    ['/actions/0/preflight', request({ preflight: true })],
    ['/actions/0/shared', request({ shared: 'lock' })],
    ['/actions/0/at', request({ at: -1 })],
    ['/actions/5/id', { ...GOOD, actions: [...GOOD.actions, GOOD.actions[0]] }],
    ['/tabs/0/origin', { ...GOOD, tabs: [{ id: 1, origin: 'http://localhost:4281/a' }] }],
    ['/tabs', { ...GOOD, tabs: [] }],
    ['/servers/http:~1~1a/protocol', { ...GOOD, servers: { 'http://a': { protocol: 'HTTP/2' } } }],
    [
      '/servers/http:~1~1a/maxStreams',
      { ...GOOD, servers: { 'http://a': { protocol: 'HTTP/1.1', maxStreams: 1 } } },
    ],
    [
      '/responses/https:~1~1localhost:4282~1a/ending',
      { ...GOOD, responses: { 'https://localhost:4282/a': { ending: 'connection close' } } },
    ],
  ])('is refused with the place %s', (path, workload) => {
    const { error } = workloadSchema.safeParse(workload);
    expect(error && inputErrors(error).map((each) => each.path)).toContain(path);
  });
});
