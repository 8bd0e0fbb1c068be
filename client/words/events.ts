/** The words of the events. */
import { counted } from './counted.ts';

/** Where the bytes of an event lie; `id`: empty when it has none. */
interface Place {
  readonly first: number;
  readonly last: number;
  readonly chunks: readonly [number, number] | null;
  readonly id: string;
}

function chunks([first, last]: readonly [number, number]): string {
  return first === last ? `, chunk ${first}` : `, over chunks ${first} to ${last}`;
}

const place = (of: Place): string =>
  `bytes ${of.first} to ${of.last}${of.chunks ? chunks(of.chunks) : ''}${of.id ? `, id ${of.id}` : ''}`;

export const EVENTS = {
  title: 'Events',
  list: 'Events dispatched',
  dispatched: (count: number) => `${count} dispatched`,
  shown: 'What is shown',
  shownAs: { race: 'Race', ways: 'Ways', events: 'Events' },
  loading: 'Loading.',
  showEarlier: (count: number, of: number) => `Show ${count} of ${counted(of, 'earlier event')}`,

  agreement: {
    EventSource:
      'The browser’s own EventSource reads the same stream. Its type, data and lastEventId are compared with the parser’s, event by event.',
    fetch:
      'The page reads the same stream with fetch. The events in what the browser handed over are compared with those on the wire, one by one.',
  },
  comparedWith: { EventSource: 'browser: ', fetch: 'fetch: ' },
  agrees: 'the same',
  differs: (same: number, of: number) => `${same} of ${of} the same`,

  none: 'An event appears here when the blank line that ends it has been received.',
  noneYet: 'No event yet at this byte. Step forward with →, or press Space to play.',
  noneHere: 'No event at this byte. Step forward with →.',
  noneAtAll: 'No event at this byte: none was dispatched.',
  compressed: 'The content is compressed: this parser reads no lines in it.',
  uncompressed: {
    EventSource: (events: number) =>
      `The browser undoes it, and has dispatched ${counted(events, 'event')} so far.`,
    fetch: (events: number) =>
      `The browser undoes it, and the page has found ${counted(events, 'event')} so far.`,
  },

  /** Read out before its type. */
  unfinished: 'Unfinished event,',
  event: (number: number) => `Event ${number},`,
  waiting: 'waiting for a blank line',
  at: (ms: number) => `${ms} ms`,
  place: (number: number, of: Place) => `event ${number}, ${place(of)}`,
  unfinishedPlace: (of: Place) => place(of),
  same: { EventSource: 'the browser dispatched the same', fetch: 'the page read the same' },
  other: {
    EventSource: (type: string, data: string, id: string) =>
      `the browser dispatched ${type}, data ${data}, id ${id}`,
    fetch: (type: string, data: string, id: string) => `the page read ${type}, data ${data}, id ${id}`,
  },
  missed: 'the page never read it',
} as const;
