/**
 * Every bound of the server, in one place. Past one, the answer names it; nothing grows without one. The bounds of
 * a scenario itself are in `lessons/schema/scenario.ts`.
 */
const KIB = 1024;
const MIB = 1024 * KIB;

export const LIMITS = {
  /** Bytes of a scenario as JSON, in the request that creates a run: 413 past it. */
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

  /** Streams open at once, over all runs: 503 past it. */
  streams: 256,
  /** Streams open at once of one run: 429 past it. */
  streamsPerRun: 32,
  /** Requests of one connection to the lab that wait for the response before theirs; past it, the connection is closed. */
  pipelined: 16,

  /** Feeds open at once: 503 past it. */
  feeds: 256,
  /** Bytes of one feed that wait for a slow reader. The rest stays in the capture until it has caught up. */
  feedBuffer: 256 * KIB,
  /** Bytes of a message to a feed. Nothing is expected there, so a longer one closes it (1009). */
  feedMessage: KIB,

  /** TCP connections to each listening address; more are closed at once. */
  connections: 2000,
  /** Milliseconds a connection may be silent while no stream, feed or kept-alive wait is open on it. */
  silence: 60_000,
  /** Milliseconds the lab keeps a connection after a complete response, so that a reconnection can use it again. */
  keepAlive: 60_000,
} as const;
