/**
 * The event types that a scenario will dispatch, each once: an EventSource hands over named events only to those who
 * asked for the name. The scenario's bytes are decoded for this, since a name may stand in a text, or be cut in two.
 */
import { Dissection } from '../protocol/dissect.ts';
import { answerTo } from '../scenario/attempts.ts';
import { script } from '../scenario/script.ts';
import type { Answer, Scenario, ScenarioStep } from './scenario.ts';

/** Rounds of a repeat that are looked at: more than a hundred types nobody gives one stream. */
const ROUNDS = 100;

export function eventTypes(scenario: Scenario): string[] {
  const types = new Set<string>();
  for (let attempt = 1; attempt <= 1 + (scenario.attempts?.length ?? 0); attempt += 1) {
    for (const type of typesOf(answerTo(scenario, attempt))) types.add(type);
  }
  return [...types];
}

function typesOf({ steps, bom }: Answer): string[] {
  const dissection = new Dissection('event-stream');
  const plain: Answer = { steps: steps.map(shortened), then: 'end', ...(bom && { bom }) };
  for (const act of script(plain, () => '')) {
    if (act.do !== 'write') continue;
    dissection.append({ connection: 1, from: 'server', at: 0, bytes: act.bytes, ending: null });
  }
  return Array.from(dissection.events, (event) => dissection.eventType(event));
}

function shortened(step: ScenarioStep): ScenarioStep {
  if (!('repeat' in step)) return step;
  return { repeat: { ...step.repeat, times: Math.min(ROUNDS, step.repeat.times ?? ROUNDS) } };
}
