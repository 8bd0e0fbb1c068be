/**
 * One HTTP/1.x connection to the lab, and which run each of its arrivals belongs to. A connection can carry exchanges of
 * several runs one after the other, and each run sees only its own: a request from its first byte on, its response,
 * and how the connection ended if no other exchange came in between. Bytes that belong to no run are forgotten.
 */
import type { ServerResponse } from 'node:http';
import type { Ending, Sender } from '../../lessons/protocol/capture.ts';
import type { Run } from '../run.ts';
import { RequestHeads } from './request-heads.ts';
import type { SocketObserver } from './tap.ts';

const NO_BYTES = new Uint8Array();

export class Http1Connection implements SocketObserver {
  readonly #heads = new RequestHeads();
  /** The run of the latest exchange to be answered. */
  #run: Run | null = null;
  /** The response that has the connection to itself now. */
  #response: ServerResponse | null = null;
  /** Whether it has changed to another protocol, and all of it is the run's. */
  #upgraded = false;

  /** A request has arrived in full; to be called for each, in order. `run` is null when it is none of a run. */
  requested(run: Run | null): void {
    for (const { at, bytes } of this.#heads.next()) run?.record(this, 'client', at, bytes);
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

  /** The request that has just arrived has content: no further request is recorded on this connection. */
  contentFollows(): void {
    this.#heads.stop();
  }

  /** The request that has just arrived changes the protocol: whatever follows belongs to its run. */
  upgraded(run: Run): void {
    for (const { at, bytes } of this.#heads.rest()) run.record(this, 'client', at, bytes);
    this.#run = run;
    this.#upgraded = true;
  }

  read(bytes: Uint8Array): void {
    const now = performance.now();
    if (this.#upgraded) this.#run?.record(this, 'client', now, bytes);
    else this.#heads.push(bytes, now);
  }

  written(bytes: Uint8Array): void {
    if (this.#response || this.#upgraded) this.#run?.record(this, 'server', performance.now(), bytes);
  }

  ended(from: Sender, ending: Ending): void {
    this.#run?.record(this, from, performance.now(), NO_BYTES, ending);
  }
}
