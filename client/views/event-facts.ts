/** What a card says of an event, or of the block of lines that is not finished at the cursor. */
import type { Dissection, Moment } from '../../lessons/protocol/dissect.ts';
import type { EventBlock } from '../../lessons/protocol/event-tokens.ts';
import { dataOf, opening, valueOf } from './opening.ts';

export interface EventFacts {
  readonly type: string;
  /** How the data begins: no more of it than a card shows. */
  readonly data: string;
  readonly id: string;
  /** Absolute offset of its first byte, and after its last one that has been received. */
  readonly first: number;
  readonly reached: number;
  /** Milliseconds since the run began, of the last byte. */
  readonly at: number;
  /** Numbers of the first and the last chunk that share bytes with it; null when its message is not chunked. */
  readonly chunks: readonly [number, number] | null;
}

const LINES = 12;
const LONGEST = 2000;

export function factsOf(dissection: Dissection, block: EventBlock): EventFacts {
  return {
    type: valueOf(block.typeLine) || 'message',
    data: dataOf(dissection, block, LINES, LONGEST),
    id: valueOf(block.idLine),
    ...whereabouts(dissection, block.start, block.end),
  };
}

/** As far as it has been received at the cursor. */
export function unfinishedFacts(dissection: Dissection, moment: Moment, block: EventBlock): EventFacts {
  const { axis, from, to } = block;
  const reached = Math.max(from, Math.min(to, axis.countBefore(moment.cursor)));
  return {
    type: moment.eventType ? opening(dissection, moment.eventType) : 'message',
    data: dataSoFar(dissection, moment),
    id: '',
    ...whereabouts(dissection, block.start, axis.after(reached)),
  };
}

function dataSoFar(dissection: Dissection, { data, line }: Moment): string {
  const texts: string[] = [];
  for (let index = 0; index < Math.min(LINES, data.length); index++) {
    texts.push(opening(dissection, data.at(index), LONGEST));
  }
  if (data.length > LINES) return cut(`${texts.join('\n')}…`);
  if (line && opening(dissection, line.name) === 'data' && line.value.length > 0) {
    const text = opening(dissection, line.value, LONGEST);
    texts.push(text.endsWith('…') ? text : `${text}…`);
  }
  return cut(texts.join('\n'));
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

function whereabouts(dissection: Dissection, first: number, reached: number) {
  const chunkAt = (offset: number) => dissection.at(offset).chunk?.number;
  const [from, to] = [chunkAt(first), chunkAt(Math.max(first, reached - 1))];
  const at = dissection.capture.arrivalAt(reached - 1)?.at ?? 0;
  return {
    first,
    reached,
    at,
    chunks: from === undefined || to === undefined ? null : ([from, to] as const),
  };
}
