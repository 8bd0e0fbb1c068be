/**
 * What is wrong in an input, or was ignored, or is not decoded: a pure function of its dissection. The parts of it are
 * for the annotated view, which finds the same things one by one, as they arrive.
 *
 * It is not in `lessons/` because it asks Node whether a piece of text is UTF-8, which is what makes it fast.
 *
 * Bound: 100,000 problems of an input are told; if there are more, the last one says so.
 */
import { isUtf8 } from 'node:buffer';
import { characterAt } from '../../lessons/protocol/characters.ts';
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { EventStream } from '../../lessons/protocol/event-stream.ts';
import { Line } from '../../lessons/protocol/event-tokens.ts';
import { CODED, contentOf, framingOf } from '../../lessons/protocol/framing.ts';
import { HeadReader, type Head } from '../../lessons/protocol/head.ts';
import type { Frame } from '../../lessons/protocol/http2-tokens.ts';
import { isFault } from '../../lessons/protocol/http2/errors.ts';
import * as Role from '../../lessons/protocol/role.ts';
import type { Message } from '../../lessons/protocol/message.ts';
import type { Leaf, LeafKind, Reason } from '../../lessons/protocol/token.ts';
import type { Reading } from './reading.ts';

export const PROBLEMS_BOUND = 100_000;

export interface Problem {
  /** Offset of the input. */
  readonly at: number;
  /** The section that says so, for example `HTML 9.2.6`. */
  readonly rule: string;
  readonly message: string;
}

/** Bytes that nobody can make sense of, from here to the end. */
export const LOST: ReadonlySet<LeafKind> = new Set(['malformed', 'undecoded', 'tunnel']);

const BY_THIS_PROGRAM = 'a bound of this program';
const WITHOUT_DATA = 'the data buffer is empty: nothing is dispatched, and the event line had no effect';
const IN_FRAME = 'the connection was closed inside a frame';
const WINDOW = 65_536;

export const problemOf = (at: number, { text, rule }: Reason): Problem => ({ at, rule, message: text });

/** All problems of an input that has been read, by their offsets. */
export function problemsOf(reading: Reading): Problem[] {
  const problems: Problem[] = [];
  if (reading.dissection !== null) {
    for (const problem of findProblems(reading.dissection)) {
      if (problems.push(problem) === PROBLEMS_BOUND) break;
    }
  }
  problems.sort((one, other) => one.at - other.at);
  if (problems.length === PROBLEMS_BOUND) {
    const text = `no more than ${PROBLEMS_BOUND.toLocaleString('en-US')} problems are told`;
    problems.push(problemOf((problems.at(-1) as Problem).at, { text, rule: BY_THIS_PROGRAM }));
  }
  return [...problems, ...pastBound(reading)];
}

/** The bytes past the bound of a reading. */
export function pastBound({ bound, passedOver }: Reading): Problem[] {
  if (passedOver === 0) return [];
  const text = `no more than ${bound.toLocaleString('en-US')} bytes are explained: the rest is passed over`;
  return [problemOf(bound, { text, rule: BY_THIS_PROGRAM })];
}

function* findProblems(d: Dissection): Generator<Problem> {
  yield* strayProblems(d);
  yield* frameProblems(d);
  for (const message of d.messages) {
    yield* headProblems(message);
    yield* noteOf(message);
    if (message.eventStream !== null) yield* streamProblems(message, message.eventStream);
    yield* endProblems(d, message);
  }
}

/** HTTP/1.x: bytes in no message, and those from which on nothing can be decoded. */
function* strayProblems(d: Dissection): Generator<Problem> {
  const { length } = d.capture;
  if (d.leafAt(0)?.layer === 'http2') return;
  let end = 0;
  for (const message of d.messages) {
    yield* leavesIn(d, end, message.start);
    end = message.end;
  }
  yield* leavesIn(d, end, length);
  const last = d.leafAt(length - 1);
  if (last !== null && LOST.has(last.kind) && last.layer !== 'event-stream' && last.start < end)
    yield* reasonOf(last);
}

/** The leaves of bytes that are in no message. */
function* leavesIn(d: Dissection, from: number, to: number): Generator<Problem> {
  for (let at = from; at < to;) {
    const leaf = d.leafAt(at);
    yield* reasonOf(leaf);
    at = leaf?.end ?? to;
  }
}

function* reasonOf(leaf: Leaf | null): Generator<Problem> {
  if (leaf !== null && leaf.reason !== null) yield problemOf(leaf.start, leaf.reason);
}

/** HTTP/2, RFC 9113 5.4: what is wrong with each frame. */
function* frameProblems(d: Dissection): Generator<Problem> {
  const first = d.leafAt(0);
  if (first?.layer !== 'http2') return;
  for (let at = 0; at < d.capture.length;) {
    const { frame, leaf } = d.at(at);
    if (frame !== null) yield* faultsOf(frame);
    else if (leaf?.kind === 'malformed' && d.at(at - 1).frame === null && leaf.reason !== null)
      yield problemOf(at, leaf.reason);
    at = frame?.end ?? leaf?.end ?? Infinity;
  }
}

/** What is wrong with a frame, and that it is cut off by the end of the input. */
export function* faultsOf(frame: Frame): Generator<Problem> {
  for (const fault of frame.faults) yield problemOf(frame.start, fault);
  if (!frame.complete && !frame.open && frame.faults.length === 0)
    yield problemOf(frame.start, { text: IN_FRAME, rule: 'RFC 9113 4.1' });
}

