/** Throughput, side by side: each contestant in a process of its own, one round of each in turn. */
import type { ContestantName, Feed } from './contestants.ts';
import { median, spread, throughput } from './measure.ts';
import { withContenders } from './processes.ts';
import { MIB, STREAM_NAMES } from './streams.ts';
import { digits, verdict, type Figure, type Table } from './table.ts';

/** How long is measured. */
export interface Effort {
  readonly rounds: number;
  /** Of each round. */
  readonly milliseconds: number;
  /** Milliseconds before the first round. */
  readonly warmUp: number;
  readonly cursors: number;
}

/** Says what is being measured now. */
export type Progress = (what: string) => void;

interface Result {
  /** MB/s of the event stream's or the connection's bytes, at the median round. */
  readonly speed: number;
  /** Time of each round. */
  readonly times: readonly number[];
}

/** Measures all on one feed. Throws when they do not agree on what it says. */
async function contest<N extends ContestantName>(
  names: readonly N[],
  feed: Feed,
  effort: Effort,
): Promise<Record<N, Result>> {
  return withContenders(names.length, async (contenders) => {
    const all = names.map((name, index) => ({
      name,
      contender: contenders[index] as (typeof contenders)[number],
      times: [] as number[],
    }));
    let first: string | undefined;
    let bytes = 0;
    for (const { name, contender } of all) {
      const { bytes: size, ...sum } = await contender.ask('prepare', { contestant: name, feed });
      bytes = size;
      first ??= JSON.stringify(sum);
      if (JSON.stringify(sum) !== first)
        throw new Error(
          `${name} reads ${JSON.stringify(feed)} as ${JSON.stringify(sum)}, others as ${first}`,
        );
    }
    for (const { contender } of all) await contender.ask('round', { milliseconds: effort.warmUp });
    for (let round = 0; round < effort.rounds; round++) {
      for (const { contender, times } of all)
        times.push(await contender.ask('round', { milliseconds: effort.milliseconds }));
    }
    return Object.fromEntries(
      all.map(({ name, times }) => [name, { times, speed: throughput(bytes, median(times)) }]),
    ) as unknown as Record<N, Result>;
  });
}

/** How many times as fast as the peer: the median of what each round says, so that a drift hits both. */
const ratio = (subject: Result, peer: Result): number =>
  median(subject.times.map((time, round) => (peer.times[round] as number) / time));

const CHUNKS = [1, 64, 1448, 65_536];
const PEER = 'eventsource-parser';
const bytesText = (size: number): string => (size === 65_536 ? '64 KiB' : `${size} B`);

/** Bytes of an event stream to events. */
export async function streamSpeed(effort: Effort, progress: Progress): Promise<Table> {
  const rows: string[][] = [];
  const figures: Figure[] = [];
  const spreads: number[] = [];
  for (const piece of CHUNKS) {
    for (const stream of STREAM_NAMES) {
      const cell = `${stream}, ${bytesText(piece)}`;
      progress(cell);
      const feed: Feed = { stream, piece, chunk: null, size: piece === 1 ? MIB / 4 : MIB };
      const results = await contest([PEER, 'on demand', 'at once'], feed, effort);
      const onDemand = against(
        `${cell}: on demand / ${PEER}`,
        results['on demand'],
        results[PEER],
        stream === 'tiny' ? 1 : 1.5,
      );
      const atOnce = against(`${cell}: at once / ${PEER}`, results['at once'], results[PEER], 1);
      figures.push(onDemand, atOnce, ...speedsOf(cell, results));
      spreads.push(...Object.values(results).map(({ times }) => spread(times)));
      rows.push([
        bytesText(piece),
        stream,
        digits(results[PEER].speed),
        digits(results['on demand'].speed),
        digits(onDemand.value),
        targetText(onDemand),
        verdict(onDemand),
        digits(results['at once'].speed),
        digits(atOnce.value),
        targetText(atOnce),
        verdict(atOnce),
      ]);
    }
  }
  return {
    title:
      'Bytes of an event stream to type, data and last event ID: MB/s, and how many times eventsource-parser 4 behind a TextDecoder',
    columns: ['chunk', 'stream', PEER, 'on demand', 'ratio', 'target', '', 'at once', 'ratio', 'target', ''],
    rows,
    notes: [spreadNote(spreads)],
    figures,
  };
}

