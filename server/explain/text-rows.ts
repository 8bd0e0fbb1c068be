/**
 * Rows of what is text on the wire: heads of HTTP/1.x, chunk framing, event streams, other content. A row is as much of
 * a line as lies together; where framing cuts a line, it takes several. The headers of WebSocket frames stand among them.
 */
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { Line } from '../../lessons/protocol/event-tokens.ts';
import { KINDS } from '../../lessons/protocol/kinds.ts';
import type { Message } from '../../lessons/protocol/message.ts';
import type { LeafKind, Reason } from '../../lessons/protocol/token.ts';
import { unfinishedCharacter } from '../../lessons/protocol/utf8.ts';
import { webSocketFrameTitle } from '../../lessons/protocol/websocket-tokens.ts';
import {
  END_OF_BODY,
  PART_OF_END,
  PART_OF_TRAILER,
  sayChunkEnd,
  sayChunkSize,
  TRAILER,
} from './chunk-words.ts';
import { BOM, LF_OF_CRLF, MAYBE_BOM, PART_OF_LINE, sayLine } from './event-words.ts';
import { placeOf, type Family } from './families.ts';
import { PART_OF_HEAD_END, PART_OF_HEAD_LINE, sayHeadEnd, sayHeadLine } from './head-words.ts';
import { partsOf, type Part } from './parts.ts';
import { endProblems, lineProblem, malformedIn, noteOf, problemOf, type Problem } from './problems.ts';
import { MALFORMED_IN_ROW, rowOfProblems, type Row } from './row.ts';

const LF = 0x0a;
/** What is shown as numbers. */
const HEX: ReadonlySet<Family> = new Set(['ws-header', 'masking-key', 'masked']);
const IN_CONTENT: ReadonlySet<Family> = new Set(['line', 'content', 'bom', 'masked']);

export interface Extent {
  /** Rows that may still grow too. */
  readonly all: boolean;
  /** Layers around content. */
  readonly depth: number;
}

export class TextRows {
  readonly #d: Dissection;
  /** Of each event stream, up to which offset of the content its characters have been judged. */
  readonly #judged = new Map<Message, number>();

  constructor(d: Dissection) {
    this.#d = d;
  }

