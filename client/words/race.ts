/** The words of a race of clients. */
import { counted } from './counted.ts';

export const RACE = {
  standard: { title: 'Standard', says: 'The parser of this page, written after HTML 9.2.6.' },
  split: { title: 'Split', says: 'Splits each read at blank lines, as many a tutorial does.' },
  trim: { title: 'Trim', says: 'Waits for whole lines, and trims what stands after the colon.' },
  library: { title: 'eventsource-parser', says: 'The library, behind a TextDecoder.' },
  eventSource: { title: 'EventSource', says: 'Built into this browser.' },
  fetch: { title: 'fetch', says: 'This browser’s fetch, with eventsource-parser. It asks once.' },

  clients: 'Clients',
  asStandard: 'So far as the standard says.',
  extraBefore: 'First differs before event 1: one too many.',
  extraAfter: (event: number) => `First differs after event ${event}: one too many.`,
  firstMissing: (event: number) => `First differs at event ${event}: missing.`,
  firstOther: (event: number) => `First differs at event ${event}: another one.`,
  showFirst: (client: string) => `Show the byte where ${client} first differs`,
  showByte: 'Show the byte',
  showCode: 'Show its code',
  showCodeOf: (client: string) => `Show its code: ${client}`,
  code: 'Code',

  noEvent: 'No event yet. Press Space to play.',
  events: 'Each event, as each client made it',
  showEarlier: (count: number, of: number) => `Show ${count} of ${counted(of, 'earlier event')}`,
  event: (number: number) => `Event ${number}`,
  showBytes: 'Show its bytes',
  type: (type: string) => `type ${type}`,
  id: (id: string) => `id ${id}`,
  noId: 'no id',

  same: 'same',
  notYet: 'not yet',
  missing: 'missing',
  differs: 'differs',
  tooMany: 'too many',
  /** Before the first event, where an event too many has no number. */
  before: 'before',
  none: 'none',

  given:
    'Split, Trim and eventsource-parser are given what the lab wrote, without its framing: one write is one read.',
  givenSoFar: (reads: number) =>
    `Split, Trim and eventsource-parser are given what the lab wrote, without its framing: one write is one read, ${reads} so far.`,
  cutElsewhere: 'A network may cut it elsewhere.',
  asked: 'EventSource and fetch have asked the lab themselves.',
  askedAndGot: (reads: number) =>
    `EventSource and fetch have asked the lab themselves; fetch got the same bytes in ${counted(reads, 'read')}.`,
  over: 'The race ends here: it is as long as a race can be.',
} as const;
