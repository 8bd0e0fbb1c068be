/**
 * What a console has to print: pieces of what was sent and received, each a line or a part of one, and what happened in
 * between. It keeps the newest alone; the bytes themselves are in the recording.
 */
import type { Sender } from '../../lessons/protocol/capture.ts';
import { CONSOLE } from '../words/console.ts';

export interface Piece {
  /** Null for words of the page's own. */
  readonly from: Sender | null;
  readonly connection: number;
  readonly bytes: Uint8Array;
  /** Whether it goes on where the piece before it ended. */
  readonly continues: boolean;
}

const LF = 0x0a;
const MOST_PIECES = 1000;
/** Of one piece: a longer line is several. */
const MOST_BYTES = 4096;
/** Bytes printed in about the time of one repaint: a stream may bring more than anybody can print, or read. */
const MOST_AT_ONCE = 8192;

const encoder = new TextEncoder();

export class Transcript {
  #pieces: Piece[] = [];
  #dropped = 0;
  #open: { readonly from: Sender; readonly connection: number } | null = null;
  #printed = 0;
  #skipped = 0;

  /** How many pieces there have been. */
  get length(): number {
    return this.#dropped + this.#pieces.length;
  }

  /** Those from number `from` on, counted from 0, as far as they are kept. */
  since(from: number): readonly Piece[] {
    return this.#pieces.slice(Math.max(0, from - this.#dropped));
  }

  say(text: string, connection = 0): void {
    this.#open = null;
    this.#push({ from: null, connection, bytes: encoder.encode(text), continues: false });
  }

  add(from: Sender, connection: number, bytes: Uint8Array): void {
    if (this.#printed + bytes.length > MOST_AT_ONCE && from === 'server') {
      const shown = Math.max(0, MOST_AT_ONCE - this.#printed);
      this.#skipped += bytes.length - shown;
      if (shown > 0) this.#add(from, connection, bytes.subarray(0, shown));
    } else {
      this.#add(from, connection, bytes);
    }
  }

  /** To be called when about one repaint has passed. */
  flush(): void {
    if (this.#skipped > 0) this.say(CONSOLE.moreBytes(this.#skipped));
    this.#skipped = 0;
    this.#printed = 0;
  }

  #add(from: Sender, connection: number, bytes: Uint8Array): void {
    this.#printed += bytes.length;
    for (let start = 0; start < bytes.length;) {
      const lineEnd = bytes.indexOf(LF, start);
      const end = Math.min(lineEnd < 0 ? bytes.length : lineEnd + 1, start + MOST_BYTES);
      const continues = this.#open?.from === from && this.#open.connection === connection;
      this.#push({ from, connection, bytes: bytes.slice(start, end), continues });
      this.#open = bytes[end - 1] === LF ? null : { from, connection };
      start = end;
    }
  }

  #push(piece: Piece): void {
    this.#pieces.push(piece);
    if (this.#pieces.length < 2 * MOST_PIECES) return;
    this.#dropped += MOST_PIECES;
    this.#pieces = this.#pieces.slice(MOST_PIECES);
  }
}
