/** What code that uses `fetch` has seen of each response that it has read: how it was cut, and how it ended. */
import { Offsets } from '../../lessons/protocol/offsets.ts';
import type { FetchEnd } from '../io/stream-client.ts';

/** More reads than these are not kept, of all responses. */
const MOST_READS = 100_000;

export interface ReadResponse {
  /** Offset of the content after each read, ascending. */
  readonly ends: Offsets;
  /** Null while it goes on. */
  readonly end: FetchEnd | null;
}

export class Reads {
  readonly #responses: ReadResponse[] = [];
  #bytes = 0;
  #count = 0;

  /** By the number of their requests, from 0. */
  get responses(): readonly ReadResponse[] {
    return this.#responses;
  }

  /** So many bytes of content were read at once. */
  read(bytes: number): void {
    const { ends } = this.#current();
    this.#bytes += bytes;
    this.#count += 1;
    if (this.#count <= MOST_READS) ends.push(this.#bytes);
  }

  /** The response has ended, or there was none. What is read next is the next one. */
  ended(end: FetchEnd): void {
    const { ends } = this.#current();
    this.#responses[this.#responses.length - 1] = { ends, end };
    this.#bytes = 0;
  }

  #current(): ReadResponse {
    const last = this.#responses.at(-1);
    if (last?.end === null) return last;
    const next = { ends: new Offsets(), end: null };
    this.#responses.push(next);
    return next;
  }
}
