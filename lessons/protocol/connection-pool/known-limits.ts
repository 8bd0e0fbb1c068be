/** What the model does not know of a browser, in plain words: the page shows it where model and real run are compared. */
export const KNOWN_LIMITS: readonly { readonly what: string; readonly says: string }[] = [
  {
    what: 'Races within a task',
    says: 'A prefetch, a beacon, a frame and an image may go out before or after what else the same task asks for. The model puts them last, and takes the order from the real run where there is one.',
  },
  {
    what: 'Races between tabs',
    says: 'Each tab has a process of its own: of what two tabs do at the same time, either may come first. The order is taken from the real run.',
  },
  {
    what: 'A connection that is just being opened',
    says: 'It goes to whoever is first in line when it is ready. Whether a more important request of the same task is in line by then, or another connection has become free, depends on how fast the machine is. Where there is a real run, it is taken from that.',
  },
  {
    what: 'HTTP/2 and one task',
    says: 'What one task asks for is written by priority, as far as it is there when the browser writes. In which order it comes is not compared, and who gets the last streams of a limit is taken from the real run.',
  },
  {
    what: 'A stream that is refused',
    says: 'Its connection is used again when the whole response has come with the head. At the lab the body comes a moment later, and so the connection is sometimes closed.',
  },
  {
    what: 'A tab that is closed',
    says: 'What it had waiting may still get one of the connections that it leaves, and come to the server. The model gives up what waits first.',
  },
  {
    what: 'A slow machine',
    says: 'Times of the real run are later when the machine is busy. A response may then end before a request that was to come first, and its connection is used again.',
  },
  {
    what: 'Images in a document',
    says: 'The browser serves an image that can be seen before others. The model serves images in the order in which they are asked for.',
  },
  {
    what: 'A certificate that nobody vouches for',
    says: 'A browser stores nothing that comes with it. The model goes by max-age alone, so over HTTPS at the lab it may predict an answer from the cache where the browser asks again.',
  },
  {
    what: 'The same URL twice',
    says: 'The lab tells by its tab who asks. Two requests of one tab for one URL look the same: they are taken in the order in which the page asks.',
  },
  {
    what: 'HTTP/2 and several hosts',
    says: 'A browser may use one connection for several hosts with one address and one certificate. In the model each host has its own.',
  },
  {
    what: 'All connections together',
    says: 'How many a browser opens in all varied from start to start, from 271 to 476. The model goes by the 256 of its source.',
  },
];
