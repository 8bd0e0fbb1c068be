/**
 * Where a client goes on that names the last event it has seen, HTML 9.2.3: right after the event with that id. Found by
 * calculation, not by playing: the millionth round of a repeat is as near as the first.
 */
import type { Answer, Repeat, ScenarioStep } from '../schema/scenario.ts';
import { ROUND, inRound } from './round.ts';

/** The next thing to be done: a step of the answer; of a repeat, the step of one of its rounds. */
export interface Position {
  readonly step: number;
  /** Number of the round, from 0. */
  readonly round: number;
  readonly inner: number;
}

export const START: Position = { step: 0, round: 0, inner: 0 };

/** The position after the event with this id; the start when no event has it. */
export function positionAfter(steps: readonly ScenarioStep[], id: string): Position {
  for (const [step, each] of steps.entries()) {
    if ('repeat' in each) {
      const found = inRepeat(each.repeat, id);
      if (found !== null) return { step, ...found };
    } else if (idOf(each) === id) {
      return { step: step + 1, round: 0, inner: 0 };
    }
  }
  return START;
}

/**
 * What is given to a request that names the last event it has seen, and from where on; null: it names none. Where nothing
 * is left of an answer that ends, the client is told so (HTML 9.2.3: 204 is how a server says that it need not come back).
 */
export function resumed(answer: Answer, lastEventId: string | null): { answer: Answer; from: Position } {
  const from = lastEventId === null ? START : positionAfter(answer.steps, lastEventId);
  const told = from !== START && answer.then === 'end' && isNothingLeft(answer.steps, from);
  return told ? { answer: { ...answer, status: 204, steps: [] }, from: START } : { answer, from };
}

/** Whether a position is behind the last step that writes anything. */
export function isNothingLeft(steps: readonly ScenarioStep[], { step, round, inner }: Position): boolean {
  return steps.slice(step).every((each, index) => {
    if ('wait' in each) return true;
    if (!('repeat' in each) || index > 0) return false;
    const { times = Infinity, steps: inside } = each.repeat;
    const rest = inside.slice(inner);
    return round >= times || (round === times - 1 && rest.every((one) => 'wait' in one));
  });
}

function inRepeat({ times = Infinity, from = 1, steps }: Repeat, id: string): Omit<Position, 'step'> | null {
  for (const [index, each] of steps.entries()) {
    const template = idOf(each);
    if (template === undefined) continue;
    const round = roundOf(template, id) - from;
    if (round >= 0 && round < times && inRound(template, from + round) === id) {
      return index + 1 < steps.length ? { round, inner: index + 1 } : { round: round + 1, inner: 0 };
    }
  }
  return null;
}

/** The number of the round whose event has this id; NaN when there is none. */
function roundOf(template: string, id: string): number {
  const at = template.indexOf(ROUND);
  if (at < 0) return NaN;
  const digits = /^\d{1,15}/.exec(id.slice(at))?.[0];
  return digits === undefined ? NaN : Number(digits);
}

function idOf(step: ScenarioStep): string | undefined {
  if ('event' in step) return step.event.id;
  if ('unescaped' in step) return step.unescaped.id;
  return undefined;
}
