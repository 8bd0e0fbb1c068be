/** The words of the client that reads the stream. */
import { counted } from './counted.ts';

export const CLIENT = {
  states: 'The states of the client',
  title: { EventSource: 'The EventSource client', fetch: 'The fetch client' },
  diagram: (now: string) => `The states of the EventSource client. Now: ${now}.`,
  now: 'now',
  nothingYet: 'Nothing has happened at this byte.',
  /** Read out in place of an arrow. */
  leadsTo: 'leads to',
  happenedLast: 'happened last',
  request: (number: number) => `request ${number}`,
  reads: (count: number) => counted(count, 'read'),
} as const;
