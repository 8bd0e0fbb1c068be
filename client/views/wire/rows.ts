/**
 * Lays the capture out in rows of a terminal: only where each row begins and ends. What a row looks like is decided
 * when it is drawn, so a long capture costs a few numbers a row.
 */
import type { Recorded, Span } from '../../../lessons/protocol/capture.ts';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import type { Kind, Message } from '../../../lessons/protocol/token.ts';
import { endOf } from '../../../lessons/schema/place.ts';
import { glyphAt } from './glyphs.ts';
import { piecesIn } from './pieces.ts';

export interface Row {
  /** `bytes`; `fold`: the rest of a request, hidden until asked for; `note`: no bytes, something to say there. */
  readonly kind: 'bytes' | 'fold' | 'note';
  /** Absolute offsets, half-open. */
  readonly start: number;
  readonly end: number;
  /** False for the continuation of a row that was too long. */
  readonly first: boolean;
  readonly note?: string;
}

const ENDS_ROW: ReadonlySet<Kind> = new Set([
  'head-line-end',
  'head-end',
  'chunk-size-end',
  'chunk-data-end',
  'last-chunk-end',
  'body-end',
  'line-end',
  'blank-line',
]);

const endingNote = ({ from, ending, connection }: Recorded): string => {
  const who = from === 'client' ? 'the browser' : 'the server';
  const how = ending === 'reset' ? 'reset' : 'closed';
  return `${who} ${how} connection ${connection}`;
};

export class Rows {
  readonly #dissection: Dissection;
  readonly #columns: number;
  readonly #hexBytes: number | null;
  readonly #unfolded: ReadonlySet<number>;
  readonly #rows: Row[] = [];
  #laid = 0;
  #arrivalsLaid = 0;
  #connections = 0;

  /**
   * @param columns Cells for the bytes of a row.
   * @param hexBytes Bytes in a row of the hex view; null for the text view.
   * @param unfolded Absolute offsets at which requests begin that are shown whole.
   */
  constructor(
    dissection: Dissection,
    columns: number,
    hexBytes: number | null,
    unfolded: ReadonlySet<number>,
  ) {
    this.#dissection = dissection;
    this.#columns = Math.max(8, columns);
    this.#hexBytes = hexBytes;
    this.#unfolded = unfolded;
  }

  /** All rows, after what was appended since has been laid out. */
  get rows(): readonly Row[] {
    this.#extend();
    return this.#rows;
  }

  /** Index of the row that shows the byte at `offset`; the last one before it when it is hidden. */
  indexOf(offset: number): number {
    const { rows } = this;
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const row = rows[middle] as Row;
      if (row.start <= offset) low = middle + 1;
      else high = middle;
    }
    let found = low - 1;
    while (found > 0 && (rows[found] as Row).kind === 'note') found -= 1;
    return Math.max(0, found);
  }

  #extend(): void {
    const { arrivals, length } = this.#dissection.capture;
    if (this.#laid === length && this.#arrivalsLaid === arrivals.length) return;
    this.#dropOpenRow();
    while (this.#arrivalsLaid < arrivals.length) {
      // The arrivals of one sender that follow each other are laid out as one stretch of bytes.
      const first = arrivals[this.#arrivalsLaid] as Recorded;
      let end = first;
      while (end.ending === null) {
        const next = arrivals[end.index + 1];
        if (!next || next.connection !== first.connection || next.from !== first.from) break;
        end = next;
      }
      if (first.connection > this.#connections) {
        this.#connections = first.connection;
        if (first.connection > 1) this.#note(first.start, `connection ${first.connection}, new`);
      }
      if (this.#laid < end.end) {
        if (this.#hexBytes === null) this.#layText(this.#laid, end.end);
        else this.#layHex(this.#laid, end.end, this.#hexBytes);
      }
      if (end.ending !== null) this.#note(end.end, endingNote(end));
      this.#laid = end.end;
      this.#arrivalsLaid = end.index + 1;
    }
  }

  /**
   * The last row may go on, and a request is folded only when all of it has come: both are laid out again from where
   * they began.
   */
  #dropOpenRow(): void {
    const last = this.#rows.at(-1);
    if (!last || last.kind === 'note') return;
    let from = this.#rows.findLast((row) => row.first)?.start ?? 0;
    const { message } = this.#dissection.at(last.start);
    if (this.#hexBytes === null && message?.kind === 'request') {
      from = Math.min(from, message.spans.findLast((span) => span.start <= last.start)?.start ?? from);
    }
    const kept = this.#rows.findLastIndex((row) => row.start < from || row.kind === 'note');
    this.#rows.length = kept + 1;
    this.#laid = from;
    this.#arrivalsLaid = this.#dissection.capture.arrivalAt(from)?.index ?? 0;
  }

  #note(at: number, note: string): void {
    this.#rows.push({ kind: 'note', start: at, end: at, first: true, note });
  }

  #row(start: number, end: number, first: boolean): void {
    if (end > start) this.#rows.push({ kind: 'bytes', start, end, first });
  }

  #layHex(from: number, to: number, perRow: number): void {
    for (let start = from; start < to; start += perRow) this.#row(start, Math.min(to, start + perRow), true);
  }

  #layText(from: number, to: number): void {
    const { capture } = this.#dissection;
    let start = from;
    let first = true;
    let width = 0;
    const close = (end: number, next: boolean) => {
      this.#row(start, end, first);
      start = end;
      first = next;
      width = 0;
    };
    for (const piece of piecesIn(this.#dissection, from, to)) {
      const { leaf } = piece;
      if (piece.start < start) continue;
      const { message } = this.#dissection.at(piece.start);
      const fold = message && this.#fold(message, piece.start, to);
      if (fold) {
        close(piece.start, true);
        this.#rows.push({ kind: 'fold', start: fold.start, end: fold.end, first: true });
        start = fold.end;
        continue;
      }
      if (leaf.kind === 'chunk-data-end' && piece.start > start) close(piece.start, true);
      const pieceStart = Math.max(from, piece.start);
      const pieceEnd = Math.min(to, piece.end);
      const bytes = capture.bytes({ start: pieceStart, end: pieceEnd });
      for (let at = 0; at < bytes.length;) {
        const glyph = glyphAt(bytes, at);
        if (width + glyph.width > this.#columns) close(pieceStart + at, false);
        width += glyph.width;
        at += glyph.bytes;
      }
      if (ENDS_ROW.has(leaf.kind) && leaf.spans.at(-1)?.end === piece.end) close(pieceEnd, true);
    }
    close(to, true);
  }

  /** The bytes around `offset` and before `to` that stay hidden: of a complete request, all after its request-line. */
  #fold(message: Message, offset: number, to: number): Span | null {
    if (message.kind !== 'request' || message.headEnd === null) return null;
    const begin = message.spans[0]?.start ?? 0;
    if (this.#unfolded.has(begin)) return null;
    const shown = endOf(this.#dissection.at(begin).headLine?.spans ?? []);
    const span = message.spans.find((each) => each.start <= offset && offset < each.end);
    if (!span || offset < shown) return null;
    return { start: Math.max(span.start, shown), end: Math.min(span.end, to) };
  }
}
