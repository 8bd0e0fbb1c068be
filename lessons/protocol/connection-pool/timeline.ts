/** What comes out of the model: for each request and each connection, when what happened to it. Milliseconds. */
import type { Api } from '../../schema/workload.ts';
import type { Address } from './address.ts';
import type { Priority } from './apis.ts';
import type { Ending } from './endings.ts';

/**
 * Why a request is not on the wire.
 * - `preflight`: another origin is being asked for permission.
 * - `requests to the host`: it is of low priority, and its tab has as many on their way to its host as there may be then.
 * - `requests of low priority`: its tab has as many of them on their way as it may.
 * - `cache lock`: an earlier request for the same URL has no head yet.
 * - `connecting`: a connection is being opened.
 * - `connections to the host`: its group has as many as it may, and none is free.
 * - `connections in all`: all groups together have as many as they may.
 * - `streams`: its HTTP/2 connection has as many as it may.
 */
export type WaitReason =
  | 'preflight'
  | 'requests to the host'
  | 'requests of low priority'
  | 'cache lock'
  | 'connecting'
  | 'connections to the host'
  | 'connections in all'
  | 'streams';

export interface Wait {
  readonly reason: WaitReason;
  readonly from: number;
  /** Null when it never ended. */
  readonly until: number | null;
}

/** Requests that share connections. Those of different groups never do. */
export interface PoolGroup extends Address {
  /** Different for different groups. */
  readonly key: string;
  /** Whether its requests carry cookies and the like; those without them go on connections of their own. */
  readonly credentials: boolean;
  /** Of the page at the top, and whether the request came from a frame of another one; empty where that does not count. */
  readonly site: string;
  readonly profile: string;
  /** Connections it may have. */
  readonly limit: number;
}

/**
 * - `request`: the request itself. A stream that tabs share is one request, of the tab that opened it: what the others
 *   ask for goes to nobody, and is in no timeline until one of them opens the stream anew.
 * - `preflight`: what the browser asks another origin before it.
 * - `worker script`: what it asks for so that a worker can have a shared stream. That lives on as a request of the tab
 *   which started the worker, also when this tab is closed.
 */
export type Role = 'request' | 'preflight' | 'worker script';

export interface PoolRequest {
  /** Of the request in the workload. */
  readonly id: number;
  /** 1, and one more with each reconnection of an EventSource. */
  readonly attempt: number;
  readonly role: Role;
  readonly api: Api;
  readonly tab: number;
  readonly url: string;
  readonly label: string;
  readonly priority: Priority;
  /** In every line: the higher is served first. The same for all where the browser does not go by priority. */
  readonly rank: number;
  /** Whether the scheduler of its tab counts it, and may hold it back. */
  readonly scheduled: boolean;
  /** Whether the HTTP cache is asked before the network. */
  readonly cached: boolean;
  /** Of its connection, or of those that it would have to wait for. */
  readonly group: PoolGroup;
  readonly issuedAt: number;
  /**
   * When it asked the pool for a connection, and its number among all that did; null if it never came so far. One that
   * goes on with the exchange of another has a connection without having asked: the server does not see it.
   */
  readonly queuedAt: number | null;
  readonly turn: number | null;
  /** When it got its connection; null if it never did. Until then it produces nothing: no error, no timeout. */
  readonly startedAt: number | null;
  /** Number of its connection, and the slot of that; null if it never got one. */
  readonly connection: number | null;
  readonly slot: number | null;
  /** Whether another request used the connection before it. */
  readonly reused: boolean;
  /** Its HTTP/2 stream; null on HTTP/1.x. */
  readonly stream: number | null;
  /** When the head of the response came; null if it never did. */
  readonly headersAt: number | null;
  /** Null while it goes on. */
  readonly endedAt: number | null;
  readonly ending: Ending | null;
  /** In order; empty if it never waited. */
  readonly waits: readonly Wait[];
}

export interface PoolConnection {
  /** From 1, in the order of opening. */
  readonly number: number;
  readonly group: PoolGroup;
  /** From 1: the place it takes among those of its group. */
  readonly slot: number;
  readonly protocol: 'HTTP/1.1' | 'HTTP/2';
  readonly openedAt: number;
  /** When it could carry a request; null if it never could. */
  readonly connectedAt: number | null;
  /** Null while it is open. */
  readonly closedAt: number | null;
}

export interface PoolTimeline {
  /** In order of issue. */
  readonly requests: readonly PoolRequest[];
  /** In order of opening. */
  readonly connections: readonly PoolConnection[];
}

/** By which a request is known, in a prediction and in what was seen. */
export const keyOf = ({ id, attempt, role }: Pick<PoolRequest, 'id' | 'attempt' | 'role'>): string =>
  `${id} ${attempt} ${role}`;

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
