/** Feeds a connection with bytes of both directions, cut as asked, and writes down all that it tells. */
import { Http2Connection, type Http2Leaf } from '../../../../lessons/protocol/http2/connection.ts';
import type { Sender } from '../../../../lessons/protocol/http2/errors.ts';
import type { FrameFault, Head } from '../../../../lessons/protocol/http2/recorder.ts';

/** Bytes of one sender, in the order in which they were seen. */
export type Step = readonly [Sender, Uint8Array];

export interface Told {
  /** Content by `stream sender`, with the offsets it came from joined into spans. */
  readonly content: Record<string, { text: string; spans: [number, number][] }>;
  readonly heads: Head[];
  /** Ends of streams, resets and GOAWAY, in words. */
  readonly ends: string[];
  readonly faults: FrameFault[];
}

export class Feed {
  readonly told: Told = { content: {}, heads: [], ends: [], faults: [] };
  readonly connection: Http2Connection;
  /** Bytes of each direction so far. */
  readonly wire: Record<Sender, Uint8Array> = { client: new Uint8Array(), server: new Uint8Array() };
  readonly #size: Record<Sender, number> = { client: 0, server: 0 };
  /** How often bytes were read back. */
  reads = 0;

  constructor(steps: readonly Step[] = []) {
    this.connection = new Http2Connection(
      (from, start, end) => {
        this.reads++;
        return this.wire[from].subarray(start, Math.min(end, this.#size[from]));
      },
      {
        content: (streamId, from, start, end) => {
          this.#content(`${streamId} ${from}`, from, start, end);
        },
        head: (head) => this.told.heads.push(head),
        endStream: (streamId, from, at) => this.told.ends.push(`${from} ends ${streamId} at ${at}`),
        reset: (streamId, from, code, at) =>
          this.told.ends.push(`${from} resets ${streamId} with ${code} at ${at}`),
        goaway: (from, last, code, at) =>
          this.told.ends.push(`${from} goes away after ${last} with ${code} at ${at}`),
        fault: (fault) => this.told.faults.push(fault),
      },
    );
    for (const step of steps) this.give(...step);
  }

  give(from: Sender, bytes: Uint8Array): void {
    const offset = this.#size[from];
    const needed = offset + bytes.length;
    if (needed > this.wire[from].length) {
      const larger = new Uint8Array(Math.max(needed, 2 * offset));
      larger.set(this.wire[from].subarray(0, offset));
      this.wire[from] = larger;
    }
    this.wire[from].set(bytes, offset);
    this.#size[from] = needed;
    this.connection.receive(from, bytes, offset);
  }

  size(from: Sender): number {
    return this.#size[from];
  }

  leaves(from: Sender): Http2Leaf[] {
    return this.connection.leavesBetween(from, 0, Infinity);
  }

  #content(key: string, from: Sender, start: number, end: number): void {
    const content = (this.told.content[key] ??= { text: '', spans: [] });
    content.text += String.fromCharCode(...this.wire[from].subarray(start, end));
    const last = content.spans.at(-1);
    if (last?.[1] === start) last[1] = end;
    else content.spans.push([start, end]);
  }
}

/** Everything that must not depend on where the bytes were cut. */
export function resultOf(feed: Feed): unknown {
  const { connection, told } = feed;
  const side = (from: Sender) => ({
    frames: Array.from({ length: connection.frameCount(from) }, (_, i) => connection.frame(from, i)),
    leaves: feed.leaves(from),
    failure: connection.failure(from),
  });
  const { stateOf: _, ...state } = connection.stateAt(feed.size('client'), feed.size('server'));
  return { told, client: side('client'), server: side('server'), state };
}

/** The steps cut up: each byte alone. */
export const byteByByte = (steps: readonly Step[]): Step[] =>
  steps.flatMap(([from, bytes]) => Array.from(bytes, (byte): Step => [from, Uint8Array.of(byte)]));

/** The steps once for each place in each of them, cut there. */
export function* twoWaySplits(steps: readonly Step[]): Generator<Step[]> {
  for (const [i, [from, bytes]] of steps.entries()) {
    for (let at = 1; at < bytes.length; at++) {
      yield [
        ...steps.slice(0, i),
        [from, bytes.subarray(0, at)],
        [from, bytes.subarray(at)],
        ...steps.slice(i + 1),
      ];
    }
  }
}

/** What does not tile `[0, size)`, in words; empty when the leaves do. */
export function untiled(
  leaves: readonly { readonly start: number; readonly end: number }[],
  size: number,
): string[] {
  const wrong: string[] = [];
  let at = 0;
  for (const { start, end } of leaves) {
    if (start !== at) wrong.push(`${at} to ${start}`);
    if (end <= start) wrong.push(`empty at ${start}`);
    at = end;
  }
  return at === size ? wrong : [...wrong, `ends at ${at}, not ${size}`];
}
