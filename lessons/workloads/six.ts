/** Six connections to one host, over HTTP/1.1: who gets them, who waits, and for whom they count. */
import { ask, close, closeTab, FULL, get, http1, stream, streams, type NamedWorkload } from './build.ts';

/** Played over HTTP/2 as well. */
export const SEVENTH = {
  actions: [
    ...streams(1, 6, 500, 300),
    stream(2400, 7),
    ask(2550, 11, 'stylesheet', '/app.css'),
    ask(2700, 12, 'async script', '/app.js'),
    ask(2900, 13, 'image', '/logo.png'),
    close(3400, 3),
  ],
  responses: { '/app.css': { delay: 350 } },
  until: 6000,
};

export const SIX: readonly NamedWorkload[] = [
  {
    slug: 'seventh',
    title: 'What happens to the seventh?',
    about:
      'Six streams are open to one host. The page asks for a seventh, then for a stylesheet, a script and an image. At 3.4 s it closes the third stream. Who gets a connection, and when?',
    answer:
      'The six streams take all the connections that the browser opens to one host. What comes after them waits, and there is no error. Closing the third stream makes room for one new connection. app.css gets it first: a stylesheet counts for more than a stream, though the stream has waited longer. When it is there, the seventh stream takes over the same connection and keeps it. app.js and logo.png still wait at the end.',
    workload: http1(SEVENTH),
  },
  {
    slug: 'one-place',
    title: 'One stream is closed: how many does that help?',
    about:
      'Behind six streams wait a fetch, a seventh stream and an XHR, in this order. At 2.5 s one of the six is closed.',
    answer:
      'It helps two. The three stand in one line, first come, first served. The fetch gets a new connection and is soon done. The seventh stream takes over that connection, and never gives it back. The XHR waits as before.',
    workload: http1({
      actions: [
        ...FULL,
        get(1000, 11, '/news'),
        stream(1300, 7),
        ask(1600, 12, 'XHR', '/mail'),
        close(2500, 3),
      ],
      responses: { '/news': { delay: 400 } },
      until: 4500,
    }),
  },
  {
    slug: 'one-task',
    title: 'Six streams and a fetch in one go: who is first?',
    about:
      'A script makes six streams and then calls fetch, without a pause. There is room for six. Which of the seven has to wait?',
    answer:
      'The sixth stream waits. The fetch is first, though it was written last: it starts at once, and an EventSource starts one task later. It takes the connection that the document has left behind. Streams 1 to 5 open connections of their own. The sixth gets the connection of the fetch when that is done.',
    workload: http1({
      actions: [...streams(1, 6, 500, 0), get(500, 11, '/news')],
      responses: { '/news': { delay: 1000 } },
      until: 3000,
    }),
  },
  {
    slug: 'mixed',
    title: 'Do only streams count?',
    about:
      'Two streams, two fetches that the server leaves waiting (long polling), an XHR and a large image. Then a fetch for /news.',
    answer:
      'Everything counts. A connection is busy until the response on it is complete, whatever was asked for. /news waits behind all six. The XHR is done first, and /news takes over its connection.',
    workload: http1({
      actions: [
        ...streams(1, 2, 200, 200),
        get(600, 11, '/poll?1'),
        get(800, 12, '/poll?2'),
        ask(1000, 13, 'XHR', '/report'),
        ask(1200, 14, 'image', '/photo.jpg'),
        get(1600, 15, '/news'),
      ],
      responses: {
        '/poll?1': { delay: 30_000 },
        '/poll?2': { delay: 30_000 },
        '/report': { delay: 2000 },
        '/photo.jpg': { duration: 30_000 },
        '/news': { delay: 300 },
      },
      until: 4500,
    }),
  },
  {
    slug: 'two-tabs',
    title: 'Does each tab have six of its own?',
    about:
      'Two tabs show the same site, and each of them opens four streams. At 3 s the first tab is closed.',
    answer:
      'No, they share the six. The second tab gets the two connections that are left, and its other two streams wait. When the first tab is closed, its four streams are gone, and those two start at once on new connections.',
    workload: http1({
      actions: [...streams(1, 4, 200, 200), ...streams(5, 8, 1200, 200, { tab: 2 }), closeTab(3000, 1)],
      tabs: 2,
      until: 4500,
    }),
  },
  {
    slug: 'new-tab',
    title: 'Can a new tab be opened when all six are taken?',
    about:
      'The first tab has six streams open, and waits for a fetch. Then a page of the same site is opened in a second tab. At 3 s one stream is closed.',
    answer:
      'Not before a connection is free: the tab stays empty, and does not say why. When one is, the page comes before the fetch, which has waited longer. A page that is opened counts for more.',
    workload: http1({
      actions: [
        ...FULL,
        get(1000, 11, '/news'),
        ask(1500, 12, 'navigation', '/inbox', { tab: 2 }),
        close(3000, 1),
      ],
      responses: { '/inbox': { delay: 300 }, '/news': { delay: 300 } },
      tabs: 2,
      until: 4500,
    }),
  },
];
