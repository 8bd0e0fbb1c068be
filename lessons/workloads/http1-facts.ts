/** Over HTTP/1.1: who shares the six, who waits, who is served, and what a connection is good for afterwards. */
import { CHROMIUM, type Fact } from './fact.ts';

export const HTTP1_FACTS: readonly Fact[] = [
  {
    slug: 'seventh',
    question: 'Six streams are open to one host. Does a seventh fail?',
    answer:
      'No, it waits. The server sees nothing of it, and the page gets no error: readyState stays 0 (CONNECTING). There is no time limit either; it was left waiting for 200 s.',
    seen: CHROMIUM,
    workload: 'seventh',
  },
  {
    slug: 'any-request',
    question: 'Do fetch and EventSource have connections of their own?',
    answer:
      'No. Everything that goes to one host over HTTP/1.1 shares the six: streams, fetches, XHRs, images. What counts is that the response is not over.',
    seen: CHROMIUM,
    workload: 'mixed',
  },
  {
    slug: 'rfc',
    question: 'Does a standard say six?',
    answer:
      'No. In 1999 HTTP/1.1 asked for no more than two. Today it names no number and asks clients to be moderate. Six is what browsers have chosen. To check it, read the two sections.',
    seen: 'Read in RFC 2616, 8.1.4, and RFC 9112, 9.4',
    workload: null,
  },
  {
    slug: 'after-close',
    question: 'A stream is closed. How soon is the next request served?',
    answer:
      'After 4 to 5 ms, on a new connection: a response that is cut off half way leaves the old one useless.',
    seen: CHROMIUM,
    workload: 'one-place',
  },
  {
    slug: 'close',
    question: 'Does close() give the connection back?',
    answer:
      'No, it costs the connection, and so does an aborted fetch. Only a response that has come to its end leaves the connection to the next request.',
    seen: CHROMIUM,
    workload: 'close-or-end',
  },
  {
    slug: 'endings',
    question: 'Which end of a response keeps the connection?',
    answer:
      'The last chunk, or the last byte of a Content-Length. Not Connection: close, not an end by closing as in HTTP/1.0, not a connection that breaks off or is reset.',
    seen: CHROMIUM,
    workload: 'endings',
  },
  {
    slug: 'without-chunks',
    question: 'Can a stream come without chunks, as HTTP/1.0 sends it?',
    answer:
      'Yes. An EventSource reads it to its end, which is the end of the connection, and then comes back as after any other end.',
    seen: CHROMIUM,
    workload: 'endings',
  },
  {
    slug: 'who-first',
    question: 'In which order are those that wait served?',
    answer:
      'By importance, then by the time of asking. First stylesheets, frames and pages; then fetch, XHR and EventSource; then async scripts, images and fetches with priority low; prefetches and beacons are last.',
    seen: CHROMIUM,
    workload: 'priorities',
  },
  {
    slug: 'frames',
    question: 'How important are a frame and a beacon?',
    answer: 'A frame is served like a stylesheet, a beacon like a prefetch: first and last.',
    seen: CHROMIUM,
    workload: 'frames-and-beacons',
  },
  {
    slug: 'priority-high',
    question: 'Does priority high bring a fetch forward?',
    answer: 'No. It is served like any other fetch, in the order of asking. Priority low sets it back.',
    seen: CHROMIUM,
    workload: 'priority-high',
  },
  {
    slug: 'images-in-page',
    question: 'Are images served in the order of asking?',
    answer:
      'Those that a script makes are. Those that stand in the document came out in a mixed order. To try it: fill the six, write a few img elements into a page of that host, close a stream, and read the log of the server.',
    seen: CHROMIUM,
    workload: null,
  },
  {
    slug: 'one-task',
    question: 'Does what is written first in a script go out first?',
    answer:
      'Not always. A fetch starts at once, an EventSource one task later: so a fetch at the end of a script overtakes the streams that were made before it.',
    seen: CHROMIUM,
    workload: 'one-task',
  },
  {
    slug: 'host-names',
    question: 'Do localhost and 127.0.0.1 share their connections?',
    answer:
      'No. What counts is the name as it stands in the URL: localhost, 127.0.0.1 and a.localhost have six each, although all of them are this machine.',
    seen: CHROMIUM,
    workload: 'hosts',
  },
  {
    slug: 'ports',
    question: 'Does another port have connections of its own?',
    answer:
      'Yes, six more. To try it: fill the six of one server, and fetch something from a second server on another port of the same machine.',
    seen: CHROMIUM,
    workload: null,
  },
  {
    slug: 'scheme',
    question: 'Do http and https share their connections?',
    answer: 'No. The same name with another scheme has connections of its own.',
    seen: CHROMIUM,
    workload: 'https',
  },
  {
    slug: 'https-alone',
    question: 'Does https alone lift the limit?',
    answer:
      'No. Where the server speaks TLS but not HTTP/2, there are six connections as well. To try it: serve seven streams over https from a server without HTTP/2.',
    seen: CHROMIUM,
    workload: null,
  },
  {
    slug: 'credentials',
    question: 'Does it matter whether a request carries cookies?',
    answer:
      'Yes. What is sent with credentials: omit goes on connections of its own, again six to the host, even while the other six are full.',
    seen: CHROMIUM,
    workload: 'credentials',
  },
  {
    slug: 'other-origin',
    question: 'Which requests to another origin share connections?',
    answer:
      'Those with credentials, and apart from them those without. A stream to another origin has none unless the page says withCredentials; an image has them.',
    seen: CHROMIUM,
    workload: 'other-origin',
  },
  {
    slug: 'preflight',
    question: 'Does a preflight wait in the line of its request?',
    answer:
      'No, it never has credentials. It passes while the six with credentials are full, and then the request itself waits.',
    seen: CHROMIUM,
    workload: 'other-origin',
  },
  {
    slug: 'websocket',
    question: 'Does a WebSocket count among the six?',
    answer: 'No. It opens while all six are taken: WebSockets have a pool of their own.',
    seen: CHROMIUM,
    workload: 'websocket',
  },
  {
    slug: 'sync-xhr',
    question: 'Is there a request that ignores the limit?',
    answer:
      'The synchronous XHR. It opens a seventh connection, which stays: afterwards others use it too. It also stops the page until its answer is there.',
    seen: CHROMIUM,
    workload: 'sync-xhr',
  },
  {
    slug: 'in-all',
    question: 'Is there a limit for all hosts together?',
    answer:
      'Yes, but the number that was reached differed from start to start, so none is given here. To try it: open six streams to each of a hundred names under localhost, and count those that open.',
    seen: CHROMIUM,
    workload: null,
  },
  {
    slug: 'comes-back',
    question: 'Does a stream that comes back keep its place in line?',
    answer: 'No. When its time has come, it joins the line at the end of those of its importance.',
    seen: CHROMIUM,
    workload: 'comes-back',
  },
  {
    slug: 'rotation',
    question: 'What if the server ends every stream after a while?',
    answer:
      'Then seven streams take turns on six connections: one or another waits for a while, and none of them for ever.',
    seen: CHROMIUM,
    workload: 'rotation',
  },
  {
    slug: 'idle',
    question: 'Several connections are idle: which is used?',
    answer: 'The one that was used last.',
    seen: CHROMIUM,
    workload: 'idle',
  },
  {
    slug: 'same-url',
    question: 'Do two fetches for one URL go out at the same time?',
    answer:
      'No. The second waits until the head of the first answer is there, but no longer than 20 s: the answer might serve both.',
    seen: CHROMIUM,
    workload: 'same-url',
  },
  {
    slug: 'same-url-stored',
    question: 'When do fetches for one URL share an answer?',
    answer: 'When the server allows it to be stored, as with max-age=60. Then it is asked once.',
    seen: CHROMIUM,
    workload: 'same-url-stored',
  },
  {
    slug: 'same-url-streams',
    question: 'Do streams of one URL wait for each other?',
    answer: 'No, and neither do fetches with cache: no-store. All of them go out at once.',
    seen: CHROMIUM,
    workload: 'same-url-streams',
  },
  {
    slug: 'pipelining',
    question: 'What if the next request is sent before the first is answered (pipelining)?',
    answer:
      'Over HTTP/1.1 answers come in the order of the requests. Behind a stream that does not end, the second answer never comes, though the server has it ready after a few milliseconds. To try it: write both requests in the raw console, in one go.',
    seen: 'By hand, at a server of Node.js',
    workload: null,
  },
];
