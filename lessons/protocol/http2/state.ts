/**
 * What the frames of both directions have made of a connection: the states of its streams (RFC 9113 5.1), the windows
 * (6.9) and the settings in force (6.5.3). It takes whole frames in the order in which they were seen, and says
 * nothing about whether they were allowed: that is for `judge.ts`. The same frames always make the same state, so that
 * any moment can be made again from a copy of an earlier one.
 *
 * Only streams that are neither idle nor closed are kept. Bound: 100 SETTINGS frames that wait for their
 * acknowledgment; of more, the oldest counts as acknowledged.
 */
import { otherSide, type Sender } from './errors.ts';
import {
  ACK,
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  GOAWAY,
  HEADERS,
  hasFlag,
  PUSH_PROMISE,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
  type FrameHeader,
} from './frame-header.ts';
import { INITIAL_SETTINGS, MAX_WINDOW, type Settings, type SettingsChange } from './settings.ts';
import { isActive, mirrored, nextState, type StreamEvent, type StreamState } from './streams.ts';

export const STATE_BOUNDS = { settings: 100 } as const;

/** What a frame says besides its header, as far as it changes the state. */
export interface FrameValues {
  /** SETTINGS without ACK. */
  readonly settings?: SettingsChange;
  /** WINDOW_UPDATE. */
  readonly increment?: number;
  /** PUSH_PROMISE. */
  readonly promisedId?: number;
  /** GOAWAY. */
  readonly lastStreamId?: number;
  readonly errorCode?: number;
}

/** A stream that is neither idle nor closed. */
interface LiveStream {
  /** As the client sees it. */
  state: StreamState;
  /** What each side may send on it, less the initial window: what it was granted beyond, less what it has sent. */
  readonly granted: Record<Sender, number>;
}

/** A field block that goes on in CONTINUATION. */
export interface OpenBlock {
  readonly streamId: number;
  readonly promisedId: number | null;
  readonly endStream: boolean;
}

/** What one side has said, and what it may send. */
export interface SideState {
  /** Frames of this side that have counted. */
  readonly frames: number;
  /** What it has set and the other side has acknowledged: the other side keeps to it. */
  readonly settings: Settings;
  /** What it has set and the other side has not acknowledged yet, oldest first. */
  readonly announced: readonly SettingsChange[];
  /** Acknowledgments of the other side that were seen before the settings that they are for. */
  readonly acknowledged: number;
  /** Bytes of DATA that it may send on the connection. */
  readonly window: number;
  /** The highest stream that it has opened or promised; 0 when none. */
  readonly highest: number;
  /** Streams of its own that count against the other side's SETTINGS_MAX_CONCURRENT_STREAMS. */
  readonly active: number;
  readonly goaway: { readonly lastStreamId: number; readonly errorCode: number } | null;
  readonly block: OpenBlock | null;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const INITIAL_SIDE: SideState = {
  frames: 0,
  settings: INITIAL_SETTINGS,
  announced: [],
  acknowledged: 0,
  window: INITIAL_SETTINGS.initialWindowSize,
  highest: 0,
  active: 0,
  goaway: null,
  block: null,
};

/** RFC 9113 5.1.1: odd streams are the client's, even ones the server's. */
export const initiatorOf = (streamId: number): Sender => (streamId % 2 === 1 ? 'client' : 'server');

export class ConnectionState {
  readonly #sides: Record<Sender, Mutable<SideState>>;
  readonly #streams = new Map<number, LiveStream>();
  /** No stream that is live was granted more than this. */
  readonly #mostGranted: Record<Sender, number> = { client: 0, server: 0 };
  #closed = 0;

