/** What a dissection made of its bytes, in forms that can be compared: plain lists, and texts. */
import type { Span } from '../../../lessons/protocol/capture.ts';
import type { Character } from '../../../lessons/protocol/characters.ts';
import { ChunkedReader } from '../../../lessons/protocol/chunked.ts';
import { Content, Direction } from '../../../lessons/protocol/direction.ts';
import type { Dissection, Moment, Piece } from '../../../lessons/protocol/dissect.ts';
import { EventStream } from '../../../lessons/protocol/event-stream.ts';
import type { EventBlock, Line } from '../../../lessons/protocol/event-tokens.ts';
import type { Chunk } from '../../../lessons/protocol/http-tokens.ts';
import { Token, type Leaf } from '../../../lessons/protocol/token.ts';
import type { WebSocketFrame } from '../../../lessons/protocol/websocket-tokens.ts';

/** All tokens of a capture, each list in the order of the messages and then of the bytes. */
export interface Tokens {
  readonly pieces: readonly Piece[];
  /** Each leaf once, in the order of their first bytes. */
  readonly leaves: readonly Leaf[];
  readonly headLines: readonly Token[];
  readonly chunks: readonly Chunk[];
  readonly lines: readonly Line[];
  /** Dispatched, not dispatched, and not finished. */
  readonly blocks: readonly EventBlock[];
  readonly events: readonly EventBlock[];
  readonly characters: readonly Character[];
  readonly webSocketFrames: readonly WebSocketFrame[];
}

export function tokensOf(d: Dissection): Tokens {
  const pieces = [...d.pieces(0, d.capture.length)];
  return {
    pieces,
    leaves: [...new Map(pieces.map(({ leaf }) => [leaf.start, leaf])).values()],
    headLines: d.messages.flatMap((message) => d.headLinesOf(message)),
    chunks: d.messages.flatMap((message) => [...d.chunksOf(message)]),
    lines: d.messages.flatMap((message) => [...d.linesOf(message)]),
    blocks: d.messages.flatMap((message) => {
      const blocks = new Map<number, EventBlock>();
      for (const { block } of d.linesOf(message)) if (block !== null) blocks.set(block.first, block);
      return [...blocks.values()];
    }),
    events: [...d.events],
    characters: d.messages.flatMap((message) => [...d.charactersOf(message)]),
    webSocketFrames: [...d.webSocketFrames],
  };
}

/** What a line turned out to be; for one that is not obeyed, why. */
export const lineOf = (line: Line): string => [line.role, line.reason?.text].filter(Boolean).join(': ');

const spansText = (spans: readonly Span[]): string =>
  spans.map(({ start, end }) => `${start}-${end}`).join(',');

/** A token by kind and first byte: two tokens with the same name are the same. */
export const nameOf = (token: Token | null): string =>
  token === null ? '-' : `${token.kind}@${token.start}`;

const getters = new Map<unknown, readonly string[]>();

/** Names of the properties of an object that its classes compute. */
function gettersOf(of: object): readonly string[] {
  const prototype = Object.getPrototypeOf(of) as object | null;
  if (prototype === null || prototype === Object.prototype) return [];
  let names = getters.get(prototype);
  if (names === undefined) {
    const own = Object.entries(Object.getOwnPropertyDescriptors(prototype));
    names = [
      ...own.filter(([, property]) => 'get' in property).map(([name]) => name),
      ...gettersOf(prototype),
    ];
    getters.set(prototype, names);
  }
  return names;
}

/** Every property of an object, those of its classes included. */
function propertiesText(of: object): string {
  const names = [...Object.keys(of), ...gettersOf(of)];
  return names.map((name) => `${name}: ${valueText((of as Record<string, unknown>)[name])}`).join('; ');
}

function valueText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Token) return nameOf(value);
  if (value instanceof Direction) return `${value.from} of ${value.connection}`;
  if (value instanceof Content) return `content of ${value.length}`;
  if (value instanceof EventStream) return `event stream of ${value.length}`;
  if (value instanceof ChunkedReader) return `${value.chunks} chunks`;
  if (Array.isArray(value) && 'start' in (value[0] ?? {})) return spansText(value as Span[]);
  return JSON.stringify(value);
}

const tokenText = (token: Token): string => `${nameOf(token)}: ${propertiesText(token)}`;

/**
 * All that the bytes say in a dissection, however they were cut: a line of text for each piece and token. Which tokens
 * are around a leaf follows from their bytes; `tilingFaults` tells whether that is what one finds there.
 */
