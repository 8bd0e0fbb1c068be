/**
 * The state of a connection at any moment, made again from the nearest checkpoint before it: a copy of the state is
 * kept every 256 frames, or every 8 frames for each live stream where that is more. One bit for each frame says which
 * side's it was.
 */
import type { Sender } from './errors.ts';
import { ConnectionState } from './state.ts';

const LEAST_SPACING = 256;
const FRAMES_PER_STREAM = 8;

interface Checkpoint {
  /** Whole frames of each side that it counts. */
  readonly client: number;
  readonly server: number;
  readonly state: ConnectionState;
}

export class History {
  #fromServer = new Uint8Array(64);
  #length = 0;
  readonly #checkpoints: Checkpoint[] = [{ client: 0, server: 0, state: new ConnectionState() }];

  /** The next frame was of `from`; `state` is the one after it. */
  add(from: Sender, state: ConnectionState): void {
    if (this.#length === this.#fromServer.length * 8) {
      const larger = new Uint8Array(this.#fromServer.length * 2);
      larger.set(this.#fromServer);
      this.#fromServer = larger;
    }
    const byte = this.#fromServer[this.#length >> 3] as number;
    if (from === 'server') this.#fromServer[this.#length >> 3] = byte | (1 << (this.#length & 7));
    this.#length++;
    const last = this.#checkpoints.at(-1) as Checkpoint;
    const spacing = Math.max(LEAST_SPACING, FRAMES_PER_STREAM * state.liveCount);
    if (this.#length - last.client - last.server < spacing) return;
    const client = state.side('client').frames;
    this.#checkpoints.push({ client, server: this.#length - client, state: new ConnectionState(state) });
  }

  /**
   * The state after so many whole frames of each side. `replay` applies the frame with this index of a side to the
   * state. Frames are taken in the order in which they were seen; one that is beyond the count of its side is left out.
   */
  stateAfter(
    counts: Readonly<Record<Sender, number>>,
    replay: (state: ConnectionState, from: Sender, index: number) => void,
  ): ConnectionState {
    const checkpoint = this.#lastUpTo(counts);
    const state = new ConnectionState(checkpoint.state);
    const next: Record<Sender, number> = { client: checkpoint.client, server: checkpoint.server };
    for (let at = checkpoint.client + checkpoint.server; at < this.#length; at++) {
      if (next.client >= counts.client && next.server >= counts.server) break;
      const from = ((this.#fromServer[at >> 3] as number) >> (at & 7)) & 1 ? 'server' : 'client';
      if (next[from] < counts[from]) replay(state, from, next[from]);
      next[from]++;
    }
    return state;
  }

  #lastUpTo({ client, server }: Readonly<Record<Sender, number>>): Checkpoint {
    let low = 0;
    let high = this.#checkpoints.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const each = this.#checkpoints[middle] as Checkpoint;
      if (each.client <= client && each.server <= server) low = middle + 1;
      else high = middle;
    }
    return this.#checkpoints[low - 1] as Checkpoint;
  }
}
