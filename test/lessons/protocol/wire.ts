/** Bytes to test with, and what a dissection made of them in a form that can be compared. */
import type { Arrival, Sender, Span } from '../../../lessons/protocol/capture.ts';
import { Dissection, type Moment } from '../../../lessons/protocol/dissect.ts';
import type { Block, Line, Token } from '../../../lessons/protocol/token.ts';

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

const spansText = (spans: readonly Span[]): string =>
  spans.map(({ start, end }) => `${start}-${end}`).join(',');

const nameOf = (token: Token | null): string =>
  token === null ? '-' : `${token.kind}@${token.spans[0]?.start}`;

/** Every property of a token; other tokens are named by kind and first byte. */
function tokenText(token: Token): string {
  const properties = Object.entries(token).map(([name, value]) => {
    if (isToken(value)) return `${name}: ${nameOf(value)}`;
    if (!Array.isArray(value)) return `${name}: ${JSON.stringify(value)}`;
    const items = value as (Token | Span)[];
    return `${name}: [${items.map((item) => (isToken(item) ? nameOf(item) : spansText([item]))).join(' ')}]`;
  });
  return properties.join('; ');
}

const isToken = (value: unknown): value is Token =>
  typeof value === 'object' && value !== null && 'layer' in value;

/** All that the bytes say in a dissection, however they were cut: a line of text for each piece and token. */
export function everything(d: Dissection): string {
  const inResponses = (stop: number) => d.capture.arrivalAt(stop - 1)?.from === 'server';
  const lists = {
    messages: d.messages,
    headLines: d.headLines,
    chunks: d.chunks,
    lines: d.lines,
    blocks: d.blocks,
    events: d.events,
    characters: d.characters,
  };
  return [
    ...d.pieces.map(({ start, end, leaf }) => `${start}-${end} ${nameOf(leaf)}`),
    ...Array.from(new Set(d.pieces.map(({ leaf }) => leaf)), tokenText),
    ...Object.entries(lists).flatMap(([name, tokens]) => [name, ...tokens.map(tokenText)]),
    ...Object.entries(d.stops).map(
      ([unit, stops]) => `${unit} stops: ${stops.filter(inResponses).join(' ')}`,
    ),
  ].join('\n');
}

/** A moment without what only its tokens know, so that moments of two dissections can be compared. */
export function plainMoment(moment: Moment) {
  const { message, chunk, block } = moment;
  return {
    ...moment,
    message: message && { connection: message.connection, number: message.number },
    chunk: chunk && { ...chunk, chunk: { number: chunk.chunk.number, start: chunk.chunk.spans[0]?.start } },
    block: block && { start: block.spans[0]?.start, idBefore: nameOf(block.idBefore) },
  };
}

/** Each leaf with the text of its bytes, in the order in which the leaves began. */
export function leavesOf(d: Dissection): [string, string][] {
  const leaves = new Set(d.pieces.map(({ leaf }) => leaf));
  return [...leaves].map((leaf) => [leaf.kind, latin1(d.capture.bytes(...leaf.spans))]);
}

export const eventOf = (d: Dissection, event: Block) => ({
  type: d.eventType(event),
  data: d.eventData(event),
  id: d.eventId(event),
});

/** What a line turned out to be; for one that is not obeyed, why. */
export const lineOf = (line: Line): string => [line.role, line.reason?.text].filter(Boolean).join(': ');

/** Problems with the tiling of the capture by pieces, and of leaves by their spans. */
export function tilingFaults(d: Dissection): string[] {
  const faults: string[] = [];
  let end = 0;
  const spans = new Map<Token, Span[]>();
  for (const piece of d.pieces) {
    if (piece.start !== end || piece.end <= piece.start)
      faults.push(`piece ${piece.start}-${piece.end} after ${end}`);
    end = piece.end;
    const of = spans.get(piece.leaf) ?? [];
    spans.set(piece.leaf, [...of, { start: piece.start, end: piece.end }]);
  }
  if (end !== d.capture.length) faults.push(`pieces end at ${end} of ${d.capture.length}`);
  for (const [leaf, pieces] of spans) {
    if (spansText(pieces) !== spansText(leaf.spans)) faults.push(`${nameOf(leaf)} is ${spansText(pieces)}`);
    for (let token = leaf.parent; token !== null; token = token.parent) {
      for (const piece of pieces) {
        const inside = token.spans.some(({ start, end }) => start <= piece.start && piece.end <= end);
        if (!inside) faults.push(`${nameOf(token)} does not cover ${nameOf(leaf)}`);
      }
    }
  }
  return faults;
}
