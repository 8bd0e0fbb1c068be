/**
 * Follows the frames of both directions of a connection as they arrive: judges each, keeps the state, decodes field
 * blocks, and tells an observer what becomes of the messages. Frames come from two `FrameReader`s.
 *
 * Bounds: 10,000 streams at once, more end the reading of that direction; 10,000 faults and 10,000 ignored frames, of
 * which later ones are told, not kept.
 */
import { ClosedStreams } from './closed-streams.ts';
import {
  connectionError,
  isFault,
  otherSide,
  streamError,
  type Fault,
  type Reason,
  type Sender,
} from './errors.ts';
import { judgeGrant, judgeInitialSize } from './flow-control.ts';
import { FieldBlocks, type FieldBlock } from './field-blocks.ts';
import type { FrameSink } from './frame-reader.ts';
import {
  bytesOf,
  CONTINUATION,
  count,
  DATA,
  END_STREAM,
  FRAME_HEADER_SIZE,
  GOAWAY,
  HEADERS,
  hasFlag,
  PUSH_PROMISE,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
  type FrameHeader,
} from './frame-header.ts';
import { readValues, type ReadBytes, type ReadValues } from './frame-values.ts';
import { History } from './history.ts';
import type { Field, FieldList } from './hpack.ts';
import { judgeFrame, judgePromised, mostOf, type Verdict } from './judge.ts';
import { Messages, type HeadRole } from './messages.ts';
import { ConnectionState } from './state.ts';

export const RECORDER_BOUNDS = { streams: 10_000, faults: 10_000 } as const;

/** A field section that has arrived as a whole. */
export interface Head {
  /** For a promised request the stream that is promised. */
  readonly streamId: number;
  readonly from: Sender;
  readonly role: HeadRole;
  readonly fields: readonly Field[];
  /** Fields that are not listed for want of room, and the size of all as RFC 9113 6.5.2 counts. */
  readonly leftOut: number;
  readonly size: number;
  /** The stream on which it was promised; null for all but a promised request. */
  readonly promisedOn: number | null;
  readonly endStream: boolean;
  /** Offsets of its frames in the direction of `from`, frame headers included, `[start, end)`. */
  readonly start: number;
  readonly end: number;
  /** What is wrong with it, and what is worth saying. */
  readonly reasons: readonly Reason[];
}

export interface FrameFault {
  readonly from: Sender;
  /** Index of the frame in its direction; -1 for the preface. */
  readonly frame: number;
  /** 0: the connection. */
  readonly streamId: number;
  /** Offset in the direction at which it shows. */
  readonly at: number;
  readonly fault: Fault;
}

/** Is told what becomes of the messages. Offsets are those of the direction of `from`. */
export interface Http2Observer {
  /** Content of DATA, without padding, as soon as it arrives. */
  content?(streamId: number, from: Sender, start: number, end: number): void;
  head?(head: Head): void;
  /** `from` has sent all of its message; `at` is the offset after the frame that says so. */
  endStream?(streamId: number, from: Sender, at: number): void;
  reset?(streamId: number, from: Sender, errorCode: number, at: number): void;
  goaway?(from: Sender, lastStreamId: number, errorCode: number, at: number): void;
  fault?(fault: FrameFault): void;
}

const TOO_MANY_STREAMS = connectionError(
  'ENHANCE_YOUR_CALM',
  `more than ${count(RECORDER_BOUNDS.streams)} streams at once are not followed here`,
  'RFC 9113 10.5',
);
const NO_HEAD = streamError('PROTOCOL_ERROR', 'content comes after a header section', 'RFC 9113 8.1');

