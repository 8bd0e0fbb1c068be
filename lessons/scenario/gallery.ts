/**
 * Streams to start from: what goes well, and what goes wrong at work, each as a scenario to play, to look at and to
 * change. Every one of them is played in a real browser by the tests.
 */
import { scenarioSchema, type Scenario } from '../schema/scenario.ts';
import type * as z from 'zod';

export interface GalleryStream {
  readonly slug: string;
  readonly title: string;
  /** What there is to see. */
  readonly says: string;
  readonly scenario: Scenario;
}

export interface GalleryGroup {
  readonly title: string;
  readonly streams: readonly GalleryStream[];
}

type Input = z.input<typeof scenarioSchema>;

const stream = (slug: string, title: string, says: string, scenario: Input): GalleryStream => ({
  slug,
  title,
  says,
  scenario: scenarioSchema.parse(scenario),
});

const login = { event: { event: 'login', data: 'ada' } };
const message = { event: { event: 'message', data: 'hello' } };
const pause = { wait: 400 };
const delta = (text: string) => ({ event: { data: `{"delta":"${text}"}` } });
const ticks = (times: number, every: number) => ({
  repeat: { times, every, steps: [{ event: { id: '{n}', data: 'tick {n}' } }] },
});

const news = [
  { wait: 700 },
  login,
  { wait: 900 },
  message,
  { wait: 200 },
  { event: { event: 'message', data: 'are you there?' } },
  { wait: 3000 },
  { event: { event: 'login', data: 'grace' } },
  { wait: 1700 },
  message,
];