  /**
   * The rows of the bytes `[from, to)`, which begins where a row ended. Without `all`, a row that may still grow is left
   * out. Bytes that are lost make one row, whatever comes after it.
   */
  *rows(from: number, to: number, { all, depth }: Extent): Generator<Row> {
    let parts: Part[] = [];
    let family: Family | null = null;
    for (const part of partsOf(this.#d, from, to)) {
      const next = placeOf(part.kind).family;
      if (family !== next && parts.length > 0) {
        yield this.#row(parts, depth);
        parts = [];
      }
      family = next;
      parts.push(part);
      if (!part.closes) continue;
      yield this.#row(parts, depth);
      parts = [];
    }
    if (all && parts.length > 0) yield this.#row(parts, depth);
  }

  /** What is wrong with the end of a message, once it has ended. */
  *end(message: Message): Generator<Row> {
    const stream = message.eventStream;
    const malformed = stream === null ? [] : this.#malformed(message, stream.readTo, true);
    for (const problem of [...malformed, ...endProblems(this.#d, message)]) yield rowOfProblems([problem]);
  }

  #row(parts: readonly Part[], depth: number): Row {
    const [{ start, kind, message, line }] = parts as [Part];
    const { end } = parts.at(-1) as Part;
    const { family } = placeOf(kind);
    const isLine = message !== null && line !== null;
    return {
      start,
      end,
      runs: parts.map((part) => ({ start: part.start, end: part.end, kind: part.kind })),
      hex: HEX.has(family),
      depth: IN_CONTENT.has(family) ? depth : 0,
      begins: message?.start === start ? message : null,
      event: null,
      ...(isLine ? this.#readLine(start, end, message, line) : this.#read(family, parts)),
    };
  }

  #read(family: Family, parts: readonly Part[]): Pick<Row, 'says' | 'problems'> {
    const [{ start, kind, message }] = parts as [Part];
    const ended = this.#endsInLf(parts);
    const { chunk, headLine, webSocketFrame } = this.#d.at(start);
    const reasons = parts.flatMap((part) => problemIn(part.reason, part.start));
    const bare = (says: Reason | null) => ({ says, problems: [] });
    switch (family) {
      case 'head-line': {
        const ofLine = headLine?.start === start ? problemIn(headLine.reason, start) : [];
        const says =
          headLine && ended ? sayHeadLine(this.#d, headLine, message as Message) : PART_OF_HEAD_LINE;
        return { says: message && says, problems: [...ofLine, ...reasons] };
      }
      case 'head-end':
        return {
          says: message && (ended ? sayHeadEnd(message) : PART_OF_HEAD_END),
          problems: message === null ? [] : [...noteOf(message)],
        };
      case 'chunk-size':
        return bare(
          chunk &&
            sayChunkSize(
              chunk,
              parts.some((part) => part.kind === 'chunk-ext'),
            ),
        );
      case 'chunk-end':
        return bare(chunk && sayChunkEnd(chunk));
      case 'trailer':
        return bare(ended ? TRAILER : PART_OF_TRAILER);
      case 'body-end':
        return bare(ended ? END_OF_BODY : PART_OF_END);
      case 'bom':
        return bare(message?.eventStream?.lines.start === 0 ? MAYBE_BOM : BOM);
      case 'lost':
        return { says: reasons.length > 0 ? null : nameOf(kind), problems: reasons };
      case 'ws-header':
        return bare(webSocketFrame && { text: webSocketFrameTitle(webSocketFrame), rule: 'RFC 6455 5.2' });
      case 'masking-key':
      case 'masked':
      case 'content':
      case 'line':
        return bare(nameOf(kind));
    }
  }

  /** Whether a line of HTTP/1.x has arrived to its end: the end of the input does not make it whole. */
  #endsInLf(parts: readonly Part[]): boolean {
    const { end } = parts.at(-1) as Part;
    return this.#d.capture.bytes({ start: end - 1, end })[0] === LF;
  }

  /** A row of an event stream: what its line does is said in the row in which the line ends. */
  #readLine(
    start: number,
    end: number,
    message: Message,
    line: Line,
  ): Pick<Row, 'says' | 'problems' | 'event'> {
    const { axis, endAt } = line;
    const problems = this.#malformed(message, axis.countBefore(end));
    if (endAt === null || endAt > end) return { says: PART_OF_LINE, problems, event: null };
    if (endAt <= start) return { says: LF_OF_CRLF, problems, event: null };
    const wrong = [...lineProblem(message, line.stream, line.index)];
    return {
      says: wrong.length > 0 ? null : sayLine(this.#d, line),
      problems: [...wrong, ...problems],
      event: line.dispatches ? line.block : null,
    };
  }

  /** The malformed characters up to the content offset `to` that have not been told yet. */
  #malformed(message: Message, to: number, ended = false): Problem[] {
    const stream = message.eventStream as NonNullable<Message['eventStream']>;
    if (stream.undecided) return [];
    const from = this.#judged.get(message) ?? stream.lines.start;
    const tail = stream.content.bytes(Math.max(from, to - 3), to);
    // What comes next decides about a character that is not complete.
    const until = ended ? to : to - (unfinishedCharacter(tail)?.have ?? 0);
    if (until <= from) return [];
    this.#judged.set(message, until);
    const problems: Problem[] = [];
    for (const problem of malformedIn(message, from, until)) {
      if (problems.push(problem) === MALFORMED_IN_ROW) break;
    }
    return problems;
  }
}

const nameOf = (kind: LeafKind): Reason => ({ text: KINDS[kind].name, rule: KINDS[kind].rule });

const problemIn = (reason: Reason | null, at: number): Problem[] =>
  reason === null ? [] : [problemOf(at, reason)];
