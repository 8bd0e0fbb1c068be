/** The tokens of HTTP/2: frames, and the message that each belongs to. */
import type { Direction } from './direction.ts';
import type { Fault } from './http2/errors.ts';
import type { FrameHeader } from './http2/frame-header.ts';
import type { FrameView } from './http2/connection.ts';
import { Token, type Layer, type Reason } from './token.ts';

export class Frame extends Token {
  readonly layer: Layer = 'http2';
  readonly kind = 'frame';
  readonly axis: Direction;
  /** 0 for the first frame of the direction. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
  /** Null while fewer than nine bytes of it have arrived. */
  readonly header: FrameHeader | null;
  readonly complete: boolean;
  /** What it says. */
  readonly meaning: Reason;
  /** What is wrong with it, and what a recipient does then. */
  readonly faults: readonly Fault[];
  /** Why a recipient takes no notice of it; null when it does. */
  readonly ignored: Reason | null;

  constructor(axis: Direction, view: FrameView) {
    super();
    this.axis = axis;
    this.index = view.index;
    this.from = view.start;
    this.to = view.end;
    this.header = view.header;
    this.complete = view.complete;
    this.meaning = view.meaning;
    this.faults = view.faults;
    this.ignored = view.ignored;
  }

  get open(): boolean {
    return !this.complete && this.axis.ended === null;
  }

  get reason(): Reason {
    return this.faults[0] ?? this.ignored ?? this.meaning;
  }
}

export interface FrameMoment {
  readonly frame: Frame;
  /** Bytes of it so far, its header included. */
  readonly received: number;
}
