/** What the decoder holds for an event, and how fast it tells what was true at any byte. */
import type { Feed } from './contestants.ts';
import { median } from './measure.ts';
import { withContenders, type Contender } from './processes.ts';
import type { Effort, Progress } from './speed.ts';
import { MIB } from './streams.ts';
import { digits, verdict, type Figure, type Table } from './table.ts';

const INDEX_MOST = 24;
const INDEX_SIZE = 4 * MIB;
const READ = 65_536;

/** A task of one process of its own; a text when it failed. */
const alone = <T>(use: (contender: Contender) => Promise<T>): Promise<T | string> =>
  withContenders(1, ([contender]) => use(contender as Contender)).catch((error: unknown) => String(error));

export async function memory(progress: Progress): Promise<Table> {
  const rows: string[][] = [];
  const figures: Figure[] = [];
  for (const stream of ['llm', 'tiny'] as const) {
    for (const chunk of [null, 'event'] as const) {
      const name = `${stream}, ${chunk === null ? 'event stream alone' : 'a chunk for each event'}`;
      progress(name);
      const feed: Feed = { stream, size: INDEX_SIZE, chunk, piece: READ };
      const size = await alone((contender) => contender.ask('index', { wire: chunk !== null, feed }));
      const figure = (what: string, bytes: number | null, note?: string): Figure => ({
        name: `${name}: ${what}`,
        value: bytes === null || typeof size === 'string' ? null : bytes / size.events,
        unit: 'B/event',
        target: { most: INDEX_MOST },
        ...(note === undefined ? {} : { note }),
      });
      const failed = typeof size === 'string';
      const counted = failed ? figure('counted', null, size) : figure('counted', size.counted);
      const held = failed ? figure('held', null, size) : figure('held', size.held);
      figures.push(counted, held);
      rows.push([
        name,
        failed ? '-' : String(size.events),
        digits(counted.value),
        verdict(counted),
        digits(held.value),
        verdict(held),
      ]);
    }
  }
  return {
    title: 'Index of an event, beyond the captured bytes: bytes',
    columns: ['stream', 'events', 'counted', `<= ${INDEX_MOST}`, 'held', `<= ${INDEX_MOST}`],
    rows,
    notes: [
      'counted: as the decoder counts it. held: what heap and array buffers of the process grew by, less the captured bytes.',
    ],
    figures,
  };
}

const CURSOR_TARGETS = { median: 4, worst: 16 } as const;
const CAPTURES: readonly (readonly [string, Omit<Feed, 'size'>])[] = [
  ['llm, a chunk for each event, 1448 B a read', { stream: 'llm', chunk: 'event', piece: 1448 }],
  ['tiny, event stream alone, 64 KiB a read', { stream: 'tiny', chunk: null, piece: READ }],
  ['big, chunks of 4096 B, 64 KiB a read', { stream: 'big', chunk: 4096, piece: READ }],
];

export async function cursors(effort: Effort, progress: Progress): Promise<Table> {
  const rows: string[][] = [];
  const figures: Figure[] = [];
  for (const [name, feed] of CAPTURES) {
    progress(name);
    const times = await alone((contender) =>
      contender.ask('cursors', { feed: { ...feed, size: 64 * MIB }, cursors: effort.cursors }),
    );
    const row = [name];
    for (const what of ['state', 'both'] as const) {
      const values = typeof times === 'string' ? null : times[what];
      for (const [which, most] of Object.entries(CURSOR_TARGETS)) {
        const value = values === null ? null : which === 'median' ? median(values) : Math.max(...values);
        const words = what === 'state' ? 'state' : 'state and tokens';
        const figure: Figure = {
          name: `${name}: ${words}, ${which}`,
          value,
          unit: 'ms',
          target: { most },
          ...(typeof times === 'string' ? { note: times } : {}),
        };
        figures.push(figure);
        row.push(value === null ? 'failed' : value.toFixed(3), verdict(figure));
      }
    }
    rows.push(row);
  }
  const { median: middle, worst } = CURSOR_TARGETS;
  return {
    title: `Any cursor of a capture of 64 MiB, ${effort.cursors} random ones: ms`,
    columns: [
      'capture',
      'state, median',
      `<= ${middle}`,
      'worst',
      `<= ${worst}`,
      'with tokens, median',
      `<= ${middle}`,
      'worst',
      `<= ${worst}`,
    ],
    rows,
    notes: [],
    figures,
  };
}
