/** How many bytes the decoder holds for an event, beyond the captured bytes. */
import { bytesOf, type Feed } from './contestants.ts';
import { piecesOf } from './streams.ts';
import { subjectStream, subjectWire, type Inspected } from './subject.ts';

/** All in bytes. */
export interface IndexSize {
  readonly events: number;
  readonly captured: number;
  /** As the decoder counts it. */
  readonly counted: number;
  /** What the process holds more than before, without the captured bytes: JavaScript's heap and array buffers. */
  readonly held: number;
}

/** Held here, so that no frame of the stack holds a decoding longer than it is meant to live. */
let alive: Inspected | null = null;

/** Wants a process that exposes the garbage collector. */
export function measureIndex(wire: boolean, feed: Feed): IndexSize {
  const start = wire ? subjectWire.onDemand : subjectStream.captured;
  const source = piecesOf(bytesOf(feed), feed.piece);
  const captured = source.reduce((sum, { length }) => sum + length, 0);
  // Once before, so that what is made once for all decodings is not counted.
  decode(start, source);
  alive = null;
  const before = heldNow();
  decode(start, source);
  const held = heldNow() - before - captured;
  const { events } = alive as unknown as Inspected;
  return { events, captured, counted: (alive as unknown as Inspected).indexBytes(), held };
}

/** Each piece is a copy that nobody else holds, as a read from a socket is. The decoder may keep it or copy it. */
function decode(start: () => Inspected, pieces: readonly Uint8Array[]): void {
  alive = start();
  for (const piece of pieces) alive.receive(piece.slice());
}

function heldNow(): number {
  if (globalThis.gc === undefined) throw new Error('the process needs --expose-gc');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
