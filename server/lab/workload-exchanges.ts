/** What the lab answers to the requests of a workload: the document of a tab, or what the workload has at that URL. */
import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import type { WebSocket } from 'ws';
import { problem } from '../problem.ts';
import type { Asked, Line, WorkloadRun } from '../workload-run.ts';
import { Http1Pen } from './http1-pen.ts';
import { Http2Pen } from './http2-pen.ts';
import { refuse } from './refusals.ts';
import { hostOf, isHttp2, type LabRequest, type LabResponse } from './request.ts';
import { senderOf, tabOf, workerOf, type Target } from './routes.ts';
import type { Streams } from './streams.ts';
import { tabPage } from './tab-page.ts';
import { workerScript } from './worker-script.ts';
import type { Upgrade, Wire } from './wire.ts';
import { acts, answerTo, durationOf, lastAct, preflightFor, RELEASED } from './workload-answer.ts';

export class WorkloadExchanges {
  readonly #streams: Streams;

  constructor(streams: Streams) {
    this.#streams = streams;
  }

  answer(
    wire: Wire,
    run: WorkloadRun,
    target: Target,
    request: LabRequest,
    response: LabResponse,
    upgrade: Upgrade | null,
  ): void {
    const preflight = request.method === 'OPTIONS';
    const url = `${wire.secure ? 'https' : 'http'}://${hostOf(request) ?? 'localhost'}${request.url}`;
    const stream = workerOf(target);
    const came = run.arrived({
      url: stream ?? url,
      role: stream !== null ? 'worker script' : preflight ? 'preflight' : 'request',
      sender: senderOf(request.headers.referer),
      line: lineOf(wire),
      stream: isHttp2(request) ? (request.stream.id ?? null) : null,
    });
    if (came) response.once('close', came.over);
    const tab = tabOf(target);
    const page = tab === null ? null : tabPage(run.real, tab);
    if (came === null) {
      refuse(response, problem(404, `The workload asks for no ${url}.`));
    } else if (preflight) {
      response.writeHead(204, preflightFor(request)).end();
    } else if (page) {
      response.writeHead(200, page.headers).end(page.body);
    } else if (stream !== null) {
      const { headers, body } = workerScript(stream);
      response.writeHead(200, headers).end(body);
    } else if (upgrade) {
      if (!this.#streams.open(wire, run, request, response, request.socket)) return;
      upgrade((socket) => {
        this.#playSocket(run, came, socket);
      });
    } else if (this.#streams.open(wire, run, request, response)) {
      this.#play(wire, run, came, request, response);
    }
  }

  #play(wire: Wire, run: WorkloadRun, came: Asked, request: LabRequest, response: LabResponse): void {
    const http2 = isHttp2(request);
    const asked: Asked = run.released
      ? { ...came, response: RELEASED, ending: http2 ? 'complete' : 'connection close' }
      : came;
    const answer = answerTo(asked, request);
    const pen = http2
      ? new Http2Pen(request, response as Http2ServerResponse, answer, wire)
      : new Http1Pen(request, response as ServerResponse, answer, wire, null);
    const player = this.#streams.play(response, acts(asked, http2), pen, asked.response.delay);
    const over = run.answering(asked.request, {
      finish: (how) => {
        player.finish(lastAct(how, http2));
      },
    });
    response.on('close', over);
  }

  /** A WebSocket says nothing here; it stays open for as long as the workload says. */
  #playSocket(run: WorkloadRun, asked: Asked, socket: WebSocket): void {
    this.#streams.keep(socket);
    const finish = (how: Asked['ending']) => {
      if (how === 'complete') socket.close();
      else socket.terminate();
    };
    const over = run.answering(asked.request, { finish });
    socket.once('close', asked.over);
    const duration = run.released ? 0 : durationOf(asked);
    const timer = duration === 'endless' ? null : setTimeout(finish, duration, asked.ending);
    socket.once('close', () => {
      if (timer) clearTimeout(timer);
      over();
    });
  }
}

const lineOf = (wire: Wire): Line => ({
  connection: wire.connection ?? wire,
  port: wire.port,
  onClose: (then) => {
    wire.onClose(then);
  },
  close: () => {
    wire.close();
  },
});
