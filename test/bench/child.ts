/**
 * One contestant in a process of its own, so that neither compiled code nor garbage of another one changes what is
 * measured. Does one task after another, as it is told over the channel to its parent.
 */
import { CONTESTANTS, bytesOf, type ContestantName, type Feed } from './contestants.ts';
import type { Decoding } from './contestant.ts';
import { sumOf, type Sum } from './contestant.ts';
import { timeCursors, type CursorTimes } from './cursors.ts';
import { measureIndex, type IndexSize } from './memory.ts';
import { median, timesOf } from './measure.ts';
import { SHAPES } from './shapes.ts';
import { piecesOf } from './streams.ts';

/** What can be asked for, and what the answer is. Times are milliseconds. */
export interface Tasks {
  /** Decodes the feed once, and keeps it for the rounds to come. */
  readonly prepare: { ask: { contestant: ContestantName; feed: Feed }; answer: Sum & { bytes: number } };
  /** Decodes the feed again and again for about so long; the median time of one decoding. */
  readonly round: { ask: { milliseconds: number }; answer: number };
  /** Decodes a shape of so many bytes; the shortest time within about so long. */
  readonly shape: {
    ask: { contestant: ContestantName; shape: number; size: number; milliseconds: number };
    answer: number;
  };
  readonly index: { ask: { wire: boolean; feed: Feed }; answer: IndexSize };
  readonly cursors: { ask: { feed: Feed; cursors: number }; answer: CursorTimes };
}
export type TaskName = keyof Tasks;
export type Request = { [N in TaskName]: { task: N; ask: Tasks[N]['ask'] } }[TaskName];
export type Reply = { answer: unknown } | { error: string };

let decodeOnce: () => void = () => {
  throw new Error('a round before anything was prepared');
};
/** What the visitors leave, so that no string is for nothing. */
let seen = 0;

function decoding(contestant: ContestantName, pieces: readonly Uint8Array[]): Decoding {
  const run = CONTESTANTS[contestant]((type, data, lastEventId) => {
    seen += type.length + data.length + lastEventId.length;
  });
  for (const piece of pieces) run.receive(piece);
  run.end();
  return run;
}

function perform(request: Request): unknown {
  switch (request.task) {
    case 'prepare': {
      const { contestant, feed } = request.ask;
      const bytes = bytesOf(feed);
      const pieces = piecesOf(bytes, feed.piece);
      decodeOnce = () => void (seen += decoding(contestant, pieces).events);
      return { ...sumOf(CONTESTANTS[contestant], pieces), bytes: bytes.length };
    }
    case 'round':
      return median(timesOf(decodeOnce, request.ask.milliseconds));
    case 'shape': {
      const { contestant, shape, size, milliseconds } = request.ask;
      const pieces = (SHAPES[shape] as (typeof SHAPES)[number]).pieces(size);
      return Math.min(...timesOf(() => void decoding(contestant, pieces), milliseconds));
    }
    case 'index':
      return measureIndex(request.ask.wire, request.ask.feed);
    case 'cursors':
      return timeCursors(request.ask.feed, request.ask.cursors);
  }
}

process.on('message', (request: Request) => {
  let reply: Reply;
  try {
    reply = { answer: perform(request) };
  } catch (error) {
    reply = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.send?.(reply);
});