export const GALLERY: readonly GalleryGroup[] = [
  {
    title: 'One stream, three protocols',
    streams: [
      stream('http-1-1', 'HTTP/1.1, in chunks', 'Each write is a chunk. The last chunk never comes.', {
        steps: [login, pause, message],
      }),
      stream('http-1-0', 'HTTP/1.0', 'No chunks: the content goes on until the connection is closed.', {
        protocol: 'HTTP/1.0',
        steps: [login, pause, message],
      }),
      stream(
        'http-2',
        'HTTP/2',
        'The same events in frames, on a stream of a connection that others can share.',
        {
          protocol: 'HTTP/2',
          steps: [login, pause, message],
        },
      ),
      stream('length', 'With a Content-Length', 'The end is known before the beginning: then it is a file.', {
        framing: 'length',
        steps: [login, pause, message],
        then: 'end',
      }),
    ],
  },
  {
    title: 'Where it is cut',
    streams: [
      stream('split', 'Cut at every third byte', 'Chunks and events have nothing to do with each other.', {
        split: { bytes: 3, gap: 60 },
        steps: [login, message],
      }),
      stream('character', 'In the middle of a character', 'é is two bytes: one in each chunk.', {
        steps: [{ bytes: '64 61 74 61 3a 20 63 61 66 c3' }, pause, { bytes: 'a9 0a 0a' }],
      }),
      stream(
        'crlf',
        'Between CR and LF',
        'The CR ends the line at once. The LF that follows ends no other.',
        {
          lineEnd: 'crlf',
          steps: [{ bytes: '64 61 74 61 3a 20 61 0d' }, pause, { bytes: '0a 0d' }, pause, { bytes: '0a' }],
        },
      ),
      stream(
        'blank-line',
        'Before the blank line',
        'The last event has all its data, and is never dispatched.',
        {
          steps: [login, pause, { text: 'event: message\ndata: lost\n' }],
          then: 'end',
          attempts: [{ status: 204, steps: [] }],
        },
      ),
      stream('line-ends', 'Every kind of line end', 'LF, CR and CRLF all end a line, in one stream too.', {
        lineEnd: 'mixed',
        bom: true,
        steps: [login, pause, message, pause, { event: { data: 'two\nlines' } }],
      }),
    ],
  },
  {
    title: 'Held back',
    streams: [
      stream(
        'flush',
        'A head that nobody flushes',
        'The browser waits for two seconds and does not know why.',
        {
          flush: false,
          steps: [{ wait: 2000 }, login],
        },
      ),
      stream(
        'gzip-hold',
        'Compression that keeps events',
        'The compressor waits for more. No event arrives.',
        {
          gzip: 'hold',
          steps: [ticks(10, 300)],
        },
      ),
      stream('gzip-flush', 'Compression that is flushed', 'After each event, so each arrives in its time.', {
        gzip: 'flush',
        steps: [ticks(10, 300)],
      }),
      stream('proxy-buffer', 'A proxy that buffers 100 bytes', 'Several events arrive at once, and late.', {
        proxy: { buffer: 100 },
        steps: [ticks(20, 200)],
      }),
    ],
  },
  {
    title: 'Broken off',
    streams: [
      stream(
        'idle',
        'An idle time-out',
        'A proxy cuts what is silent for a second. The browser comes again.',
        {
          proxy: { idle: 1000 },
          resume: true,
          steps: [
            { event: { retry: 500 } },
            ticks(3, 400),
            { wait: 2000 },
            { event: { id: 'late', data: 'late' } },
          ],
        },
      ),
      stream('heartbeat', 'Heartbeats against it', 'A comment every 600 ms keeps the connection.', {
        proxy: { idle: 1000 },
        heartbeat: 600,
        steps: [login],
      }),
      stream(
        'cut',
        'Cut without an end',
        'A FIN in the middle: an error for fetch, a reason to come again here.',
        {
          steps: [{ event: { retry: 500 } }, login, pause],
          then: 'cut',
          attempts: [{ then: 'cut' }, { status: 204, steps: [] }],
        },
      ),
      stream('reset', 'Reset', 'The connection breaks off. What was under way is lost.', {
        steps: [{ event: { retry: 500 } }, login, pause],
        then: 'reset',
        attempts: [{ status: 204, steps: [] }],
      }),
      stream(
        'resume',
        'Offline, and back',
        'With ids, what was missed comes after the pause: nothing is lost.',
        {
          resume: true,
          // A browser may drop what a cut follows at once: the pause lets it see the third event.
          steps: [{ event: { retry: 700 } }, ticks(3, 250), { wait: 700 }],
          then: 'cut',
          attempts: [
            { rawHead: '', steps: [], then: 'reset' },
            { steps: [{ event: { retry: 700 } }, ticks(8, 250)], then: 'hold' },
          ],
        },
      ),
      stream('stop', 'Told to stop', 'The server ends it; at 204 the browser stays away.', {
        steps: [{ event: { retry: 500 } }, login],
        then: 'end',
        attempts: [{ status: 204, steps: [] }],
      }),
      stream('status', 'An error status', '503 ends an EventSource for good. It does not try again.', {
        status: 503,
        steps: [login],
        then: 'end',
      }),
      stream('type', 'Another type', 'The same bytes as text/plain: the browser gives up.', {
        type: 'text/plain',
        steps: [login],
        then: 'end',
      }),
    ],
  },
  {
    title: 'Read with fetch',
    streams: [
      stream(
        'deltas',
        'The answer of a language model',
        'A POST, and its answer piece by piece. [DONE] is data like any other.',
        {
          fetch: { body: '{"prompt":"Say hello","stream":true}' },
          steps: [
            delta('Hel'),
            { wait: 300 },
            delta('lo'),
            { wait: 300 },
            delta(', Ada'),
            { wait: 300 },
            delta('.\\n'),
            { event: { data: '[DONE]' } },
          ],
          then: 'end',
        },
      ),
      stream(
        'retry',
        'Cut, and asked for again',
        'The same POST once more, by itself: the work is done twice.',
        {
          fetch: { body: '{"prompt":"Say hello","stream":true}', retries: 1 },
          // A browser may drop what a cut follows at once.
          steps: [delta('Hel'), { wait: 300 }, delta('lo'), { wait: 1500 }],
          then: 'cut',
          attempts: [
            {
              steps: [delta('Hel'), { wait: 300 }, delta('lo'), { wait: 300 }, { event: { data: '[DONE]' } }],
              then: 'end',
            },
          ],
        },
      ),
    ],
  },
  {
    title: 'Notifications, each in four ways',
    streams: [
      stream(
        'ways',
        'Polling, long polling, stream, WebSocket',
        'Five notifications, four times: what each way costs, and how late it is.',
        { deliver: { poll: 2000, longPoll: 15_000, webSocket: true }, resume: true, steps: news },
      ),
      stream(
        'ways-seldom',
        'Hardly any news',
        'One notification in eight seconds. Polling pays for asking.',
        {
          deliver: { poll: 500, longPoll: 3000, webSocket: true },
          resume: true,
          steps: [{ wait: 8000 }, login],
        },
      ),
      stream('ways-often', 'Very much news', 'Twenty a second: one poll brings many of them.', {
        deliver: { poll: 1000, longPoll: 15_000, webSocket: true },
        resume: true,
        steps: [{ repeat: { times: 100, every: 50, steps: [{ event: { data: 'tick {n}' } }] } }],
      }),
      stream(
        'ways-offline',
        'Offline, then caught up',
        'All connections break off. A client that says what it has misses nothing.',
        {
          deliver: { poll: 1000, longPoll: 15_000, webSocket: true, offline: { from: 1000, to: 3000 } },
          resume: true,
          steps: [{ event: { event: 'login', data: 'ada', retry: 500 } }, ...news.slice(2)],
        },
      ),
      stream(
        'ways-lost',
        'Offline, and nobody remembers',
        'The same without resume: stream and WebSocket go on with the next.',
        {
          deliver: { poll: 1000, longPoll: 15_000, webSocket: true, offline: { from: 1000, to: 3000 } },
          steps: [{ wait: 400 }, { event: { event: 'login', data: 'ada', retry: 500 } }, ...news.slice(2)],
        },
      ),
    ],
  },
  {
    title: 'Surprises',
    streams: [
      stream('error-event', 'An event named error', 'It reaches onerror, and the connection is as it was.', {
        steps: [login, pause, { event: { event: 'error', data: 'not what you think' } }, pause, message],
      }),
      stream('injection', 'User data with a CR', 'Not escaped, it forges an event of its own.', {
        steps: [{ unescaped: { data: 'hi\r\revent: admin\rdata: granted' } }],
      }),
      stream(
        'escaped',
        'The same data, escaped',
        'Each line of it becomes a data line, and nothing is forged.',
        {
          steps: [{ event: { data: 'hi\r\revent: admin\rdata: granted' } }],
        },
      ),
      stream(
        'keep-alive',
        'Connection: keep-alive on HTTP/2',
        'HTTP/2 forbids the field. Chromium lets it pass; curl and Node break the stream off.',
        {
          protocol: 'HTTP/2',
          fields: [{ name: 'Connection', value: 'keep-alive' }],
          steps: [login],
          attempts: [{ status: 204, fields: [], steps: [], then: 'end' }],
        },
      ),
      stream('extensions', 'Chunk extensions and trailers', 'Legal, rare, and nothing to do with events.', {
        steps: [
          {
            chunk: { text: 'data: a\n\n', extensions: [{ name: 'part', value: '1' }] },
          },
        ],
        trailers: [{ name: 'X-Events', value: '1' }],
        then: 'end',
        attempts: [{ status: 204, steps: [] }],
      }),
    ],
  },
];
