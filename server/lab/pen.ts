/** What writes an answer on a connection: one for each way in which HTTP frames content. */
import type { ChunkExtension, FieldLine } from '../../lessons/protocol/format-http.ts';
import type { Answer } from '../../lessons/schema/scenario.ts';

/** Called when the operating system has taken what was written. Never at once. */
export type Written = () => void;

export interface Pen {
  /** Sends the head, or has it ready for the first content where it is not flushed. */
  begin(): void;
  /** Content, in one write. `extensions` go to its chunk, and are given only where the content is chunked. */
  write(bytes: Uint8Array, extensions: readonly ChunkExtension[], done: Written): void;
  /** Bytes past the framing. */
  raw(bytes: Uint8Array, done: Written): void;
  /** Ends the message as its framing asks for. */
  end(): void;
  /** Closes the connection in order, but leaves the message without its end. */
  cut(): void;
  /** Breaks off: a TCP reset, or RST_STREAM. */
  reset(): void;
}

/** The connection below a pen. */
export interface Line {
  /** Bytes that are to follow all that was written on it. */
  write(bytes: Uint8Array, done?: Written): void;
  /** Closes the connection in order after what was written. */
  close(): void;
  /** Breaks the connection off with a TCP reset. */
  reset(): void;
}

/** The field lines of an answer, those that every answer of the lab has among them. */
export function fieldsOf({ type = 'text/event-stream', fields = [] }: Answer): FieldLine[] {
  const names = new Set(fields.map(({ name }) => name.toLowerCase()));
  const always: FieldLine[] = [
    ...(type === '' ? [] : [{ name: 'Content-Type', value: type }]),
    { name: 'Cache-Control', value: 'no-cache' },
    { name: 'Access-Control-Allow-Origin', value: '*' },
  ];
  return [...always.filter(({ name }) => !names.has(name.toLowerCase())), ...fields];
}
