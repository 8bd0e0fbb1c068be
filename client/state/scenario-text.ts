/** A scenario as text for a person to change: YAML, one line for each thing that is said, one for each step. */
import * as z from 'zod';
import { readYaml, type Outcome } from '../../lessons/catalog/read-yaml.ts';
import { scenarioSchema, type Scenario } from '../../lessons/schema/scenario.ts';
import { entry, flow, list } from './yaml-text.ts';

/** The scenario that a text says, or each mistake with its line. */
export const readScenario = (text: string): Outcome<Scenario> => readYaml(text, 1, scenarioSchema);

const draftSchema = z.looseObject({
  steps: z.array(z.unknown()).optional(),
  attempts: z.array(z.unknown()).optional(),
});
/** What a text says, whether or not it fits together. */
export type Draft = z.infer<typeof draftSchema>;

export function readDraft(text: string): Draft | null {
  const read = readYaml(text, 1, draftSchema);
  return 'value' in read ? read.value : null;
}

/** A text that says this scenario. */
export function writeScenario(scenario: Draft | Partial<Scenario>): string {
  const { steps = [], then, attempts, ...rest } = scenario;
  const lines = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => entry(name, value));
  return [
    ...lines,
    list('steps', steps),
    ...(then === undefined ? [] : [`then: ${flow(then)}\n`]),
    ...(attempts === undefined ? [] : [list('attempts', attempts)]),
  ].join('');
}
