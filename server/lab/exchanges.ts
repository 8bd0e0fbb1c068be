/** What the lab answers to each request: refusals first, then the page about itself, or a stream. */
import { ServerResponse, type IncomingMessage } from 'node:http';
import { WebSocketServer } from 'ws';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { CONNECTION_SPECIFIC } from '../../lessons/protocol/http2/fields.ts';
import { resumed, type Position } from '../../lessons/scenario/resume.ts';
import { contentLength, script } from '../../lessons/scenario/script.ts';
import { answerTo } from '../../lessons/scenario/attempts.ts';
import type { Answer, Scenario } from '../../lessons/schema/scenario.ts';
import type { Problem } from '../contract.ts';
import type { Run } from '../run.ts';
import { ScenarioRun } from '../scenario-run.ts';
import { WorkloadRun } from '../workload-run.ts';
import { Delivery } from './delivery.ts';
import { labGuide, type Origins } from './guide.ts';
import { Http1Connection } from './http1-connection.ts';
import { Http1Pen } from './http1-pen.ts';
import { Http2HandPen } from './http2-hand-pen.ts';
import { Http2Pen } from './http2-pen.ts';
import type { LabParts, Ports } from './parts.ts';
import type { Pen } from './pen.ts';
import { RawPen } from './raw-pen.ts';
import { CORS, refusalOf, refuse } from './refusals.ts';
import { refusalOfContent, whenComplete } from './request-content.ts';
import { hostOf, isHttp2, type LabRequest, type LabResponse } from './request.ts';
import { readTarget, runOf, wayOf, type Target } from './routes.ts';
import { readStreamQuery } from './stream-query.ts';
import { Streams } from './streams.ts';
import type { Upgrade, Wire } from './wire.ts';
import { WorkloadExchanges } from './workload-exchanges.ts';

/** What other origins may ask for; Last-Event-ID needs no leave, but whoever sets it by hand does. */
const PREFLIGHT = {
  ...CORS,
  'Access-Control-Allow-Methods': 'GET, POST',
  'Access-Control-Allow-Headers': '*',
  'Access-Control-Max-Age': '600',
};

let latest = { at: 0, text: '' };

/** The time as ISO 8601, made once for all who ask in the same millisecond. */
function now(): string {
  const at = Date.now();
  if (latest.at !== at) latest = { at, text: new Date(at).toISOString() };
  return latest.text;
}

export class Exchanges {
  readonly #parts: LabParts;
  readonly #streams: Streams;
  readonly #workloads: WorkloadExchanges;
  /** Of the targets that are remembered: thousands of clients may ask for the same. */
  readonly #scenarios = new WeakMap<Target, Scenario>();
  readonly #deliveries = new WeakMap<Run, Delivery>();
  readonly #upgrades = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 4096 });

  constructor(parts: LabParts) {
    this.#parts = parts;
    this.#streams = new Streams(parts);
    this.#workloads = new WorkloadExchanges(this.#streams);
  }

  /** A request on an HTTP/1.x connection; to be called for each, in order. */
  http1(wire: Wire, request: IncomingMessage, response: ServerResponse): void {
    const target = readTarget(request.url ?? '');
    const run = runOf(target, this.#parts.runs);
    const { connection } = wire;
    if (connection instanceof Http1Connection) {
      const { requestContent } = this.#parts.limits;
      const refused = refusalOfContent(run, request, requestContent) !== null;
      connection.requested(run, refused ? 0 : Number(request.headers['content-length'] ?? 0));
      if (refused) connection.stopAsking();
    }
    if (response.socket) {
      this.#begin(wire, target, run, request, response);
    } else if (wire.waiting >= this.#parts.limits.pipelined) {
      request.socket.destroy();
    } else {
      wire.waiting += 1;
      response.once('socket', () => {
        wire.waiting -= 1;
        this.#begin(wire, target, run, request, response);
      });
    }
  }

  /** It is the turn of this response. */
  #begin(
    wire: Wire,
    target: Target | null,
    run: Run | null,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    if (wire.connection instanceof Http1Connection) wire.connection.answering(run, response);
    this.#answer(wire, target, run, request, response);
  }

