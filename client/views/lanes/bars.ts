/**
 * The bars of the four lanes between two byte boundaries. Only what has bytes there is looked at, and of what would
 * be drawn in the same few pixels only one: the cost depends on the width of the lanes, not on the capture.
 */
import type { Recorded } from '../../../lessons/protocol/capture.ts';
import type { Direction } from '../../../lessons/protocol/direction.ts';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import type { EventBlock, Line } from '../../../lessons/protocol/event-tokens.ts';
import {
  DATA,
  END_STREAM,
  frameTitle,
  hasFlag,
  HEADERS,
} from '../../../lessons/protocol/http2/frame-header.ts';
import type { Frame } from '../../../lessons/protocol/http2-tokens.ts';
import type { Message } from '../../../lessons/protocol/message.ts';
import { countLeading } from '../../../lessons/protocol/span.ts';
import type { Token } from '../../../lessons/protocol/token.ts';
import type { Bytes } from '../../state/marked.ts';
import { TIME } from '../../words/time.ts';
import { partOf, valueOf } from '../opening.ts';
import type { Paint } from '../paint.ts';
import { visible } from '../wire/words.ts';

export interface Bar {
  /** What it stands for. It is drawn from the first to the last byte of it. */
  readonly bytes: Bytes;
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly paint: Paint;
  readonly open: boolean;
}

export interface Lane {
  readonly name: string;
  readonly bars: readonly Bar[];
}

/** What the lanes show. */
export interface View {
  /** Byte boundaries. */
  readonly start: number;
  readonly end: number;
  /** The first byte boundary that is some pixels right of that of `offset`. */
  readonly beyond: (offset: number) => number;
}

interface Placed {
  readonly start: number;
  readonly end: number;
}

interface List<T> {
  readonly length: number;
  at(index: number): T | undefined;
}

/** Frames that may be the last of a message. */
const ENDS_STREAM: ReadonlySet<number> = new Set([DATA, HEADERS]);
/** Characters of a label at most. */
const LABEL = 60;
/** Messages that began before the view and are looked at, for they may go on in it. */
const LATEST = 64;

/** The items that have bytes in the view. Of those that would end within the same few pixels only the first. */
function* inView<T extends Placed>(all: List<T>, { start, end, beyond }: View): Generator<T> {
  const after = (offset: number) => countLeading(all, (item) => item.end <= offset);
  for (let index = after(start); index < all.length;) {
    const item = all.at(index) as T;
    if (item.start >= end) return;
    yield item;
    const from = beyond(item.start);
    index += 1;
    if (index < all.length && (all.at(index) as T).end <= from) index = after(from);
  }
}

/**
 * The messages that go on in the view, given the arrivals there: those with bytes in it. Of those with bytes before it
 * and after it alone, where another connection has the wire, the latest.
 */
function messagesInView(
  dissection: Dissection,
  arrivals: readonly Recorded[],
  { start, end }: View,
): Message[] {
  const { messages } = dissection;
  const first = countLeading(messages, (message) => message.start < start);
  const found = new Set(
    messages.slice(Math.max(0, first - LATEST), first).filter((each) => each.end > start),
  );
  const senders = new Set<Direction>();
  for (const arrival of arrivals) {
    if (senders.has(arrival.direction)) continue;
    senders.add(arrival.direction);
    const { message } = dissection.at(Math.max(start, arrival.start));
    if (message) found.add(message);
  }
  for (let index = first; index < messages.length; index++) {
    const message = messages[index] as Message;
    if (message.start >= end) break;
    found.add(message);
  }
  return [...found];
}

/** The frames that have bytes in the view, of both sides. */
function* framesInView(
  dissection: Dissection,
  arrivals: readonly Recorded[],
  { start, end, beyond }: View,
): Generator<Frame> {
  let at = start;
  for (const arrival of arrivals) {
    at = Math.max(at, arrival.start);
    while (at < Math.min(end, arrival.end)) {
      const { frame, leaf } = dissection.at(at);
      if (frame) yield frame;
      else if (leaf?.kind !== 'preface') break;
      const next = (frame ?? leaf)?.end as number;
      const skipped = beyond(at);
      at = Math.max(next, skipped);
    }
  }
}

