/**
 * One HTTP/1.x connection to the lab, and which run each of its arrivals belongs to. A connection can carry exchanges of
 * several runs one after the other, and each run sees only its own: a request from its first byte on, its response,
 * and how the connection ended if no other exchange came in between. Bytes that belong to no run are forgotten.
 */
import type { ServerResponse } from 'node:http';
import type { Ending, Sender } from '../../lessons/protocol/capture.ts';
import type { Run } from '../run.ts';
import { RequestBytes, type Piece } from './request-bytes.ts';
import type { SocketObserver } from './tap.ts';

const NO_BYTES = new Uint8Array();

export class Http1Connection implements SocketObserver {
  readonly #asked = new RequestBytes();
  /** The run whose request has content, and how much of that is still to come. */
  #content: { readonly run: Run | null; left: number } | null = null;
  /** The run of the latest exchange to be answered. */
  #run: Run | null = null;
  /** The response that has the connection to itself now. */
  #response: ServerResponse | null = null;
  /** Whether it has changed to another protocol, and all of it is the run's. */
  #upgraded = false;

  /**
   * The head of a request has arrived; to be called for each, in order. `run` is null when it is none of a run. `length`:
   * bytes of content that follow, and are the run's too.
   */
  requested(run: Run | null, length = 0): void {
    this.#recordAsked(run, this.#asked.head());
    if (length === 0) return;
    this.#content = { run, left: length };
    this.#takeContent();
  }

  /** From now on until it has finished, all that is written is `response`. */
  answering(run: Run | null, response: ServerResponse): void {
    this.#run = run;
    this.#response = response;
    // 'finish' comes after the last byte went through the tap, the last-chunk included.
    response.once('finish', () => {
      if (this.#response === response) this.#response = null;
    });
  }

  /** What follows the head that has just arrived is not taken: no further request is recorded on this connection. */
  stopAsking(): void {
    this.#asked.stop();
  }

  /** The request that has just arrived changes the protocol: whatever follows belongs to its run. */
  upgraded(run: Run): void {
    this.#recordAsked(run, this.#asked.rest());
    this.#run = run;
    this.#upgraded = true;
  }

  read(bytes: Uint8Array): void {
    const now = performance.now();
    if (this.#upgraded) {
      this.#run?.record(this, 'client', now, bytes);
      return;
    }
    this.#asked.push(bytes, now);
    this.#takeContent();
  }

  written(bytes: Uint8Array): void {
    if (this.#response || this.#upgraded) this.#run?.record(this, 'server', performance.now(), bytes);
  }

  ended(from: Sender, ending: Ending): void {
    this.#run?.record(this, from, performance.now(), NO_BYTES, ending);
  }

  #takeContent(): void {
    if (this.#content === null) return;
    const { run, left } = this.#content;
    const pieces = this.#asked.take(left);
    this.#recordAsked(run, pieces);
    this.#content.left -= pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (this.#content.left === 0) this.#content = null;
  }

  #recordAsked(run: Run | null, pieces: readonly Piece[]): void {
    for (const { at, bytes } of pieces) run?.record(this, 'client', at, bytes);
  }
}
