/** Bytes that were not recorded here: a file, or pasted text. They are what one side of a connection sent. */
import { OWN_BYTES } from '../words/own-bytes.ts';
import { PROBLEMS } from '../words/problems.ts';
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
  if (file.size > MOST_BYTES) return PROBLEMS.bytesTooMany(file.name, file.size, MOST_BYTES);
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return PROBLEMS.fileUnreadable(file.name);
  }
  return bytes.length === 0 ? PROBLEMS.bytesNone(file.name) : { name: file.name, bytes };
}

/** A text field has one kind of line end: what stood in the text that was pasted is lost, `lineEnd` takes its place. */
export function bytesOfText(text: string, lineEnd: LineEnd): OwnBytes | RunProblem {
  const name = OWN_BYTES.pasted;
  const bytes = new TextEncoder().encode(text.replace(/\r\n|\r|\n/g, LINE_ENDS[lineEnd]));
  if (bytes.length > MOST_BYTES) return PROBLEMS.bytesTooMany(name, bytes.length, MOST_BYTES);
  return bytes.length === 0 ? PROBLEMS.bytesNone(name) : { name, bytes };
}
