/** The clients of a race: what each is, and its code as it runs here. */
import eventStream from '../../../lessons/protocol/event-stream.ts?raw';
import split from '../../../lessons/race/split.ts?raw';
import trim from '../../../lessons/race/trim.ts?raw';
import fetchReader from '../../io/fetch-reader.ts?raw';
import library from '../../state/race/eventsource-parser.ts?raw';
import type { ClientName } from '../../state/race/race.svelte.ts';
import { RACE } from '../../words/race.ts';

export interface Shown {
  readonly title: string;
  readonly says: string;
  /** Null where the browser has it built in. */
  readonly code: string | null;
}

export const STANDARD: Shown = { ...RACE.standard, code: eventStream };

export const CLIENTS: Readonly<Record<ClientName, Shown>> = {
  split: { ...RACE.split, code: split },
  trim: { ...RACE.trim, code: trim },
  'eventsource-parser': { ...RACE.library, code: library },
  EventSource: { ...RACE.eventSource, code: null },
  fetch: { ...RACE.fetch, code: fetchReader },
};
