/**
 * Bytes that belong together, as they are pointed at and marked: those of a token, or of a list of spans. A token may
 * lie in a hundred thousand pieces, so its bytes are never listed here: its axis counts them.
 */
import { Content, type Axis, type Direction } from '../../lessons/protocol/direction.ts';
import type { Span } from '../../lessons/protocol/capture.ts';
import type { Token } from '../../lessons/protocol/token.ts';

/** The spans are in order, and do not overlap. */
export type Bytes = Token | readonly Span[];

/** Absolute offset of the first byte. */
export const startOf = (bytes: Bytes): number => ('axis' in bytes ? bytes.start : (bytes[0]?.start ?? 0));

/** Absolute offset after the last byte. */
export const endOf = (bytes: Bytes): number => ('axis' in bytes ? bytes.end : (bytes.at(-1)?.end ?? 0));

/** Whether the byte at `offset` is one of them. */
export function holds(bytes: Bytes, offset: number): boolean {
  if ('axis' in bytes) return countIn(bytes, offset, offset + 1) > 0;
  return bytes.some((span) => span.start <= offset && offset < span.end);
}

/** Whether some byte is one of both. */
export function meet(a: Bytes, b: Bytes): boolean {
  if (startOf(a) >= endOf(b) || startOf(b) >= endOf(a)) return false;
  if ('axis' in a && 'axis' in b) {
    if (directionOf(a.axis) !== directionOf(b.axis)) return false;
    // On their direction the outer one has no bytes of others in between.
    const [inner, outer] = a.axis instanceof Content ? [a, b] : [b, a];
    return countIn(inner, outer.start, outer.end) > 0;
  }
  if ('axis' in a) return !('axis' in b) && b.some(({ start, end }) => countIn(a, start, end) > 0);
  if ('axis' in b) return meet(b, a);
  return a.some((one) => b.some((other) => one.start < other.end && other.start < one.end));
}

const directionOf = (axis: Axis): Axis | Direction => (axis instanceof Content ? axis.direction : axis);

/** How many bytes of the token lie in `[start, end)` of the capture. */
function countIn({ axis, from, to }: Token, start: number, end: number): number {
  const within = (offset: number) => Math.min(Math.max(from, axis.countBefore(offset)), to);
  return within(end) - within(start);
}