  /** A request to change an HTTP/1.1 connection to a WebSocket: the first on it. */
  upgrade(wire: Wire, request: IncomingMessage, head: Buffer): void {
    const { connection } = wire;
    if (!(connection instanceof Http1Connection)) return;
    const target = readTarget(request.url ?? '');
    const run = runOf(target, this.#parts.runs);
    connection.requested(run);
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(request.socket);
    response.once('finish', () => {
      wire.close();
    });
    connection.answering(run, response);
    this.#answer(wire, target, run, request, response, (use) => {
      response.detachSocket(request.socket);
      if (run) connection.upgraded(run);
      this.#upgrades.handleUpgrade(request, request.socket, head, use);
    });
  }

  /** A request on an HTTP/2 connection. */
  http2(wire: Wire, request: Http2ServerRequest, response: Http2ServerResponse): void {
    const target = readTarget(request.url);
    this.#answer(wire, target, runOf(target, this.#parts.runs), request, response);
  }

  /** Ends all streams, in order. */
  end(): void {
    this.#streams.end();
  }

  #answer(
    wire: Wire,
    target: Target | null,
    run: Run | null,
    request: LabRequest,
    response: LabResponse,
    upgrade: Upgrade | null = null,
  ): void {
    const path = target?.path;
    const { loopbackOnly, limits } = this.#parts;
    const upgrades = upgrade !== null;
    const mostContent = limits.requestContent;
    const refused = refusalOf({ wire, run, target, request, upgrades, loopbackOnly, mostContent });
    if (refused) {
      refuse(response, refused);
    } else if (run instanceof WorkloadRun && target) {
      this.#workloads.answer(wire, run, target, request, response, upgrade);
    } else if (request.method === 'OPTIONS') {
      response.writeHead(204, PREFLIGHT).end();
    } else if (path === '/') {
      const page = labGuide(origins(request, this.#parts.ports()));
      response.writeHead(200, { ...CORS, ...page.headers }).end(page.body);
    } else if (path === '/healthz') {
      // A browser that has asked this begins its next run on a connection of its own.
      if (isHttp2(request)) request.stream.session?.close();
      response.writeHead(204, CORS).end();
    } else if (run instanceof ScenarioRun && target) {
      const bounds = { most: mostContent, time: limits.headTime };
      const answer = () => {
        run.requests += 1;
        this.#answerOf(wire, run, target, request, response, upgrade);
      };
      whenComplete(run, request, response, bounds, answer, (tooMuch) => refuse(response, tooMuch));
    } else if (target) {
      const scenario = this.#scenarioOf(target);
      if ('detail' in scenario) refuse(response, scenario);
      else this.#stream(wire, null, scenario, scenario, request, response);
    }
  }

  /** Answers with what a run has there: its stream, or its notifications in another way. */
  #answerOf(
    wire: Wire,
    run: ScenarioRun,
    target: Target,
    request: LabRequest,
    response: LabResponse,
    upgrade: Upgrade | null,
  ): void {
    const { scenario } = run;
    if (!scenario.deliver) {
      this.#stream(wire, run, scenario, answerTo(scenario, run.requests), request, response);
      return;
    }
    const delivery = this.#deliveries.get(run) ?? new Delivery(run, scenario.deliver);
    this.#deliveries.set(run, delivery);
    if (!delivery.admit(wire)) return;
    const after = target.query.get('after');
    const plain = response as ServerResponse;
    switch (wayOf(target)) {
      case 'polling':
        delivery.poll(plain, Number(after));
        break;
      case 'long polling':
        if (this.#streams.open(wire, run, request, response)) delivery.longPoll(plain, Number(after));
        break;
      case 'WebSocket':
        if (!this.#streams.open(wire, run, request, response, request.socket)) break;
        upgrade?.((socket) => {
          this.#streams.keep(socket);
          delivery.send(socket, after);
        });
        break;
      default: {
        const lastEventId = request.headers['last-event-id'];
        const steps = delivery.steps(typeof lastEventId === 'string' ? lastEventId : null);
        this.#stream(wire, run, scenario, { ...scenario, steps }, request, response);
      }
    }
  }

  /** `target`: one for `/stream`. */
  #scenarioOf(target: Target): Scenario | Problem {
    const known = this.#scenarios.get(target);
    if (known) return known;
    const scenario = readStreamQuery(target.query);
    if (!('detail' in scenario)) this.#scenarios.set(target, scenario);
    return scenario;
  }

  #stream(
    wire: Wire,
    run: Run | null,
    scenario: Scenario,
    answer: Answer,
    request: LabRequest,
    response: LabResponse,
  ): void {
    if (!this.#streams.open(wire, run, request, response)) return;
    const lastEventId = request.headers['last-event-id'];
    const seen = scenario.resume && typeof lastEventId === 'string' ? decodeField(lastEventId) : null;
    const { answer: played, from } = resumed(answer, seen);
    const pen = penFor(wire, scenario, played, request, response, from);
    wire.together(() => {
      const acts = script(played, now, from);
      this.#streams.play(response, acts, pen, played.delay);
    });
  }
}

function penFor(
  wire: Wire,
  scenario: Scenario,
  answer: Answer,
  request: LabRequest,
  response: LabResponse,
  from: Position,
): Pen {
  if (isHttp2(request)) {
    const own = response as Http2ServerResponse;
    return wire.tap && hasConnectionField(answer)
      ? new Http2HandPen(own, answer, wire, wire.tap)
      : new Http2Pen(request, own, answer, wire);
  }
  const length = answer.framing === 'length' ? contentLength(answer, from) : null;
  return answer.rawHead !== undefined || scenario.protocol === 'HTTP/1.0'
    ? new RawPen(answer, wire, length)
    : new Http1Pen(request, response as ServerResponse, answer, wire, length);
}

/** RFC 9113 8.2.2: what belongs to a connection of HTTP/1.x. */
const hasConnectionField = ({ fields = [] }: Answer): boolean =>
  fields.some(({ name }) => CONNECTION_SPECIFIC.includes(name.toLowerCase()));

/** The bytes of a field value are UTF-8 here (HTML 9.2.3); Node gives one character for each. */
const decodeField = (value: string): string => Buffer.from(value, 'latin1').toString();

/** Under the name that the client has asked for. */
function origins(request: LabRequest, { port, tlsPort }: Ports): Origins {
  const name = (hostOf(request) ?? 'localhost').replace(/:\d+$/, '');
  return { plain: `http://${name}:${port}`, tls: `https://${name}:${tlsPort}` };
}
