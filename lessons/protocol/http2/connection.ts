/**
 * One HTTP/2 connection, RFC 9113, sans-I/O: both directions are fed as they are seen, cut anywhere, and any moment can
 * be looked at afterwards. The bytes stay with the caller: `read` gives them back on demand. What is kept is 4 bytes
 * for each frame, copies of the state now and then (`history.ts`), a little for each stream, and faults.
 *
 * Not for a connection that has changed over from HTTP/1.1 by Upgrade, which RFC 9113 3.1 has put out of use.
 */
import { layLastFragment, type BlockLeaf, type Fragment } from './block-leaves.ts';
import type { Fault, Reason, Sender } from './errors.ts';
import { FrameReader, type Failure } from './frame-reader.ts';
import {
  CONTINUATION,
  END_HEADERS,
  FRAME_HEADER_SIZE,
  hasFlag,
  readFrameHeader,
  type FrameHeader,
} from './frame-header.ts';
import type { FrameLeafKind, LaidFrame } from './frame-layout.ts';
import { layFrame } from './frames.ts';
import type { ReadBytes } from './frame-values.ts';
import { BLOCK_BOUNDS } from './field-blocks.ts';
import { meaningOf } from './meaning.ts';
import { momentOf, type Http2Moment } from './moment.ts';
import { PREFACE_REASON } from './preface.ts';
import { Recorder, type FrameFault, type Http2Observer } from './recorder.ts';
import { MAX_FRAME_SIZE } from './settings.ts';

export type Http2LeafKind = 'preface' | FrameLeafKind | BlockLeaf['kind'];

export interface Http2Leaf {
  readonly kind: Http2LeafKind;
  /** Offsets of the direction, `[start, end)`; never empty. */
  readonly start: number;
  readonly end: number;
  readonly value: number | null;
  readonly reason: Reason | null;
}

/** A frame of which at least one byte is there. */
export interface FrameView {
  readonly from: Sender;
  /** From 0, in its direction. */
  readonly index: number;
  /** Offsets of the direction, as far as it has arrived. */
  readonly start: number;
  readonly end: number;
  readonly header: FrameHeader | null;
  /** All of it is there. */
  readonly complete: boolean;
  readonly meaning: Reason;
  readonly faults: readonly Fault[];
  /** Why the recipient takes no notice of it; null when it does. */
  readonly ignored: Reason | null;
}

export class Http2Connection {
  readonly #read: ReadBytes;
  readonly #recorder: Recorder;
  readonly #readers: Readonly<Record<Sender, FrameReader>>;

