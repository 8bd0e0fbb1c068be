/**
 * `npm run fuzz`: random input to the decoder and to an oracle. Prints how many were compared and how many differed,
 * and for the first differences the smallest input found. Exits with 1 when any differ, with 2 for wrong options.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { CONTEST_NAMES } from './contest.ts';
import { run, type Difference, type Plan, type Report } from './run.ts';

const USAGE = `npm run fuzz -- [options]
  --streams N   how many random streams (100000)
  --seed S      whole number from 0 to 4294967295 that decides all of them (a random one)
  --first K     number of the first stream (0)
  --only NAME   event-stream or http (both, in turn)
  --json        print one JSON object`;

const MOST = 2 ** 32 - 1;
const REPORTED = 5;

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && value <= MOST) return value;
  throw new RangeError(`--${name} must be a whole number from 0 to ${MOST}`);
}

function readPlan(): Plan & { json: boolean } {
  const { values } = parseArgs({
    options: {
      streams: { type: 'string', default: '100000' },
      seed: { type: 'string', default: String(randomInt(MOST)) },
      first: { type: 'string', default: '0' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const only = CONTEST_NAMES.find((name) => name === values.only) ?? null;
  if (values.only !== undefined && only === null)
    throw new RangeError(`--only must be one of ${CONTEST_NAMES.join(', ')}`);
  return {
    streams: wholeNumber('streams', values.streams),
    seed: wholeNumber('seed', values.seed),
    first: wholeNumber('first', values.first),
    only,
    reported: REPORTED,
    json: values.json,
  };
}

const grouped = (value: number): string => value.toLocaleString('en-US');

/** One line that is written over and over, on a terminal only. */
function showProgress(streams: number): (done: number, differed: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  return (done, differed) => {
    const line = `${grouped(done)} of ${grouped(streams)} compared, ${grouped(differed)} differ`;
    process.stderr.write(done < streams ? `\r${line}` : '\r\x1b[K');
  };
}

function textOf({ seed, compared, differed, differences, exceptions }: Report): string {
  const names = CONTEST_NAMES.filter((name) => compared[name] > 0);
  const total = names.reduce((sum, name) => sum + compared[name], 0);
  const parts = names.map((name) => `${grouped(compared[name])} ${name}`).join(', ');
  const lines = differences.flatMap(linesOf);
  if (differed > differences.length) lines.push(`${grouped(differed - differences.length)} more differ`, '');
  lines.push(`${grouped(total)} compared (${parts}), ${grouped(differed)} differed, seed ${seed}`);

  const rows = Object.entries(exceptions).sort(([, one], [, other]) => other - one);
  const overruled = rows.reduce((sum, [, count]) => sum + count, 0);
  if (overruled > 0) {
    lines.push(`${grouped(overruled)} judged by the standard, where the oracle is known to differ from it:`);
  }
  for (const [reason, count] of rows) lines.push(`${grouped(count).padStart(9)}  ${reason}`);
  return lines.join('\n');
}

function linesOf({ contest, number, input, sample, verdicts, command }: Difference): string[] {
  const { bytes, cuts, ...rest } = sample;
  const cutText = cuts.length > 0 ? `, cut before ${cuts.join(', ')}` : '';
  return [
    `${contest} ${number}: ${bytes.length} bytes${cutText}`,
    `  ${input}`,
    ...(Object.keys(rest).length > 0 ? [`  ${JSON.stringify(rest)}`] : []),
    ...Object.entries(verdicts).map(
      ([name, each]) => `  ${name}: ${each instanceof Error ? each.stack : JSON.stringify(each)}`,
    ),
    `  ${command}`,
    '',
  ];
}

function toJson({ differences, ...report }: Report): string {
  const plain = differences.map(({ sample, verdicts, ...rest }) => ({
    ...rest,
    sample: { ...sample, bytes: Buffer.from(sample.bytes).toString('base64') },
    verdicts: Object.fromEntries(
      Object.entries(verdicts).map(([name, each]) => [name, each instanceof Error ? String(each) : each]),
    ),
  }));
  return JSON.stringify({ ...report, differences: plain });
}

try {
  const { json, ...plan } = readPlan();
  const report = run(plan, showProgress(plan.streams));
  console.log(json ? toJson(report) : textOf(report));
  process.exitCode = report.differed > 0 ? 1 : 0;
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
