/** The bars of the four lanes between two byte boundaries. */
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import { countLeading } from '../../../lessons/protocol/token-log.ts';
import type { Token } from '../../../lessons/protocol/token.ts';
import type { Paint } from '../paint.ts';
import { visible } from '../wire/words.ts';

export interface Bar {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly paint: Paint;
  readonly open?: boolean;
}

export interface Lane {
  readonly name: string;
  readonly bars: readonly Bar[];
}

const MOST = 1500;
const startOf = (token: Token) => token.spans[0]?.start ?? 0;
const endOf = (token: Token) => token.spans.at(-1)?.end ?? 0;

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
  between(all, start, end, startOf, endOf);

export function lanesBetween(dissection: Dissection, start: number, end: number): Lane[] {
  const { capture } = dissection;
  const inHead = (offset: number) => dissection.at(offset).headLine !== null;
  const arrivals = between(
    capture.arrivals,
    start,
    end,
    (each) => each.start,
    (each) => each.end,
  );
  const responses = dissection.messages.filter((message) => message.kind === 'response');
  return [
    {
      name: 'server writes',
      bars: arrivals
        .filter((each) => each.bytes.length > 0)
        .map((each) => ({
          start: each.start,
          end: each.end,
          label: each.from === 'client' ? 'request' : inHead(each.start) ? 'head' : `${each.bytes.length} B`,
          paint: each.from === 'client' ? 'head' : 'aside',
        })),
    },
    {
      name: 'chunks',
      bars: [
        ...tokensBetween(responses, start, end).map((message) => ({
          start: startOf(message),
          end: message.headEnd ?? endOf(message),
          label: 'head',
          paint: 'head' as const,
        })),
        ...tokensBetween(dissection.chunks, start, end).map((chunk) => ({
          start: startOf(chunk),
          end: endOf(chunk),
          label: chunk.kind === 'last-chunk' ? 'last-chunk' : `${chunk.size ?? '?'} B`,
          paint: chunk.kind === 'last-chunk' ? ('end' as const) : ('framing' as const),
          open: chunk.open,
        })),
      ],
    },
    {
      name: 'lines',
      bars: tokensBetween(dissection.lines, start, end).map((line) => ({
        start: startOf(line),
        end: endOf(line),
        label:
          line.role === 'blank' ? '' : line.role === 'comment' ? ':' : visible(capture.bytes(...line.name)),
        paint:
          line.role === 'blank'
            ? 'dispatch'
            : line.role === 'comment' || line.role === 'ignored'
              ? 'aside'
              : 'name',
        open: line.open && line.endAt === null,
      })),
    },
    {
      name: 'events',
      bars: tokensBetween(
        dissection.blocks.filter((block) => block.kind === 'event' || block.open),
        start,
        end,
      ).map((block) => ({
        start: startOf(block),
        end: endOf(block),
        label: dissection.eventType(block),
        paint: 'dispatch',
        open: block.kind === 'block',
      })),
    },
  ];
}
