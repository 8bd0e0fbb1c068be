/** The words of what the parser holds. */
import { counted } from './counted.ts';

export const PARSER = {
  name: 'Parser state',
  /** `where`: where the cursor stands, such as `after byte 7`. */
  heading: (where: string) => `Parser, ${where}`,

  reading: 'reading',
  frame: (number: number, received: number) => `frame ${number}, ${counted(received, 'byte')} of it`,
  waiting: 'waiting for a response',
  head: 'HTTP head',
  complete: 'response complete',
  cut: 'response cut short',
  betweenChunks: 'between chunks',
  content: 'content',
  chunkSize: 'chunk-size',
  chunkEnd: (chunk: number) => `chunk ${chunk}, its last CRLF`,
  chunk: (chunk: number, received: number, of: number | null) =>
    `chunk ${chunk}, ${received} of ${of ?? '?'} bytes`,

  line: 'line so far',
  eventType: 'event type',
  data: 'data buffer',
  moreLines: (count: number) => `${count} more lines`,
  lastEventId: 'last event ID',
  empty: 'empty',
  reconnectionTime: 'reconnection time',
  ms: (ms: number) => `${ms} ms`,
  utf8: 'UTF-8',
  utf8Complete: 'complete',
  utf8Partial: (have: number, needed: number) => `${have} of ${needed} bytes of a character`,
} as const;
