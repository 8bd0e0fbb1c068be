/** The inputs on which a parser may take more than linear time, each in any size. */
import type { ContestantName } from './contestants.ts';
import { blocksOf, joined, MIB, piecesOf } from './streams.ts';

export interface Shape {
  readonly name: string;
  /** Bytes of the largest; the others are a half, a quarter and an eighth of it. */
  readonly size: number;
  readonly pieces: (size: number) => Uint8Array[];
}

const encoder = new TextEncoder();
const filled = (before: string, size: number): Uint8Array =>
  encoder.encode(before.padEnd(size, 'abcdefghijk '));

// prettier-ignore
export const SHAPES: readonly Shape[] = [
  { name: '1 MiB of llm, byte by byte', size: MIB, pieces: (size) => piecesOf(joined(blocksOf('llm', size)), 1) },
  { name: 'a line of 8 MiB, 1448 B at a time', size: 8 * MIB, pieces: (size) => piecesOf(filled('data: ', size), 1448) },
  { name: 'a line of 8 MiB, 64 B at a time', size: 8 * MIB, pieces: (size) => piecesOf(filled('data: ', size), 64) },
  { name: 'an endless comment of 8 MiB, 64 B at a time', size: 8 * MIB, pieces: (size) => piecesOf(filled(': ', size), 64) },
  { name: 'one CR at the end of 1 MiB of tiny, at once', size: MIB, pieces: (size) => [joined([...blocksOf('tiny', size), encoder.encode('data: x\r')])] },
  { name: 'a block of a million data lines, 64 KiB at a time', size: 8_000_000, pieces: (size) => piecesOf(encoder.encode(`${'data: x\n'.repeat(size / 8)}\n`), 65_536) },
];

export const SHAPED: readonly ContestantName[] = ['at once', 'eventsource-parser'];
