/**
 * The wire contract between page and server: the only thing of the server that the client may import, as types.
 *
 * - `POST /api/runs` with a scenario: 201 and `RunCreated`; 400 and `Problem` when it does not validate.
 * - `GET /api/runs/:id`: 200 and `RunSummary`; 404 and `Problem`.
 * - `GET /api/runs/:id/bytes?connection=1&from=server`: 200, the exact bytes, `application/octet-stream`.
 * - WebSocket `/api/runs/:id/feed`: each binary message is one arrival (`lessons/protocol/arrival-frame.ts`), from
 *   the first of the run on, live; each text message is a `FeedNotice`.
 * - `GET {lab}/runs/:id/stream`: the lab plays the scenario.
 */
import type { Ending, Sender } from '../lessons/protocol/capture.ts';
import type { InputError } from '../lessons/schema/issues.ts';
import type { Scenario } from '../lessons/schema/scenario.ts';

export interface RunCreated {
  readonly id: string;
  /** The port of the lab, on the same host as the page. */
  readonly labPort: number;
  /** The same for TLS, and so for HTTP/2. */
  readonly labTlsPort: number;
  /** Path of the stream on the lab. */
  readonly stream: string;
}

export interface RunSummary {
  readonly id: string;
  readonly scenario: Scenario;
  /** Bytes recorded. */
  readonly length: number;
  /** True when the capture reached its bound: what came after is not in it. */
  readonly full: boolean;
  readonly arrivals: readonly {
    readonly connection: number;
    readonly from: Sender;
    /** Milliseconds since the run began. */
    readonly at: number;
    /** Range of its bytes among those of the same connection and sender. */
    readonly start: number;
    readonly end: number;
    readonly ending: Ending | null;
  }[];
}

/** `full`: the capture has reached its bound, the stream goes on unrecorded. */
export interface FeedNotice {
  readonly notice: 'full';
  readonly text: string;
}

/** Problem details (RFC 9457). */
export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** For 400: each wrong field. */
  readonly errors?: readonly InputError[];
}
