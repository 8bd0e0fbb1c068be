/** A scenario as text for a person to change: YAML, one line for each thing that is said, one for each step. */
import * as z from 'zod';
import { readYaml, type Outcome } from '../../lessons/catalog/read-yaml.ts';
import { scenarioSchema, type Scenario } from '../../lessons/schema/scenario.ts';

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

const list = (name: string, items: readonly unknown[]): string =>
  items.length === 0 ? `${name}: []\n` : `${name}:\n${items.map((item) => `  - ${flow(item)}\n`).join('')}`;

/** Characters of a line that the page has room for. */
const LINE = 60;

function entry(name: string, value: unknown): string {
  const line = `${name}: ${flow(value)}\n`;
  if (line.length <= LINE || typeof value !== 'object' || value === null || Array.isArray(value)) return line;
  const inner = Object.entries(value).filter(([, each]) => each !== undefined);
  return `${name}:\n${inner.map(([key, each]) => `  ${key}: ${flow(each)}\n`).join('')}`;
}

/** YAML's flow style, which is JSON without the quotes that nobody needs. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).filter(([, each]) => each !== undefined);
    return `{ ${pairs.map(([name, each]) => `${name}: ${flow(each)}`).join(', ')} }`;
  }
  return typeof value === 'string' && isPlain(value) ? value : JSON.stringify(value);
}

/** Whether YAML takes a bare word for text, and not for a number, a truth value or nothing. */
const isPlain = (text: string): boolean =>
  /^[A-Za-z][\w/.-]*(?: [A-Za-z][\w/.-]*)*$/.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text);
