/**
 * What would cross the connections of a scenario, without a network: the browser asks, the answer comes act by act, and
 * it asks again where an EventSource would, or a fetch that retries. The heads say less than those of the lab, which Node
 * writes.
 */
import type { Arrival, Ending } from '../protocol/capture.ts';
import { Dissection } from '../protocol/dissect.ts';
import { joined } from '../protocol/joined.ts';
import { formatChunk, formatHead, formatLastChunk, type FieldLine } from '../protocol/format-http.ts';
import { encodeUtf8 } from '../protocol/utf8.ts';
import type { Act } from '../scenario/act.ts';
import { asksNotToTransform } from '../scenario/asks.ts';
import { answerTo } from '../scenario/attempts.ts';
import { resumed, type Position } from '../scenario/resume.ts';
import { contentLength, script } from '../scenario/script.ts';
import { BODY_TYPE, RETRY_WAIT } from '../schema/fetch-bounds.ts';
import type { Answer, Scenario } from '../schema/scenario.ts';

/** Requests of an EventSource that would ask for ever. */
const MOST_REQUESTS = 4;

/** Acts of one answer that may have no end. */
const MOST_ACTS = 1000;

/** Milliseconds before the next request where no `retry` has said it: Chromium's value. */
const RECONNECTION_TIME = 3000;

const TIME = '2026-01-01T00:00:00.000Z';

const NOTHING = new Uint8Array();

/** Why the scenario cannot be played without a network; null when it can. */
export function whyUnplayable(scenario: Scenario): string | null {
  if (scenario.protocol === 'HTTP/2') return 'HTTP/2 is played by the lab alone';
  if (scenario.deliver) return 'several ways of delivery are played by the lab alone';
  const answers = [scenario, ...(scenario.attempts ?? []).map((_, index) => answerTo(scenario, index + 2))];
  return answers.some((answer) => answer.gzip && !asksNotToTransform(answer))
    ? 'compression is played by the lab alone'
    : null;
}

/** Only for a scenario that can be played. */
export function play(scenario: Scenario): Dissection {
  const dissection = new Dissection();
  let at = 0;
  const most = scenario.fetch ? 1 + (scenario.fetch.retries ?? 0) : MOST_REQUESTS;
  for (let request = 1; request <= most; request += 1) {
    const before = dissection.stateAt(dissection.capture.length);
    const id = before.lastEventId === null ? '' : dissection.text(before.lastEventId);
    const append = (from: Arrival['from'], bytes: Uint8Array, ending: Ending | null = null) => {
      dissection.append({ connection: request, from, at, bytes, ending });
    };
    append('client', requestOf(scenario, id));
    const { answer, from } = resumed(answerTo(scenario, request), scenario.resume && id !== '' ? id : null);
    for (const written of exchange(answer, from, scenario.protocol ?? 'HTTP/1.1')) {
      at += written.wait;
      append('server', written.bytes, written.ending);
    }
    const last = dissection.messages.at(-1);
    if (scenario.fetch) {
      // Without any response the connection can only have been lost.
      const isCut = last?.kind === 'request' ? !isOpen(dissection, request) : last?.outcome === 'cut';
      if (!isCut) break;
      at += RETRY_WAIT;
    } else {
      if (last?.outcome === null || !asksAgain(answer)) break;
      at += dissection.stateAt(dissection.capture.length).reconnectionTime ?? RECONNECTION_TIME;
    }
  }
  return dissection;
}

function requestOf({ protocol = 'HTTP/1.1', fetch: asked }: Scenario, lastEventId: string): Uint8Array {
  const method = asked?.method ?? 'GET';
  const body = encodeUtf8(asked?.body ?? '');
  const fields: FieldLine[] = [
    { name: 'Host', value: 'localhost' },
    { name: 'Accept', value: 'text/event-stream' },
  ];
  if (method === 'POST') fields.push({ name: 'Content-Length', value: String(body.length) });
  if (asked?.body !== undefined) fields.push({ name: 'Content-Type', value: BODY_TYPE });
  if (lastEventId !== '' && !asked) fields.push({ name: 'Last-Event-ID', value: lastEventId });
  return joined([formatHead({ method, target: '/stream', version: versionOf(protocol), fields }), body]);
}

const isOpen = ({ capture }: Dissection, connection: number): boolean =>
  capture.connection(connection).server.ended === null;

const versionOf = (protocol: string) => (protocol === 'HTTP/1.0' ? '1.0' : '1.1');

/** HTML 9.2.3: the client asks again after a stream that ended, however it ended. */
function asksAgain({ status = 200, type = 'text/event-stream', rawHead }: Answer): boolean {
  return rawHead === undefined && status === 200 && /^text\/event-stream\b/.test(type);
}

interface Written {
  /** Milliseconds before it. */
  readonly wait: number;
  readonly bytes: Uint8Array;
  readonly ending: Ending | null;
}

function* exchange(
  answer: Answer,
  from: Position,
  protocol: NonNullable<Scenario['protocol']>,
): Generator<Written> {
  const { delay = 0, status = 200, framing, rawHead, trailers } = answer;
  const length = framing === 'length' ? contentLength(answer, from) : null;
  const chunked =
    protocol === 'HTTP/1.1' &&
    rawHead === undefined &&
    status !== 204 &&
    (framing ?? 'chunked') === 'chunked';
  const head =
    rawHead === undefined
      ? formatHead({ status, version: versionOf(protocol), fields: fieldsOf(answer, chunked, length) })
      : encodeUtf8(rawHead);
  yield { wait: delay, bytes: head, ending: null };

  let left = length === null ? Infinity : length - Number(answer.then !== 'end');
  let wait = 0;
  let acts = 0;
  for (const act of script(answer, () => TIME, from)) {
    acts += 1;
    if (acts > MOST_ACTS) return;
    if (act.do === 'wait') {
      wait += act.ms;
      continue;
    }
    if (act.do === 'write' && !chunked) {
      const bytes = act.bytes.subarray(0, left);
      left -= bytes.length;
      yield { wait, bytes, ending: null };
    } else yield { wait, ...written(act, chunked, trailers) };
    wait = 0;
  }
}

function fieldsOf(answer: Answer, chunked: boolean, length: number | null): FieldLine[] {
  const { type = 'text/event-stream', fields = [], trailers } = answer;
  return [
    ...(type === '' ? [] : [{ name: 'Content-Type', value: type }]),
    ...fields,
    ...(trailers ? [{ name: 'Trailer', value: trailers.map(({ name }) => name).join(', ') }] : []),
    ...(length === null ? [] : [{ name: 'Content-Length', value: String(length) }]),
    ...(chunked ? [{ name: 'Transfer-Encoding', value: 'chunked' }] : []),
  ];
}

function written(
  act: Exclude<Act, { do: 'wait' }>,
  chunked: boolean,
  trailers: Answer['trailers'],
): Omit<Written, 'wait'> {
  switch (act.do) {
    case 'write':
      return { bytes: formatChunk(act.bytes, act.extensions), ending: null };
    case 'raw':
      return { bytes: act.bytes, ending: null };
    case 'end':
      return chunked ? { bytes: formatLastChunk(trailers), ending: null } : { bytes: NOTHING, ending: 'fin' };
    case 'cut':
      return { bytes: NOTHING, ending: 'fin' };
    case 'reset':
      return { bytes: NOTHING, ending: 'reset' };
    case 'hold':
      return { bytes: NOTHING, ending: null };
  }
}
