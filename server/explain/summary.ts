/** What an input came to, in a few lines: how many of everything, what an EventSource would keep, what is wrong. */
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import { lastStateOf } from './last-state.ts';
import { problemsOf, type Problem } from './problems.ts';
import type { Reading } from './reading.ts';
import { countOf, quoted, sourceOf } from './visible.ts';

/** Problems that are listed; the others stand beside their bytes. */
const LISTED = 8;
const ID_CELLS = 60;

export interface Summary {
  /** What is counted, and how many. */
  readonly lines: readonly (readonly [string, string])[];
  /** The first problems, and how many there are. */
  readonly problems: readonly Problem[];
  readonly count: number;
}

/** `frames`: of HTTP/2. */
export function summaryOf(reading: Reading, frames: number): Summary {
  const problems = problemsOf(reading);
  const d = reading.dissection;
  return {
    lines: [
      ['bytes', reading.size.toLocaleString('en-US')],
      ...(d === null ? [] : linesOf(reading, d, frames)),
    ],
    problems: problems.slice(0, LISTED),
    count: problems.length,
  };
}

function linesOf({ opening }: Reading, d: Dissection, frames: number): [string, string][] {
  const { reconnectionTime, lastEventId } = lastStateOf(d);
  const lines: [string, string][] = [];
  const chunks = d.messages.reduce((sum, message) => sum + d.chunksOf(message).length, 0);
  if (opening?.protocol !== 'event-stream') lines.push(['messages', messagesOf(d)]);
  if (opening?.protocol === 'http2') lines.push(['frames', frames.toLocaleString('en-US')]);
  if (chunks > 0) lines.push(['chunks', chunks.toLocaleString('en-US')]);
  if (opening?.from === 'client') return lines;
  return [
    ...lines,
    ['events', d.events.length.toLocaleString('en-US')],
    [
      'reconnection time',
      reconnectionTime === null ? 'not set' : `${reconnectionTime.toLocaleString('en-US')} ms`,
    ],
    ['last event ID', lastEventId === '' ? 'not set' : quoted(sourceOf(Buffer.from(lastEventId)), ID_CELLS)],
  ];
}

const OUTCOMES = [
  ['complete', 'complete'],
  ['cut', 'cut short'],
  [null, 'not ended'],
] as const;

/** For example `2 responses: 1 complete, 1 cut short`. */
function messagesOf({ messages }: Dissection): string {
  const [first] = messages;
  if (first === undefined) return 'none';
  const counts = OUTCOMES.flatMap(([outcome, words]) => {
    const count = messages.filter((message) => message.outcome === outcome).length;
    return count === 0 ? [] : [{ count, words }];
  });
  const all = countOf(messages.length, first.kind);
  if (counts.length === 1) return `${all}, ${counts[0]?.words ?? ''}`;
  return `${all}: ${counts.map(({ count, words }) => `${count.toLocaleString('en-US')} ${words}`).join(', ')}`;
}