const WIRE_PEERS = {
  'undici llhttp + eventsource-parser': 2,
  'node llhttp + eventsource-parser': 8,
} as const;
const WIRE_PEER_NAMES = ['undici llhttp + eventsource-parser', 'node llhttp + eventsource-parser'] as const;

/** Bytes of a connection to events, chunked transfer coding included. */
export async function wireSpeed(effort: Effort, progress: Progress): Promise<Table> {
  const rows: string[][] = [];
  const figures: Figure[] = [];
  const spreads: number[] = [];
  for (const chunk of ['event', 4096] as const) {
    for (const piece of [1448, 65_536]) {
      const cell = `a chunk of ${chunk === 'event' ? 'one event' : bytesText(chunk)}, ${bytesText(piece)} a read`;
      progress(cell);
      const feed: Feed = { stream: 'llm', size: MIB, chunk, piece };
      const results = await contest([...WIRE_PEER_NAMES, 'wire, on demand', 'wire, at once'], feed, effort);
      const ratios = WIRE_PEER_NAMES.map((peer) =>
        against(`${cell}: on demand / ${peer}`, results['wire, on demand'], results[peer], WIRE_PEERS[peer]),
      );
      const atOnce = WIRE_PEER_NAMES.map((peer) =>
        against(`${cell}: at once / ${peer}`, results['wire, at once'], results[peer], null),
      );
      figures.push(...ratios, ...atOnce, ...speedsOf(cell, results));
      spreads.push(...Object.values(results).map(({ times }) => spread(times)));
      rows.push([
        chunk === 'event' ? 'one event' : bytesText(chunk),
        bytesText(piece),
        ...WIRE_PEER_NAMES.map((peer) => digits(results[peer].speed)),
        digits(results['wire, on demand'].speed),
        ...ratios.flatMap((figure) => [digits(figure.value), targetText(figure), verdict(figure)]),
        digits(results['wire, at once'].speed),
        ...atOnce.map(({ value }) => digits(value)),
      ]);
    }
  }
  return {
    title:
      'Bytes of a connection to events, chunked coding included, llm: MB/s, and how many times each peer with eventsource-parser 4 behind it',
    columns: [
      'chunk',
      'read',
      'undici',
      'node',
      'on demand',
      '/ undici',
      'target',
      '',
      '/ node',
      'target',
      '',
      'at once',
      '/ undici',
      '/ node',
    ],
    rows,
    notes: [
      spreadNote(spreads),
      "Node's parser is measured bare, without the streams and objects of node:http.",
    ],
    figures,
  };
}

const against = (name: string, subject: Result, peer: Result, least: number | null): Figure => {
  return { name, value: ratio(subject, peer), unit: 'times', target: least === null ? null : { least } };
};

const speedsOf = (cell: string, results: Record<string, Result>): Figure[] =>
  Object.entries(results).map(([name, { speed, times }]) => {
    return {
      name: `${cell}: ${name}`,
      value: speed,
      unit: 'MB/s',
      target: null,
      note: `spread ${percent(spread(times))}`,
    };
  });

const targetText = ({ target }: Figure): string =>
  target !== null && 'least' in target ? target.least.toFixed(1) : '';
const percent = (part: number): string => `${Math.round(part * 100)} %`;
const spreadNote = (spreads: readonly number[]): string =>
  `1 MB is 10^6 bytes. Half of the rounds of one cell lie within ${percent(median(spreads))}, in the worst cell within ${percent(Math.max(...spreads))}.`;