  /** `read` must give what `receive` is about to get, and all before it, at any time from then on. */
  constructor(read: ReadBytes, observer: Http2Observer = {}) {
    this.#read = read;
    this.#recorder = new Recorder(read, observer);
    this.#readers = {
      client: new FrameReader('client', this.#recorder),
      server: new FrameReader('server', this.#recorder),
    };
  }

  /** The next bytes of one direction; `offset`, that of `bytes[0]`, is the number of bytes it has had before. */
  receive(from: Sender, bytes: Uint8Array, offset: number): void {
    this.#readers[from].receive(bytes, offset);
  }

  /** Bytes received of one direction. */
  length(from: Sender): number {
    return this.#readers[from].length;
  }

  /** Where the reading of a direction ended, and why; null while it goes on. What follows is one malformed leaf. */
  failure(from: Sender): Failure | null {
    return this.#readers[from].failure;
  }

  /** Frames of which at least one byte is there. */
  frameCount(from: Sender): number {
    return this.#readers[from].begun;
  }

  /** Faults that were found, those that are no longer kept included. */
  get faultCount(): number {
    return this.#recorder.faultCount;
  }

  /** Faults of one frame; index -1 is the preface. */
  faultsOf(from: Sender, index: number): readonly FrameFault[] {
    return this.#recorder.faultsOf(from, index);
  }

  /** The index of the frame that the byte at `offset` is in; null in the preface, in what is malformed, past the end. */
  frameAt(from: Sender, offset: number): number | null {
    const reader = this.#readers[from];
    const end = reader.failure?.at ?? reader.length;
    if (offset < reader.prefaceEnd || offset >= end || reader.begun === 0) return null;
    return reader.completeBy(offset);
  }

  frame(from: Sender, index: number): FrameView {
    const reader = this.#readers[from];
    const { start, end } = reader.frame(index);
    const laid = this.#lay(from, start, end);
    const faults = this.faultsOf(from, index).map(({ fault }) => fault);
    return {
      from,
      index,
      start,
      end,
      header: laid.header,
      complete: index < reader.complete,
      meaning: meaningOf(laid, from, faults),
      faults,
      ignored: this.#recorder.ignoredFor(from, index),
    };
  }

  /** The leaves that tile a frame, read again from its bytes; field blocks are cut into fields. */
  leavesOf(from: Sender, index: number): Http2Leaf[] {
    const { start, end } = this.#readers[from].frame(index);
    return this.#lay(from, start, end).leaves.flatMap((leaf): Http2Leaf[] => {
      const moved = { ...leaf, start: start + leaf.start, end: start + leaf.end };
      if (leaf.kind !== 'field-block-fragment') return [moved];
      const fields = this.#layFields(from, index);
      return fields.length === 0 ? [moved] : fields;
    });
  }

  /** The leaves of which at least one byte is in `[start, end)`, whole, without gap or overlap. */
  leavesBetween(from: Sender, start: number, end: number): Http2Leaf[] {
    const reader = this.#readers[from];
    const leaves: Http2Leaf[] = [];
    if (reader.prefaceEnd > 0)
      leaves.push({ kind: 'preface', start: 0, end: reader.prefaceEnd, value: null, reason: PREFACE_REASON });
    for (let index = reader.completeBy(start); index < reader.begun; index++) {
      if (reader.frame(index).start >= end) break;
      leaves.push(...this.leavesOf(from, index));
    }
    const { failure } = reader;
    if (failure !== null && reader.length > failure.at) {
      const { at, fault } = failure;
      leaves.push({ kind: 'malformed', start: at, end: reader.length, value: null, reason: fault });
    }
    return leaves.filter((leaf) => leaf.end > start && leaf.start < end);
  }

  /**
   * What holds when so many bytes of each direction are there. Whole frames count. The two must be those of one moment
   * of the capture; the state is made again from a checkpoint before it.
   */
  stateAt(client: number, server: number): Http2Moment {
    const counts = {
      client: this.#readers.client.completeBy(client),
      server: this.#readers.server.completeBy(server),
    };
    const state = this.#recorder.history.stateAfter(counts, (earlier, from, index) => {
      const { start } = this.#readers[from].frame(index);
      this.#recorder.replay(earlier, from, start, this.#header(from, start));
    });
    return momentOf(state, this.#recorder.closed);
  }

  /** Streams that are closed and no longer listed anywhere, for want of room. */
  get forgottenStreams(): number {
    return this.#recorder.closed.forgotten;
  }

  #header(from: Sender, start: number): FrameHeader {
    return readFrameHeader(this.#read(from, start, start + FRAME_HEADER_SIZE)) as FrameHeader;
  }

  #lay(from: Sender, start: number, end: number): LaidFrame {
    return layFrame(this.#read(from, start, end), { from, maxFrameSize: MAX_FRAME_SIZE });
  }

  /** The fragments of the block up to this frame, then their fields. */
  #layFields(from: Sender, index: number): BlockLeaf[] {
    const fragments: Fragment[] = [];
    let complete = false;
    for (let at = index; at >= 0 && fragments.length <= BLOCK_BOUNDS.continuations; at--) {
      const { start, end } = this.#readers[from].frame(at);
      const { header, leaves } = this.#lay(from, start, end);
      const leaf = leaves.find(({ kind }) => kind === 'field-block-fragment');
      if (header === null) return [];
      if (leaf !== undefined)
        fragments.unshift({
          start: start + leaf.start,
          bytes: this.#read(from, start + leaf.start, start + leaf.end),
        });
      if (at === index) complete = hasFlag(header, END_HEADERS) && this.#isComplete(from, index);
      if (header.type !== CONTINUATION) return layLastFragment(fragments, complete);
    }
    return [];
  }

  #isComplete(from: Sender, index: number): boolean {
    return index < this.#readers[from].complete;
  }
}
