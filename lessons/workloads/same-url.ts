/** Several requests for one URL, over HTTP/1.1: the cache has a say as well. */
import { ask, get, http1, type NamedWorkload } from './build.ts';

const three = (at: number, first: number, options = {}) =>
  [0, 1, 2].map((n) => get(at + 200 * n, first + n, '/news', options));

export const SAME_URL: readonly NamedWorkload[] = [
  {
    slug: 'same-url',
    title: 'Three fetches for one URL: at the same time?',
    about:
      'A page asks three times for /news, one soon after the other. The server takes a second to answer, and says that the answer must not be stored. There are connections enough.',
    answer:
      'No, one after the other. The second waits until the head of the first answer is there: it might be stored, and then nobody would have to ask again. It must not be stored, so the second asks for itself, and the third waits for that one.',
    workload: http1({
      actions: three(300, 11),
      responses: { '/news': { delay: 1000, duration: 400 } },
      until: 4000,
    }),
  },
  {
    slug: 'same-url-stored',
    title: 'Three fetches for one URL: can they share an answer?',
    about:
      'A page asks three times for /news, one soon after the other, and once more at 2.5 s. The server takes a second to answer, and says max-age=60: the answer may be used for a minute.',
    answer:
      'The server is asked once. The second and the third wait for the first answer and share it, and the fourth takes it from the cache.',
    workload: http1({
      actions: [...three(300, 11), get(2500, 14, '/news')],
      responses: { '/news': { delay: 1000, duration: 400, maxAge: 60_000 } },
      until: 3500,
    }),
  },
  {
    slug: 'same-url-streams',
    title: 'Do streams of one URL wait for each other?',
    about:
      'Three streams of one URL. Then three fetches for /news with cache: no-store, which the server answers after one and a half seconds.',
    answer:
      'No. An EventSource never asks the cache, and neither does a fetch with no-store. All six are on their way at once, each on a connection of its own.',
    workload: http1({
      actions: [
        ...[0, 1, 2].map((n) => ask(300 + 200 * n, 1 + n, 'EventSource', '/stream')),
        ...three(1100, 11, { cache: 'no-store' }),
      ],
      responses: { '/news': { delay: 1500 } },
      until: 3500,
    }),
  },
];
