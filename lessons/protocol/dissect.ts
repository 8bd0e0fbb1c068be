/**
 * The dissection of a capture: every arrival is recorded and decoded as it comes, one decoder for each connection
 * and sender. All views read this. What was true at an earlier byte is derived from the tokens, never by
 * running anything again.
 *
 * It grows with the capture and with nothing else: whoever appends to it bounds it. A stream of text takes some ten
 * times its size, the worst, a stream of line ends only, some 500 bytes for each byte.
 */
import { Capture, type Arrival, type Recorded, type Sender, type Span } from './capture.ts';
import { Http1Decoder } from './http1.ts';
import { momentAt, type Moment } from './moment.ts';
import type { Block, Character, Chunk, Line, Message, Token } from './token.ts';
import { countLeading, TokenLog, type Piece, type StopUnit } from './token-log.ts';
import { decodeUtf8 } from './utf8.ts';

export type { Moment } from './moment.ts';
export type { Piece } from './token-log.ts';

/** The tokens that one byte is in. Each is null where there is none. */
export interface TokensAt {
  readonly leaf: Token | null;
  readonly headLine: Token | null;
  readonly chunk: Chunk | null;
  readonly line: Line | null;
  readonly block: Block | null;
  readonly message: Message | null;
  readonly character: Character | null;
}

export class Dissection {
  readonly capture = new Capture();
  readonly #log = new TokenLog(this.capture);
  readonly #decoders = new Map<number, Record<Sender, Http1Decoder>>();
  /** The arrivals that brought bytes from a server. */
  readonly #fromServer: Recorded[] = [];

  /** The leaves, in the order of the bytes, without gap or overlap. */
  get pieces(): readonly Piece[] {
    return this.#log.pieces;
  }
  get messages(): readonly Message[] {
    return this.#log.messages;
  }
  get headLines(): readonly Token[] {
    return this.#log.headLines;
  }
  get chunks(): readonly Chunk[] {
    return this.#log.chunks;
  }
  get lines(): readonly Line[] {
    return this.#log.lines;
  }
  /** All blocks, in the order in which they began. */
  get blocks(): readonly Block[] {
    return this.#log.blocks;
  }
  /** The blocks that were dispatched, in that order. */
  get events(): readonly Block[] {
    return this.#log.events;
  }
  get characters(): readonly Character[] {
    return this.#log.characters;
  }
  /** Offsets at which stepping by a unit stops, ascending. `stops.ts` reads them. */
  get stops(): Readonly<Record<StopUnit, readonly number[]>> {
    return this.#log.stops;
  }

  /** Records and decodes. The bytes are kept, not copied: the caller must not change them. */
  append(arrival: Arrival): Recorded {
    const recorded = this.capture.append(arrival);
    const decoder = this.#decoder(arrival);
    if (recorded.bytes.length > 0) {
      decoder.receive(recorded.bytes, recorded.start);
      if (recorded.from === 'server') this.#fromServer.push(recorded);
      else for (const stops of Object.values(this.#log.stops)) stops.push(recorded.end);
    }
    if (recorded.ending !== null) decoder.end(recorded.ending, recorded.end);
    return recorded;
  }

  #decoder({ connection, from }: Arrival): Http1Decoder {
    let both = this.#decoders.get(connection);
    if (both === undefined) {
      const heads: boolean[] = [];
      both = {
        client: new Http1Decoder(this.#log, connection, 'client', heads),
        server: new Http1Decoder(this.#log, connection, 'server', heads),
      };
      this.#decoders.set(connection, both);
    }
    return both[from];
  }

  leafAt(offset: number): Token | null {
    return this.#log.leafAt(offset);
  }

  at(offset: number): TokensAt {
    const leaf = this.#log.leafAt(offset);
    const parent = leaf?.parent ?? null;
    const line = parent?.kind === 'line' ? (parent as Line) : null;
    const message = leaf && messageOf(leaf);
    const tokens = message && this.#log.of(message);
    return {
      leaf,
      headLine: parent?.kind === 'head-line' ? parent : null,
      chunk: tokens && holding(tokens.chunks, offset),
      line,
      block: (line?.parent ?? null) as Block | null,
      message,
      character: tokens && holding(tokens.characters, offset),
    };
  }

  /** The bytes of the spans, decoded as UTF-8. */
  text(spans: readonly Span[]): string {
    return decodeUtf8(this.#log.bytes(spans));
  }

  /** The data of the event as dispatched: the values of its data lines, joined with LF. */
  eventData(block: Block): string {
    const data = block.lines.filter((line) => line.role === 'data');
    return data.map((line) => this.text(line.value)).join('\n');
  }

  /** The type of the event as dispatched: `message` if the event type buffer is empty. */
  eventType(block: Block): string {
    const line = block.lines.findLast((each) => each.role === 'event');
    return (line && this.text(line.value)) || 'message';
  }

  /** The last event ID string after the block. */
  eventId(block: Block): string {
    const line = block.lines.findLast((each) => each.role === 'id') ?? block.idBefore;
    return line === null ? '' : this.text(line.value);
  }

  /** What each layer holds when exactly the first `cursor` bytes of the capture have been received. */
  stateAt(cursor: number): Moment {
    const within = Math.min(Math.max(0, cursor), this.capture.length);
    const last = this.#fromServer[countLeading(this.#fromServer, (each) => each.start < within) - 1];
    const leaf = last ? this.#log.leafAt(Math.min(within, last.end) - 1) : null;
    return momentAt(this.#log, leaf && messageOf(leaf), within);
  }
}

function messageOf(leaf: Token): Message | null {
  let token: Token | null = leaf;
  while (token !== null && token.kind !== 'request' && token.kind !== 'response') {
    token = token.kind === 'line' ? (token as Line).message : token.parent;
  }
  return token as Message | null;
}

/** The one of these tokens, ascending and apart from each other, that the byte at `offset` is in. */
function holding<T extends Token>(tokens: readonly T[], offset: number): T | null {
  const token = tokens[countLeading(tokens, ({ spans }) => (spans[0] as Span).start <= offset) - 1];
  const span = token?.spans[countLeading(token.spans, (each) => each.end <= offset)];
  return token !== undefined && span !== undefined && span.start <= offset ? token : null;
}
