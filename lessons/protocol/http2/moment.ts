/**
 * What HTTP/2 holds at one moment of a connection: settings, windows, and the streams with their states as each side
 * sees them, RFC 9113 5.1, 6.5.3, 6.9.
 */
import type { ClosedStream, ClosedStreams } from './closed-streams.ts';
import type { Sender } from './errors.ts';
import type { Settings, SettingsChange } from './settings.ts';
import type { ConnectionState } from './state.ts';
import type { StreamState } from './streams.ts';

/** Closed streams that a moment lists. */
const LISTED = 100;

export interface SideMoment {
  /** Whole frames that it has sent. */
  readonly frames: number;
  /** What it has set and the other side has acknowledged: the other side keeps to it. */
  readonly settings: Settings;
  /** What it has set and the other side has not acknowledged yet, oldest first. */
  readonly announced: readonly SettingsChange[];
  /** Bytes of DATA that it may still send on the connection. */
  readonly window: number;
  readonly goaway: { readonly lastStreamId: number; readonly errorCode: number } | null;
}

export interface StreamMoment {
  readonly id: number;
  /** As each side sees it. Frames that are under way are counted as if they had arrived. */
  readonly state: Readonly<Record<Sender, StreamState>>;
  /** Bytes of DATA that each side may still send on it; may be negative. */
  readonly window: Readonly<Record<Sender, number>>;
}

export interface Http2Moment {
  readonly client: SideMoment;
  readonly server: SideMoment;
  /** Streams that are neither idle nor closed, in the order in which they left idle. */
  readonly streams: readonly StreamMoment[];
  /** How many are closed, and the last 100 of them, oldest first. Ones that are forgotten are not listed. */
  readonly closedCount: number;
  readonly closed: readonly ClosedStream[];
  /** The state of any stream. */
  readonly stateOf: (streamId: number) => Readonly<Record<Sender, StreamState>>;
}

export function momentOf(state: ConnectionState, closed: ClosedStreams): Http2Moment {
  const stateOf = (id: number) => ({
    client: state.stateOf(id, 'client'),
    server: state.stateOf(id, 'server'),
  });
  return {
    client: sideOf(state, 'client'),
    server: sideOf(state, 'server'),
    streams: Array.from(state.live, (id) => ({
      id,
      state: stateOf(id),
      window: { client: state.windowOf(id, 'client') ?? 0, server: state.windowOf(id, 'server') ?? 0 },
    })),
    closedCount: state.closedCount,
    closed: closed.before(state.closedCount, LISTED),
    stateOf,
  };
}

function sideOf(state: ConnectionState, side: Sender): SideMoment {
  const { frames, settings, announced, window, goaway } = state.side(side);
  return { frames, settings, announced, window, goaway };
}
