/** What does not wait in the same line, over HTTP/1.1. */
import { ask, close, FULL, get, http1, numbers, stream, type NamedWorkload } from './build.ts';

const OTHER = 'http://a.localhost';
const INCLUDE = { credentials: 'include' } as const;
const OMIT = { credentials: 'omit' } as const;

const others = (path: string, at: number, first: number, options = {}) =>
  numbers(1, 6).map((n) => ask(at + 80 * n, first + n, 'EventSource', `${OTHER}/${path}?${n}`, options));

export const APART: readonly NamedWorkload[] = [
  {
    slug: 'hosts',
    title: 'Does another name for the same machine help?',
    about:
      'Six streams are open to localhost, and a seventh waits. Then the page opens a stream to 127.0.0.1 and one to a.localhost: the same machine, the same port.',
    answer:
      'Yes. What counts is the name in the URL, as it is written. 127.0.0.1 and a.localhost have six connections each of their own, and both streams start at once. The seventh to localhost still waits.',
    workload: http1({
      actions: [
        ...FULL,
        stream(1000, 7),
        ask(1600, 8, 'EventSource', 'http://127.0.0.1/number'),
        ask(2200, 9, 'EventSource', `${OTHER}/name`),
      ],
      until: 3500,
    }),
  },
  {
    slug: 'https',
    title: 'Is https the same host as http?',
    about:
      'Six streams are open to http://localhost, and a fetch waits. Another fetch goes to https://localhost.',
    answer:
      'No. The same name with another scheme has connections of its own: the fetch over https starts at once, and the one over http waits.',
    workload: http1({
      actions: [...FULL, get(1000, 11, '/news'), get(1600, 12, 'https://localhost/safe')],
      responses: { 'https://localhost/safe': { delay: 400 } },
      servers: { 'https://localhost': { protocol: 'HTTP/2' } },
      until: 3000,
    }),
  },
  {
    slug: 'websocket',
    title: 'Does a WebSocket have to wait too?',
    about: 'Six streams are open. Then the page asks for /news, and opens a WebSocket to the same host.',
    answer:
      'No. WebSockets have a pool of their own: it opens at once, on a seventh connection. /news waits.',
    workload: http1({
      actions: [...FULL, get(1000, 11, '/news'), ask(1600, 12, 'WebSocket', 'ws://localhost/chat')],
      until: 3000,
    }),
  },
  {
    slug: 'sync-xhr',
    title: 'Is there a request that does not wait?',
    about:
      'Behind six streams waits a fetch. At 1.8 s the page sends a synchronous XHR, the kind that stops the page until its answer is there. At 2.8 s it opens a seventh stream.',
    answer:
      'The synchronous XHR opens a seventh connection at once, as if there were no limit. When it is done, the connection stays: the fetch, which had waited, is served on it, and afterwards the seventh stream. Do not use it as a way out: the page stands still until its answer is there.',
    workload: http1({
      actions: [...FULL, get(1000, 11, '/news'), ask(1800, 12, 'sync XHR', '/now'), stream(2800, 7)],
      responses: { '/news': { delay: 400 } },
      until: 4200,
    }),
  },
  {
    slug: 'credentials',
    title: 'Does a fetch without credentials wait in the same line?',
    about:
      'Six streams are open. Then the page sends seven fetches with credentials: omit to the same host, all of which take long, and then one without it.',
    answer:
      'No. What is sent without credentials (cookies and the like) goes on connections of its own, again six to the host. The seventh of those fetches waits, and so does the ordinary fetch, each in a line of its own.',
    workload: http1({
      actions: [
        ...FULL,
        ...numbers(1, 7).map((n) => get(1000 + 150 * n, 10 + n, `/public?${n}`, OMIT)),
        get(2500, 18, '/news'),
      ],
      responses: Object.fromEntries(
        numbers(1, 7).map((n) => [`/public?${n}`, { duration: 'endless' as const }]),
      ),
      until: 4000,
    }),
  },
  {
    slug: 'other-origin',
    title: 'Who waits for whom at another origin?',
    about:
      'A page opens six streams to another origin, and six with credentials. Then four requests wait: one more of each kind, an image, and a fetch for which the browser has to ask permission first (a preflight). One after the other, a stream with credentials and two without are closed.',
    answer:
      'To another origin a stream goes without credentials unless the page says withCredentials. So there are twelve connections, six of each kind, and two lines. An image has credentials. Closing a stream with credentials serves the stream with them, closing one without serves the one without. The preflight never has credentials: it goes on the place that the third close leaves, and the fetch itself goes on waiting among those with credentials.',
    workload: http1({
      actions: [
        ...others('open', 200, 0),
        ...others('private', 800, 10, INCLUDE),
        ask(1600, 21, 'EventSource', `${OTHER}/open?7`),
        ask(1900, 22, 'EventSource', `${OTHER}/private?7`, INCLUDE),
        ask(2200, 23, 'image', `${OTHER}/logo.png`),
        get(2500, 24, `${OTHER}/mail`, { ...INCLUDE, preflight: true }),
        close(3200, 11),
        close(4000, 1),
        close(4800, 2),
      ],
      until: 6000,
    }),
  },
];
