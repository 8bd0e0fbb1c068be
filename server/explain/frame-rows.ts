/**
 * Rows of HTTP/2: the header of each frame, in hexadecimal, with what the frame means; then its fields, settings and
 * numbers, one row each; then its content as text.
 *
 * The fields of a head come from a second decoder beside the dissection, which keeps no fields of trailers and promises.
 */
import type { Sender } from '../../lessons/protocol/capture.ts';
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import { Http2Connection, type FrameView, type Http2Leaf } from '../../lessons/protocol/http2/connection.ts';
import {
  CONTINUATION,
  DATA,
  END_HEADERS,
  FRAME_HEADER_SIZE,
  FRAME_TYPES,
  hasFlag,
  HEADERS,
  frameName,
  PADDED,
  PING,
  PUSH_PROMISE,
  type FrameHeader,
} from '../../lessons/protocol/http2/frame-header.ts';
import type { Field } from '../../lessons/protocol/http2/hpack.ts';
import { PREFACE } from '../../lessons/protocol/http2/preface.ts';
import { KINDS } from '../../lessons/protocol/kinds.ts';
import type { Head } from '../../lessons/protocol/http2/recorder.ts';
import type { Message } from '../../lessons/protocol/message.ts';
import type { LeafKind, Reason } from '../../lessons/protocol/token.ts';
import { faultsOf, noteOf, problemOf, type Problem } from './problems.ts';
import { rowOfProblems, type Row, type Run } from './row.ts';
import { TextRows } from './text-rows.ts';
import { fitText, sourceOf } from './visible.ts';

/** Leaves of one frame that have rows of their own; the rest stands in one. */
const ROWS_OF_FRAME = 200;
const LOST_BYTES = 64;
const FIELD_CELLS = 160;

const FIELD_BLOCKS = [HEADERS, PUSH_PROMISE, CONTINUATION];
/** Frames whose header alone says what they mean. */
const MEANT_BY_HEADER = [HEADERS, CONTINUATION, PING];
const HEADER: ReadonlySet<LeafKind> = new Set([
  'frame-length',
  'frame-type',
  'frame-flags',
  'frame-stream-id',
]);
/** Leaves that are text more often than not. */
const TEXT: ReadonlySet<LeafKind> = new Set(['preface', 'debug-data', 'priority-field-value']);
/** Leaves that stand in the row of the one before. */
const SECOND: ReadonlySet<LeafKind> = new Set(['setting-value', 'weight']);

export class FrameRows {
  readonly #d: Dissection;
  readonly #from: Sender;
  readonly #text: TextRows;
  readonly #connection: Http2Connection;
  /** Heads whose frames have not been shown yet. */
  #heads: Head[] = [];
  #received = 0;
  /** Of which frame how many faults have been told. */
  #told = { index: -1, count: 0 };
  /** Messages whose end has been told. */
  readonly #ended = new Set<Message>();

