/** What the tap saw: timed reads of sockets. */

/** Who sent the bytes: `client` for requests, `server` for responses. */
export type Sender = 'client' | 'server';

/** How a sender ended its direction of a connection: an orderly FIN, or a reset (RST). */
export type Ending = 'fin' | 'reset';

/** One timed read of one socket in one direction, as the tap saw it. Not a packet: those cannot be seen. */
export interface Arrival {
  /** The TCP connection, counted from 1 in the order in which the run used them. */
  readonly connection: number;
  readonly from: Sender;
  /** Milliseconds since the run began, on the tap's clock. Never decreases within a capture. */
  readonly at: number;
  /** What was read or written at once. Empty only when `ending` says that the direction ended. */
  readonly bytes: Uint8Array;
  /** Set when this sender ended its direction right after `bytes`. */
  readonly ending: Ending | null;
}
