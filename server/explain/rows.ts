/** The rows of one input: each as soon as it is complete, never twice, and what turns out to be wrong at ends. */
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { Message } from '../../lessons/protocol/message.ts';
import { FrameRows } from './frame-rows.ts';
import type { Opening } from '../../lessons/protocol/opening.ts';
import type { Row } from './row.ts';
import { TextRows } from './text-rows.ts';

export class Rows {
  readonly #d: Dissection;
  readonly #text: TextRows;
  /** For HTTP/2. */
  readonly #frames: FrameRows | null;
  readonly #depth: number;
  /** Offset after the last row. */
  #to = 0;
  /** HTTP/1.x: the message that the last row belongs to. */
  #message: Message | null = null;

  constructor(d: Dissection, { protocol, from }: Opening) {
    this.#d = d;
    this.#text = new TextRows(d);
    this.#frames = protocol === 'http2' ? new FrameRows(d, from) : null;
    this.#depth = protocol === 'event-stream' ? 0 : 1;
  }

  /** Bytes that have arrived and are in no row yet. */
  get left(): number {
    return this.#d.capture.length - this.#to;
  }

  /** Frames of HTTP/2 that have begun. */
  get frames(): number {
    return this.#frames?.frames ?? 0;
  }

  /** The next rows that are complete; with `all` also what has arrived of the one after them. */
  *next(all: boolean): Generator<Row> {
    const { length } = this.#d.capture;
    const rows =
      this.#frames?.rows(this.#to, all) ?? this.#text.rows(this.#to, length, { all, depth: this.#depth });
    for (const row of rows) {
      if (row.begins !== null) {
        yield* this.#endOf(this.#message);
        this.#message = row.begins;
      }
      this.#to = Math.max(this.#to, row.end);
      yield row;
    }
  }

  /** What turns out at the end of the input. */
  end(): Generator<Row> {
    return this.#frames?.end() ?? this.#endOf(this.#message);
  }

  *#endOf(message: Message | null): Generator<Row> {
    if (message !== null) yield* this.#text.end(message);
  }
}