export function everything(d: Dissection): string {
  const { pieces, leaves, events, ...groups } = tokensOf(d);
  const linesOf = (block: EventBlock) => Array.from(block.lines(), nameOf).join(' ');
  return [
    ...pieces.map(({ start, end, leaf, last }) => `${start}-${end} ${nameOf(leaf)} ${last}`),
    ...leaves.map(tokenText),
    ...d.messages.flatMap((message) => [
      tokenText(message),
      `unfinished: ${nameOf(d.unfinishedBlockOf(message))}`,
      ...[message.eventStream, message.chunked].map((each) => (each === null ? '-' : propertiesText(each))),
    ]),
    ...Object.entries(groups).flatMap(([name, tokens]) => [name, ...tokens.map(tokenText)]),
    ...groups.blocks.map((block) => `${nameOf(block)} has ${linesOf(block)}, is ${d.numberOf(block)}`),
    `events: ${events.map(nameOf).join(' ')}`,
    `heads end: ${Array.from({ length: d.headEnds.length }, (_, index) => d.headEnds.at(index)).join(' ')}`,
  ].join('\n');
}

/** A moment without what only its tokens know, so that moments of two dissections can be compared. */
export function plainMoment(moment: Moment) {
  const { message, chunk, block } = moment;
  return {
    ...moment,
    message: message && { connection: message.connection, number: message.number },
    chunk: chunk && { ...chunk, chunk: { number: chunk.chunk.number, start: chunk.chunk.start } },
    block: block && { start: block.start, idBefore: nameOf(block.idBefore) },
    data: dataOf(moment),
  };
}

/** The values that the data buffer holds, as a plain list. */
export const dataOf = ({ data }: Moment): (readonly Span[])[] =>
  Array.from({ length: data.length }, (_, index) => data.at(index));

const covers = (token: Token, { start, end }: Span) =>
  token.spans.some((span) => span.start <= start && end <= span.end);

const leafText = (leaf: Leaf | null) => leaf && `${nameOf(leaf)} ${leaf.layer} ${leaf.open} ${leaf.to}`;

/**
 * Problems with the tiling of the capture by pieces, of leaves by their spans, and of the tokens around a leaf: the
 * leaf, and each of its pieces, is inside them.
 */
export function tilingFaults(d: Dissection): string[] {
  const faults: string[] = [];
  let end = 0;
  const piecesOf = new Map<number, Piece[]>();
  for (const piece of d.pieces(0, d.capture.length)) {
    if (piece.start !== end || piece.end <= piece.start)
      faults.push(`piece ${piece.start}-${piece.end} after ${end}`);
    end = piece.end;
    const { start } = piece.leaf;
    piecesOf.set(start, [...(piecesOf.get(start) ?? []), piece]);
  }
  if (end !== d.capture.length) faults.push(`pieces end at ${end} of ${d.capture.length}`);
  for (const pieces of piecesOf.values()) {
    const { leaf: first } = pieces[0] as Piece;
    if (spansText(pieces) !== spansText(first.spans)) faults.push(`${nameOf(first)} is ${spansText(pieces)}`);
    const { leaf: _, chunk: __, frame: ___, character: ____, ...outer } = d.at(first.start);
    for (const [index, piece] of pieces.entries()) {
      if (piece.last !== (index === pieces.length - 1)) faults.push(`${nameOf(first)} ends at ${piece.end}`);
      const { leaf, chunk, frame, character, ...around } = d.at(piece.end - 1);
      if (leafText(piece.leaf) !== leafText(first) || leafText(leaf) !== leafText(first))
        faults.push(`${nameOf(first)} is another at ${piece.start}`);
      for (const [name, token] of Object.entries(around)) {
        if (nameOf(token) !== nameOf(outer[name as keyof typeof outer]))
          faults.push(`${nameOf(first)} is in another ${name} at ${piece.start}`);
      }
      for (const token of [...Object.values(around), chunk, frame]) {
        // Frames carry the messages of HTTP/2, and are no part of them.
        if (leaf?.layer === 'http2' && token === around.message) continue;
        if (token !== null && !covers(token, piece))
          faults.push(`${nameOf(token)} does not cover ${nameOf(first)}`);
      }
      if (character !== null && !covers(character, { start: piece.end - 1, end: piece.end }))
        faults.push(`${nameOf(character)} is not at ${piece.end - 1}`);
    }
  }
  return faults;
}
