/** The bars of the four lanes between two byte boundaries. */
import type { Span } from '../../../lessons/protocol/capture.ts';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import { countLeading } from '../../../lessons/protocol/token-log.ts';
import type { Line, Token } from '../../../lessons/protocol/token.ts';
import { endOf } from '../../../lessons/schema/place.ts';
import type { Paint } from '../paint.ts';
import { visible } from '../wire/words.ts';

export interface Bar {
  /** The bytes it stands for, in order. It is drawn from the first to the last of them. */
  readonly spans: readonly Span[];
  readonly label: string;
  readonly paint: Paint;
  readonly open: boolean;
}

export interface Lane {
  readonly name: string;
  readonly bars: readonly Bar[];
}

const MOST = 1500;
const startOf = (token: Token) => token.spans[0]?.start ?? 0;

function between<T>(
  all: readonly T[],
  start: number,
  end: number,
  from: (item: T) => number,
  to: (item: T) => number,
): T[] {
  // One before the first that begins inside: it may reach in.
  const first = Math.max(0, countLeading(all, (item) => from(item) < start) - 1);
  const found: T[] = [];
  for (let index = first; index < all.length && found.length < MOST; index += 1) {
    const item = all[index] as T;
    if (from(item) >= end) break;
    if (to(item) >= start) found.push(item);
  }
  return found;
}

const tokensBetween = <T extends Token>(all: readonly T[], start: number, end: number): T[] =>
  between(all, start, end, startOf, (token) => endOf(token.spans));

const bar = ({ spans, open }: Token, label: string, paint: Paint): Bar => ({ spans, label, paint, open });

function lineBar(line: Line, name: string): Bar {
  if (line.role === 'blank') return bar(line, '', 'dispatch');
  if (line.role === 'comment') return bar(line, ':', 'aside');
  return { ...bar(line, name, line.role === 'ignored' ? 'aside' : 'name'), open: line.endAt === null };
}

/** The lanes, with the bars that have bytes between two byte boundaries. */
export function lanesBetween(dissection: Dissection, start: number, end: number): Lane[] {
  const { capture, messages, chunks, lines, blocks } = dissection;
  const inHead = (offset: number) => dissection.at(offset).headLine !== null;
  const arrivals = between(
    capture.arrivals.filter((arrival) => arrival.bytes.length > 0),
    start,
    end,
    (arrival) => arrival.start,
    (arrival) => arrival.end,
  );
  const heads = tokensBetween(
    messages.filter((message) => message.kind === 'response'),
    start,
    end,
  );
  const events = tokensBetween(
    blocks.filter((block) => block.kind === 'event' || block.open),
    start,
    end,
  );
  return [
    {
      name: 'server writes',
      bars: arrivals.map((arrival) => ({
        spans: [arrival],
        label:
          arrival.from === 'client'
            ? 'request'
            : inHead(arrival.start)
              ? 'head'
              : `${arrival.bytes.length} B`,
        paint: arrival.from === 'client' ? 'head' : 'aside',
        open: false,
      })),
    },
    {
      name: 'chunks',
      bars: [
        ...heads.map((message) => ({
          spans: [{ start: startOf(message), end: message.headEnd ?? endOf(message.spans) }],
          label: 'head',
          paint: 'head' as const,
          open: message.headEnd === null,
        })),
        ...tokensBetween(chunks, start, end).map((chunk) =>
          chunk.kind === 'last-chunk'
            ? bar(chunk, 'last-chunk', 'end')
            : bar(chunk, `${chunk.size ?? '?'} B`, 'framing'),
        ),
      ],
    },
    {
      name: 'lines',
      bars: tokensBetween(lines, start, end).map((line) =>
        lineBar(line, visible(capture.bytes(...line.name))),
      ),
    },
    {
      name: 'events',
      bars: events.map((block) => ({
        ...bar(block, dissection.eventType(block), 'dispatch'),
        open: block.kind === 'block',
      })),
    },
  ];
}
