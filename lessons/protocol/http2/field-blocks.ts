/**
 * The field blocks of one direction, RFC 9113 4.3: fragments of HEADERS or PUSH_PROMISE and its CONTINUATION frames,
 * put together and decoded as one. Bounds: a block of 64 KiB in at most 128 CONTINUATION frames.
 */
import { connectionError, type Fault, type Sender } from './errors.ts';
import {
  bytesOf,
  CONTINUATION,
  END_HEADERS,
  hasFlag,
  PUSH_PROMISE,
  type FrameHeader,
} from './frame-header.ts';
import type { ReadBytes, ReadValues } from './frame-values.ts';
import { FieldDecoder, type FieldList } from './hpack.ts';

export const BLOCK_BOUNDS = { size: 65_536, continuations: 128 } as const;

/** A field block of which at least one fragment has arrived. */
export interface FieldBlock {
  /** Of the frame that begins it, and the offset of that frame. */
  readonly header: FrameHeader;
  readonly start: number;
  /** Whether it counts for a message; it is decoded in any case. */
  readonly accepted: boolean;
  /** The stream that PUSH_PROMISE promises; null for HEADERS. */
  readonly promisedId: number | null;
}

const TOO_LONG = connectionError(
  'ENHANCE_YOUR_CALM',
  `a field block of more than ${bytesOf(BLOCK_BOUNDS.size)} is refused here`,
  'RFC 9113 10.5.1',
);
const TOO_MANY = connectionError(
  'ENHANCE_YOUR_CALM',
  `a field block in more than ${BLOCK_BOUNDS.continuations} CONTINUATION frames is refused here`,
  'RFC 9113 10.5',
);

export class FieldBlocks {
  readonly #bytes: ReadBytes;
  readonly #from: Sender;
  readonly #decoder = new FieldDecoder();
  #block: FieldBlock | null = null;
  #fragments: ReadValues['fragment'][] = [];
  #size = 0;

  constructor(bytes: ReadBytes, from: Sender) {
    this.#bytes = bytes;
    this.#from = from;
  }

  /** The sender has acknowledged this SETTINGS_HEADER_TABLE_SIZE. */
  changeTableSize(size: number): void {
    this.#decoder.changeLimit(size);
  }

  /** The next frame with a fragment. Gives the block when this was its last; null while it goes on. */
  add(start: number, header: FrameHeader, accepted: boolean, values: ReadValues): FieldBlock | Fault | null {
    if (header.type !== CONTINUATION) {
      const promisedId = header.type === PUSH_PROMISE ? (values.promisedId ?? 0) : null;
      this.#block = { header, start, accepted, promisedId };
      this.#fragments = [];
      this.#size = 0;
    }
    this.#fragments.push(values.fragment);
    this.#size += values.fragment.end - values.fragment.start;
    if (this.#size > BLOCK_BOUNDS.size) return TOO_LONG;
    if (this.#fragments.length > BLOCK_BOUNDS.continuations + 1) return TOO_MANY;
    return hasFlag(header, END_HEADERS) ? this.#block : null;
  }

  /** Decodes the block that is complete. `announced`: a table size set by the recipient, not acknowledged yet. */
  decode(announced: number): FieldList {
    const octets = new Uint8Array(this.#size);
    let at = 0;
    for (const { start, end } of this.#fragments) {
      octets.set(this.#bytes(this.#from, start, end), at);
      at += end - start;
    }
    return this.#decoder.decode(octets, announced);
  }
}
