/**
 * Every bound of the server, in one place. Past one, the answer names it; nothing grows without one. Each can be set
 * by the variable `LIMITS`, such as `LIMITS=streams=20000,connections=20000`. The bounds of a scenario itself are in
 * `lessons/schema/scenario.ts`.
 */
import { StartError } from './start-error.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

export const DEFAULT_LIMITS = {
  /** Bytes of a scenario or a workload as JSON, in the request that creates a run: 413 past it. */
  scenarioBytes: MIB,

  /** Runs kept. A new one takes the place of the oldest without an open stream; 503 when there is none. */
  runs: 200,
  /**
   * Bytes of one run's capture: past it, the stream goes on unrecorded and the feed says so. It is the page that needs
   * the room: a full capture takes 49 MiB in Chromium when it is the text of a language model, and 327 MiB when it is
   * empty lines alone, which is the worst (heap and buffers after a collection, less those of an empty page).
   */
  captureBytes: 32 * MIB,
  /** Bytes of all runs. To make room the oldest runs without an open stream go; else a capture counts as full. */
  storeBytes: 256 * MIB,
  /**
   * What one arrival costs on top of its bytes, counted in both bounds above: small arrivals fill memory too. It takes
   * 29 bytes in the page and 16 in the server; the rest is for the work that each one is.
   */
  arrivalCost: 64,

  /** Streams open at once, over all runs and clients: 503 past it. */
  streams: 4000,
  /** Streams open at once of one client, which is an IP address: 429 past it. */
  streamsPerClient: 1200,
  /** Streams open at once of one run: 429 past it. */
  streamsPerRun: 1100,
  /** Bytes of content that one stream may bring: then it is ended. */
  streamBytes: 1024 * MIB,
  /** Milliseconds that one stream may last: then it is ended. */
  streamTime: 24 * 60 * 60 * 1000,
  /** Requests of one connection to the lab that wait for the response before theirs; past it, the connection is closed. */
  pipelined: 16,
  /** Bytes of the content of a request to the lab, where it takes any: 413 past it. */
  requestContent: 64 * KIB,
  /** Bytes of an HTTP/2 connection kept until a run claims it: past it, no run can be recorded on it. */
  unclaimedBytes: 64 * KIB,
  /** SETTINGS_MAX_CONCURRENT_STREAMS, where the scenario says nothing. */
  concurrentStreams: 128,

  /** Feeds open at once: 503 past it. */
  feeds: 256,
  /** Bytes of one feed that wait for a slow reader. The rest stays in the capture until it has caught up. */
  feedBuffer: 256 * KIB,
  /** Bytes of a message to a feed. Nothing is expected there, so a longer one closes it (1009). */
  feedMessage: KIB,

  /** Consoles open at once: 503 past it. */
  consoles: 64,
  /** Consoles open at once of one client: 429 past it. */
  consolesPerClient: 16,
  /** TCP connections of one console that are open at once. A command that asks for one more closes it (1008). */
  consoleConnections: 8,
  /** Bytes of one message to a console: a longer one closes it (1009). */
  consoleMessage: 64 * KIB,
  /** Bytes that wait for a slow page: past it, nothing is read from the lab until the page has caught up. */
  consoleBuffer: 256 * KIB,
  /**
   * Bytes that a page sends faster than the lab reads them, or than the page itself reads them back: past it, the
   * console is closed (1008). What a console brings in all is bounded by `captureBytes`.
   */
  consoleUnread: MIB,

  /** TCP connections to each listening address; more are closed at once. */
  connections: 5000,
  /** TCP connections of one client, over all ports; more are closed at once. */
  connectionsPerClient: 2000,
  /**
   * Milliseconds a connection may be silent while no stream, feed or kept-alive wait is open on it. A client of HTTP/2 with
   * an open stream is asked by a PING after as many, where it is not recorded, and has as many to answer.
   */
  silence: 60_000,
  /** Milliseconds in which the head of a request has to be complete: 408 past it. */
  headTime: 30_000,
  /** Milliseconds the lab keeps a connection after a complete response, so that a reconnection can use it again. */
  keepAlive: 60_000,
} as const;

export type Limits = Readonly<Record<keyof typeof DEFAULT_LIMITS, number>>;

/** Throws a `StartError` that names what is wrong in `text`, which is such as `streams=100,runs=10`. */
export function readLimits(text: string): Limits {
  const limits: Record<string, number> = { ...DEFAULT_LIMITS };
  for (const part of text.split(/[\s,]+/).filter(Boolean)) {
    const [, name = '', digits = ''] = /^(\w+)=(\d{1,15})$/.exec(part) ?? [];
    if (!Object.hasOwn(limits, name)) {
      throw new StartError(
        `LIMITS holds ${JSON.stringify(part)}: it is a list of name=number, and the names are ${Object.keys(limits).join(', ')}.`,
      );
    }
    limits[name] = Number(digits);
  }
  return limits as Limits;
}
