/** Seven tabs of one site, over HTTP/1.1: with a stream each, and with one between them. */
import type { WorkloadRequest } from '../schema/workload.ts';
import { ask, closeTab, get, http1, numbers, type NamedWorkload } from './build.ts';

const TABS = 7;

const tabs = (shared?: WorkloadRequest['shared']) =>
  http1({
    actions: [
      ...numbers(1, TABS).map((tab) =>
        ask(250 * tab, tab, 'EventSource', '/events', {
          tab,
          label: `/events, tab ${tab}`,
          ...(shared && { shared }),
        }),
      ),
      get(2300, 11, '/news', { tab: TABS }),
      closeTab(3300, 1),
    ],
    responses: { '/news': { delay: 400 } },
    tabs: TABS,
    until: 4500,
  });

export const SHARED: readonly NamedWorkload[] = [
  {
    slug: 'seven-tabs',
    title: 'One stream in each of seven tabs: is that too many?',
    about:
      'Somebody opens the same site in seven tabs, one after the other. Each opens one stream. Then the seventh asks for /news. At 3.3 s the first tab is closed.',
    answer:
      'Yes. Each tab alone is modest, but they share the six connections. The stream of the seventh tab waits, and /news behind it. When the first tab is closed, the stream gets a connection and keeps it. /news still waits at the end.',
    workload: tabs(),
  },
  {
    slug: 'tabs-with-lock',
    title: 'Can one tab have the stream for all seven?',
    about:
      'Seven tabs of one site again, but they agree by a Web Lock which of them opens the stream, and that tab passes on what comes. The seventh asks for /news. At 3.3 s the first tab is closed.',
    answer:
      'Yes. The first tab gets the lock and opens the only stream; the others wait for the lock, not for a connection. /news goes out at once. When the first tab is closed, the second gets the lock and opens the stream anew.',
    workload: tabs('lock'),
  },
  {
    slug: 'tabs-with-worker',
    title: 'Can a worker have the stream for all seven?',
    about:
      'Seven tabs of one site again, and a SharedWorker that has the stream for all of them. The seventh asks for /news. At 3.3 s the first tab is closed, which has started the worker.',
    answer:
      'Yes. The script of the worker is fetched first, and then the worker opens the only stream. /news goes out at once. The worker belongs to all tabs: when the first is closed, the stream goes on as if nothing had happened.',
    workload: tabs('worker'),
  },
];
