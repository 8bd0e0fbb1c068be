/** Requests to begin with. What follows the last line is what Enter sends. */
import { CONSOLE } from '../../words/console.ts';

export interface Request {
  readonly name: string;
  /** What there is to see. */
  readonly shows: string;
  readonly text: string;
  /** Whether the response is read slowly. */
  readonly slow?: true;
}

const HOST = 'Host: localhost\n';

export const REQUESTS: readonly Request[] = [
  {
    ...CONSOLE.requests.endless,
    text: `GET /stream HTTP/1.1\n${HOST}`,
  },
  {
    ...CONSOLE.requests.http10,
    text: 'GET /stream?count=3 HTTP/1.0\n',
  },
  {
    ...CONSOLE.requests.two,
    text: `GET /stream?end=hold&count=1 HTTP/1.1\n${HOST}\nGET /healthz HTTP/1.1\n${HOST}`,
  },
  {
    ...CONSOLE.requests.back,
    text: `GET /stream?id=1&count=6 HTTP/1.1\n${HOST}Last-Event-ID: 3\n`,
  },
  {
    ...CONSOLE.requests.slow,
    text: `GET /stream?every=0&data=n:{n},%20{time} HTTP/1.1\n${HOST}`,
    slow: true,
  },
  {
    ...CONSOLE.requests.noHost,
    text: 'GET /stream HTTP/1.1\n',
  },
  {
    ...CONSOLE.requests.notHttp,
    text: 'hello\n',
  },
];
