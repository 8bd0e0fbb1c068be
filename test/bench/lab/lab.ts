/** `npm run bench -- lab`: the lab under load, beside the servers people use. */
import type { Progress } from '../speed.ts';
import type { Table } from '../table.ts';
import { http1Aims, http2Aims } from './aims.ts';
import type { ServerName } from './servers.ts';
import { measurements, targets, tryAll } from './tables.ts';
import { WARM_UP, type Plan } from './trial.ts';

const HTTP1: readonly ServerName[] = ['node:http', 'Express', 'better-sse', 'lab, untapped', 'lab, tapped'];
const HTTP2: readonly ServerName[] = ['node:http2', 'lab, HTTP/2'];

/** Files that a process needs open besides its connections. */
const SPARE = 100;

/** How many streams a process of this machine may have for a trial; Node has raised the soft limit to the hard one. */
function mostConnections(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  const most = Number(userLimits?.open_files?.soft ?? Infinity);
  return Number.isNaN(most) ? Infinity : most - SPARE - WARM_UP;
}

interface Effort {
  readonly rounds: number;
  readonly milliseconds: number;
}

const FULL: Effort = { rounds: 2, milliseconds: 3000 };
const QUICK: Effort = { rounds: 1, milliseconds: 1000 };

/** Events per second that are too much for every server here. */
const TOO_MANY = 200_000;

async function http1(wanted: number, rates: readonly number[], effort: Effort, progress: Progress) {
  const streams = Math.min(wanted, Math.floor(mostConnections() / 2) * 2);
  const plan: Plan = {
    streams,
    connections: null,
    rates: [...rates, TOO_MANY],
    milliseconds: effort.milliseconds,
  };
  const trials = await tryAll(HTTP1, plan, effort.rounds, progress);
  const fewer = streams < wanted ? `, as this machine allows no ${wanted}` : '';
  const measured = measurements(`${streams} connections over HTTP/1.1${fewer}`, trials, plan);
  return [
    { ...measured, notes: [...measured.notes, 'The last rate is too much for all.'] },
    targets(`The lab with ${streams} connections`, trials, http1Aims(plan.rates)),
  ];
}

async function http2(streams: number, effort: Effort, progress: Progress) {
  const plan: Plan = { streams, connections: 10, rates: [10_000], milliseconds: effort.milliseconds };
  const trials = await tryAll(HTTP2, plan, effort.rounds, progress);
  return [
    measurements(`${streams} streams over ${plan.connections} connections of HTTP/2`, trials, plan),
    targets('The lab over HTTP/2', trials, http2Aims(plan.rates)),
  ];
}

type Measure = (options: { readonly quick: boolean }, progress: Progress) => Promise<Table[]>;

export const LAB: Readonly<Record<string, Measure>> = {
  some: ({ quick }, progress) =>
    quick ? http1(200, [10_000], QUICK, progress) : http1(2000, [20_000, 40_000], FULL, progress),
  many: ({ quick }, progress) =>
    quick ? http1(1000, [10_000], QUICK, progress) : http1(10_000, [20_000], FULL, progress),
  http2: ({ quick }, progress) => (quick ? http2(200, QUICK, progress) : http2(1000, FULL, progress)),
};
