/** One thing that the lab does while it answers. How long a wait really is, is the player's affair. */
import type { ChunkExtension } from '../protocol/format-http.ts';
import type { Answer } from '../schema/scenario.ts';

export type Act = Wait | Write | Raw | Last;

export interface Wait {
  readonly do: 'wait';
  readonly ms: number;
}

/** Content, in one write. */
export interface Write {
  readonly do: 'write';
  readonly bytes: Uint8Array;
  /** Of the chunk that the bytes are to be; given only where they must be one. */
  readonly extensions?: readonly ChunkExtension[];
}

/** Bytes past the framing. */
export interface Raw {
  readonly do: 'raw';
  readonly bytes: Uint8Array;
}

/** What follows the last step: no act comes after it. */
export interface Last {
  readonly do: Answer['then'];
}
