/** The same questions over HTTP/2: one connection, and a limit of another kind. */
import { ask, close, end, get, http2, numbers, stream, streams, type NamedWorkload } from './build.ts';
import { SEVENTH } from './six.ts';

export const HTTP2: readonly NamedWorkload[] = [
  {
    slug: 'h2-seventh',
    title: 'Does the seventh wait over HTTP/2?',
    about:
      'Seven streams, a stylesheet, a script and an image, as in the first workload; but this server speaks HTTP/2. Who has to wait?',
    answer:
      'Nobody. Over HTTP/2 one connection carries many responses at once, each on a stream of its own. All seven event streams are open, and the stylesheet, the script and the image come between them.',
    workload: http2(SEVENTH),
  },
  {
    slug: 'h2-limit',
    title: 'The server allows four streams: what then?',
    about:
      'The server says that it takes no more than four streams at once on a connection. The page opens six, and asks for /news and for a stylesheet. At 3 s the first stream is closed.',
    answer:
      'The limit is kept, and what is above it waits in the browser without a word, as over HTTP/1.1. No second connection is opened. When a stream is closed, the stylesheet is first, and then the fifth stream, which has waited longest. It never ends, so the sixth and /news wait on.',
    workload: http2({
      actions: [
        ...streams(1, 6, 300, 200),
        get(1700, 11, '/news'),
        ask(2200, 12, 'stylesheet', '/app.css'),
        close(3000, 1),
      ],
      responses: { '/app.css': { delay: 400 } },
      maxStreams: 4,
      until: 4500,
    }),
  },
  {
    slug: 'h2-hundred',
    title: 'How many streams, when the server names no limit?',
    about:
      'A page opens 102 streams over HTTP/2. The server says nothing about how many it takes. Then the page asks for /news and for a stylesheet. At 2.5 s the first stream is closed.',
    answer:
      'A hundred are open: that is the number that the browser goes by until the server names one. The other two wait, and with them all that the page needs next. When one is closed, the stylesheet is first, and then the 101st stream.',
    workload: http2({
      actions: [
        ...streams(1, 102, 300, 5),
        get(1200, 201, '/news'),
        ask(1700, 202, 'stylesheet', '/app.css'),
        close(2500, 1),
      ],
      responses: { '/app.css': { delay: 400 } },
      until: 4000,
    }),
  },
  {
    slug: 'h2-priorities',
    title: 'Who is served first over HTTP/2?',
    about:
      'A server that takes one stream at a time, and an event stream that has it. Eleven requests of all kinds wait; at 2.6 s the event stream is closed.',
    answer:
      'The same order as over HTTP/1.1. First stylesheet and frame. Then the fetch, the second event stream, which is a short one, the XHR and the fetch with priority high, in the order of asking. Then the image, the fetch with priority low and the script. Beacon and prefetch are last.',
    workload: http2({
      actions: [
        stream(200, 1),
        ask(600, 11, 'beacon', '/seen'),
        ask(750, 12, 'prefetch', '/next-page'),
        ask(900, 13, 'image', '/logo.png'),
        get(1050, 14, '/later', { priority: 'low' }),
        ask(1200, 15, 'async script', '/app.js'),
        get(1350, 16, '/news'),
        stream(1500, 2),
        ask(1650, 17, 'XHR', '/mail'),
        get(1800, 18, '/urgent', { priority: 'high' }),
        ask(1950, 19, 'stylesheet', '/app.css'),
        ask(2100, 20, 'iframe', '/frame'),
        close(2600, 1),
      ],
      responses: {
        ...Object.fromEntries(
          [
            'seen',
            'next-page',
            'logo.png',
            'later',
            'app.js',
            'news',
            'mail',
            'urgent',
            'app.css',
            'frame',
          ].map((name) => [`/${name}`, { delay: 150 }]),
        ),
        '/stream?2': { duration: 150 },
      },
      maxStreams: 1,
      until: 5200,
    }),
  },
  {
    slug: 'h2-two-tabs',
    title: 'Does each tab have a connection of its own?',
    about:
      'Two tabs show the same site over HTTP/2. The first opens three streams, the second asks for /news. Then the first closes one stream, the server ends another, and the second tab asks again.',
    answer:
      'No, one connection serves both tabs, to the end. Closing a stream over HTTP/2 ends that stream alone and costs no connection.',
    workload: http2({
      actions: [
        ...streams(1, 3, 300, 200),
        get(1200, 11, '/news', { tab: 2 }),
        close(1900, 1),
        end(2400, 2),
        get(3000, 12, '/mail', { tab: 2 }),
      ],
      responses: { '/stream?2': { retry: 60_000 }, '/news': { delay: 300 }, '/mail': { delay: 300 } },
      tabs: 2,
      until: 4000,
    }),
  },
  {
    slug: 'h2-credentials',
    title: 'Is it always one connection?',
    about:
      'Two streams over HTTP/2, a fetch with credentials: omit, an ordinary fetch, and one more with omit.',
    answer:
      'One for those with credentials and one for those without. The first fetch opens a second connection, and the third goes on that one as well.',
    workload: http2({
      actions: [
        ...streams(1, 2, 300, 300),
        get(1200, 11, '/public', { credentials: 'omit' }),
        get(1900, 12, '/news'),
        get(2600, 13, '/open', { credentials: 'omit' }),
      ],
      responses: { '/public': { delay: 300 }, '/news': { delay: 300 }, '/open': { delay: 300 } },
      until: 3600,
    }),
  },
  {
    slug: 'h2-images',
    title: 'Are twelve images held back over HTTP/2?',
    about: 'A page over HTTP/2 opens a stream, and then asks for twelve images and for /news.',
    answer:
      'All of them go out at once, on the one connection. Over HTTP/2 the browser holds no images back: it tells the server how important each request is, and leaves the order of sending to it.',
    workload: http2({
      actions: [
        stream(300, 1),
        ...numbers(1, 12).map((n) => ask(900, 100 + n, 'image', `/photo?${n}`)),
        get(1300, 11, '/news'),
      ],
      responses: Object.fromEntries(numbers(1, 12).map((n) => [`/photo?${n}`, { delay: 800 + 100 * n }])),
      until: 3500,
    }),
  },
];
