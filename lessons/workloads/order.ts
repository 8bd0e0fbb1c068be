/** Who is served first, over HTTP/1.1. */
import { ask, close, FULL, get, http1, numbers, stream, streams, type NamedWorkload } from './build.ts';

const photos = (first: number, last: number, at: number) =>
  numbers(first, last).map((n) => ask(at, 100 + n, 'image', `/photo?${n}`));

export const ORDER: readonly NamedWorkload[] = [
  {
    slug: 'priorities',
    title: 'Who is served first?',
    about:
      'Behind six streams wait an image, a fetch with priority low, a prefetch, a fetch, an XHR, a fetch with priority high, an async script and a stylesheet, in this order. At 3 s one stream is closed.',
    answer:
      'The more important comes first, whoever has waited longer, and all of them come on one new connection. First the stylesheet. Then the fetch, the XHR and the fetch with priority high, in the order of asking. Then the image, the fetch with priority low and the script. The prefetch is last.',
    workload: http1({
      actions: [
        ...FULL,
        ask(1000, 11, 'image', '/logo.png'),
        get(1200, 12, '/later', { priority: 'low' }),
        ask(1400, 13, 'prefetch', '/next-page'),
        get(1600, 14, '/news'),
        ask(1800, 15, 'XHR', '/mail'),
        get(2000, 16, '/urgent', { priority: 'high' }),
        ask(2200, 17, 'async script', '/app.js'),
        ask(2400, 18, 'stylesheet', '/app.css'),
        close(3000, 2),
      ],
      responses: Object.fromEntries(
        ['logo.png', 'later', 'next-page', 'news', 'mail', 'urgent', 'app.js', 'app.css'].map((name) => [
          `/${name}`,
          { delay: 200 },
        ]),
      ),
      until: 5500,
    }),
  },
  {
    slug: 'priority-high',
    title: 'Does priority high help a fetch?',
    about:
      'Behind six streams wait a fetch, a second fetch with priority high, and a stylesheet. At 2.4 s one stream is closed.',
    answer:
      'No. A fetch is as important as it can get already, and so the two are served in the order of asking. The stylesheet, asked for last, comes before both.',
    workload: http1({
      actions: [
        ...FULL,
        get(1000, 11, '/news'),
        get(1400, 12, '/urgent', { priority: 'high' }),
        ask(1800, 13, 'stylesheet', '/app.css'),
        close(2400, 2),
      ],
      responses: { '/news': { delay: 400 }, '/urgent': { delay: 400 }, '/app.css': { delay: 400 } },
      until: 4500,
    }),
  },
  {
    slug: 'frames-and-beacons',
    title: 'How important are frames and beacons?',
    about:
      'Behind six streams wait a beacon, a prefetch, a stream that lives for a short time, a frame and a stylesheet, in this order. At 2.6 s one of the six is closed.',
    answer:
      'A frame is as important as a stylesheet: here it is first, because it was asked for earlier. Then comes the stream. Beacon and prefetch are last, in the order of asking.',
    workload: http1({
      actions: [
        ...FULL,
        ask(1000, 11, 'beacon', '/seen'),
        ask(1300, 12, 'prefetch', '/next-page'),
        stream(1600, 7),
        ask(1900, 13, 'iframe', '/frame'),
        ask(2200, 14, 'stylesheet', '/app.css'),
        close(2600, 2),
      ],
      responses: {
        '/seen': { delay: 200 },
        '/next-page': { delay: 200 },
        '/stream?7': { duration: 300 },
        '/frame': { delay: 300 },
        '/app.css': { delay: 300 },
      },
      until: 4500,
    }),
  },
  {
    slug: 'images',
    title: 'Do twelve images keep a stream waiting?',
    about:
      'A page asks for twelve images at once, a little later for /news, and then for a stream. The images take their time.',
    answer:
      'Only six of them. The browser asks for six images of one host and holds the others back, so that they do not stand in line when something more important comes. /news gets the first connection that is free, and the stream takes it over and keeps it. The other images follow on the five that are left.',
    workload: http1({
      actions: [...photos(1, 12, 300), get(700, 11, '/news'), stream(1100, 1)],
      responses: {
        ...Object.fromEntries(
          numbers(1, 12).map((n) => [`/photo?${n}`, { delay: n > 6 ? 2200 : 900 + 400 * n }]),
        ),
        '/news': { delay: 200 },
      },
      until: 5000,
    }),
  },
  {
    slug: 'held-back',
    title: 'Who comes first of those that are held back?',
    about:
      'Six images are on their way, and so no more requests of low priority go out. Two prefetches are asked for, and then a fetch with priority low.',
    answer:
      'The fetch, at the end of the first image, though it was asked for last. Of those that are held back, too, the more important comes first. The two prefetches follow when the next images are done.',
    workload: http1({
      actions: [
        ...photos(1, 6, 300),
        ask(700, 11, 'prefetch', '/next-page'),
        ask(1000, 12, 'prefetch', '/page-after'),
        get(1300, 13, '/later', { priority: 'low' }),
      ],
      responses: {
        ...Object.fromEntries(numbers(1, 6).map((n) => [`/photo?${n}`, { delay: 1300 + 400 * n }])),
        '/later': { delay: 2000 },
        '/next-page': { delay: 2000 },
      },
      until: 4500,
    }),
  },
  {
    slug: 'streams-and-an-image',
    title: 'A connection is free. Does the image get it?',
    about:
      'Five streams are open, and a fetch with credentials: omit takes its time on a connection of another kind: of the six that the streams may have, one is left. The page asks for an image, and then for /news. At 2.6 s one stream is closed.',
    answer:
      'No. While a tab has six requests on their way to one host, of whatever kind, it sends nothing of low priority there. So the image is held back, and /news, which is more important, gets the connection at once. When the stream is closed, the image follows on it.',
    workload: http1({
      actions: [
        ...streams(1, 5, 200, 100),
        get(800, 11, '/public', { credentials: 'omit' }),
        ask(1200, 12, 'image', '/logo.png'),
        get(1600, 13, '/news'),
        close(2600, 2),
      ],
      responses: { '/public': { duration: 'endless' }, '/news': { delay: 400 }, '/logo.png': { delay: 400 } },
      until: 4000,
    }),
  },
  {
    slug: 'images-of-two-hosts',
    title: 'How many images does a tab load at once?',
    about:
      'A tab asks for eight images of one host and eight of another; none of them comes for now. Then it asks the second host for /news. A second tab asks that host for an image as well.',
    answer:
      'Ten in all: six of the first host and four of the second. The others are held back, although the second host has two connections left. /news is not held back. The second tab has a count of its own, and so its image goes out too.',
    workload: http1({
      actions: [
        ...photos(1, 8, 300),
        ...numbers(1, 8).map((n) => ask(300, 200 + n, 'image', `http://a.localhost/picture?${n}`)),
        get(1000, 11, 'http://a.localhost/news', { credentials: 'include' }),
        ask(1700, 12, 'image', 'http://a.localhost/portrait', { tab: 2 }),
      ],
      responses: Object.fromEntries(
        [
          ...numbers(1, 8).flatMap((n) => [`/photo?${n}`, `http://a.localhost/picture?${n}`]),
          'http://a.localhost/portrait',
        ].map((url) => [url, { delay: 30_000 }]),
      ),
      tabs: 2,
      until: 3000,
    }),
  },
];
