/** A page that is full, and is left. */
import { ask, close, FULL, get, http1, type NamedWorkload } from './build.ts';

export const LEAVING: readonly NamedWorkload[] = [
  {
    slug: 'link',
    title: 'Does a click on a link get through?',
    about:
      'A page has six streams open, and somebody clicks on a link to another page of the same host. At 3 s the page closes one of its streams.',
    answer:
      'Not by itself: the page that is to be left still has its six streams, so the next one waits for a connection. One closed stream is enough. The other five end when the head of the new page is there.',
    workload: http1({
      actions: [...FULL, ask(1200, 11, 'navigation', '/next-page'), close(3000, 3)],
      responses: { '/next-page': { delay: 600 } },
      until: 4500,
    }),
  },
  {
    slug: 'link-elsewhere',
    title: 'Does a link to another host get through?',
    about:
      'A page has six streams open, and a second tab waits for /news. Then somebody clicks on a link to another host, which takes a second to answer.',
    answer:
      'It goes out at once: the other host has connections of its own. The six streams end when the head of the new page is there, not at the click. Then the second tab gets its connection.',
    workload: http1({
      actions: [
        ...FULL,
        get(1000, 11, '/news', { tab: 2 }),
        ask(1600, 12, 'navigation', 'http://a.localhost/elsewhere'),
      ],
      responses: { 'http://a.localhost/elsewhere': { delay: 1000 }, '/news': { delay: 300 } },
      tabs: 2,
      until: 4000,
    }),
  },
];
