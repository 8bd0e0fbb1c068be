/**
 * One HTTP/2 connection to the lab, recorded for one run from its first byte on: field blocks, stream identifiers and
 * windows all depend on what came before them. Until a run claims it, what it brings is kept; then it is all the run's.
 */
import type { Ending, Sender } from '../../lessons/protocol/capture.ts';
import type { Run } from '../run.ts';
import type { SocketObserver } from './tap.ts';

interface Kept {
  readonly from: Sender;
  readonly at: number;
  readonly bytes: Uint8Array;
}

const NO_BYTES = new Uint8Array();

export class Http2Connection implements SocketObserver {
  readonly #mostBytes: number;
  /** Null once it has been claimed, or has become too much. */
  #kept: Kept[] | null = [];
  #keptBytes = 0;
  #run: Run | null = null;

  /** `mostBytes`: kept at most until a run claims it. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Whether the connection is recorded for `run` from now on, with all that it has brought. */
  claim(run: Run): boolean {
    if (this.#run !== null) return this.#run === run;
    if (this.#kept === null) return false;
    this.#run = run;
    for (const { from, at, bytes } of this.#kept) run.record(this, from, at, bytes);
    this.#kept = null;
    return true;
  }

  read(bytes: Uint8Array): void {
    this.#record('client', bytes);
  }

  written(bytes: Uint8Array): void {
    this.#record('server', bytes);
  }

  ended(from: Sender, ending: Ending): void {
    this.#run?.record(this, from, performance.now(), NO_BYTES, ending);
  }

  #record(from: Sender, bytes: Uint8Array): void {
    const at = performance.now();
    if (this.#run) {
      this.#run.record(this, from, at, bytes);
      return;
    }
    this.#keptBytes += bytes.length;
    if (this.#keptBytes > this.#mostBytes) this.#kept = null;
    this.#kept?.push({ from, at, bytes: Uint8Array.from(bytes) });
  }
}