  /** A new connection, or a copy of an earlier state. */
  constructor(earlier?: ConnectionState) {
    this.#sides = {
      client: { ...(earlier?.side('client') ?? INITIAL_SIDE) },
      server: { ...(earlier?.side('server') ?? INITIAL_SIDE) },
    };
    if (earlier === undefined) return;
    for (const [id, { state, granted }] of earlier.#streams)
      this.#streams.set(id, { state, granted: { ...granted } });
    Object.assign(this.#mostGranted, earlier.#mostGranted);
    this.#closed = earlier.#closed;
  }

  side(side: Sender): SideState {
    return this.#sides[side];
  }

  /** Identifiers of the streams that are neither idle nor closed, in the order in which they left idle. */
  get live(): Iterable<number> {
    return this.#streams.keys();
  }

  get liveCount(): number {
    return this.#streams.size;
  }

  /** How many streams have been used and are closed. */
  get closedCount(): number {
    return this.#closed;
  }

  /** The state of a stream as one side sees it. */
  stateOf(streamId: number, side: Sender = 'client'): StreamState {
    const stream = this.#streams.get(streamId);
    if (stream !== undefined) return side === 'client' ? stream.state : mirrored(stream.state);
    // "When a stream transitions out of the idle state, all streams in the idle state [...] with a lower-valued
    // stream identifier immediately transition to closed."
    return streamId <= this.#sides[initiatorOf(streamId)].highest ? 'closed' : 'idle';
  }

  /** Bytes of DATA that `from` may still send on a stream; null when it is idle or closed. May be negative. */
  windowOf(streamId: number, from: Sender): number | null {
    const stream = this.#streams.get(streamId);
    return stream === undefined ? null : this.#initialWindow(from) + stream.granted[from];
  }

  /** The largest window that streams would have if the initial size for what `from` sends were `size`. */
  largestWindow(from: Sender, size: number): number {
    if (size + this.#mostGranted[from] > MAX_WINDOW) {
      this.#mostGranted[from] = 0;
      for (const { granted } of this.#streams.values())
        this.#mostGranted[from] = Math.max(this.#mostGranted[from], granted[from]);
    }
    return size + this.#mostGranted[from];
  }

  /** The next frame, whole. Gives the stream that it has closed; null when none. */
  apply(from: Sender, header: FrameHeader, values: FrameValues = {}): number | null {
    const side = this.#sides[from];
    side.frames++;
    switch (header.type) {
      case DATA:
        side.window -= header.length;
        this.#grant(header.streamId, from, -header.length);
        return hasFlag(header, END_STREAM) ? this.#move(header.streamId, from, 'END_STREAM') : null;
      case HEADERS:
        side.block = {
          streamId: header.streamId,
          promisedId: null,
          endStream: hasFlag(header, END_STREAM),
        };
        return hasFlag(header, END_HEADERS) ? this.#endBlock(from) : null;
      case PUSH_PROMISE:
        side.block = {
          streamId: header.streamId,
          promisedId: values.promisedId ?? 0,
          endStream: false,
        };
        return hasFlag(header, END_HEADERS) ? this.#endBlock(from) : null;
      case CONTINUATION:
        return hasFlag(header, END_HEADERS) ? this.#endBlock(from) : null;
      case RST_STREAM:
        return this.#move(header.streamId, from, 'RST_STREAM');
      case SETTINGS:
        if (hasFlag(header, ACK)) this.#acknowledge(otherSide(from));
        else this.#announce(from, values.settings ?? {});
        return null;
      case WINDOW_UPDATE:
        this.#widen(header.streamId, otherSide(from), values.increment ?? 0);
        return null;
      case GOAWAY:
        side.goaway = { lastStreamId: values.lastStreamId ?? 0, errorCode: values.errorCode ?? 0 };
        return null;
      default:
        return null;
    }
  }

  /** What limits what `from` sends: the settings of the other side. */
  #initialWindow(from: Sender): number {
    return this.#sides[otherSide(from)].settings.initialWindowSize;
  }

  #endBlock(from: Sender): number | null {
    const side = this.#sides[from];
    const block = side.block;
    side.block = null;
    if (block === null) return null;
    if (block.promisedId !== null) {
      if (this.stateOf(block.promisedId) === 'idle') this.#move(block.promisedId, from, 'PUSH_PROMISE');
      return null;
    }
    this.#open(block.streamId, from);
    return block.endStream ? this.#move(block.streamId, from, 'END_STREAM') : null;
  }

  #open(streamId: number, from: Sender): void {
    const known = this.stateOf(streamId);
    if (known !== 'idle') this.#move(streamId, from, 'HEADERS');
    else if (from === 'client' && initiatorOf(streamId) === 'client') this.#move(streamId, from, 'HEADERS');
    // Nothing of the client has been seen: the request that this answers has gone by.
    else if (this.#sides.client.frames === 0 && initiatorOf(streamId) === 'client')
      this.#set(streamId, 'half-closed (local)');
  }

  #move(streamId: number, from: Sender, event: StreamEvent): number | null {
    const by = from === 'client' ? 'send' : 'receive';
    const state = this.stateOf(streamId);
    const transition = state === 'closed' ? null : nextState(state, by, event);
    return transition === null ? null : this.#set(streamId, transition.to);
  }

  #set(streamId: number, state: StreamState): number | null {
    const known = this.#streams.get(streamId);
    const initiator = this.#sides[initiatorOf(streamId)];
    initiator.highest = Math.max(initiator.highest, streamId);
    initiator.active += Number(isActive(state)) - Number(known !== undefined && isActive(known.state));
    if (state !== 'closed') {
      if (known === undefined) this.#streams.set(streamId, { state, granted: { client: 0, server: 0 } });
      else known.state = state;
      return null;
    }
    this.#streams.delete(streamId);
    this.#closed++;
    return streamId;
  }

  #grant(streamId: number, from: Sender, bytes: number): void {
    const stream = this.#streams.get(streamId);
    if (stream === undefined) return;
    stream.granted[from] += bytes;
    this.#mostGranted[from] = Math.max(this.#mostGranted[from], stream.granted[from]);
  }

  /** RFC 9113 6.9.1: no window exceeds 2^31-1; one that would stays there. */
  #widen(streamId: number, whose: Sender, increment: number): void {
    if (streamId === 0) {
      this.#sides[whose].window = Math.min(MAX_WINDOW, this.#sides[whose].window + increment);
      return;
    }
    const window = this.windowOf(streamId, whose);
    if (window !== null) this.#grant(streamId, whose, Math.min(increment, MAX_WINDOW - window));
  }

  /** RFC 9113 6.5.3: "SETTINGS frames are acknowledged in the order in which they are received." */
  #announce(from: Sender, change: SettingsChange): void {
    const side = this.#sides[from];
    side.announced = [...side.announced, change];
    if (side.acknowledged > 0) side.acknowledged--;
    else if (side.announced.length <= STATE_BOUNDS.settings) return;
    this.#acknowledge(from);
  }

  #acknowledge(whose: Sender): void {
    const side = this.#sides[whose];
    const [change, ...later] = side.announced;
    side.announced = later;
    if (change === undefined) side.acknowledged++;
    else side.settings = { ...side.settings, ...change };
  }
}
