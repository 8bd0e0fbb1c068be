/**
 * `npm run bench -- soak`: the lab with clients that come, read, stall, reset, half-close and go, for minutes. Nothing of
 * them may be left behind: not in memory, and not as a handle when the last has gone.
 */
import { Worker } from '../../processes.ts';
import { digits, verdict, type Figure, type Table } from '../../table.ts';
import type { VisitorTasks } from './client-process.ts';
import type { SoakServerTasks, Vitals } from './server-process.ts';
import type { Seen } from './visitors.ts';
import { FLAT, growth, leftOver } from './verdicts.ts';

const PLACES = 150;
const SEED = 1;
const MIB = 1 << 20;
const SECOND = 1000;
/** How often is looked, in milliseconds, unless the whole is too short for that. */
const OFTEN = 30 * SECOND;
const LOOKS = 9;
/** How long what is left of the clients may take to go. */
const PARTING = 30 * SECOND;

const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const handlesText = (handles: Vitals['handles']): string =>
  Object.entries(handles)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ');

const line = (seconds: number, { resident, heap, handles }: Vitals, { visits, here, bytes }: Seen): string =>
  [
    `${seconds.toFixed(0).padStart(5)} s`,
    `resident ${digits(resident / MIB)} MiB`,
    `heap ${digits(heap / MIB)} MiB`,
    `streams ${here} now, ${visits} over`,
    `${digits(bytes / MIB)} MiB read`,
    handlesText(handles),
  ].join(' | ');

/** `say` is told a line from time to time. */
export async function soak(minutes: number, say: (line: string) => void): Promise<Table> {
  const logged: string[] = [];
  const server = new Worker<SoakServerTasks>('soak-server.js', (text) => logged.push(text));
  const clients = new Worker<VisitorTasks>('soak-client.js', (text) => process.stderr.write(text));
  try {
    const ports = await server.ask('open', null);
    const beginning = await server.ask('vitals', null);
    await clients.ask('come', { ports, places: PLACES, seed: SEED });

    const whole = minutes * 60 * SECOND;
    const began = performance.now();
    const looks: Vitals[] = [];
    while (performance.now() - began < whole) {
      await after(Math.min(OFTEN, whole / LOOKS));
      const vitals = await server.ask('vitals', null);
      looks.push(vitals);
      say(line((performance.now() - began) / SECOND, vitals, await clients.ask('seen', null)));
    }
    const seen = await clients.ask('end', null);
    const { vitals, left } = await whenAllHaveGone(server, beginning);
    say(line((performance.now() - began) / SECOND, vitals, seen));
    return tableOf(looks, left, [...vitals.uncaught, ...logged], seen);
  } finally {
    server.end();
    clients.end();
  }
}

async function whenAllHaveGone(server: Worker<SoakServerTasks>, beginning: Vitals) {
  const until = performance.now() + PARTING;
  for (;;) {
    const vitals = await server.ask('vitals', null);
    const left = leftOver(vitals.handles, beginning.handles);
    if (left.length === 0 || performance.now() > until) return { vitals, left };
    await after(SECOND / 4);
  }
}

function tableOf(
  looks: readonly Vitals[],
  left: readonly string[],
  errors: readonly string[],
  { visits, bytes, refused }: Seen,
): Table {
  const flat = (name: string, of: (vitals: Vitals) => number): Figure => {
    return { name, value: growth(looks.map(of)), unit: 'x', target: { most: FLAT } };
  };
  const none = (name: string, list: readonly string[]): Figure => {
    const note = list.slice(0, 5).join('; ');
    return { name, value: list.length, unit: '', target: { most: 0 }, ...(note && { note }) };
  };
  const figures = [
    flat('resident memory, last third beside the first', ({ resident }) => resident),
    flat('heap, last third beside the first', ({ heap }) => heap),
    none('handles left', left),
    none('errors, uncaught or logged', errors),
    none('kinds of visits that were refused', refused),
  ];
  return {
    title: `${visits} visits, ${digits(bytes / MIB)} MiB read`,
    columns: ['what', 'is', 'at most', 'verdict'],
    rows: figures.map((figure) => [
      figure.name,
      digits(figure.value),
      figure.target && 'most' in figure.target ? String(figure.target.most) : '',
      verdict(figure),
    ]),
    notes: figures.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}`])),
    figures,
  };
}
