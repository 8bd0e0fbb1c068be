/**
 * The section of README.md about the EventSource client: a diagram and a table, both made from the table in the code.
 * Run by itself it puts them there: `npx tsx test/lessons/protocol/client-docs.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  nameOf,
  outcomeOf,
  STATES,
  TRANSITIONS,
  type State,
  type Transition,
} from '../../../lessons/protocol/event-source-table.ts';
import { projectRoot } from '../../../server/page.ts';

export const README = path.join(projectRoot(), 'README.md');
export const REMAKE = 'npx tsx test/lessons/protocol/client-docs.ts';

const BEGIN = `<!-- Made by ${REMAKE} -->`;
const END = '<!-- End of what it made -->';

/** `readme` with the section made anew. Throws when it has no place for it. */
export function withClientDocs(readme: string): string {
  const [before, rest] = splitOnce(readme, BEGIN);
  const [, after] = splitOnce(rest, END);
  return [before, BEGIN, '\n\n', diagram(), '\n\n', table(), '\n\n', END, after].join('');
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`README.md has no line ${mark}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

/** For Mermaid. What changes nothing is left out, as on the page; what stays in its state is written into the state. */
export function diagram(): string {
  const states = (Object.keys(STATES) as State[]).filter((state) => state !== 'new');
  const kept = (state: State) =>
    TRANSITIONS.filter(({ from, to, keeps }) => from === state && to === state && keeps !== null);
  const arrows = new Map<string, Set<string>>();
  for (const { from, on, to } of TRANSITIONS.filter((each) => each.from !== each.to)) {
    const arrow = `${from === 'new' ? '[*]' : from} --> ${to}`;
    arrows.set(arrow, (arrows.get(arrow) ?? new Set()).add(on));
  }
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...states.map((state) => {
      const lines = [nameOf(state), ...kept(state).map(({ on }) => `↻ ${on}`)];
      return `  state "${lines.join('<br>')}" as ${state}`;
    }),
    ...Array.from(arrows, ([arrow, inputs]) => `  ${arrow}: ${[...inputs].join(', ')}`),
    '```',
  ].join('\n');
}

/** All rows, its columns as wide as Prettier wants them. */
export function table(): string {
  const rows = [['in', 'comes', 'then', 'because'], ...TRANSITIONS.map(cells)];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] as number)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [head = [], ...body] = rows.map(line);
  return [head, rule, ...body].join('\n');
}

const cells = (transition: Transition): string[] => {
  const { from, on, when, reason, rule } = transition;
  return [nameOf(from), when === null ? on : `${on}, ${when}`, outcomeOf(transition), `${reason} ${rule}`];
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(README, withClientDocs(readFileSync(README, 'utf8')));
}
