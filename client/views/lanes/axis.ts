/**
 * The axis of the lanes. Bytes and silences both need room on it, and the one has nothing to do with the other's
 * length: an arrival is as wide as its bytes ask for, a silence as its time does, both far from linearly.
 *
 * Kept is where each arrival ends, one number for each; what comes is added at the right.
 */
import type { Capture, Recorded } from '../../../lessons/protocol/capture.ts';
import { countLeading } from '../../../lessons/protocol/span.ts';

const silence = (ms: number) => 3 + 15 * Math.log2(1 + Math.max(0, ms) / 60);
const room = ({ from, start, end }: Recorded) =>
  from === 'client' ? 54 : Math.min(420, 14 + 9 * Math.sqrt(end - start));

export class Axis {
  readonly #capture: Capture;
  /** Right end of each arrival. The end of a connection has no bytes and no room: it happens in a silence. */
  readonly #rights: number[] = [];
  /** Time of the last arrival with bytes. */
  #time = 0;

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  /** Pixels, up to the last arrival. */
  get width(): number {
    this.#extend();
    return this.#rights.at(-1) ?? 0;
  }

  /** Where the byte boundary at `offset` is; `at` says how far into the silence after it. */
  x(offset: number, at?: number): number {
    this.#extend();
    // The boundary between two arrivals belongs to the earlier one.
    const arrival = this.#capture.arrivalAt(offset - 1);
    if (arrival && offset < arrival.end) {
      const { start, end } = arrival;
      return this.#left(arrival) + ((offset - start) / (end - start)) * room(arrival);
    }
    const x = arrival ? this.#right(arrival) : 0;
    const from = arrival?.at ?? 0;
    if (at === undefined || at <= from) return x;
    const next = this.#capture.arrivalAt(offset);
    const limit = next ? Math.max(x, this.#left(next)) : Infinity;
    return Math.min(limit, x + silence(at - from));
  }

  /** What is at `x`: a byte boundary, or a time in a silence. */
  position(x: number): { readonly offset: number } | { readonly at: number } {
    this.#extend();
    if (x <= 0) return { offset: 0 };
    const arrival = this.#capture.arrivals.at(countLeading(this.#rights, (right) => right < x));
    if (arrival && x >= this.#left(arrival)) {
      const { start, end } = arrival;
      return { offset: start + Math.round(((x - this.#left(arrival)) / room(arrival)) * (end - start)) };
    }
    const before = this.#capture.arrivalAt((arrival?.start ?? this.#capture.length) - 1);
    const silent = x - (before ? this.#right(before) : 0);
    const at = (before?.at ?? 0) + 60 * (2 ** (Math.max(0, silent - 3) / 15) - 1);
    // What comes at once comes after no silence.
    return arrival && at >= arrival.at ? { offset: arrival.start } : { at };
  }

  #right({ index }: Recorded): number {
    return this.#rights[index] as number;
  }

  #left(arrival: Recorded): number {
    return this.#right(arrival) - room(arrival);
  }

  #extend(): void {
    const { arrivals } = this.#capture;
    for (let index = this.#rights.length; index < arrivals.length; index++) {
      const arrival = arrivals.at(index) as Recorded;
      let right = this.#rights.at(-1) ?? 0;
      if (arrival.end > arrival.start) {
        right += silence(arrival.at - this.#time) + room(arrival);
        this.#time = arrival.at;
      }
      this.#rights.push(right);
    }
  }
}

/** Bytes boundaries between which everything drawn between the pixels `left` and `right` lies. */
export function visibleBytes(
  axis: Axis,
  capture: Capture,
  left: number,
  right: number,
): { start: number; end: number } {
  const edge = (x: number) => {
    const position = axis.position(x);
    return 'offset' in position ? position.offset : capture.lengthAt(position.at);
  };
  return { start: edge(left), end: edge(right) };
}
