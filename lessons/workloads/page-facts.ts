/** Tabs, pages and workers, over HTTP/1.1: who shares with whom, and what happens when a full page is left. */
import { CHROMIUM, type Fact } from './fact.ts';

export const PAGE_FACTS: readonly Fact[] = [
  {
    slug: 'tabs',
    question: 'Does a new tab have six connections of its own?',
    answer: 'No. All tabs of one browser share the six of a host. Closing a tab frees what it had.',
    seen: CHROMIUM,
    workload: 'two-tabs',
  },
  {
    slug: 'new-tab',
    question: 'Can the seventh tab of a site stay empty?',
    answer:
      'Yes. When each of six tabs holds a stream, the page of the next one waits too, and nothing on screen says why.',
    seen: CHROMIUM,
    workload: 'new-tab',
  },
  {
    slug: 'profiles',
    question: 'Does another profile have six connections of its own?',
    answer:
      'Yes. What another profile opens does not count. To try it: fill the six, and open the same page in a second profile of the browser.',
    seen: CHROMIUM,
    workload: null,
  },
  {
    slug: 'sites',
    question: 'Does it matter in which page a request is made?',
    answer:
      'Yes, when the pages in the address bar belong to different sites: requests to one host then go on connections apart. To try it: fill the six of a host, show a page of that host in a frame of a page of another site, and let the frame fetch something.',
    seen: CHROMIUM,
    workload: null,
  },
  {
    slug: 'frame',
    question: 'Do streams in a frame hold up the page around it?',
    answer:
      'Only if they go to the same host and port. Those of a frame from another origin take connections of that origin. Each run on the Connections page is such a frame, and the page goes on working.',
    seen: CHROMIUM,
    workload: 'seventh',
  },
  {
    slug: 'worker',
    question: 'Do streams in a worker count among the six?',
    answer:
      'Yes. Six streams of a worker stop a fetch of its page; ending the worker lets it through. To try it: open them in a worker, fetch something in the page, and call terminate().',
    seen: CHROMIUM,
    workload: null,
  },
  {
    slug: 'seven-tabs',
    question: 'Is one stream for each tab too many?',
    answer: 'From the seventh tab on it is: the tabs share six connections. What the seventh asks for waits.',
    seen: CHROMIUM,
    workload: 'seven-tabs',
  },
  {
    slug: 'shared-worker',
    question: 'Can many tabs live with one stream?',
    answer:
      'Yes. Ten tabs had their events from one stream in a SharedWorker, and five connections were left for everything else. The stream goes on when the tab that started the worker is closed.',
    seen: CHROMIUM,
    workload: 'tabs-with-worker',
  },
  {
    slug: 'web-lock',
    question: 'Can tabs share a stream without a SharedWorker?',
    answer:
      'Yes, by a Web Lock. The tab that has it opens the stream and passes on what comes by a BroadcastChannel. When that tab is closed, the next one gets the lock and opens the stream anew.',
    seen: CHROMIUM,
    workload: 'tabs-with-lock',
  },
  {
    slug: 'images',
    question: 'Do images keep more important requests waiting?',
    answer:
      'Six of them can, no more: of one host the browser asks for six images at a time and holds the others back.',
    seen: CHROMIUM,
    workload: 'images',
  },
  {
    slug: 'held-back',
    question: 'Who is first of those that are held back?',
    answer:
      'Here, too, the more important: a fetch with priority low before prefetches that were asked for earlier.',
    seen: CHROMIUM,
    workload: 'held-back',
  },
  {
    slug: 'ten-in-a-tab',
    question: 'How many requests of low priority has one tab on their way?',
    answer:
      'Ten in all: images, prefetches, fetches with priority low. And none to a host to which it has six requests on their way. Each tab has a count of its own.',
    seen: CHROMIUM,
    workload: 'images-of-two-hosts',
  },
  {
    slug: 'streams-hold-images-back',
    question: 'Does an image wait for streams while a connection is free?',
    answer:
      'Yes, when the tab has six requests on their way to the host, of whatever kind, without credentials, too. A fetch goes out; images and whatever else is of low priority are held back.',
    seen: CHROMIUM,
    workload: 'streams-and-an-image',
  },
  {
    slug: 'waiting-time',
    question: 'Can a page see how long a request has waited?',
    answer:
      'Yes, in Resource Timing. Over HTTP/1.1, where a new connection was opened for it, it is the time from startTime to connectStart; over HTTP/2 to requestStart. The body has to be read, or there is no entry. To try it: let a fetch wait, then look at performance.getEntriesByType("resource") in the console.',
    seen: CHROMIUM,
    workload: null,
  },
  {
    slug: 'unread-body',
    question: 'A fetch is answered, and nobody reads the body. Is the connection free?',
    answer:
      'When it is short: up to 2 MB it was free again. From 3 MB on the fetch kept its connection, until body.cancel() was called. To try it: fetch large files without reading them, until the next fetch waits.',
    seen: CHROMIUM,
    workload: null,
  },
  {
    slug: 'link',
    question: 'Does a link to the same host get out of a page that is full?',
    answer:
      'Not by itself: the new page waits for a connection, and the old one keeps all six. As soon as one is free, the page comes.',
    seen: CHROMIUM,
    workload: 'link',
  },
  {
    slug: 'link-elsewhere',
    question: 'Does a link to another host get out of a page that is full?',
    answer:
      'Yes, at once. The six streams of the old page end when the new one begins to come, not at the click.',
    seen: CHROMIUM,
    workload: 'link-elsewhere',
  },
  {
    slug: 'reload',
    question: 'Does reloading help when a page is full?',
    answer:
      'No, the reload waits behind the six streams of the same page. It goes through when the page closes them in beforeunload; pagehide is too late. To try it: open six streams in a page, and reload it.',
    seen: CHROMIUM,
    workload: null,
  },
  {
    slug: 'stop',
    question: 'What does window.stop() do to streams?',
    answer:
      'It closes them: all six were CLOSED afterwards, and the page that was waiting came. To try it: open six streams, click on a link to the same host, and call stop() in the console.',
    seen: CHROMIUM,
    workload: null,
  },
];
