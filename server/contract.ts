/**
 * The wire contract between page and server: the only thing of the server that the client may import, as types.
 *
 * - `POST /api/runs` with a scenario: 201 and `RunCreated`; 400 and `Problem` when it does not validate.
 * - `GET /api/runs/:id`: 200 and `RunSummary`; 404 and `Problem`.
 * - `GET /api/runs/:id/bytes?connection=1&from=server`: 200, the exact bytes, `application/octet-stream`.
 * - `POST /api/workloads` with a workload: 201 and `WorkloadCreated`; 400 and `Problem` when it does not validate, or the
 *   lab cannot play it. It is a run, with bytes and a feed like any other.
 * - `GET /api/workloads/:id`: 200 and `WorkloadSummary`: what the lab has seen so far.
 * - `POST /api/workloads/:id/begin`, when all tabs are open: 200 and `WorkloadBegins`; 409 when it has begun before.
 * - `POST /api/workloads/:id/release`: 204; all its responses end, and its connections after them. Whatever is asked for
 *   later gets 204.
 * - `GET /sandbox`: the document in which code of the learner's runs (`server/sandbox-script.ts`).
 * - WebSocket `/api/runs/:id/feed`: each binary message is one arrival (`lessons/protocol/arrival-frame.ts`), from
 *   the first of the run on, live; each text message is a `FeedNotice`.
 * - WebSocket `/api/console`: TCP connections to the lab, by hand. A binary message to it is bytes to send, a text
 *   message a `ConsoleCommand`. A binary message from it is one arrival, a text message a `ConsoleNotice`.
 * - `GET {lab}/runs/:id/stream`: the lab plays the scenario. When it has notifications to deliver, also `/poll` and
 *   `/long-poll`, which answer with those after the number `?after=`, as a JSON list; and `/socket`, a WebSocket.
 * - `GET {lab}/runs/:id/tab/:tab`: the document of a tab of a workload; `{lab}/runs/:id/at/PATH` what the workload has at
 *   PATH; `{lab}/runs/:id/worker?stream=URL` the script of a worker that has a shared stream.
 */
import type { Ending, Sender } from '../lessons/protocol/capture.ts';
import type { SeenStart } from '../lessons/protocol/connection-pool/agreement.ts';
import type { TabDocument } from '../lessons/protocol/connection-pool/real-run.ts';
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
  readonly arrivals: readonly ArrivalSummary[];
}

export interface ArrivalSummary {
  readonly connection: number;
  readonly from: Sender;
  /** Milliseconds since the run began. */
  readonly at: number;
  /** Range of its bytes among those of the same connection and sender. */
  readonly start: number;
  readonly end: number;
  readonly ending: Ending | null;
}

export interface WorkloadCreated {
  readonly id: string;
  readonly labPort: number;
  readonly labTlsPort: number;
  /** The documents of its tabs, in the order in which they are to be opened: the next when the last is loaded. */
  readonly documents: readonly TabDocument[];
}

/** Time 0 is so many milliseconds from now. The page tells each tab by `postMessage({ begin })`, in `Date.now()`'s time. */
export interface WorkloadBegins {
  readonly inMilliseconds: number;
}

export interface WorkloadSummary {
  readonly id: string;
  /** The time 0 of the workload, in milliseconds since the run began; null while it is not known. */
  readonly zero: number | null;
  /** True when the capture reached its bound: requests that came after are not in the list. */
  readonly full: boolean;
  /** In the order of arrival. */
  readonly requests: readonly SeenRequest[];
  /** In the order of their first requests. */
  readonly connections: readonly SeenConnection[];
}

/** A request that has reached the lab. Times are milliseconds since the run began. */
export interface SeenRequest extends SeenStart {
  /** Its HTTP/2 stream; null on HTTP/1.x. */
  readonly stream: number | null;
  /** When its response was over, or given up; null while it goes on. */
  readonly endedAt: number | null;
}

/** A TCP connection that requests of the run came on. */
export interface SeenConnection {
  readonly number: number;
  /** The client's. */
  readonly port: number;
  /** When the first request came on it, in milliseconds since the run began. */
  readonly usedAt: number;
  /** Null while it is open. */
  readonly closedAt: number | null;
}

/** `full`: the capture has reached its bound, the stream goes on unrecorded. */
export interface FeedNotice {
  readonly notice: 'full';
  readonly text: string;
}

/**
 * What a console is to do. Connections are counted from 1; bytes, `end`, `reset` and `read` are for the one that was
 * named last, by `use` or by opening it, and do nothing when that is over.
 */
export type ConsoleCommand =
  /** Opens a new connection to the lab. */
  | { readonly do: 'connect' }
  | { readonly do: 'use'; readonly connection: number }
  /** Ends the client's direction with a FIN; what the lab sends still comes. */
  | { readonly do: 'end' }
  /** Breaks the connection off with an RST. */
  | { readonly do: 'reset' }
  /** Takes no more than so many bytes a second out of the socket; null: all that comes. */
  | { readonly do: 'read'; readonly bytesPerSecond: number | null };

/** `full`: the recording has reached its bound, the console closes. `unsent`: the connection was over before. */
export interface ConsoleNotice {
  readonly notice: 'full' | 'unsent';
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
