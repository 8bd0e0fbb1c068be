/** A workload over another protocol is a workload again, and says the same by other means. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unplayable } from '../../../lessons/protocol/connection-pool/real-run.ts';
import { isRequest, type Workload } from '../../../lessons/schema/workload.ts';
import { ask, end, get, http1, http2, stream, streams } from '../../../lessons/workloads/build.ts';
import {
  maxStreamsOf,
  originsOf,
  protocolOf,
  withMaxStreams,
  withProtocol,
} from '../../../lessons/workloads/protocol.ts';
import { anyWorkload, expectWorkload, GALLERY, named, PROTOCOLS } from './named.ts';

const requestsOf = ({ actions }: Workload) => actions.filter(isRequest);

describe('the protocol', () => {
  it.each(PROTOCOLS)('can be made %s, and is then', (protocol) => {
    fc.assert(
      fc.property(anyWorkload, (workload) => {
        const changed = withProtocol(workload, protocol);
        expectWorkload(changed);
        if (requestsOf(changed).some(({ api }) => api !== 'WebSocket'))
          expect(protocolOf(changed)).toBe(protocol);
        expect(withProtocol(changed, protocol)).toEqual(changed);
      }),
    );
  });

  it.each(GALLERY)('of %s can be any, and the page can still play it', (_, workload) => {
    for (const protocol of PROTOCOLS) {
      expect(unplayable(withProtocol(workload, protocol), 'localhost')).toEqual([]);
    }
  });

  /** Has ends that the others have no words for, or servers that differ. */
  const special = new Set(['endings', 'https', 'h2-new-origin']);
  it.each(GALLERY.filter(([slug]) => !special.has(slug)))(
    'of %s is the same there and back',
    (_, workload) => {
      const own = protocolOf(workload);
      if (own === null) throw new Error('servers of several protocols');
      const limit = maxStreamsOf(workload);
      for (const protocol of PROTOCOLS) {
        const back = withProtocol(withProtocol(workload, protocol), own);
        expect(withMaxStreams(back, limit)).toEqual(workload);
      }
    },
  );

  it('is none where servers differ', () => {
    expect(protocolOf(named('https'))).toBeNull();
    expect(protocolOf(named('seventh'))).toBe('HTTP/1.1');
    expect(protocolOf(named('h2-seventh'))).toBe('HTTP/2');
  });

  it('is that of the servers where nothing is asked for', () => {
    expect(protocolOf(http1({ actions: [], until: 1000 }))).toBe('HTTP/1.1');
    expect(protocolOf(http2({ actions: [], until: 1000 }))).toBe('HTTP/2');
  });

  it('moves tabs, requests and WebSockets to TLS, and back', () => {
    const given = http1({
      actions: [
        stream(0, 1),
        ask(10, 2, 'WebSocket', 'ws://localhost/chat'),
        get(20, 3, 'http://a.localhost:81/x'),
      ],
      responses: { 'http://a.localhost:81/x': { delay: 9 } },
      until: 1000,
    });
    const secure = withProtocol(given, 'HTTP/2');
    expect(originsOf(secure)).toEqual(['https://localhost', 'https://a.localhost:81']);
    expect(requestsOf(secure).map(({ url }) => url)).toEqual([
      'https://localhost/stream?1',
      'wss://localhost/chat',
      'https://a.localhost:81/x',
    ]);
    expect(secure.responses).toEqual({ 'https://a.localhost:81/x': { delay: 9 } });
    expect(Object.keys(secure.servers)).toEqual(originsOf(secure));
  });

  it('leaves how far away a server is, and how long it keeps a connection', () => {
    const servers: Workload['servers'] = {
      'http://localhost': { protocol: 'HTTP/1.1', roundTrip: 80, keepAlive: 5 },
    };
    const given = http1({ actions: [stream(0, 1)], servers, until: 1000 });
    const secure = withProtocol(given, 'HTTP/2');
    expect(secure.servers).toEqual({
      'https://localhost': { protocol: 'HTTP/2', roundTrip: 80, keepAlive: 5 },
    });
    expect(withProtocol(secure, 'HTTP/1.1')).toEqual(given);
  });

  it('ends by closing in HTTP/1.0 what ends completely in the others', () => {
    const given = http1({
      actions: [
        ...streams(1, 4, 0, 10),
        ...['complete', 'connection close', 'cut', 'reset'].map((how, index) =>
          end(500, index + 1, how as 'cut'),
        ),
      ],
      responses: { '/stream?1': { ending: 'connection close' }, '/stream?2': { ending: 'cut' } },
      until: 1000,
    });
    const old = withProtocol(given, 'HTTP/1.0');
    const hows = ({ actions }: Workload) =>
      actions.flatMap((action) => (action.do === 'end' ? action.how : []));
    expect(hows(old)).toEqual(['close-delimited', 'close-delimited', 'cut', 'reset']);
    expect(Object.values(old.responses).map(({ ending }) => ending)).toEqual(
      Array(4).fill('close-delimited'),
    );
    expect(hows(withProtocol(old, 'HTTP/1.1'))).toEqual(['complete', 'complete', 'cut', 'reset']);
    expect(hows(withProtocol(given, 'HTTP/2'))).toEqual(['complete', 'complete', 'cut', 'reset']);
    expect(withProtocol(given, 'HTTP/2').responses).toEqual({
      'https://localhost/stream?2': { ending: 'cut' },
    });
  });

  it('asks no permission of an origin that is the own one now', () => {
    const given = http1({
      actions: [
        ask(0, 1, 'fetch', 'https://localhost:80/x', { preflight: true }),
        ask(0, 2, 'fetch', 'http://a.localhost/x', { preflight: true }),
      ],
      until: 1000,
    });
    const plain = withProtocol({ ...given, tabs: [{ id: 1, origin: 'http://localhost:80' }] }, 'HTTP/1.1');
    expectWorkload(plain);
    expect(requestsOf(plain).map(({ preflight }) => preflight)).toEqual([undefined, true]);
  });
});

describe('the limit of streams', () => {
  it('is that of all HTTP/2 servers, and can be taken away', () => {
    fc.assert(
      fc.property(anyWorkload, fc.option(fc.integer({ min: 1, max: 300 })), (workload, limit) => {
        const changed = withMaxStreams(workload, limit);
        expectWorkload(changed);
        const http2 = Object.values(workload.servers).some(({ protocol }) => protocol === 'HTTP/2');
        expect(maxStreamsOf(changed)).toBe(http2 ? limit : null);
        expect(withMaxStreams(changed, maxStreamsOf(workload))).toEqual(workload);
      }),
    );
  });
});
