/** How a response ends, and what that does to its connection, over HTTP/1.1. */
import type { ServerEnding, WorkloadResponse } from '../schema/workload.ts';
import { ask, close, end, FULL, get, http1, numbers, stream, streams, type NamedWorkload } from './build.ts';

/** Milliseconds: an EventSource that is to stay away comes back after the end of the workload. */
const LATER = { retry: 60_000 };

const ENDINGS: readonly ServerEnding[] = ['complete', 'connection close', 'close-delimited', 'cut', 'reset'];

/** One ending for each host: the stream, its end, the fetch after it. */
const ended = ENDINGS.map((how, index) => {
  const url = `http://${'abcde'[index] ?? ''}.localhost/${how.replace(' ', '-')}`;
  const [id, at] = [10 * index, 300 * index];
  return {
    url,
    actions: [
      ask(300 + at, id + 1, 'EventSource', url),
      end(1200 + at, id + 1, how),
      get(1700 + at, id + 2, `${url}/next`),
    ],
  };
});

export const ENDS: readonly NamedWorkload[] = [
  {
    slug: 'close-or-end',
    title: 'Does close() give the connection back?',
    about:
      'Two streams are open. The page closes one and asks for something. Then the server ends the other, and the page asks again.',
    answer:
      'No. A response that is cut off half way leaves a connection that nobody can use again, so the browser throws it away, and the first fetch opens a new one. The stream that the server ended leaves its connection in order: the second fetch takes it over.',
    workload: http1({
      actions: [
        ...streams(1, 2, 300, 300),
        close(1400, 2),
        get(2000, 11, '/after-close'),
        end(3000, 1),
        get(3600, 12, '/after-end'),
      ],
      responses: { '/stream?1': LATER, '/after-close': { delay: 400 }, '/after-end': { delay: 400 } },
      until: 4800,
    }),
  },
  {
    slug: 'endings',
    title: 'How does the server end a stream, and does it matter?',
    about:
      'Five hosts end one stream each: as HTTP wants it; with Connection: close in its head; by closing the connection, as HTTP/1.0 does; by cutting it off in the middle; with a TCP reset. Half a second later the page asks each host for something more.',
    answer:
      'For the connection it does: only the complete end leaves one that is fit for the next request. After the other four a new one is opened. For the EventSource it does not: each of the five comes back.',
    workload: http1({
      actions: ended.flatMap(({ actions }) => actions),
      responses: Object.fromEntries(
        ended.flatMap(({ url }): [string, WorkloadResponse][] => [
          [url, { retry: 1300 }],
          [`${url}/next`, { delay: 200 }],
        ]),
      ),
      until: 4500,
    }),
  },
  {
    slug: 'rotation',
    title: 'What if no stream lives long?',
    about:
      'Seven streams. The server ends each of them after three seconds, and tells the browser to come back a quarter of a second later (retry: 250).',
    answer:
      'They take turns. The seventh waits until the first stream ends, and takes over its connection. From then on, each stream that comes back waits until another one ends. There are never more than six connections, no new one is opened, and nobody waits for long.',
    workload: http1({
      actions: streams(1, 7, 200, 400),
      responses: Object.fromEntries(
        numbers(1, 7).map((n) => [`/stream?${n}`, { duration: 3000, retry: 250 }]),
      ),
      until: 6400,
    }),
  },
  {
    slug: 'comes-back',
    title: 'Does a stream that comes back keep its place?',
    about:
      'Six streams are open, a seventh waits. The server ends the first stream, which is to come back after a second. Meanwhile the page asks for /news. At 3.6 s the second stream is closed.',
    answer:
      'No. The seventh stream has taken over its connection, and the first joins the line at its end, behind /news. When a place becomes free, /news is served first, and the first stream after it.',
    workload: http1({
      actions: [...FULL, stream(1000, 7), end(1600, 1), get(2100, 11, '/news'), close(3600, 2)],
      responses: { '/stream?1': { retry: 1000 }, '/news': { delay: 400 } },
      until: 5000,
    }),
  },
  {
    slug: 'idle',
    title: 'Two connections are idle: which one is used?',
    about:
      'Of three streams the server ends the second, and then the first. The page asks for /long and gives it up before all of it is there. Then it asks for /news.',
    answer:
      'The one that was used last: /long goes on the connection of the first stream. Giving it up costs that connection, so /news takes the other one that is idle.',
    workload: http1({
      actions: [
        ...streams(1, 3, 300, 200),
        end(1200, 2),
        end(1700, 1),
        get(2300, 11, '/long'),
        close(3000, 11),
        get(3500, 12, '/news'),
      ],
      responses: {
        '/stream?1': LATER,
        '/stream?2': LATER,
        '/long': { duration: 'endless' },
        '/news': { delay: 400 },
      },
      until: 4500,
    }),
  },
];