/** Lines and spaces of a head that a recipient accepts and a sender must not send. HTTP/1.x. */
export function* headProblems({ kind, streamId, axis, from, headTo, to }: Message): Generator<Problem> {
  if (streamId !== null || headTo === from) return;
  const reader = new HeadReader(kind);
  const bytes = axis.bytes(from, headTo ?? to);
  reader.receive(bytes, 0, bytes.length, from);
  for (const { from: start, reason } of [...reader.lines, ...reader.leaves])
    if (reason !== null) yield problemOf(axis.at(start), reason);
}

/** What its head says about a message that is worth knowing, whatever became of it later. */
export function* noteOf(message: Message): Generator<Problem> {
  const { head, kind, streamId } = message;
  if (head === null) return;
  const note = streamId === null ? framingNote(kind, head) : http2Note(message, head);
  if (note !== null) yield problemOf(message.start, onStream(message, note));
}

function framingNote(kind: Message['kind'], head: Head): Reason | null {
  const framing = framingOf(kind, head, null);
  return 'note' in framing ? framing.note : null;
}

/** A fault of the fields is one of their frame. */
function http2Note({ kind, outcome, reason }: Message, head: Head): Reason | null {
  if (outcome !== 'cut') return isFault(reason) ? null : reason;
  const { typed, coded } = contentOf(kind, head);
  return typed && coded ? CODED : null;
}

/** On HTTP/2 a message is named by its stream. */
const onStream = ({ streamId }: Message, { text, rule }: Reason): Reason =>
  streamId === null ? { text, rule } : { text: `stream ${streamId}: ${text}`, rule };

function* streamProblems(message: Message, stream: EventStream): Generator<Problem> {
  const { lines, readTo, content, stopped } = stream;
  if (stream.undecided) return;
  for (let from = lines.start, line = 0; from < readTo;) {
    const lastLine = Math.max(line + 1, lines.countWithin(from + WINDOW));
    const to = lastLine <= lines.length ? lines.startOf(lastLine) : readTo;
    yield* malformedIn(message, from, to);
    for (; line < Math.min(lastLine, lines.length); line++) yield* lineProblem(message, stream, line);
    from = to;
  }
  if (stopped !== null) yield problemOf(content.at(stopped.at), stopped.reason);
}

/** What is wrong with the line at `index`, whose line end has arrived. */
export function* lineProblem(message: Message, stream: EventStream, index: number): Generator<Problem> {
  const { lines, content } = stream;
  const role = lines.roleAt(index);
  const start = lines.startOf(index);
  if (role > Role.Comment) {
    const { reason } = new Line(message, stream, index);
    if (reason !== null) yield problemOf(content.at(start), reason);
  } else if (role === Role.NoData && lines.lastType(index) >= lines.blockStart(index)) {
    yield problemOf(content.at(start), { text: WITHOUT_DATA, rule: 'HTML 9.2.6' });
  }
}

/** The malformed characters that begin in `[from, to)` of the content. */
export function* malformedIn(message: Message, from: number, to: number): Generator<Problem> {
  const stream = message.eventStream as EventStream;
  const bytes = stream.content.bytes(from, to);
  if (isUtf8(bytes)) return;
  for (let at = from; at < to;) {
    const character = (bytes[at - from] as number) < 0x80 ? null : characterAt(message, stream, at);
    if (character !== null && character.reason !== null) yield problemOf(character.start, character.reason);
    at = Math.max(at + 1, character?.to ?? 0);
  }
}

/** What is discarded at the end of an event stream, and a message or a WebSocket frame that is cut short. */
export function* endProblems(d: Dissection, message: Message): Generator<Problem> {
  const { eventStream: stream, reason, outcome, endAt } = message;
  if (stream !== null && stream.endAt !== null && stream.stopped === null)
    yield* discardedAtEnd(d, message, stream);
  const last = d.leafAt(d.capture.length - 1);
  if (message === d.messages.at(-1) && last?.layer === 'websocket' && !LOST.has(last.kind))
    yield* cutFrame(d, last);
  if (outcome !== 'cut' || reason === null || endAt === null) return;
  const told = last !== null && LOST.has(last.kind) && last.reason?.text === reason.text;
  if (!told) yield problemOf(endAt, onStream(message, reason));
}

/** A WebSocket frame that is cut off by the end of the input: the last leaf is in it. */
function* cutFrame(d: Dissection, { start }: Leaf): Generator<Problem> {
  const { webSocketFrame: frame } = d.at(start);
  if (frame !== null && !frame.complete && frame.reason !== null) yield problemOf(frame.start, frame.reason);
}

function* discardedAtEnd(d: Dissection, message: Message, stream: EventStream): Generator<Problem> {
  const { lines, content, lineStart, readTo } = stream;
  const block = d.unfinishedBlockOf(message);
  const blockReason = block?.reason ?? null;
  if (block !== null && blockReason !== null && holdsAnything(stream))
    yield problemOf(block.start, blockReason);
  const lineReason = readTo > lineStart ? d.linesOf(message).at(lines.length).reason : null;
  if (lineReason !== null) yield problemOf(content.at(lineStart), lineReason);
}

/** Whether the lines since the last blank line would have been of use: an event type, an id, or data. */
function holdsAnything({ lines }: EventStream): boolean {
  const { length } = lines;
  const first = lines.blockStart(length);
  if (Math.max(lines.lastType(length), lines.lastId(length)) >= first) return true;
  return lines.dataWithin(length) > lines.dataWithin(first);
}