  constructor(d: Dissection, from: Sender) {
    this.#d = d;
    this.#from = from;
    this.#text = new TextRows(d);
    this.#connection = new Http2Connection((_, start, end) => d.capture.bytes({ start, end }), {
      head: (head) => this.#heads.push(head),
    });
  }

  /** Frames that have begun. */
  get frames(): number {
    return this.#connection.frameCount(this.#from);
  }

  /** The rows from `from` on, where a row ended. Without `all`, a row that may still grow is left out. */
  *rows(from: number, all: boolean): Generator<Row> {
    const { capture } = this.#d;
    const to = capture.length;
    this.#receive(to);
    for (let at = from; at < to;) {
      const index = this.#connection.frameAt(this.#from, at);
      let end = at;
      for (const row of index === null ? this.#outside(at, all) : this.#frame(index, at, all)) {
        end = Math.max(end, row.end);
        yield row;
      }
      if (end === at) return;
      at = end;
    }
  }

  /** What is wrong with the frame and the messages that have ended with the input. */
  *end(): Generator<Row> {
    const last = this.frames - 1;
    if (last >= 0) yield* this.#lateFaults(this.#connection.frame(this.#from, last));
    for (const message of this.#d.messages) yield* this.#endOf(message);
  }

  #receive(to: number): void {
    if (to === this.#received) return;
    const bytes = this.#d.capture.bytes({ start: this.#received, end: to });
    this.#connection.receive(this.#from, bytes, this.#received);
    this.#received = to;
  }

  /** The preface, or what is not read. */
  *#outside(at: number, all: boolean): Generator<Row> {
    const { leaf } = this.#d.at(at);
    if (leaf === null) return;
    if (leaf.kind === 'preface') {
      const whole = leaf.end === PREFACE.length;
      if (whole || all) yield this.#row(leafRuns([leaf], at), 0, leaf.reason);
      return;
    }
    const run = { kind: leaf.kind, start: at, end: Math.min(leaf.end, at + LOST_BYTES) };
    const mayGrow = leaf.open && run.end === leaf.end;
    if (at > leaf.start || (mayGrow && !all)) return;
    const told = at > 0 && this.#d.at(at - 1).frame !== null;
    const problems = told || leaf.reason === null ? [] : [problemOf(at, leaf.reason)];
    yield { ...this.#row([run], 0, told ? NOT_READ : null), problems };
  }

  /** A frame from `at` on. */
  *#frame(index: number, at: number, all: boolean): Generator<Row> {
    const frame = this.#connection.frame(this.#from, index);
    if (!all && !this.#isReady(frame)) return;
    const leaves = this.#connection.leavesOf(this.#from, index).filter(({ end }) => end > at);
    const headers = leaves.filter(({ kind }) => HEADER.has(kind));
    if (headers.length > 0) yield this.#headerRow(frame, headers, at);
    const fields = this.#heads.find(({ start, end }) => start <= frame.start && frame.start < end)?.fields;
    const rest = leaves.slice(headers.length);
    for (const run of rowsOf(rest.slice(0, ROWS_OF_FRAME))) {
      const [first] = run as [Http2Leaf];
      if (first.kind === 'content') {
        const to = yield* this.#content(first, at, all || first.end < frame.end || frame.complete);
        if (to < first.end) return;
        continue;
      }
      const mayGrow = !frame.complete && run.at(-1)?.end === frame.end;
      if (mayGrow && !all) return;
      yield this.#row(leafRuns(run, at), 1, sayLeaves(run, fields ?? []));
    }
    const more = leafRuns(rest.slice(ROWS_OF_FRAME), at);
    if (more.length > 0) yield this.#row(more, 1, MORE);
    if (frame.complete) yield* this.#endOfFrame(frame);
  }

  /** Whether enough of a frame is there to say what it means: of DATA its first bytes, of a field block all of it. */
  #isReady({ start, end, index, header, complete }: FrameView): boolean {
    if (header?.type === DATA) return complete || end > start + FRAME_HEADER_SIZE;
    if (!complete || header === null || !FIELD_BLOCKS.includes(header.type)) return complete;
    for (let next = index; next < this.frames; next++) {
      const view = this.#connection.frame(this.#from, next);
      if (view.header === null || !FIELD_BLOCKS.includes(view.header.type)) return true;
      if (view.complete && hasFlag(view.header, END_HEADERS)) return true;
    }
    return this.#connection.failure(this.#from) !== null;
  }

  #headerRow(frame: FrameView, leaves: readonly Http2Leaf[], at: number): Row {
    const { message } = this.#d.at(frame.start);
    const problems = this.#faultsOf(frame);
    if (at === frame.start && message?.start === at) problems.push(...noteOf(message));
    return { ...this.#row(leafRuns(leaves, at), 0, sayFrame(frame)), problems };
  }

  /** Content of DATA; gives the offset after its last row. */
  *#content(leaf: Http2Leaf, at: number, all: boolean): Generator<Row, number> {
    let to = Math.max(leaf.start, at);
    for (const row of this.#text.rows(to, leaf.end, { all, depth: 1 })) {
      to = row.end;
      yield { ...row, begins: null };
    }
    return to;
  }

  /** What is wrong with a frame and has not been told: some of it is known only when its last byte is there. */
  #faultsOf({ index, start }: FrameView): Problem[] {
    const { frame } = this.#d.at(start);
    const known = this.#told.index === index ? this.#told.count : 0;
    const faults = frame === null ? [] : [...faultsOf(frame)];
    this.#told = { index, count: faults.length };
    return faults.slice(known);
  }

  *#lateFaults(frame: FrameView): Generator<Row> {
    for (const fault of this.#faultsOf(frame)) yield rowOfProblems([fault]);
  }

  *#endOfFrame(frame: FrameView): Generator<Row> {
    const { start, end } = frame;
    yield* this.#lateFaults(frame);
    this.#heads = this.#heads.filter((head) => head.end > end);
    const { message } = this.#d.at(start);
    if (message?.endAt === end) yield* this.#endOf(message);
  }

  *#endOf(message: Message): Generator<Row> {
    if (message.open || this.#ended.has(message)) return;
    this.#ended.add(message);
    yield* this.#text.end(message);
  }

  #row(runs: readonly Run[], depth: number, says: Reason | null): Row {
    const { start } = runs[0] as Run;
    const { end } = runs.at(-1) as Run;
    const hex = !TEXT.has((runs[0] as Run).kind);
    return { start, end, runs, hex, depth, says, problems: [], event: null, begins: null };
  }
}

