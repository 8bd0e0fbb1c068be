/** What each ending of a response does to its connection, and to what the page makes of it. */
import type { ServerEnding } from '../../schema/workload.ts';

/**
 * Besides what the server does: `closed` by the page, with `close()`, an abort or the end of its tab; `refused` by an
 * EventSource that got another status than 200; `from cache`, without a request on any connection.
 */
export type Ending = ServerEnding | 'closed' | 'refused' | 'from cache';

export interface EndingRule {
  /** Whether an HTTP/1.x connection is fit for another request afterwards. */
  readonly keepsConnection: boolean;
  /** Whether the page takes it for the whole response: a fetch does not fail. */
  readonly whole: boolean;
  /** Whether an EventSource comes back. */
  readonly reconnects: boolean;
}

const SERVER: EndingRule = { keepsConnection: false, whole: true, reconnects: true };
const PAGE: EndingRule = { keepsConnection: false, whole: false, reconnects: false };

/** Seen in Chromium 156 on loopback, unless a line says otherwise. */
export const ENDINGS: Readonly<Record<Ending, EndingRule>> = {
  // RFC 9112 9.3: only a response read to its end leaves the connection fit for another request.
  complete: { ...SERVER, keepsConnection: true },
  'connection close': SERVER,
  'close-delimited': SERVER,
  cut: { ...SERVER, whole: false },
  reset: { ...SERVER, whole: false },
  closed: PAGE,
  // Unless all of it has come with its head.
  refused: PAGE,
  // Never on a connection.
  'from cache': { keepsConnection: true, whole: true, reconnects: false },
};