/** The blocks of a message that have bytes in the view: those that were dispatched, and the one that may still be. */
function* blocksInView(
  dissection: Dissection,
  message: Message,
  { start, end, beyond }: View,
): Generator<EventBlock> {
  const lines = dissection.linesOf(message);
  const after = (offset: number) => countLeading(lines, (line) => line.end <= offset);
  for (let index = after(start); index < lines.length;) {
    const line = lines.at(index);
    const { block } = line;
    const { start: from, blank } = block ?? { start: line.start, blank: line.index };
    if (from >= end) return;
    if (block?.kind === 'event' || (block?.open && blank === null)) yield block;
    if (blank === null) return;
    const skipped = beyond(from);
    index = blank + 1;
    if (index < lines.length && lines.at(index).end <= skipped) index = Math.max(index, after(skipped));
  }
}

const barOf = (token: Token, label: string, paint: Paint, open = token.open): Bar => {
  return { bytes: token, start: token.start, end: token.end, label, paint, open };
};

function arrivalBar(arrival: Recorded, messages: readonly Message[]): Bar {
  const { direction, from, start, end } = arrival;
  const inHead = messages.some(
    (message) => message.axis === direction && message.start <= start && start < headEndOf(message),
  );
  return {
    bytes: [arrival],
    start,
    end,
    label: from === 'client' ? TIME.request : inHead ? TIME.head : TIME.size(end - start),
    paint: from === 'client' ? 'head' : 'aside',
    open: false,
  };
}

function headBar(message: Message): Bar {
  const { start } = message;
  const end = headEndOf(message);
  return {
    bytes: [{ start, end }],
    start,
    end,
    label: TIME.head,
    paint: 'head',
    open: message.headEnd === null,
  };
}

const headEndOf = (message: Message): number => message.headEnd ?? message.end;

function frameBar(frame: Frame): Bar {
  const { header } = frame;
  if (header === null) return barOf(frame, '', 'framing');
  const { type } = header;
  const ends = ENDS_STREAM.has(type) && hasFlag(header, END_STREAM) && frame.axis.from === 'server';
  return barOf(frame, frameTitle(header), ends ? 'end' : type === HEADERS ? 'head' : 'framing');
}

function lineBar(line: Line): Bar {
  if (line.role === 'blank') return barOf(line, '', 'dispatch');
  if (line.role === 'comment') return barOf(line, ':', 'aside');
  const name = visible(partOf(line, 'field-name', LABEL));
  return barOf(line, name, line.role === 'ignored' ? 'aside' : 'name', line.endAt === null);
}

/** The lanes, with the bars that have bytes in the view. */
export function lanesIn(dissection: Dissection, view: View): Lane[] {
  const arrivals = [...inView(dissection.capture.arrivals, view)].filter(({ start, end }) => end > start);
  const messages = messagesInView(dissection, arrivals, view);
  const heads = messages
    .filter(({ kind, streamId }) => kind === 'response' && streamId === null)
    .map(headBar)
    .filter(({ end }) => end > view.start);
  const chunks = messages.flatMap((message) => [...inView(dissection.chunksOf(message), view)]);
  const frames = [...framesInView(dissection, arrivals, view)];
  const lines = messages.flatMap((message) => [...inView(dissection.linesOf(message), view)]);
  const blocks = messages.flatMap((message) => [...blocksInView(dissection, message, view)]);
  return [
    { name: TIME.lanes.writes, bars: arrivals.map((arrival) => arrivalBar(arrival, messages)) },
    {
      name: frames.length > 0 ? TIME.lanes.frames : TIME.lanes.chunks,
      bars: [
        ...heads,
        ...frames.map(frameBar),
        ...chunks.map((chunk) =>
          chunk.kind === 'last-chunk'
            ? barOf(chunk, TIME.lastChunk, 'end')
            : barOf(chunk, TIME.size(chunk.size), 'framing'),
        ),
      ],
    },
    { name: TIME.lanes.lines, bars: lines.map(lineBar) },
    {
      name: TIME.lanes.events,
      bars: blocks.map((block) =>
        barOf(block, valueOf(block.typeLine, LABEL) || 'message', 'dispatch', block.kind === 'block'),
      ),
    },
  ];
}
