/** Bytes to test with, and ways to deliver them. */
import type { Arrival, Sender } from '../../../lessons/protocol/capture.ts';
import { Dissection } from '../../../lessons/protocol/dissect.ts';
import type { EventBlock } from '../../../lessons/protocol/event-tokens.ts';

const encoder = new TextEncoder();

/** A text as UTF-8; a list as the bytes it names; or several of these, one after another. */
export type Bytes = string | Uint8Array | readonly (string | number | Uint8Array)[];

export function bytesOf(input: Bytes): Uint8Array {
  if (typeof input === 'string') return encoder.encode(input);
  if (input instanceof Uint8Array) return input;
  const parts = input.map((part) => (typeof part === 'number' ? Uint8Array.of(part) : bytesOf(part)));
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** One character for each byte, so that bytes can be compared as text. */
export const latin1 = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

export const EVENT_STREAM_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n';

/** A response whose content is this event stream, ended by the close of the connection. */
export const closeFramed = (stream: Bytes): Uint8Array =>
  bytesOf([EVENT_STREAM_HEAD, '\r\n', bytesOf(stream)]);

/** A chunked response whose content is this event stream, in chunks of `size` bytes. */
export function chunkFramed(stream: Bytes, size: number): Uint8Array {
  const content = bytesOf(stream);
  const chunks: Uint8Array[] = [];
  for (let i = 0; i < content.length; i += size) chunks.push(chunk(content.subarray(i, i + size)));
  return bytesOf([EVENT_STREAM_HEAD, 'Transfer-Encoding: chunked\r\n\r\n', ...chunks, '0\r\n\r\n']);
}

export const chunk = (data: Uint8Array, extension = ''): Uint8Array =>
  bytesOf([`${data.length.toString(16)}${extension}\r\n`, data, '\r\n']);

export const arrival = (bytes: Bytes, from: Sender = 'server', connection = 1): Arrival => ({
  connection,
  from,
  at: 0,
  bytes: bytesOf(bytes),
  ending: null,
});

export function dissect(arrivals: readonly Arrival[]): Dissection {
  const dissection = new Dissection();
  for (const each of arrivals) dissection.append(each);
  return dissection;
}

/** What the server sent on one connection, cut before each of the offsets, and then the end of its direction. */
export function dissectResponse(bytes: Uint8Array, cuts: readonly number[] = [], from: Sender = 'server') {
  const dissection = new Dissection();
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    if (end > start) dissection.append(arrival(bytes.subarray(start, end), from));
    start = end;
  }
  dissection.append({ ...arrival('', from), ending: 'fin' });
  return dissection;
}

/**
 * Every way to deliver `length` bytes that a vector is tried with: in one piece, in two, byte by byte. With `from`
 * the bytes before it stay together.
 */
export function allCuts(length: number, from = 1): number[][] {
  const each = Array.from({ length: Math.max(0, length - from) }, (_, index) => from + index);
  return [[], ...each.map((cut) => [cut]), each];
}

export const eventOf = (d: Dissection, event: EventBlock) => ({
  type: d.eventType(event),
  data: d.eventData(event),
  id: d.eventId(event),
});

/** Each leaf with the text of its bytes, in the order in which the leaves began. */
export function leavesOf(d: Dissection): [string, string][] {
  const leaves = new Map(Array.from(d.pieces(0, d.capture.length), ({ leaf }) => [leaf.start, leaf]));
  return Array.from(leaves.values(), (leaf) => [leaf.kind, latin1(d.capture.bytes(leaf.spans))]);
}
