/**
 * The streams that are closed, in the order in which they closed. What was closed at an earlier moment is the first
 * so many of them, so that no moment needs a copy. Bound: the last 10,000; how many older ones are forgotten is said.
 */
import type { Sender } from './errors.ts';

export const REMEMBERED_STREAMS = 10_000;

export interface ClosedStream {
  readonly id: number;
  /** By END_STREAM in both directions, or by RST_STREAM. */
  readonly how: 'ended' | 'reset';
  /** Who sent the frame that closed it. */
  readonly by: Sender;
  /** Of RST_STREAM; null when it ended. */
  readonly errorCode: number | null;
  /** Offset after that frame among the bytes of who sent it. */
  readonly at: number;
}

export class ClosedStreams {
  #streams: ClosedStream[] = [];
  readonly #byId = new Map<number, ClosedStream>();
  #forgotten = 0;

  /** How many were closed at any time, forgotten ones included. */
  get count(): number {
    return this.#forgotten + this.#streams.length;
  }

  get forgotten(): number {
    return this.#forgotten;
  }

  add(stream: ClosedStream): void {
    this.#streams.push(stream);
    this.#byId.set(stream.id, stream);
    if (this.#streams.length < 2 * REMEMBERED_STREAMS) return;
    const gone = this.#streams.splice(0, this.#streams.length - REMEMBERED_STREAMS);
    for (const { id } of gone) this.#byId.delete(id);
    this.#forgotten += gone.length;
  }

  /** How a stream that is closed became so; null when it was skipped, or is forgotten. */
  find(id: number): ClosedStream | null {
    return this.#byId.get(id) ?? null;
  }

  /** The last `most` of the first `count` that were closed, oldest first, without forgotten ones. */
  before(count: number, most: number): readonly ClosedStream[] {
    const end = Math.max(0, count - this.#forgotten);
    return this.#streams.slice(Math.max(0, end - most), end);
  }
}
