/** What the lab has, by the path of a request. */
import { PATHS, WAYS, type Way } from '../../lessons/delivery/ways.ts';
import { WORKER_PATH } from '../../lessons/protocol/connection-pool/real-run.ts';
import type { Run } from '../run.ts';
import type { Runs } from '../runs.ts';
import { WorkloadRun } from '../workload-run.ts';

const RUN = new RegExp(
  `^/runs/([\\w-]+)/(?:(${Object.values(PATHS).join('|')})|tab/(-?\\d+)|at/.*|(${WORKER_PATH}))$`,
);

export interface Target {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** How many request-targets are remembered with what they say, and how long such a one may be. */
const MOST_TARGETS = 1000;
const LONGEST_TARGET = 1024;
/** The latest ones: thousands of clients may ask for the same. */
const targets = new Map<string, Target | null>();

/**
 * The path and the query of a request-target, in origin form or absolute form (RFC 9112 3.2); null when it is neither.
 * The same for all who ask for the same, so not to be changed.
 */
export function readTarget(target: string): Target | null {
  const known = targets.get(target);
  if (known !== undefined) return known;
  const read = parseTarget(target);
  if (target.length > LONGEST_TARGET) return read;
  if (targets.size >= MOST_TARGETS) targets.clear();
  targets.set(target, read);
  return read;
}

function parseTarget(target: string): Target | null {
  // As it stands: a base would take `//name/` for a host.
  const url = target.startsWith('/') ? `http://localhost${target}` : target;
  if (!/^https?:/i.test(url) || !URL.canParse(url)) return null;
  const { pathname, searchParams } = new URL(url);
  return { path: pathname, query: searchParams };
}

/** The run that a request is for: one of a scenario is at the ways of delivery, one of a workload elsewhere. */
export function runOf(target: Target | null, runs: Runs): Run | null {
  const [, id = '', way] = RUN.exec(target?.path ?? '') ?? [];
  const run = runs.get(id);
  return run !== undefined && run instanceof WorkloadRun === (way === undefined) ? run : null;
}

/** The tab of a workload whose document a request asks for. */
export function tabOf(target: Target | null): number | null {
  const tab = RUN.exec(target?.path ?? '')?.[3];
  return tab === undefined ? null : Number(tab);
}

/** The shared stream of a workload for which a request asks for the script of a worker: its URL. */
export function workerOf(target: Target | null): string | null {
  const stream = target?.query.get('stream') ?? '';
  return RUN.exec(target?.path ?? '')?.[4] !== undefined && URL.canParse(stream) ? stream : null;
}

/** Who sent a request, as far as its Referer field says it: the tab, or a worker; null for whoever else. */
export function senderOf(referer: string | undefined): number | 'worker' | null {
  const target = readTarget(referer ?? '');
  return workerOf(target) === null ? tabOf(target) : 'worker';
}

/** The way of delivery that a request for a run asks for. */
export function wayOf(target: Target | null): Way | null {
  const path = RUN.exec(target?.path ?? '')?.[2];
  return WAYS.find((way) => PATHS[way] === path) ?? null;
}
