/** What the lab answers to each request: refusals first, then the page about itself, or a stream. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { CONNECTION_SPECIFIC } from '../../lessons/protocol/http2/fields.ts';
import { isNothingLeft, positionAfter, START } from '../../lessons/scenario/resume.ts';
import { contentLength, script } from '../../lessons/scenario/script.ts';
import { answerTo } from '../../lessons/scenario/attempts.ts';
import type { Answer, Scenario } from '../../lessons/schema/scenario.ts';
import type { Problem } from '../contract.ts';
import { isLoopbackName } from '../guard.ts';
import { problem, sendProblem } from '../problem.ts';
import type { Run } from '../run.ts';
import { labGuide, type Origins } from './guide.ts';
import { Http1Connection } from './http1-connection.ts';
import { Http1Pen } from './http1-pen.ts';
import { Http2Connection } from './http2-connection.ts';
import { Http2HandPen } from './http2-hand-pen.ts';
import { Http2Pen } from './http2-pen.ts';
import type { LabParts, Ports } from './parts.ts';
import type { Pen } from './pen.ts';
import { Player } from './player.ts';
import { Quota } from './quota.ts';
import { RawPen } from './raw-pen.ts';
import { readTarget, runOf, type Target } from './routes.ts';
import { readStreamQuery } from './stream-query.ts';
import type { Wire } from './wire.ts';

type LabRequest = IncomingMessage | Http2ServerRequest;
type LabResponse = ServerResponse | Http2ServerResponse;

const CORS = { 'Access-Control-Allow-Origin': '*' };
/** What other origins may ask for; Last-Event-ID needs no leave, but whoever sets it by hand does. */
const PREFLIGHT = {
  ...CORS,
  'Access-Control-Allow-Methods': 'GET',
  'Access-Control-Allow-Headers': '*',
  'Access-Control-Max-Age': '600',
};

/** How many queries are remembered with what they ask for. */
const MOST_QUERIES = 100;

const now = () => new Date().toISOString();

export class Exchanges {
  readonly #parts: LabParts;
  readonly #streams: Quota;
  readonly #playing = new Set<Player>();
  /** Those of the latest queries: thousands of clients may ask the same. */
  readonly #scenarios = new Map<string, Scenario>();

  constructor(parts: LabParts) {
    this.#parts = parts;
    this.#streams = new Quota({ inAll: parts.limits.streams, perClient: parts.limits.streamsPerClient });
  }

