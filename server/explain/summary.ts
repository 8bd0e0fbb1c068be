/** What an input came to, in a few lines: how many of everything, what an EventSource would keep, what is wrong. */
import type { Sender } from '../../lessons/protocol/capture.ts';
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { Message } from '../../lessons/protocol/message.ts';
import { lastStateOf } from './last-state.ts';
import { problemsOf, type Problem } from './problems.ts';
import type { Reading } from './reading.ts';
import { countOf, quoted, sourceOf } from './visible.ts';

/** Problems that are listed; the others stand beside their bytes. */
const LISTED = 8;
const ID_CELLS = 60;
const QUOTES = 2;

export interface Summary {
  /** What is counted, and how many. */
  readonly lines: readonly (readonly [string, string])[];
  /** The first problems, and how many there are. */
  readonly problems: readonly Problem[];
  readonly count: number;
}

/** `frames`: of HTTP/2. `cells`: how wide a value of an input may be. */
export function summaryOf(reading: Reading, frames: number, cells: number): Summary {
  const problems = problemsOf(reading);
  const d = reading.dissection;
  return {
    lines: [
      ['bytes', reading.size.toLocaleString('en-US')],
      ...(d === null ? [] : linesOf(reading, d, frames, Math.min(ID_CELLS, cells - QUOTES))),
    ],
    problems: problems.slice(0, LISTED),
    count: problems.length,
  };
}

function linesOf({ opening }: Reading, d: Dissection, frames: number, cells: number): [string, string][] {
  const { reconnectionTime, lastEventId } = lastStateOf(d);
  const lines: [string, string][] = [];
  const chunks = d.messages.reduce((sum, message) => sum + chunksOf(d, message), 0);
  if (opening?.protocol !== 'event-stream')
    lines.push(['messages', messagesOf(d, opening?.from ?? 'server')]);
  if (opening?.protocol === 'http2') lines.push(['frames', frames.toLocaleString('en-US')]);
  const { length } = d.webSocketFrames;
  if (length > 0) lines.push(['WebSocket frames', length.toLocaleString('en-US')]);
  if (chunks > 0) lines.push(['chunks', chunks.toLocaleString('en-US')]);
  if (opening?.from === 'client') return lines;
  return [
    ...lines,
    ['events', d.events.length.toLocaleString('en-US')],
    [
      'reconnection time',
      reconnectionTime === null ? 'not set' : `${reconnectionTime.toLocaleString('en-US')} ms`,
    ],
    ['last event ID', lastEventId === '' ? 'not set' : quoted(sourceOf(Buffer.from(lastEventId)), cells)],
  ];
}

const OUTCOMES = [
  ['complete', 'complete'],
  ['cut', 'cut short'],
  [null, 'not ended'],
] as const;

/** Without the last chunk, which has no data. */
function chunksOf(d: Dissection, message: Message): number {
  const chunks = d.chunksOf(message);
  const { length } = chunks;
  return length > 0 && chunks.at(length - 1).kind === 'last-chunk' ? length - 1 : length;
}

/** For example `2 responses: 1 complete, 1 cut short`. On HTTP/2 a server sends requests too: those that it promises. */
function messagesOf({ messages }: Dissection, from: Sender): string {
  const names = { request: from === 'client' ? 'request' : 'promised request', response: 'response' };
  const texts = (['request', 'response'] as const).flatMap((kind) => {
    const those = messages.filter((message) => message.kind === kind);
    return those.length === 0 ? [] : [outcomesOf(those, names[kind])];
  });
  return texts.length === 0 ? 'none' : texts.join('; ');
}

function outcomesOf(messages: readonly Message[], name: string): string {
  const counts = OUTCOMES.flatMap(([outcome, words]) => {
    const count = messages.filter((message) => message.outcome === outcome).length;
    return count === 0 ? [] : [{ count, words }];
  });
  const all = countOf(messages.length, name);
  if (counts.length === 1) return `${all}, ${counts[0]?.words ?? ''}`;
  return `${all}: ${counts.map(({ count, words }) => `${count.toLocaleString('en-US')} ${words}`).join(', ')}`;
}
