/**
 * The axis of the lanes. Bytes and silences both need room on it, and the one has nothing to do with the other's
 * length: an arrival is as wide as its bytes ask for, a silence as its time does, both far from linearly.
 */
import type { Capture, Recorded } from '../../../lessons/protocol/capture.ts';
import { countLeading } from '../../../lessons/protocol/token-log.ts';

interface Stretch {
  readonly arrival: Recorded;
  readonly left: number;
  readonly right: number;
}

const silence = (ms: number) => 3 + 15 * Math.log2(1 + Math.max(0, ms) / 60);
const room = ({ from, bytes }: Recorded) =>
  from === 'client' ? 54 : Math.min(420, 14 + 9 * Math.sqrt(bytes.length));

export interface Axis {
  /** Pixels, up to the last arrival. */
  readonly width: number;
  /** Where the byte boundary at `offset` is; `at` says how far into the silence after it. */
  x(offset: number, at?: number): number;
  /** What is at `x`: a byte boundary, or a time in a silence. */
  position(x: number): { readonly offset: number } | { readonly at: number };
}

export function layAxis(capture: Capture, scale: number): Axis {
  const stretches: Stretch[] = [];
  let right = 0;
  let time = 0;
  for (const arrival of capture.arrivals) {
    // The end of a connection has no bytes: it happens in a silence.
    if (arrival.bytes.length === 0) continue;
    const left = right + silence(arrival.at - time) * scale;
    right = left + room(arrival) * scale;
    time = arrival.at;
    stretches.push({ arrival, left, right });
  }

  const width = right;
  return {
    width,
    x(offset, at) {
      // The boundary between two arrivals belongs to the earlier one.
      const index = countLeading(stretches, (each) => each.arrival.end < offset);
      const stretch = stretches[index];
      let x = 0;
      let from = 0;
      if (stretch && offset > 0) {
        const { arrival, left, right: end } = stretch;
        x = left + ((offset - arrival.start) / arrival.bytes.length) * (end - left);
        if (offset < arrival.end) return x;
        from = arrival.at;
      }
      if (at === undefined || at <= from) return x;
      const next = stretches[offset === 0 ? 0 : index + 1];
      const limit = next ? Math.max(x, next.left) : Infinity;
      return Math.min(limit, x + silence(at - from) * scale);
    },
    position(x) {
      const index = countLeading(stretches, (each) => each.right < x);
      const stretch = stretches[index];
      const before = stretches[index - 1];
      const from = before?.right ?? 0;
      if (stretch && x >= stretch.left) {
        const { arrival, left, right: end } = stretch;
        return { offset: arrival.start + Math.round(((x - left) / (end - left)) * arrival.bytes.length) };
      }
      const passed = 60 * (2 ** (Math.max(0, (x - from) / scale - 3) / 15) - 1);
      return { at: (before?.arrival.at ?? 0) + passed };
    },
  };
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
