/** A run: so many random samples, each made from the seed and its number alone, and the differences among them. */
import { eventStreamContest, httpContest, type Contest, type ContestName } from './contest.ts';
import { Random } from './prng.ts';
import { escaped, type Sample } from './sample.ts';
import { shrink } from './shrink.ts';

export interface Plan {
  readonly streams: number;
  readonly seed: number;
  /** Number of the first sample. */
  readonly first: number;
  readonly only: ContestName | null;
  /** How many differences are made small and reported; the others are counted. */
  readonly reported: number;
}

export interface Difference {
  readonly contest: ContestName;
  /** Of the sample as it was found; the input is the smallest one found from it. */
  readonly number: number;
  readonly input: string;
  readonly sample: Sample;
  readonly verdicts: Readonly<Record<string, unknown>>;
  /** The command that finds it again. */
  readonly command: string;
}

export interface Report {
  readonly seed: number;
  readonly compared: Record<ContestName, number>;
  readonly differed: number;
  /** The first differences, made small. */
  readonly differences: readonly Difference[];
  /** How often an oracle was overruled, by reason. */
  readonly exceptions: Readonly<Record<string, number>>;
}

export interface Contests {
  readonly eventStream: Contest<Sample>;
  readonly http: ReturnType<typeof httpContest>;
}

/** Samples between two signs of progress. */
const STRIDE = 1000;

export function run(
  plan: Plan,
  progress: (done: number, differed: number) => void = () => undefined,
  contests: Contests = { eventStream: eventStreamContest(), http: httpContest() },
): Report {
  const compared: Record<ContestName, number> = { 'event-stream': 0, http: 0 };
  const exceptions: Record<string, number> = {};
  const differences: Difference[] = [];
  let differed = 0;

  const compare = <S extends Sample>(contest: Contest<S>, number: number): void => {
    const sample = contest.random(new Random(plan.seed, number));
    const { agree, exception } = contest.judge(sample);
    compared[contest.name]++;
    if (exception !== null) exceptions[exception] = (exceptions[exception] ?? 0) + 1;
    if (!agree && differed++ < plan.reported) differences.push(describe(contest, sample, number, plan.seed));
  };

  for (let done = 0; done < plan.streams; done++) {
    const number = plan.first + done;
    const name = plan.only ?? (number % 2 === 0 ? 'event-stream' : 'http');
    if (name === 'http') compare(contests.http, number);
    else compare(contests.eventStream, number);
    if ((done + 1) % STRIDE === 0) progress(done + 1, differed);
  }
  return { seed: plan.seed, compared, differed, differences, exceptions };
}

function describe<S extends Sample>(contest: Contest<S>, found: S, number: number, seed: number): Difference {
  const sample = shrink(found, (smaller) => !contest.judge(smaller).agree);
  return {
    contest: contest.name,
    number,
    input: escaped(sample.bytes),
    sample,
    verdicts: contest.judge(sample).verdicts,
    command: `npm run fuzz -- --only ${contest.name} --seed ${seed} --first ${number} --streams 1`,
  };
}
