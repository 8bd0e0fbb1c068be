/** What the lab does not answer, and why, as problem details (RFC 9457). */
import type { ServerResponse } from 'node:http';
import { waysOf, type Way } from '../../lessons/delivery/ways.ts';
import type { Problem } from '../contract.ts';
import { isLoopbackName } from '../guard.ts';
import { problem, sendProblem } from '../problem.ts';
import type { Run } from '../run.ts';
import { ScenarioRun } from '../scenario-run.ts';
import { WorkloadRun } from '../workload-run.ts';
import { Http2Connection } from './http2-connection.ts';
import { refusalOfContent } from './request-content.ts';
import { hostOf, isHttp2, type LabRequest, type LabResponse } from './request.ts';
import { wayOf, type Target } from './routes.ts';
import type { Wire } from './wire.ts';

/** A request, and what is known of it. */
export interface Asked {
  readonly wire: Wire;
  /** Null when it is for none. */
  readonly run: Run | null;
  /** Null when its target is none. */
  readonly target: Target | null;
  readonly request: LabRequest;
  /** Whether the connection can change to a WebSocket now. */
  readonly upgrades: boolean;
  /** Whether only loopback names are answered. */
  readonly loopbackOnly: boolean;
  /** Bytes of content that a request may have, where one may. */
  readonly mostContent: number;
}

export const CORS = { 'Access-Control-Allow-Origin': '*' };

type Refusal = Problem & { readonly headers?: Record<string, string> };

/** HTTP/2 has no Connection field: what closes there is said by GOAWAY. */
const closing = (answer: Problem): Refusal => ({ ...answer, headers: { Connection: 'close' } });

export function refuse(response: LabResponse, { headers = {}, ...answer }: Refusal): void {
  const { Connection: _, ...others } = headers;
  const fields = 'stream' in response ? others : headers;
  sendProblem(response as ServerResponse, answer, { ...CORS, ...fields });
}

/** What a run is asked with; a beacon of a workload is a POST. */
function methodsOf(run: Run | null): readonly string[] {
  if (run instanceof WorkloadRun) return ['GET', 'OPTIONS', 'POST'];
  return [(run instanceof ScenarioRun && run.scenario.fetch?.method) || 'GET', 'OPTIONS'];
}

/** Why a request is not answered with what it asks for; null when it is. */
export function refusalOf(asked: Asked): Refusal | null {
  const { wire, run, target, request, upgrades, loopbackOnly, mostContent } = asked;
  const path = target?.path;
  const way = wayOf(target);
  const host = hostOf(request);
  if (request.httpVersion === '1.1' && host === undefined) {
    return closing(problem(400, 'An HTTP/1.1 request must have a Host field (RFC 9112 3.2).'));
  }
  if (loopbackOnly && host !== undefined && !isLoopbackName(host)) {
    return closing(
      problem(403, `The lab answers to localhost only, not to the host ${JSON.stringify(host)}.`),
    );
  }
  const content = refusalOfContent(run, request, mostContent);
  if (content) return closing(content);
  if (run === null && path !== '/' && path !== '/healthz' && path !== '/stream') {
    const what = path ?? 'such target';
    return problem(404, `The lab has no ${what}. A run is forgotten when newer ones need its room.`);
  }
  if (run instanceof ScenarioRun && !waysOf(run.scenario.deliver ?? {}).includes(way as Way)) {
    return problem(404, `The notifications of this run are not delivered by ${way}.`);
  }
  const ofWorkload = run instanceof WorkloadRun;
  // What goes before a request of a workload is studied as well.
  if (request.method === 'OPTIONS' && !ofWorkload) return null;
  const methods = methodsOf(run);
  if (!methods.includes(request.method ?? '')) {
    return {
      ...problem(405, `The lab answers ${methods[0]} only, not ${request.method}.`),
      headers: { Allow: methods.join(', ') },
    };
  }
  if (run !== null && !recordedFor(wire, run)) {
    // RFC 9110 15.5.20: the client may ask again on another connection.
    if (isHttp2(request)) request.stream.session?.close();
    return closing(
      problem(421, 'This connection is not recorded for this run: ask on a connection of its own.'),
    );
  }
  const after = target?.query.get('after') ?? null;
  if (after !== null && run !== null && !/^\d{1,9}$/.test(after)) {
    return problem(400, `after is the number of a notification, not ${JSON.stringify(after)}.`);
  }
  if ((ofWorkload ? run.hasSocketAt(path ?? '') : way === 'WebSocket') && !upgrades) {
    const detail = 'Ask for a WebSocket with the first request of a connection (RFC 6455 4.1).';
    return { ...problem(426, detail), headers: { Upgrade: 'websocket', Connection: 'Upgrade' } };
  }
  return null;
}

function recordedFor({ tap, connection }: Wire, run: Run): boolean {
  if (tap === null) return false;
  return connection instanceof Http2Connection ? connection.claim(run) : true;
}
