/** A workload as text for a person to change: YAML, one line for each tab, server, response and action. */
import { readYaml, type Outcome } from '../../lessons/catalog/read-yaml.ts';
import { workloadSchema, type Workload } from '../../lessons/schema/workload.ts';
import { entry, list } from './yaml-text.ts';

/** The workload that a text says, or each mistake with its line. */
export const readWorkload = (text: string): Outcome<Workload> => readYaml(text, 1, workloadSchema);

/** A text that says this workload. */
export function writeWorkload({ tabs, servers, responses, actions, until }: Workload): string {
  return [
    entry('until', until),
    list('tabs', tabs),
    entry('servers', servers),
    entry('responses', responses),
    list('actions', actions),
  ].join('');
}
