/** Bytes that were not recorded here: a file, or pasted text. They are what one side of a connection sent. */
import type { RunProblem } from './api.ts';

export interface OwnBytes {
  /** Of the file, or what it is. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** As much as a run records. */
export const MOST_BYTES = 32 * 2 ** 20;

export const LINE_ENDS = { LF: '\n', CRLF: '\r\n', CR: '\r' } as const;
export type LineEnd = keyof typeof LINE_ENDS;

export async function bytesOfFile(file: File): Promise<OwnBytes | RunProblem> {
  if (file.size > MOST_BYTES) return tooLarge(file.name, file.size);
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return {
      what: `${file.name} cannot be read.`,
      remedy: 'Choose a file, not a folder, that this browser may read.',
    };
  }
  return bytes.length === 0 ? empty(file.name) : { name: file.name, bytes };
}

/** A text field has one kind of line end: what stood in the text that was pasted is lost, `lineEnd` takes its place. */
export function bytesOfText(text: string, lineEnd: LineEnd): OwnBytes | RunProblem {
  const name = 'the pasted text';
  const bytes = new TextEncoder().encode(text.replace(/\r\n|\r|\n/g, LINE_ENDS[lineEnd]));
  if (bytes.length > MOST_BYTES) return tooLarge(name, bytes.length);
  return bytes.length === 0 ? empty(name) : { name, bytes };
}

const tooLarge = (name: string, size: number): RunProblem => ({
  what: `${name} has ${size} bytes: this page shows ${MOST_BYTES} at most.`,
  remedy: 'In a terminal, npm run -s explain takes larger ones.',
});

const empty = (name: string): RunProblem => ({
  what: `${name} is empty.`,
  remedy: 'There is nothing to show; what was here stays.',
});
