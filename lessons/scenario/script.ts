/**
 * All that the lab does for one answer, act by act, from the first byte of the content to the end. Pure: it knows no
 * socket and no clock. Each line of it is one thing that changes a stream on its way:
 *
 *     steps -> pieces (split) -> silence (heartbeat, a proxy's patience) -> a proxy's buffer
 */
import type { Answer } from '../schema/scenario.ts';
import type { Act } from './act.ts';
import { asksNotToBuffer } from './asks.ts';
import { inPieces } from './pieces.ts';
import { buffered } from './proxy.ts';
import { START, type Position } from './resume.ts';
import { unlessSilent } from './silence.ts';
import { StepsAsActs } from './steps.ts';

/** `from`: where to begin, default the start. `time`: the time now, as ISO 8601. */
export function script(
  answer: Answer,
  time: () => string,
  from: Position = START,
): Iterator<Act> & Iterable<Act> {
  const { split, heartbeat = Infinity, proxy: { idle = Infinity, buffer = 0 } = {} } = answer;
  let acts: IterableIterator<Act> = new StepsAsActs(answer, from, time);
  if (split) acts = inPieces(acts, split);
  if (Math.min(heartbeat, idle) < Infinity) acts = unlessSilent(acts, heartbeat, idle);
  if (buffer > 0 && !asksNotToBuffer(answer)) acts = buffered(acts, buffer);
  return acts;
}

/** Bytes of content that an answer with an end has in all. */
export function contentLength(answer: Answer, from: Position = START): number {
  let length = 0;
  for (const act of script({ ...answer, then: 'end' }, () => '', from)) {
    if (act.do === 'write') length += act.bytes.length;
  }
  return length;
}
