/** The lab beside other servers: what was measured, and whether the lab meets its targets. */
import { median } from '../measure.ts';
import type { Progress } from '../speed.ts';
import { digits, verdict, type Figure, type Table } from '../table.ts';
import type { ServerName } from './servers.ts';
import { tryOut, WARM_UP, type Load, type Plan, type Trial } from './trial.ts';

/** What the trials of each server gave, a round after the other. */
export type Trials = Readonly<Partial<Record<ServerName, readonly Trial[]>>>;

const KIB = 1024;
/** One round of each server in turn, so that a machine that becomes slower hits all. */
export async function tryAll(
  names: readonly ServerName[],
  plan: Plan,
  rounds: number,
  progress: Progress,
): Promise<Trials> {
  const trials = Object.fromEntries(names.map((name) => [name, [] as Trial[]]));
  for (let round = 1; round <= rounds; round++) {
    for (const name of names) {
      progress(`${plan.streams} streams, round ${round}: ${name}`);
      trials[name]?.push(
        await tryOut(name, plan).catch((error: unknown) => {
          throw new Error(`${name} failed with ${plan.streams} streams`, { cause: error });
        }),
      );
    }
  }
  return trials;
}

export type Pick = (trial: Trial) => number | null | undefined;

const valuesOf = (trials: readonly Trial[], pick: Pick): number[] =>
  trials.map(pick).filter((value) => value !== null && value !== undefined);

/** The median, and behind it the least and the most where there were several rounds. */
export function cell(trials: readonly Trial[], pick: Pick): string {
  const values = valuesOf(trials, pick);
  if (values.length === 0) return '-';
  const range =
    values.length > 1 ? ` (${digits(Math.min(...values))} .. ${digits(Math.max(...values))})` : '';
  return digits(median(values)) + range;
}

/** A line for each server and rate. */
export function measurements(title: string, trials: Trials, plan: Plan): Table {
  const rows: string[][] = [];
  const figures: Figure[] = [];
  for (const [name, all] of Object.entries(trials)) {
    const add = (what: string, unit: string, pick: Pick): string => {
      const values = valuesOf(all, pick);
      const value = values.length === 0 ? null : median(values);
      figures.push({ name: `${name}: ${what}`, value, unit, target: null });
      return cell(all, pick);
    };
    const once = [
      add('streams opened', '1/s', ({ opened }) => opened),
      add('memory', 'KiB', ({ resident }) => resident / KIB),
      add('heap', 'KiB', ({ heap }) => heap / KIB),
    ];
    for (const [index, rate] of plan.rates.entries()) {
      const at = (what: string, unit: string, pick: (load: Load) => number | null): string =>
        add(`${what} at ${rate}/s`, unit, ({ loads }) => pick(loads[index] as Load));
      rows.push([
        index === 0 ? name : '',
        ...(index === 0 ? once : once.map(() => '')),
        String(rate),
        at('delivered', '1/s', ({ delivered }) => delivered),
        at('delivered', '%', ({ percent }) => percent),
        at('p50', 'ms', ({ p50 }) => p50),
        at('p99', 'ms', ({ p99 }) => p99),
        at('p99 gap', 'ms', ({ gap }) => gap),
        at('processor', '%', ({ processor }) => processor),
      ]);
      const lost = Math.max(...all.map(({ loads }) => (loads[index] as Load).lost));
      if (lost > 0)
        figures.push({ name: `${name}: streams lost at ${rate}/s`, value: lost, unit: '', target: null });
    }
  }
  return {
    title,
    columns: [
      'server',
      'opened/s',
      'KiB each',
      'heap',
      'asked/s',
      'delivered/s',
      '%',
      'p50 ms',
      'p99 ms',
      'gap ms',
      'CPU %',
    ],
    rows,
    notes: [
      'Memory: resident and heap for each stream, after a collection, with one event written to each, less what the server',
      `has with the ${WARM_UP} streams of before, which stay open; the young generation of the heap is kept small meanwhile.`,
      'p50, p99: from the time in an event until it was read. gap: from one event of a stream to the next, p99.',
    ],
    figures,
  };
}

/** What the lab has to be, and beside which server; null where the number itself counts. */
export interface Aim {
  readonly what: string;
  readonly server: ServerName;
  readonly peer: ServerName | null;
  readonly pick: Pick;
  readonly unit: string;
  readonly target: NonNullable<Figure['target']>;
}

/** A ratio is the median of what each round says. */
export function figureOf({ what, server, peer, pick, unit, target }: Aim, trials: Trials): Figure {
  const own = valuesOf(trials[server] ?? [], pick);
  const others = peer === null ? null : valuesOf(trials[peer] ?? [], pick);
  // Times are whole milliseconds: up to one they are all the same.
  const each = own.map((value, round) =>
    others === null ? value : Math.max(value, 1) / Math.max(others[round] ?? NaN, 1),
  );
  const name = `${server}: ${what}${peer === null ? '' : `, beside ${peer}`}`;
  const measured = each.length > 0 && !each.some(Number.isNaN);
  return { name, value: measured ? median(each) : null, unit, target };
}

const targetText = (target: Aim['target'], unit: string): string =>
  'least' in target ? `>= ${target.least} ${unit}` : `<= ${target.most} ${unit}`;

export function targets(title: string, trials: Trials, aims: readonly Aim[]): Table {
  const figures = aims.map((each) => figureOf(each, trials));
  return {
    title,
    columns: ['what', 'is', 'target', 'met'],
    rows: figures.map((figure, index) => [
      figure.name,
      `${digits(figure.value)} ${figure.unit}`,
      targetText((aims[index] as Aim).target, figure.unit),
      verdict(figure),
    ]),
    notes: [],
    figures,
  };
}
