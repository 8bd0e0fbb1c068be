/**
 * What is compared: servers that write the same event again and again to all who ask.
 *
 * What differs, and cannot be made equal: the others broadcast, they make an event once and write it to all, so its
 * time is that of the first write, and the last reader's latency has all the writes before it. The lab plays each
 * stream by itself: a timer for each, an event made for each, and a time for each event. So its writes are spread, and
 * a timer that fires late does not show in the latency but in the events that came, and in the gaps between them.
 */
import type { AddressInfo } from 'node:net';
import http, { type Server } from 'node:http';
import http2 from 'node:http2';
import { createChannel, createSession } from 'better-sse';
import express from 'express';
import type { RunCreated } from '../../../server/contract.ts';
import { certificateFor } from '../../../server/certificate.ts';
import { readSettings } from '../../../server/settings.ts';
import { start, type Playground } from '../../../server/start.ts';
import { dataAt, eventAt, timeNow } from './event.ts';

export interface Contestant {
  readonly port: number;
  /** What so many streams with an event every so many milliseconds are to ask for: each takes the next path. */
  paths(every: number, streams: number): Promise<readonly string[]>;
  /** All streams are open: who broadcasts begins. */
  begin(every: number): void;
  /** Writes one event to all, unless they have had their first one. */
  once(): void;
  close(): void;
}

/** Streams for each run of the recorded lab. */
const STREAMS_PER_RUN = 20;
/**
 * Of each run: at the rates below saturation all is recorded from beginning to end, beyond them a part, as with any
 * capture that has become full.
 */
const CAPTURE_BYTES = 1 << 20;

/** For so many streams of one client, with room for those of the rate before that are not closed yet. */
const LIMITS = Object.entries({
  streams: 50_000,
  streamsPerClient: 50_000,
  connections: 50_000,
  connectionsPerClient: 50_000,
  runs: 10_000,
  captureBytes: CAPTURE_BYTES,
  storeBytes: 4 * 2 ** 30,
})
  .map((limit) => limit.join('='))
  .join();

const HEAD = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' };

const pathAt = (every: number): string =>
  `/stream?every=${every}&data=${encodeURIComponent(dataAt('{time}'))}`;

/** `write` writes an event to all. All ask for the same path, so that all have the same to read. */
async function broadcaster(
  server: Pick<Server, 'listen' | 'address' | 'close'>,
  write: () => void,
): Promise<Contestant> {
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    paths: (every) => Promise.resolve([pathAt(every)]),
    begin(every) {
      clearInterval(timer);
      timer = setInterval(write, every);
    },
    once: write,
    close() {
      clearInterval(timer);
      server.close();
    },
  };
}

/** A response of node:http, node:http2 or Express. */
interface Writable {
  write(bytes: Buffer): unknown;
  once(event: 'close', then: () => void): unknown;
}

/** The responses that are open, and what writes one event, one Buffer, to each of them. */
function responses(): { add: (response: Writable) => void; write: () => void } {
  const all = new Set<Writable>();
  return {
    add(response) {
      all.add(response);
      response.once('close', () => all.delete(response));
    },
    write() {
      const bytes = eventAt(timeNow());
      for (const response of all) response.write(bytes);
    },
  };
}

function nodeHttp(): Promise<Contestant> {
  const { add, write } = responses();
  const server = http.createServer((_request, response) => {
    response.writeHead(200, HEAD);
    response.flushHeaders();
    add(response);
  });
  return broadcaster(server, write);
}

function withExpress(): Promise<Contestant> {
  const { add, write } = responses();
  const app = express();
  app.get('/stream', (_request, response) => {
    response.writeHead(200, HEAD);
    response.flushHeaders();
    add(response);
  });
  return broadcaster(http.createServer(app), write);
}

/** Without its heartbeat and its `retry`, as nobody else has them; with the fields `event` and `id`, which it always writes. */
function betterSse(): Promise<Contestant> {
  const channel = createChannel();
  const server = http.createServer((request, response) => {
    const options = { keepAlive: null, retry: null, serializer: String };
    void createSession(request, response, options).then((session) => channel.register(session));
  });
  return broadcaster(server, () => void channel.broadcast(dataAt(timeNow())));
}

async function nodeHttp2(): Promise<Contestant> {
  const { add, write } = responses();
  const certificate = await certificateFor({ certificate: null });
  const server = http2.createSecureServer(certificate, (_request, response) => {
    response.writeHead(200, HEAD);
    add(response);
  });
  // A client that goes without a word.
  server.on('sessionError', () => undefined);
  return broadcaster(server as unknown as Server, write);
}

function openLab(): Promise<Playground> {
  const ports = { PORT: '0', LAB_PORT: '0', LAB_TLS_PORT: '0' };
  return start(readSettings({ ...ports, LIMITS, LOG_LEVEL: 'error' }), () => (_request, response) => {
    response.sendStatus(404);
  });
}

const portOf = (origin: string): number => Number(new URL(origin).port);

/** Nothing is recorded: the address alone says what is to be played. */
async function untapped(over: 'lab' | 'labTls'): Promise<Contestant> {
  const playground = await openLab();
  return {
    port: portOf(playground[over]),
    paths: (every) => Promise.resolve([pathAt(every)]),
    begin: () => undefined,
    once: () => undefined,
    close: () => playground.close(),
  };
}

/** Each stream belongs to a run, and every byte goes through the tap into its capture. */
async function tapped(): Promise<Contestant> {
  const playground = await openLab();
  const { page, lab } = playground;
  return {
    port: portOf(lab),
    async paths(every, streams) {
      const scenario = { steps: [{ repeat: { every, steps: [{ event: { data: dataAt('{time}') } }] } }] };
      const paths: string[] = [];
      for (let run = 0; run < streams / STREAMS_PER_RUN; run++) {
        const answer = await fetch(`${page}api/runs`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(scenario),
        });
        if (!answer.ok) throw new Error(await answer.text());
        paths.push(((await answer.json()) as RunCreated).stream);
      }
      return paths;
    },
    begin: () => undefined,
    once: () => undefined,
    close: () => playground.close(),
  };
}

export const SERVERS = {
  'node:http': nodeHttp,
  Express: withExpress,
  'better-sse': betterSse,
  'lab, untapped': () => untapped('lab'),
  'lab, tapped': tapped,
  'node:http2': nodeHttp2,
  'lab, HTTP/2': () => untapped('labTls'),
} satisfies Record<string, () => Promise<Contestant>>;

export type ServerName = keyof typeof SERVERS;
