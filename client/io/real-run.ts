/**
 * A workload played by this browser. Each tab of it is a frame with a document of the lab: its requests share their
 * connections with those of the other tabs, and never with the page's own, which go to the page's origin.
 */
import { realRun, unplayable, type RealRun } from '../../lessons/protocol/connection-pool/real-run.ts';
import type { InputError } from '../../lessons/schema/issues.ts';
import type { Workload } from '../../lessons/schema/workload.ts';
import type { WorkloadBegins, WorkloadCreated, WorkloadSummary } from '../../server/contract.ts';
import { untilTrusted } from './certificate.ts';
import { labAnswers } from './lab.ts';
import { ask, type RunProblem } from './api.ts';
import type { Distrusted } from './run.ts';
import { REAL_RUN } from '../words/real-run.ts';

/** What a document of a tab says of itself (`server/lab/tab-script.ts`). Milliseconds from time 0. */
export type TabNote =
  | { readonly what: 'ready' }
  | { readonly id: number; readonly at: number; readonly what: string }
  | { readonly url: string; readonly timing: RequestTiming };

/** Resource Timing of one request; 0 where the browser does not say. */
export interface RequestTiming {
  readonly startTime: number;
  readonly requestStart: number;
}

export interface RealRunListener {
  /** The workload as it is played, and when its time 0 is in it. */
  created(real: RealRun): void;
  /** So many documents of its tabs are open. */
  opened(count: number): void;
  /** Time 0 is at this moment of `Date.now()`. */
  begins(zero: number): void;
  noted(note: TabNote): void;
  seen(summary: WorkloadSummary): void;
  /** Nothing more comes. Null: it was played to its end, or released. */
  over(problem: RunProblem | null): void;
}

export interface PlayedWorkload {
  /** The server ends all responses. */
  release(): void;
  /** Lets go of everything: the frames, and what they hold. */
  discard(): void;
}

/** Milliseconds between two questions what the lab has seen, and until a document has to be there. */
const ASK_EVERY = 250;
const DOCUMENT_TIME = 10_000;

/** Why this page cannot play a workload; empty when it can. */
export function unplayableHere(workload: Workload): InputError[] {
  const errors = unplayable(workload, location.hostname);
  const profiles = new Set(workload.tabs.map(({ profile }) => profile));
  if (profiles.size > 1) {
    errors.push({ path: '/tabs', rule: REAL_RUN.oneProfile });
  }
  return errors;
}

/** As it would be played, for the model to predict: the numbers of the lab's ports count for nothing. */
export function asPlayed(workload: Workload, created: Partial<WorkloadCreated> = {}): RealRun {
  const { id: run = '', labPort: port = 1, labTlsPort: tlsPort = 2 } = created;
  const real = realRun(workload, { run, host: location.hostname, port, tlsPort });
  const top = location.origin;
  const tabs = real.workload.tabs.map((tab) => ({ ...tab, top }));
  return { ...real, workload: { ...real.workload, tabs } };
}

/** A question about workloads; `path` is below that. */
const askOf = <T extends object>(method: 'GET' | 'POST', path: string, body?: Workload) =>
  ask<T>(method, `/api/workloads${path}`, REAL_RUN.correct, body);

/** `place`: where the frames of its tabs are to be. */
export function playWorkload(
  workload: Workload,
  place: HTMLElement,
  on: RealRunListener,
  distrusted: Distrusted,
): PlayedWorkload {
  const stop = new AbortController();
  const { signal } = stop;
  let id: string | null = null;

  function end(problem: RunProblem | null) {
    if (signal.aborted) return;
    discard();
    on.over(problem);
  }

  function discard() {
    if (signal.aborted) return;
    stop.abort();
    place.replaceChildren();
    release();
  }

  function release() {
    if (id !== null) void askOf('POST', `/${id}/release`);
  }

  async function play() {
    const created = await askOf<WorkloadCreated>('POST', '', workload);
    if ('what' in created) {
      end(created);
      return;
    }
    id = created.id;
    if (isAborted()) {
      release();
      return;
    }
    const real = asPlayed(workload, created);
    on.created(real);
    for (const origin of secureOrigins(real.workload)) {
      if (await labAnswers(origin)) continue;
      if (!(await untilTrusted(origin, distrusted(origin)))) {
        end(null);
        return;
      }
    }
    const frames: HTMLIFrameElement[] = [];
    for (const [index, { tab, url }] of real.documents.entries()) {
      if (isAborted()) return;
      const frame = await open(place, tab, url, on.noted.bind(on), signal);
      if (frame === null) {
        end({
          what: REAL_RUN.notLoaded(tab, DOCUMENT_TIME / 1000),
          remedy: REAL_RUN.notLoadedRemedy(new URL(url).origin),
        });
        return;
      }
      frames.push(frame);
      on.opened(index + 1);
    }
    const asked = Date.now();
    const begins = await askOf<WorkloadBegins>('POST', `/${id}/begin`);
    if ('what' in begins) {
      end(begins);
      return;
    }
    const zero = (asked + Date.now()) / 2 + begins.inMilliseconds;
    for (const [index, frame] of frames.entries()) {
      frame.contentWindow?.postMessage({ begin: zero }, new URL(real.documents[index]?.url ?? '').origin);
    }
    on.begins(zero);
    while (!isAborted()) {
      const done = Date.now() >= zero + workload.until;
      const summary = await askOf<WorkloadSummary>('GET', `/${id}`);
      if ('what' in summary) {
        end(summary);
        return;
      }
      if (isAborted()) return;
      on.seen(summary);
      if (done) end(null);
      else await sleep(Math.min(ASK_EVERY, Math.max(0, zero + workload.until - Date.now())));
    }
  }

  // Read through a function: it changes while others are awaited.
  const isAborted = () => signal.aborted;

  void play();
  return { release, discard };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function secureOrigins({ tabs, actions }: Workload): Set<string> {
  const urls = [
    ...tabs.map(({ origin }) => origin),
    ...actions.flatMap((each) => ('url' in each ? each.url : [])),
  ];
  return new Set(
    urls
      .map((url) => new URL(url.replace(/^ws/, 'http')).origin)
      .filter((origin) => origin.startsWith('https:')),
  );
}

/** A frame whose document is ready; null when it does not come to that. What it says goes to `noted`. */
function open(
  place: HTMLElement,
  tab: number,
  url: string,
  noted: (note: TabNote) => void,
  signal: AbortSignal,
): Promise<HTMLIFrameElement | null> {
  const frame = document.createElement('iframe');
  frame.title = REAL_RUN.tab(tab);
  frame.src = url;
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, DOCUMENT_TIME, null);
    addEventListener(
      'message',
      ({ source, data }: MessageEvent<{ tab?: number; note?: TabNote } | null>) => {
        if (source === null || source !== frame.contentWindow || !data?.note) return;
        if ('what' in data.note && data.note.what === 'ready') {
          clearTimeout(timer);
          resolve(frame);
        } else {
          noted(data.note);
        }
      },
      { signal },
    );
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve(null);
    });
    place.append(frame);
  });
}
