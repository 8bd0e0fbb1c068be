/** Over HTTP/2: one connection, and its streams. */
import { CHROMIUM, type Fact } from './fact.ts';

export const HTTP2_FACTS: readonly Fact[] = [
  {
    slug: 'h2-one-connection',
    question: 'How many connections do seven streams need over HTTP/2?',
    answer: 'One. All requests to the host share it, each on a stream of its own.',
    seen: CHROMIUM,
    workload: 'h2-seventh',
  },
  {
    slug: 'h2-hundred',
    question: 'How many streams can be open over HTTP/2?',
    answer:
      'A hundred, when the server names no limit, as a server of Node.js does not. 120 were asked for: 100 were open, 20 waited in the browser, on one connection and without an error.',
    seen: CHROMIUM,
    workload: 'h2-hundred',
  },
  {
    slug: 'h2-limit',
    question: 'What if the server names a limit of streams?',
    answer: 'Exactly that many: 4, 10, 100 and 200 were tried. What is above it waits in the browser.',
    seen: CHROMIUM,
    workload: 'h2-limit',
  },
  {
    slug: 'h2-most',
    question: 'What if the server allows a thousand streams?',
    answer:
      'With a limit of 1000, 256 of 300 streams were open: more than that the browser does not open on a connection. To try it: set SETTINGS_MAX_CONCURRENT_STREAMS to 1000, and open 300 streams.',
    seen: CHROMIUM,
    workload: null,
  },
  {
    slug: 'h2-who-first',
    question: 'In which order are those that wait served over HTTP/2?',
    answer:
      'By importance, as over HTTP/1.1. The browser also tells the server, in the field priority: u=0 for stylesheets and frames, u=1 for fetch, XHR and EventSource.',
    seen: CHROMIUM,
    workload: 'h2-priorities',
  },
  {
    slug: 'h2-tabs',
    question: 'Do tabs share the connection over HTTP/2?',
    answer: 'Yes, and with it the limit of its streams.',
    seen: CHROMIUM,
    workload: 'h2-two-tabs',
  },
  {
    slug: 'h2-close',
    question: 'What does close() cost over HTTP/2?',
    answer:
      'That stream alone: the browser sends RST_STREAM with the code CANCEL, and the connection goes on.',
    seen: CHROMIUM,
    workload: 'h2-two-tabs',
  },
  {
    slug: 'h2-credentials',
    question: 'Is there ever a second connection to one host?',
    answer: 'Yes, for requests without credentials.',
    seen: CHROMIUM,
    workload: 'h2-credentials',
  },
  {
    slug: 'h2-images',
    question: 'Are images held back over HTTP/2?',
    answer: 'No. All of them go out at once.',
    seen: CHROMIUM,
    workload: 'h2-images',
  },
  {
    slug: 'h2-new-origin',
    question: 'Twenty requests at once to a server that the browser does not know yet: how many connections?',
    answer:
      'Six to eight were begun, because it might have been HTTP/1.1. One of them carried all twenty requests. To try it: send twenty fetches to a name under localhost that was not used before.',
    seen: CHROMIUM,
    workload: null,
  },
];
