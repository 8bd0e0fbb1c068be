/** The clients of a race: what each is, and its code as it runs here. */
import eventStream from '../../../lessons/protocol/event-stream.ts?raw';
import split from '../../../lessons/race/split.ts?raw';
import trim from '../../../lessons/race/trim.ts?raw';
import fetchReader from '../../io/fetch-reader.ts?raw';
import library from '../../state/race/eventsource-parser.ts?raw';
import type { ClientName } from '../../state/race/race.svelte.ts';

export interface Shown {
  readonly title: string;
  readonly says: string;
  /** Null where the browser has it built in. */
  readonly code: string | null;
}

export const STANDARD: Shown = {
  title: 'Standard',
  says: 'The parser of this page, written after HTML 9.2.6.',
  code: eventStream,
};

export const CLIENTS: Readonly<Record<ClientName, Shown>> = {
  split: { title: 'Split', says: 'Splits each read at blank lines, as many a tutorial does.', code: split },
  trim: { title: 'Trim', says: 'Waits for whole lines, and trims what stands after the colon.', code: trim },
  'eventsource-parser': {
    title: 'eventsource-parser',
    says: 'The library, behind a TextDecoder.',
    code: library,
  },
  EventSource: { title: 'EventSource', says: 'Built into this browser.', code: null },
  fetch: {
    title: 'fetch',
    says: 'This browser’s fetch, with eventsource-parser. It asks once.',
    code: fetchReader,
  },
};
