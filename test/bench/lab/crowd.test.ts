import { afterEach, describe, expect, it } from 'vitest';
import { Http1Crowd } from './crowd-http1.ts';
import { Http2Crowd } from './crowd-http2.ts';
import { Tally } from './crowd.ts';
import { SERVERS, type Contestant, type ServerName } from './servers.ts';

const STREAMS = 6;
const tally = new Tally();
const crowds = { http1: new Http1Crowd(tally), http2: new Http2Crowd(tally) };

let server: Contestant;

afterEach(() => {
  server.close();
  crowds.http1.close();
  crowds.http2.close();
});

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function open(name: ServerName, every: number): Promise<void> {
  server = await SERVERS[name]();
  const paths = await server.paths(every, STREAMS);
  tally.begin();
  const asked = { port: server.port, streams: STREAMS, paths };
  if (name.includes('2')) await crowds.http2.open(asked, 2);
  else await crowds.http1.open(asked);
  server.begin(every);
}

describe('each of the servers', () => {
  it.each(Object.keys(SERVERS) as ServerName[])('plays events to all: %s', async (name) => {
    await open(name, 5);
    await until(() => tally.received().events >= 10 * STREAMS);
    const { ages, gaps, lost } = tally.received();
    expect(ages.length).toBeGreaterThan(0);
    expect(gaps.length).toBeGreaterThan(0);
    expect(lost).toBe(0);
  });

  it.each(Object.keys(SERVERS) as ServerName[])(
    'has one event for each when it is asked to: %s',
    async (name) => {
      await open(name, 60_000);
      // What registers its streams later has done so.
      await new Promise((resolve) => setTimeout(resolve, 50));
      server.once();
      await until(() => tally.received().events >= STREAMS);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(tally.received().events).toBe(STREAMS);
    },
  );
});

describe('a crowd', () => {
  it('tells what it was answered instead of a stream', async () => {
    server = await SERVERS['lab, untapped']();
    const asked = { port: server.port, streams: 1, paths: ['/stream?every=never'] };
    await expect(crowds.http1.open(asked)).rejects.toThrow('the answer is HTTP/1.1 400');
  });
});
