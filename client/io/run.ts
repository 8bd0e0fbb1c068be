/**
 * One run: the scenario is given to the server, a client of the browser reads the stream from the lab, and the tap's feed
 * brings every byte of it.
 */
import { endOf } from '../../lessons/delivery/timeline.ts';
import { decodeArrival } from '../../lessons/protocol/arrival-frame.ts';
import type { Arrival } from '../../lessons/protocol/capture.ts';
import type { Scenario } from '../../lessons/schema/scenario.ts';
import type { SeenEvent } from '../../lessons/tasks/came.ts';
import type { FeedNotice, RunCreated } from '../../server/contract.ts';
import { PROBLEMS } from '../words/problems.ts';
import { ask, type RunProblem } from './api.ts';
import { now } from './clock.ts';
import { untilTrusted } from './certificate.ts';
import { openEventSource } from './event-source.ts';
import { openFetch } from './fetch-stream.ts';
import { labAnswers, labOrigin, labTlsOrigin } from './lab.ts';
import type { ClientListener } from './stream-client.ts';
import { openWays } from './ways.ts';

export interface RunListener extends Omit<ClientListener, 'lost' | 'observed'> {
  arrived(arrival: Arrival): void;
  observed(event: SeenEvent): void;
  notice(text: string): void;
}

export interface Run {
  /** Where the stream is. */
  readonly url: string;
  /** The time of `now()` at which the tap's clock stood at 0, as near as the page can know. */
  readonly startedAt: number;
  /** Closes the EventSource or aborts the fetch, and every other client, as the learner would in code. The feed stays until the end has been recorded. */
  stop(): void;
  /** Lets go of everything. */
  discard(): void;
}

export const createRun = (scenario: Scenario): Promise<RunCreated | RunProblem> =>
  ask('POST', '/api/runs', PROBLEMS.scenarioRefused, scenario);

/** A run that the server knows, and where the lab plays it. */
export interface PreparedRun {
  readonly scenario: Scenario;
  readonly created: RunCreated;
  readonly origin: string;
}

/** Calls for the learner, who has to accept the certificate of the lab at `origin`; aborts when that is given up. */
export type Distrusted = (origin: string) => AbortSignal;

/**
 * Gives the scenario to the server, and sees that the lab can be reached. Nothing is streamed yet. Null when the learner
 * did not accept the lab's certificate. Over TLS every run begins on a connection of its own: the question whether the
 * lab is there closes the one before.
 */
export async function prepareRun(
  scenario: Scenario,
  distrusted: Distrusted,
): Promise<PreparedRun | RunProblem | null> {
  const created = await createRun(scenario);
  if ('what' in created) return created;
  const plain = await labOrigin(created.labPort);
  if (scenario.protocol !== 'HTTP/2') return { scenario, created, origin: plain };
  const origin = labTlsOrigin(created.labTlsPort);
  if (await labAnswers(origin)) return { scenario, created, origin };
  if (!(await labAnswers(plain))) return PROBLEMS.labUnreachable(origin);
  // Time begins with the run: the one that waited is left for a new one.
  return (await untilTrusted(origin, distrusted(origin))) ? prepareRun(scenario, distrusted) : null;
}

/** Opens the stream of a run and the feed of its bytes. `types` are the event types that it may dispatch. */
export function openRun(
  { scenario, created, origin }: PreparedRun,
  types: readonly string[],
  on: RunListener,
): Run {
  const startedAt = now();
  const url = origin + created.stream;

  let over = false;
  /** Arrivals with bytes: how often something was heard of the lab. */
  let heard = 0;

  const feed = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/runs/${created.id}/feed`);
  feed.binaryType = 'arraybuffer';
  feed.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
    if (typeof data === 'string') {
      on.notice((JSON.parse(data) as FeedNotice).text);
      return;
    }
    const arrival = decodeArrival(new Uint8Array(data));
    if (!arrival) return;
    if (arrival.bytes.length > 0) heard += 1;
    on.arrived(arrival);
  };
  feed.onclose = ({ reason }) => {
    if (over) return;
    close();
    over = true;
    on.phase('over');
    on.problem({
      what: reason ? PROBLEMS.recordingEnds(reason) : PROBLEMS.feedLost,
      remedy: PROBLEMS.feedRemedy,
    });
  };

  const { deliver } = scenario;
  let closeWays: (() => void) | undefined;

  const client: ClientListener = {
    ...on,
    phase(phase) {
      on.phase(phase);
      // The time of the notifications begins with the first request: whoever cannot say what it has is to be there by then.
      if (deliver && phase === 'reading') closeWays ??= openWays(url.replace(/\/[^/]*$/, ''), deliver);
    },
    observed(event) {
      on.observed({ ...event, at: now() - startedAt });
    },
    lost() {
      const before = heard;
      void labAnswers(origin).then((answers) => {
        if (over || answers || heard > before) return;
        on.problem(PROBLEMS.labUnreachable(origin));
      });
    },
  };
  const closeClient = scenario.fetch
    ? openFetch(url, scenario.fetch, client)
    : openEventSource(url, types, client);

  const end = deliver && setTimeout(stop, endOf(scenario));

  function close() {
    closeClient();
    closeWays?.();
    clearTimeout(end);
  }

  function stop() {
    close();
    on.phase('over');
  }

  return {
    url,
    startedAt,
    stop,
    discard() {
      over = true;
      close();
      feed.close();
    },
  };
}
