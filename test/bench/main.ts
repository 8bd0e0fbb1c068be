/**
 * `npm run bench`: measures the decoder beside the parsers people use, the lab beside other servers, or the model of a
 * browser's connections; holds that model against a browser; lets clients come and go for minutes; or holds six streams
 * open for an hour. It prints tables with the targets. It measures, it does not judge: the exit code is 0 when a target
 * is missed, too. It is 1 when contestants do not agree on what they read, 2 for wrong options.
 */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { cliffs } from './cliffs.ts';
import { LAB } from './lab/lab.ts';
import { soak } from './lab/soak/soak.ts';
import { cursors, memory } from './lookup.ts';
import { poolSpeed } from './pool.ts';
import { held } from './pool/held.ts';
import { poolAgreement } from './pool/pool-agreement.ts';
import { streamSpeed, wireSpeed, type Effort, type Progress } from './speed.ts';
import { figuresOf, textOf, type Table } from './table.ts';

const USAGE = `npm run bench -- decode [options]   the decoder beside other parsers
npm run bench -- lab [options]      the lab beside other servers
npm run bench -- pool [options]     the model of the browser's connections
  --only NAMES  some of the tables (with commas in between)
                decode: stream, wire, cliffs, memory, cursors; lab: some, many, http2; pool: pool
  --quick       fewer and shorter rounds
  --json        print one JSON object
npm run bench -- soak [options]     the lab while clients come and go
  --minutes N   for how long, 10 if it is not said
  --json        print one JSON object
npm run bench -- pool-agreement [options]   the model of the connections against a real Chromium
  --runs N      how many random workloads, 20 if it is not said
  --seed S      of the first of them, 1 if it is not said; each further one has the next
  --json        print one JSON object
npm run bench -- held [options]     the built page while six streams are held open (after npm run build)
  --minutes N   for how long, 60 if it is not said
  --json        print one JSON object`;

const FULL: Effort = { rounds: 11, milliseconds: 80, warmUp: 400, cursors: 2000 };
const QUICK: Effort = { rounds: 3, milliseconds: 40, warmUp: 120, cursors: 300 };

interface Options {
  readonly quick: boolean;
  /** Null: as long as the subject takes by itself. */
  readonly minutes: number | null;
  readonly runs: number;
  readonly seed: number;
  /** What is to be told while it runs, line by line. */
  readonly say: (line: string) => void;
}

/** Measures what one or more tables show. */
type Measure = (options: Options, progress: Progress) => Promise<Table | readonly Table[]>;

const withEffort =
  (measure: (effort: Effort, progress: Progress) => Promise<Table>): Measure =>
  ({ quick }, progress) =>
    measure(quick ? QUICK : FULL, progress);

const SUBJECTS: Readonly<Record<string, Readonly<Record<string, Measure>>>> = {
  decode: {
    stream: withEffort(streamSpeed),
    wire: withEffort(wireSpeed),
    cliffs: withEffort(cliffs),
    memory: (_options, progress) => memory(progress),
    cursors: withEffort(cursors),
  },
  lab: LAB,
  pool: { pool: withEffort(poolSpeed) },
  soak: { soak: ({ minutes, say }) => soak(minutes ?? 10, say) },
  held: { held: ({ minutes, say }) => held(minutes ?? 60, say) },
  'pool-agreement': {
    starts: ({ runs, seed }, progress) => poolAgreement(runs, seed, progress),
  },
};

class WrongOptions extends Error {}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        only: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        minutes: { type: 'string' },
        runs: { type: 'string', default: '20' },
        seed: { type: 'string', default: '1' },
      },
    });
    const subject = SUBJECTS[positionals.join(' ')];
    if (subject === undefined) throw new Error(`what is to be measured: ${Object.keys(SUBJECTS).join(', ')}`);
    const measures = (values.only?.split(',') ?? Object.keys(subject)).map((name) => {
      const measure = subject[name];
      if (measure === undefined) throw new Error(`--only: there is no table ${name}`);
      return { name, measure };
    });
    const { quick, json } = values;
    const minutes = values.minutes === undefined ? null : Number(values.minutes);
    if (minutes !== null && !(minutes > 0)) throw new Error('--minutes: a number above 0');
    const [runs, seed] = [Number(values.runs), Number(values.seed)];
    if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs: a whole number above 0');
    if (!Number.isInteger(seed)) throw new Error('--seed: a whole number');
    const say = (line: string): void => {
      if (!json) console.log(line);
    };
    return { measures, json, options: { quick, minutes, runs, seed, say } };
  } catch (error) {
    throw new WrongOptions(error instanceof Error ? error.message : String(error));
  }
}

/** Milliseconds from one line of progress to the next, where it is not on a terminal. */
const OFTEN = 30_000;
let shownAt = performance.now();

/** On a terminal one line that is written over and over. */
const showProgress = (text: string): void => {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\x1b[K${text}`);
  } else if (text !== '' && performance.now() - shownAt > OFTEN) {
    shownAt = performance.now();
    console.error(text);
  }
};

try {
  const { measures, json, options } = readOptions();
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
  for (const { name, measure } of measures) {
    const measured = [await measure(options, (what) => showProgress(`${name}: ${what}`))].flat();
    showProgress('');
    for (const [index, table] of measured.entries()) {
      tables[index === 0 ? name : `${name}, targets`] = table;
      if (!json) console.log(`${textOf(table)}\n`);
    }
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
