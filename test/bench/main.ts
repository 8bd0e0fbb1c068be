/**
 * `npm run bench`: measures the decoder beside the parsers people use, all in one run, and prints tables with the
 * targets. It measures, it does not judge: the exit code is 0 when a target is missed, too. It is 1 when contestants
 * do not agree on what they read, 2 for wrong options.
 */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { cliffs } from './cliffs.ts';
import { cursors, memory } from './lookup.ts';
import { streamSpeed, wireSpeed, type Effort, type Progress } from './speed.ts';
import { figuresOf, textOf, type Table } from './table.ts';

const USAGE = `npm run bench -- decode [options]
  --only NAMES  some of the tables: stream, wire, cliffs, memory, cursors (with commas in between)
  --quick       fewer and shorter rounds
  --json        print one JSON object`;

const FULL: Effort = { rounds: 11, milliseconds: 80, warmUp: 400, cursors: 2000 };
const QUICK: Effort = { rounds: 3, milliseconds: 40, warmUp: 120, cursors: 300 };

const TABLES: Readonly<Record<string, (effort: Effort, progress: Progress) => Promise<Table>>> = {
  stream: streamSpeed,
  wire: wireSpeed,
  cliffs,
  memory: (_effort, progress) => memory(progress),
  cursors,
};

class WrongOptions extends Error {}

function readOptions(): { names: string[]; effort: Effort; json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        only: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    if (positionals.join(' ') !== 'decode') throw new Error('what is to be measured: decode');
    const names = values.only?.split(',') ?? Object.keys(TABLES);
    const unknown = names.find((name) => !Object.hasOwn(TABLES, name));
    if (unknown !== undefined) throw new Error(`--only: there is no table ${unknown}`);
    return { names, effort: values.quick ? QUICK : FULL, json: values.json };
  } catch (error) {
    throw new WrongOptions(error instanceof Error ? error.message : String(error));
  }
}

/** One line that is written over and over, on a terminal only. */
const showProgress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
};

try {
  const { names, effort, json } = readOptions();
  const { length: cores } = os.cpus();
  const machine = {
    node: process.version,
    cpu: os.cpus()[0]?.model ?? 'unknown',
    cores,
    platform: `${process.platform} ${process.arch}`,
    /** How many processes wanted to run during the last minute: figures of a busy machine are noisy. */
    load: os.loadavg()[0] ?? 0,
  };
  if (!json) {
    const { node, cpu, platform, load } = machine;
    console.log(`Node ${node}, ${cores} x ${cpu}, ${platform}, load ${load.toFixed(1)} before\n`);
  }
  const tables: Record<string, Table> = {};
  for (const name of names) {
    const table = await (TABLES[name] as (typeof TABLES)[string])(effort, (what) =>
      showProgress(`${name}: ${what}`),
    );
    tables[name] = table;
    showProgress('');
    if (!json) console.log(`${textOf(table)}\n`);
  }
  const figures = figuresOf(tables);
  if (json) console.log(JSON.stringify({ ...machine, figures }));
  else {
    const targets = figures.filter(({ met }) => met !== null);
    console.log(`${targets.filter(({ met }) => met).length} of ${targets.length} targets met`);
  }
} catch (error) {
  showProgress('');
  if (error instanceof WrongOptions) console.error(`${error.message}\n\n${USAGE}`);
  else console.error(error);
  process.exitCode = error instanceof WrongOptions ? 2 : 1;
}