export class Recorder implements FrameSink {
  readonly state = new ConnectionState();
  readonly closed = new ClosedStreams();
  readonly history = new History();
  readonly #bytes: ReadBytes;
  readonly #observer: Http2Observer;
  readonly #messages = new Messages();
  readonly #blocks: Record<Sender, FieldBlocks>;
  readonly #verdicts: Record<Sender, Verdict> = {
    client: { fault: null, ignored: null },
    server: { fault: null, ignored: null },
  };
  readonly #faults: Record<Sender, Map<number, FrameFault[]>> = { client: new Map(), server: new Map() };
  /** Why a frame was ignored, for those that were. */
  readonly #ignored: Record<Sender, Map<number, Reason>> = { client: new Map(), server: new Map() };
  #faultCount = 0;

  constructor(bytes: ReadBytes, observer: Http2Observer) {
    this.#bytes = bytes;
    this.#blocks = { client: new FieldBlocks(bytes, 'client'), server: new FieldBlocks(bytes, 'server') };
    this.#observer = observer;
  }

  /** How many faults there were, kept or not. */
  get faultCount(): number {
    return this.#faultCount;
  }

  faultsOf(from: Sender, frame: number): readonly FrameFault[] {
    return this.#faults[from].get(frame) ?? [];
  }

  ignoredFor(from: Sender, frame: number): Reason | null {
    return this.#ignored[from].get(frame) ?? null;
  }

  header(from: Sender, start: number, header: FrameHeader): Fault | null {
    const verdict = this.#judge(from, header);
    this.#verdicts[from] = verdict;
    const frame = this.#frame(from);
    if (verdict.ignored !== null && this.#ignored[from].size < RECORDER_BOUNDS.faults)
      this.#ignored[from].set(frame, verdict.ignored);
    if (verdict.fault === null) return null;
    return this.#record(from, frame, header.streamId, start, verdict.fault);
  }

  content(from: Sender, start: number, end: number, { streamId }: FrameHeader): void {
    if (!this.#accepted(from)) return;
    this.#messages.content(streamId, from, end - start);
    this.#observer.content?.(streamId, from, start, end);
  }

  end(from: Sender, start: number, header: FrameHeader): Fault | null {
    const values = readValues(this.#bytes, from, start, header);
    const end = start + FRAME_HEADER_SIZE + header.length;
    const judged = this.#judgeValues(from, header, values);
    for (const fault of judged === null ? values.faults : [...values.faults, judged]) {
      // RFC 9113 5.4: "they SHOULD report at most one stream and one connection error as a result."
      if (this.#verdicts[from].fault !== null && !fault.stops) continue;
      if (this.#record(from, this.#frame(from), header.streamId, end, fault) !== null) return fault;
    }
    const broken = this.#readBlock(from, start, end, header, values);
    if (broken !== null) return this.#record(from, this.#frame(from), header.streamId, end, broken);
    this.#apply(from, end, header, values);
    return null;
  }

  broken(from: Sender, at: number, header: FrameHeader | null, fault: Fault): void {
    this.#record(from, header === null ? -1 : this.#frame(from), header?.streamId ?? 0, at, fault);
  }

  /** Applies one whole frame to an earlier state, as it was applied then. */
  replay(state: ConnectionState, from: Sender, start: number, header: FrameHeader): void {
    const matters = [SETTINGS, WINDOW_UPDATE, PUSH_PROMISE, GOAWAY].includes(header.type);
    state.apply(from, header, matters ? readValues(this.#bytes, from, start, header) : {});
  }

  /** The index of the frame that is arriving. */
  #frame(from: Sender): number {
    return this.state.side(from).frames;
  }

  /** Whether the frame that is arriving counts for its message. */
  #accepted(from: Sender): boolean {
    const { fault, ignored } = this.#verdicts[from];
    // What was sent against a limit has been sent all the same, and the other side may have allowed it meanwhile.
    const pardoned = fault?.code === 'FLOW_CONTROL_ERROR' || fault?.code === 'REFUSED_STREAM';
    return ignored === null && (fault === null || pardoned);
  }

  #judge(from: Sender, header: FrameHeader): Verdict {
    const verdict = judgeFrame(this.state, this.closed, from, header);
    if (verdict.fault !== null || verdict.ignored !== null) return verdict;
    const opens =
      header.type === PUSH_PROMISE ||
      (header.type === HEADERS && this.state.stateOf(header.streamId) === 'idle');
    if (opens && this.state.liveCount >= RECORDER_BOUNDS.streams)
      return { ...verdict, fault: TOO_MANY_STREAMS };
    if (header.type === DATA && !this.#messages.hasHead(header.streamId, from))
      return { ...verdict, fault: NO_HEAD };
    return verdict;
  }

  /** What the whole frame breaks, given the state before it; null when nothing. */
  #judgeValues(from: Sender, header: FrameHeader, values: ReadValues): Fault | null {
    if (header.type === PUSH_PROMISE) return judgePromised(this.state, values.promisedId ?? 0);
    if (header.type !== WINDOW_UPDATE) return null;
    const whose = otherSide(from);
    const { streamId } = header;
    const window = streamId === 0 ? this.state.side(whose).window : this.state.windowOf(streamId, whose);
    return window === null ? null : judgeGrant(window, values.increment ?? 0, streamId);
  }

  #apply(from: Sender, end: number, header: FrameHeader, values: ReadValues): void {
    const before = { client: this.state.side('client').settings, server: this.state.side('server').settings };
    const frame = this.#frame(from);
    const closedId = this.state.apply(from, header, values);
    this.history.add(from, this.state);
    if (header.type === SETTINGS) this.#followSettings(from, frame, end, before);
    if (header.type === DATA && hasFlag(header, END_STREAM) && this.#accepted(from))
      this.#endStream(from, frame, header.streamId, end);
    if (header.type === RST_STREAM && closedId !== null)
      this.#observer.reset?.(closedId, from, values.errorCode ?? 0, end);
    if (header.type === GOAWAY)
      this.#observer.goaway?.(from, values.lastStreamId ?? 0, values.errorCode ?? 0, end);
    if (closedId === null) return;
    const reset = header.type === RST_STREAM;
    const errorCode = reset ? (values.errorCode ?? 0) : null;
    this.closed.add({ id: closedId, how: reset ? 'reset' : 'ended', by: from, errorCode, at: end });
    this.#messages.forget(closedId);
  }

  #endStream(from: Sender, frame: number, streamId: number, end: number): void {
    const fault = this.#messages.end(streamId, from);
    if (fault !== null) this.#record(from, frame, streamId, end, fault);
    this.#observer.endStream?.(streamId, from, end);
  }

  /** RFC 9113 4.3.1 and 6.9.2: what an acknowledgment changes for the side that gives it. */
  #followSettings(from: Sender, frame: number, end: number, before: Readonly<Record<Sender, unknown>>): void {
    for (const side of ['client', 'server'] as const) {
      const { settings } = this.state.side(side);
      if (settings === before[side]) continue;
      this.#blocks[otherSide(side)].changeTableSize(settings.headerTableSize);
      const largest = this.state.largestWindow(otherSide(side), settings.initialWindowSize);
      const fault = judgeInitialSize(largest);
      if (fault !== null) this.#record(from, frame, 0, end, fault);
    }
  }

  /** Takes a field block fragment, and decodes the block when it is the last. */
  #readBlock(
    from: Sender,
    start: number,
    end: number,
    header: FrameHeader,
    values: ReadValues,
  ): Fault | null {
    if (![HEADERS, PUSH_PROMISE, CONTINUATION].includes(header.type)) return null;
    const block = this.#blocks[from].add(start, header, this.#accepted(from), values);
    if (block === null || isFault(block)) return block;
    const list = this.#blocks[from].decode(mostOf(this.state, otherSide(from), 'headerTableSize'));
    if (list.fault === null && block.accepted) this.#tellHead(from, end, block, list);
    return list.fault;
  }

  #tellHead(from: Sender, end: number, block: FieldBlock, { fields, leftOut, size }: FieldList): void {
    const promised = block.promisedId !== null;
    const streamId = block.promisedId ?? block.header.streamId;
    const endStream = !promised && hasFlag(block.header, END_STREAM);
    const { role, faults } = this.#messages.head(streamId, from, fields, { promised, endStream });
    const [first] = faults;
    if (first !== undefined) this.#record(from, this.#frame(from), streamId, end, first);
    const limit = this.state.side(otherSide(from)).settings.maxHeaderListSize;
    this.#observer.head?.({
      streamId,
      from,
      role,
      fields,
      leftOut,
      size,
      promisedOn: promised ? block.header.streamId : null,
      endStream,
      start: block.start,
      end,
      reasons: [...faults, ...saySize(size, limit, leftOut)],
    });
    if (endStream) this.#endStream(from, this.#frame(from), streamId, end);
  }

  /** Gives the fault back where it ends the reading. */
  #record(from: Sender, frame: number, streamId: number, at: number, fault: Fault): Fault | null {
    const found = { from, frame, streamId, at, fault };
    if (this.#faultCount++ < RECORDER_BOUNDS.faults)
      this.#faults[from].set(frame, [...this.faultsOf(from, frame), found]);
    this.#observer.fault?.(found);
    return fault.stops ? fault : null;
  }
}

function saySize(size: number, limit: number, leftOut: number): Reason[] {
  const reasons: Reason[] = [];
  if (leftOut > 0)
    reasons.push({
      text: `${count(leftOut)} more fields are left out here: the list has ${bytesOf(size)}`,
      rule: 'RFC 9113 10.5.1',
    });
  if (size > limit)
    reasons.push({
      text: `the list has ${bytesOf(size)}: the recipient advised at most ${count(limit)}`,
      rule: 'RFC 9113 6.5.2',
    });
  return reasons;
}