  /** A request on an HTTP/1.x connection; to be called for each, in order. */
  http1(wire: Wire, request: IncomingMessage, response: ServerResponse): void {
    const { connection } = wire;
    if (!(connection instanceof Http1Connection)) return;
    const target = readTarget(request.url ?? '');
    const run = runOf(target, this.#parts.runs);
    connection.requested(run);
    if (hasContent(request)) connection.contentFollows();
    const begin = () => {
      connection.answering(run, response);
      this.#answer(wire, target, run, request, response);
    };
    if (response.socket) {
      begin();
    } else if (connection.waiting >= this.#parts.limits.pipelined) {
      request.socket.destroy();
    } else {
      connection.waiting += 1;
      response.once('socket', () => {
        connection.waiting -= 1;
        begin();
      });
    }
  }

  /** A request on an HTTP/2 connection. */
  http2(wire: Wire, request: Http2ServerRequest, response: Http2ServerResponse): void {
    const target = readTarget(request.url);
    this.#answer(wire, target, runOf(target, this.#parts.runs), request, response);
  }

  /** Ends all streams, in order. */
  end(): void {
    for (const player of this.#playing) player.end();
  }

  #answer(
    wire: Wire,
    target: Target | null,
    run: Run | null,
    request: LabRequest,
    response: LabResponse,
  ): void {
    const { limits } = this.#parts;
    const path = target?.path;
    const refused = this.#refusal(wire, run, request, path);
    if (refused) {
      refuse(response, refused);
    } else if (request.method === 'OPTIONS') {
      response.writeHead(204, PREFLIGHT).end();
    } else if (path === '/') {
      const page = labGuide(origins(request, this.#parts.ports()));
      response.writeHead(200, { ...CORS, ...page.headers }).end(page.body);
    } else if (path === '/healthz') {
      // A browser that has asked this begins its next run on a connection of its own.
      if (isHttp2(request)) request.stream.session?.close();
      response.writeHead(204, CORS).end();
    } else if (run) {
      run.requests += 1;
      if (run.streams >= limits.streamsPerRun) {
        const detail = `This run has ${limits.streamsPerRun} streams open, and no more than that.`;
        refuse(response, problem(429, `${detail} Close some of them.`));
      } else {
        this.#stream(wire, run, run.scenario, answerTo(run.scenario, run.requests), request, response);
      }
    } else {
      const scenario = this.#scenarioOf(target?.query ?? new URLSearchParams());
      if ('detail' in scenario) refuse(response, scenario);
      else this.#stream(wire, null, scenario, scenario, request, response);
    }
  }

  #scenarioOf(query: URLSearchParams): Scenario | Problem {
    const text = query.toString();
    const known = this.#scenarios.get(text);
    if (known) return known;
    const scenario = readStreamQuery(query);
    if (!('detail' in scenario)) {
      if (this.#scenarios.size >= MOST_QUERIES) this.#scenarios.clear();
      this.#scenarios.set(text, scenario);
    }
    return scenario;
  }

  /** Why a request is not answered with what it asks for; null when it is. */
  #refusal(wire: Wire, run: Run | null, request: LabRequest, path: string | undefined): Refusal | null {
    const host = isHttp2(request) ? request.authority : request.headers.host;
    if (request.httpVersion === '1.1' && host === undefined) {
      return closing(problem(400, 'An HTTP/1.1 request must have a Host field (RFC 9112 3.2).'));
    }
    if (this.#parts.loopbackOnly && host !== undefined && !isLoopbackName(host)) {
      return closing(
        problem(403, `The lab answers to localhost only, not to the host ${JSON.stringify(host)}.`),
      );
    }
    if (!isHttp2(request) && hasContent(request)) {
      return closing(problem(400, 'A request to the lab has no content.'));
    }
    if (run === null && path !== '/' && path !== '/healthz' && path !== '/stream') {
      const what = path ?? 'such target';
      return problem(404, `The lab has no ${what}. A run is forgotten when newer ones need its room.`);
    }
    if (request.method === 'OPTIONS') return null;
    if (request.method !== 'GET') {
      return {
        ...problem(405, `The lab answers GET only, not ${request.method}.`),
        headers: { Allow: 'GET, OPTIONS' },
      };
    }
    if (run !== null && !recordedFor(wire, run)) {
      // RFC 9110 15.5.20: the client may ask again on another connection.
      if (isHttp2(request)) request.stream.session?.close();
      return closing(
        problem(421, 'This connection is not recorded for this run: ask on a connection of its own.'),
      );
    }
    return null;
  }

  #stream(
    wire: Wire,
    run: Run | null,
    scenario: Scenario,
    answer: Answer,
    request: LabRequest,
    response: LabResponse,
  ): void {
    const { limits, log } = this.#parts;
    const { client } = wire;
    const bound = this.#streams.take(client);
    if (bound === 'of one client') {
      const detail = `You have ${limits.streamsPerClient} streams open, and no more than that.`;
      refuse(response, problem(429, `${detail} Close some of them.`));
      return;
    }
    if (bound === 'in all') {
      const detail = `The lab has ${limits.streams} streams open, and no more than that.`;
      refuse(response, problem(503, `${detail} Try again when some have ended.`));
      return;
    }
    if (run) run.streams += 1;
    wire.allowSilence();

    const lastEventId = request.headers['last-event-id'];
    const from =
      scenario.resume && typeof lastEventId === 'string'
        ? positionAfter(answer.steps, decodeField(lastEventId))
        : START;
    const told = from !== START && answer.then === 'end' && isNothingLeft(answer.steps, from);
    // HTML 9.2.3: 204 is how a server says that the client need not come back.
    const played: Answer = told ? { ...answer, status: 204, steps: [] } : answer;
    const pen = penFor(wire, scenario, played, request, response, from);
    const player = new Player(
      script(played, now, from),
      pen,
      { bytes: limits.streamBytes, time: limits.streamTime },
      played.delay ?? 0,
      (error) => {
        log.error(error, 'a stream could not be played');
        response.destroy();
      },
    );
    this.#playing.add(player);
    log.info({ client, url: request.url, http: request.httpVersion }, 'stream begins');
    response.once('close', () => {
      player.stop();
      this.#playing.delete(player);
      this.#streams.give(client);
      if (run) run.streams -= 1;
      log.info({ client, url: request.url }, 'stream is over');
    });
  }
}

function penFor(
  wire: Wire,
  scenario: Scenario,
  answer: Answer,
  request: LabRequest,
  response: LabResponse,
  from: typeof START,
): Pen {
  if (isHttp2(request)) {
    const own = response as Http2ServerResponse;
    return wire.tap && hasConnectionField(answer)
      ? new Http2HandPen(own, answer, wire, wire.tap)
      : new Http2Pen(request, own, answer, wire);
  }
  const length = answer.framing === 'length' ? contentLength(answer, from) : null;
  const plain = response as ServerResponse;
  return answer.rawHead !== undefined || scenario.protocol === 'HTTP/1.0'
    ? new RawPen(plain, answer, wire, length)
    : new Http1Pen(request, plain, answer, wire, length);
}

/** RFC 9113 8.2.2: what belongs to a connection of HTTP/1.x. */
const hasConnectionField = ({ fields = [] }: Answer): boolean =>
  fields.some(({ name }) => CONNECTION_SPECIFIC.includes(name.toLowerCase()));

function recordedFor({ tap, connection }: Wire, run: Run): boolean {
  if (tap === null) return false;
  return connection instanceof Http2Connection ? connection.claim(run) : true;
}

const isHttp2 = (request: LabRequest): request is Http2ServerRequest => request.httpVersionMajor === 2;

/** RFC 9112 6.3: a request has content when it says how that is framed. */
function hasContent({ headers }: LabRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** The bytes of a field value are UTF-8 here (HTML 9.2.3); Node gives one character for each. */
const decodeField = (value: string): string => Buffer.from(value, 'latin1').toString();

/** Under the name that the client has asked for. */
function origins(request: LabRequest, { port, tlsPort }: Ports): Origins {
  const host = (isHttp2(request) ? request.authority : request.headers.host) ?? 'localhost';
  const name = host.replace(/:\d+$/, '');
  return { plain: `http://${name}:${port}`, tls: `https://${name}:${tlsPort}` };
}

type Refusal = Problem & { readonly headers?: Record<string, string> };

/** HTTP/2 has no Connection field: what closes there is said by GOAWAY. */
const closing = (answer: Problem): Refusal => ({ ...answer, headers: { Connection: 'close' } });

function refuse(response: LabResponse, { headers = {}, ...answer }: Refusal): void {
  const { Connection: _, ...others } = headers;
  const fields = 'stream' in response ? others : headers;
  sendProblem(response as ServerResponse, answer, { ...CORS, ...fields });
}
