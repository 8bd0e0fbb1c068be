/** All contestants by name, and what each is fed. */
import type { Contestant } from './contestant.ts';
import { eventsourceParser, nodeLlhttp, undiciLlhttp } from './peers.ts';
import { blocksOf, chunked, joined, piecesOf, type StreamName } from './streams.ts';
import { subjectStream, subjectWire } from './subject.ts';

export const CONTESTANTS = {
  'eventsource-parser': eventsourceParser,
  'undici llhttp + eventsource-parser': undiciLlhttp,
  'node llhttp + eventsource-parser': nodeLlhttp,
  'on demand': subjectStream.onDemand,
  'at once': subjectStream.atOnce,
  'wire, on demand': subjectWire.onDemand,
  'wire, at once': subjectWire.atOnce,
} satisfies Record<string, Contestant>;

export type ContestantName = keyof typeof CONTESTANTS;

/** Bytes of an event stream, or the same as a chunked response. */
export interface Feed {
  readonly stream: StreamName;
  /** Bytes of the event stream, about. */
  readonly size: number;
  /** What is in a chunk: one event, or so many bytes. Null for the event stream alone. */
  readonly chunk: 'event' | number | null;
  /** Bytes that are received at a time. */
  readonly piece: number;
}

export function bytesOf({ stream, size, chunk }: Feed): Uint8Array {
  const blocks = blocksOf(stream, size);
  if (chunk === null) return joined(blocks);
  return chunked(chunk === 'event' ? blocks : piecesOf(joined(blocks), chunk));
}