const NOT_READ: Reason = { text: 'not read any more', rule: 'RFC 9113 5.4.1' };
const MORE: Reason = { text: 'more of the same frame', rule: 'RFC 9113 4.1' };

/** Leaves as runs, without the bytes before `at`. */
const leafRuns = (leaves: readonly Run[], at: number): Run[] =>
  leaves.map(({ kind, start, end }) => ({ kind, start: Math.max(start, at), end }));

/** Leaves that stand in one row. */
function rowsOf(leaves: readonly Http2Leaf[]): Http2Leaf[][] {
  const rows: Http2Leaf[][] = [];
  for (const leaf of leaves) {
    if (SECOND.has(leaf.kind) && rows.length > 0) rows.at(-1)?.push(leaf);
    else rows.push([leaf]);
  }
  return rows;
}

/** Whether what a frame means is in its numbers, and `size` bytes of it are not enough to say it. */
function tellsLate(header: FrameHeader, size: number): boolean {
  if (header.type === DATA) return hasFlag(header, PADDED) && size === FRAME_HEADER_SIZE;
  return !MEANT_BY_HEADER.includes(header.type) && FRAME_TYPES[header.type] !== undefined;
}

function sayFrame({ header, complete, meaning, ignored, faults, start, end }: FrameView): Reason {
  const size = end - start;
  if (header !== null && faults.length > 0) {
    const on = header.streamId === 0 ? '' : ` on stream ${header.streamId}`;
    return { text: `${frameName(header.type)}${on}`, rule: FRAME_TYPES[header.type]?.rule ?? 'RFC 9113 5.5' };
  }
  if (header !== null && !complete && tellsLate(header, size))
    return { text: `${frameName(header.type)}, still arriving`, rule: meaning.rule };
  return ignored === null ? meaning : { text: `${meaning.text}; ${ignored.text}`, rule: ignored.rule };
}

function sayLeaves(leaves: readonly Http2Leaf[], fields: readonly Field[]): Reason {
  const [{ kind, value, reason }] = leaves as [Http2Leaf];
  if (reason === null) return { text: `${KINDS[kind].name}, still arriving`, rule: KINDS[kind].rule };
  const how = FIELDS[kind];
  const field = how === undefined ? undefined : fields[value ?? -1];
  const text =
    field === undefined
      ? leaves.map((leaf) => leaf.reason?.text ?? 'still arriving').join(BETWEEN[kind] ?? ': ')
      : `${shown(field.name)}: ${shown(field.value)} (${how})`;
  return { text, rule: reason.rule };
}

/** What stands between what the two leaves of a row say. */
const BETWEEN: Partial<Record<LeafKind, string>> = { 'stream-dependency': '; ' };

/** RFC 7541 6: how a field stands in its block. */
const FIELDS: Partial<Record<LeafKind, string>> = {
  'indexed-field': 'from a table',
  'literal-field-indexed': 'added to the table',
  'literal-field': 'in no table',
  'literal-field-never-indexed': 'never in a table',
};

/** Octets of a field, one character each, as text that is safe to show. */
const shown = (octets: string): string => fitText(sourceOf(Buffer.from(octets, 'latin1')), FIELD_CELLS);
