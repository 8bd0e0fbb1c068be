/**
 * Cuts the bytes of one direction into the preface and frames, whatever the reads were. It keeps where each frame
 * begins, 4 bytes for each, and never the bytes. A frame is handed on in steps: its header, content as it arrives (of
 * DATA, without padding), its end. Bytes that break a rule end the reading: they and all that follow are malformed.
 *
 * A direction has at most 2^32-1 bytes.
 */
import type { Fault, Sender } from './errors.ts';
import {
  DATA,
  FRAME_HEADER_SIZE,
  hasFlag,
  PADDED,
  readFrameHeader,
  sizeOfFields,
  type FrameHeader,
} from './frame-header.ts';
import { judgePadding } from './frames.ts';
import { matchPreface, NOT_PREFACE, PREFACE } from './preface.ts';

/** Takes the frames. A fault that is given back ends the reading; offsets are those of the direction. */
export interface FrameSink {
  header(from: Sender, start: number, header: FrameHeader): Fault | null;
  content(from: Sender, start: number, end: number, header: FrameHeader): void;
  end(from: Sender, start: number, header: FrameHeader): Fault | null;
  /** The reading ends on account of the preface (`header` is null) or of a pad length. */
  broken(from: Sender, at: number, header: FrameHeader | null, fault: Fault): void;
}

/** Where reading ended, and why. */
export interface Failure {
  readonly at: number;
  readonly fault: Fault;
}

export class FrameReader {
  readonly #from: Sender;
  readonly #sink: FrameSink;
  readonly #boundaries = new Offsets();
  readonly #prefaceSize: number;
  readonly #partialHeader = new Uint8Array(FRAME_HEADER_SIZE);
  #length = 0;
  /** The frame that is arriving; null while its header is. */
  #header: FrameHeader | null = null;
  /** Bytes of padding at its end; null while that is not known. */
  #padding: number | null = 0;
  #failure: Failure | null = null;

  constructor(from: Sender, sink: FrameSink) {
    this.#from = from;
    this.#sink = sink;
    this.#prefaceSize = from === 'client' ? PREFACE.length : 0;
    this.#boundaries.push(this.#prefaceSize);
  }

  /** Bytes received. */
  get length(): number {
    return this.#length;
  }

  get failure(): Failure | null {
    return this.#failure;
  }

  /** Frames that are there as a whole. */
  get complete(): number {
    return this.#boundaries.length - 1;
  }

  /** Frames of which at least one byte is there. */
  get begun(): number {
    return this.complete + (this.#end > this.#boundaries.last ? 1 : 0);
  }

  /** End of the preface as far as it is there: 0 for a server. */
  get prefaceEnd(): number {
    return Math.min(this.#prefaceSize, this.#end);
  }

  /** `[start, end)` of a frame that has begun, as far as it has arrived. */
  frame(index: number): { start: number; end: number } {
    const start = this.#boundaries.at(index);
    return { start, end: index < this.complete ? this.#boundaries.at(index + 1) : this.#end };
  }

  /** How many frames end at or before `offset`. */
  completeBy(offset: number): number {
    return Math.max(0, this.#boundaries.countUpTo(offset) - 1);
  }

  /** The next bytes of this direction; `offset` is that of `bytes[0]`, and must be `length`. */
  receive(bytes: Uint8Array, offset: number): void {
    const before = this.#length;
    this.#length = offset + bytes.length;
    if (this.#failure !== null) return;
    let at = this.#readPreface(bytes, before);
    while (at < bytes.length && this.#going) {
      at = this.#header === null ? this.#readHeader(bytes, at, offset) : this.#readFields(bytes, at, offset);
    }
  }

  get #going(): boolean {
    return this.#failure === null;
  }

  /** Where what could be read ends. */
  get #end(): number {
    return this.#failure?.at ?? this.#length;
  }

  #readPreface(bytes: Uint8Array, before: number): number {
    const left = this.#prefaceSize - before;
    if (left <= 0) return 0;
    const fits = matchPreface(bytes, before);
    if (fits < Math.min(left, bytes.length)) this.#breakOff(before + fits, null, NOT_PREFACE);
    return fits;
  }

  /** Gives the index of the byte after those it has taken. */
  #readHeader(bytes: Uint8Array, at: number, offset: number): number {
    const start = this.#boundaries.last;
    const have = offset + at - start;
    const next = Math.min(bytes.length, at + FRAME_HEADER_SIZE - have);
    if (have === 0 && next - at === FRAME_HEADER_SIZE) {
      this.#begin(readFrameHeader(bytes, at) as FrameHeader);
      return next;
    }
    this.#partialHeader.set(bytes.subarray(at, next), have);
    if (have + next - at === FRAME_HEADER_SIZE)
      this.#begin(readFrameHeader(this.#partialHeader) as FrameHeader);
    return next;
  }

  #begin(header: FrameHeader): void {
    const start = this.#boundaries.last;
    this.#header = header;
    this.#padding = header.type === DATA && hasFlag(header, PADDED) ? null : 0;
    const fault = this.#sink.header(this.#from, start, header);
    if (fault !== null) this.#fail(start + FRAME_HEADER_SIZE, fault);
    else if (header.length === 0) this.#complete(header);
  }

  #readFields(bytes: Uint8Array, at: number, offset: number): number {
    const header = this.#header as FrameHeader;
    const fieldsStart = this.#boundaries.last + FRAME_HEADER_SIZE;
    const frameEnd = fieldsStart + header.length;
    if (this.#padding === null) {
      this.#padding = bytes[at] as number;
      const fault = judgePadding(header, this.#padding);
      if (fault !== null) {
        this.#breakOff(fieldsStart + 1, header, fault);
        return bytes.length;
      }
    }
    const next = Math.min(bytes.length, frameEnd - offset);
    if (header.type === DATA) {
      const start = Math.max(offset + at, fieldsStart + sizeOfFields(header));
      const end = Math.min(offset + next, frameEnd - this.#padding);
      if (end > start) this.#sink.content(this.#from, start, end, header);
    }
    if (offset + next === frameEnd) this.#complete(header);
    return next;
  }

  #complete(header: FrameHeader): void {
    const start = this.#boundaries.last;
    const end = start + FRAME_HEADER_SIZE + header.length;
    const fault = this.#sink.end(this.#from, start, header);
    if (fault !== null) this.#fail(end, fault);
    else this.#boundaries.push(end);
    this.#header = null;
  }

  #breakOff(at: number, header: FrameHeader | null, fault: Fault): void {
    this.#fail(at, fault);
    this.#sink.broken(this.#from, at, header, fault);
  }

  #fail(at: number, fault: Fault): void {
    this.#failure = { at, fault };
  }
}

/** Ascending offsets, 4 bytes each. */
class Offsets {
  #offsets = new Uint32Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get last(): number {
    return this.#offsets[this.#length - 1] as number;
  }

  at(index: number): number {
    return this.#offsets[index] as number;
  }

  push(offset: number): void {
    if (this.#length === this.#offsets.length) {
      const larger = new Uint32Array(this.#length * 2);
      larger.set(this.#offsets);
      this.#offsets = larger;
    }
    this.#offsets[this.#length++] = offset;
  }

  /** How many are at most `offset`. */
  countUpTo(offset: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
