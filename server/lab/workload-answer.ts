/** What a request of a workload is answered with: a head and content of the kind that its API takes. */
import { isEndless } from '../../lessons/protocol/connection-pool/apis.ts';
import type { Act } from '../../lessons/scenario/act.ts';
import type { Answer } from '../../lessons/schema/scenario.ts';
import type { Api, ServerEnding, WorkloadResponse } from '../../lessons/schema/workload.ts';
import type { Asked } from '../workload-run.ts';
import type { Player } from './player.ts';
import type { LabRequest } from './request.ts';

interface Content {
  readonly type: string;
  readonly text: string;
}

const TEXT: Content = { type: 'text/plain; charset=utf-8', text: 'ok\n' };
const SCRIPT: Content = { type: 'text/javascript', text: '// ok\n' };
/** It asks for nothing more, not even for an icon. */
const PAGE: Content = {
  type: 'text/html; charset=utf-8',
  text: '<!doctype html><title>ok</title><link rel="icon" href="data:,"><p>ok</p>\n',
};
/** One pixel. */
const IMAGE: Content = {
  type: 'image/svg+xml',
  text: '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>\n',
};

const CONTENTS: Readonly<Record<Api, Content>> = {
  EventSource: { type: 'text/event-stream', text: 'data: ok\n\n' },
  fetch: TEXT,
  XHR: TEXT,
  'sync XHR': TEXT,
  image: IMAGE,
  stylesheet: { type: 'text/css', text: '/* ok */\n' },
  script: SCRIPT,
  'async script': SCRIPT,
  prefetch: TEXT,
  beacon: TEXT,
  iframe: PAGE,
  navigation: PAGE,
  WebSocket: TEXT,
};

/** RFC 9110 6.4.1: these have no content. */
const hasNoContent = (status: number): boolean => status === 204 || status === 304;

/** Whoever asks may read it, with or without credentials, and see its times. */
export function corsFor({ headers }: LabRequest): Record<string, string> {
  const { origin } = headers;
  return {
    'Access-Control-Allow-Origin': origin ?? '*',
    ...(origin !== undefined && { 'Access-Control-Allow-Credentials': 'true' }),
    'Timing-Allow-Origin': '*',
  };
}

/** Fetch, CORS-preflight fetch: with credentials a `*` allows nothing, so all is named that was asked for. */
export function preflightFor(request: LabRequest): Record<string, string> {
  return {
    ...corsFor(request),
    'Access-Control-Allow-Methods': request.headers['access-control-request-method'] ?? 'GET',
    'Access-Control-Allow-Headers': request.headers['access-control-request-headers'] ?? '*',
  };
}

/** Nothing, for whoever asks when all has been let go: an EventSource stops at it (HTML 9.2.3). */
export const RELEASED: WorkloadResponse = { status: 204, duration: 0 };

export function answerTo({ request, response, ending }: Asked, asked: LabRequest): Answer {
  const { maxAge, status = 200 } = response;
  const cache = maxAge === undefined ? 'no-store' : `max-age=${Math.floor(maxAge / 1000)}`;
  const fields = {
    'Cache-Control': cache,
    ...corsFor(asked),
    ...(ending === 'connection close' && { Connection: 'close' }),
  };
  return {
    status,
    type: hasNoContent(status) ? '' : CONTENTS[request.api].type,
    fields: Object.entries(fields).map(([name, value]) => ({ name, value })),
    ...(ending === 'close-delimited' && { framing: 'close' as const }),
    steps: [],
    then: 'end',
  };
}

export function durationOf({
  request: { api },
  response: { duration, status = 200 },
}: Asked): number | 'endless' {
  if (hasNoContent(status)) return 0;
  return duration ?? (isEndless(api) ? 'endless' : 0);
}

export function* acts(asked: Asked, http2: boolean): Generator<Act> {
  const { request, response, ending } = asked;
  const { retry, status = 200 } = response;
  const duration = durationOf(asked);
  if (!hasNoContent(status)) {
    const time = request.api === 'EventSource' && retry !== undefined ? `retry: ${retry}\n` : '';
    yield { do: 'write', bytes: Buffer.from(time + CONTENTS[request.api].text) };
  }
  if (duration === 'endless') yield { do: 'hold' };
  else if (duration > 0) yield { do: 'wait', ms: duration };
  yield { do: lastAct(response.ending ?? ending, http2) };
}

/** On HTTP/2 only the stream is cut off, not the connection with all the others. */
export function lastAct(ending: ServerEnding, http2: boolean): Parameters<Player['finish']>[0] {
  if (ending === 'reset') return 'reset';
  if (ending === 'cut') return http2 ? 'reset' : 'cut';
  return 'end';
}
