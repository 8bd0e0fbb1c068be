/** Requests to begin with. What follows the last line is what Enter sends. */
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
    name: 'A stream that never ends',
    shows: 'One response in chunks, for as long as it is open.',
    text: `GET /stream HTTP/1.1\n${HOST}`,
  },
  {
    name: 'A stream in HTTP/1.0',
    shows: 'No chunks; the response ends with the connection.',
    text: 'GET /stream?count=3 HTTP/1.0\n',
  },
  {
    name: 'Two requests at once',
    shows: 'The second waits until the first response is over.',
    text: `GET /stream?end=hold&count=1 HTTP/1.1\n${HOST}\nGET /healthz HTTP/1.1\n${HOST}`,
  },
  {
    name: 'Back after event 3',
    shows: 'With Last-Event-ID it goes on with event 4.',
    text: `GET /stream?id=1&count=6 HTTP/1.1\n${HOST}Last-Event-ID: 3\n`,
  },
  {
    name: 'Read too slowly',
    shows: 'As fast as the lab can write. It waits once all buffers are full, and events come late.',
    text: `GET /stream?every=0&data=n:{n},%20{time} HTTP/1.1\n${HOST}`,
    slow: true,
  },
  {
    name: 'No Host field',
    shows: 'HTTP/1.1 asks for one: the response is 400.',
    text: 'GET /stream HTTP/1.1\n',
  },
  {
    name: 'Not HTTP at all',
    shows: 'Bytes that are no request: 400, too.',
    text: 'hello\n',
  },
];
