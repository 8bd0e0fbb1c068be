/** The API of `contract.ts`, below `/api`. Everything it refuses is answered with problem details. */
import type { IncomingMessage } from 'node:http';
import express, { type Request, type Response, type Router } from 'express';
import { inputErrors } from '../lessons/schema/issues.ts';
import { scenarioSchema, type Scenario } from '../lessons/schema/scenario.ts';
import type { Problem, RunCreated } from './contract.ts';
import { parseJson } from './json.ts';
import type { Ports } from './lab/parts.ts';
import type { Limits } from './limits.ts';
import { problem, sendProblem } from './problem.ts';
import type { Run } from './run.ts';
import type { Runs } from './runs.ts';

export interface ApiParts {
  readonly runs: Runs;
  /** The lab's ports. They are asked for at each run, as the lab opens after the API was made. */
  readonly lab: () => Ports;
  readonly limits: Limits;
}

export function createApi({ runs, lab, limits }: ApiParts): Router {
  const api = express.Router();

  api.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });

  api
    .route('/runs')
    .post(
      express.text({ type: isJson, limit: limits.scenarioBytes, inflate: false }),
      (request, response) => {
        const body: unknown = request.body;
        if (!isJson(request)) {
          refuse(response, problem(415, 'A scenario is sent as application/json.'));
          return;
        }
        const text = typeof body === 'string' ? body : '';
        const scenario = readScenario(text);
        if ('detail' in scenario) {
          refuse(response, scenario);
          return;
        }
        const run = runs.create(scenario, Buffer.byteLength(text));
        if (!run) {
          refuse(
            response,
            problem(503, 'Every run the server has room for has an open stream. Close some first.'),
          );
          return;
        }
        const { port, tlsPort } = lab();
        const created: RunCreated = {
          id: run.id,
          labPort: port,
          labTlsPort: tlsPort,
          stream: `/runs/${run.id}/stream`,
        };
        response.status(201).location(`/api/runs/${run.id}`).json(created);
      },
    )
    .all(allowOnly('POST'));

  api
    .route('/runs/:id')
    .get((request, response) => {
      const run = findRun(request, response);
      if (run) response.json(run.summary());
    })
    .all(allowOnly('GET, HEAD'));

  api
    .route('/runs/:id/bytes')
    .get((request, response) => {
      const run = findRun(request, response);
      if (!run) return;
      const { connection, from } = request.query;
      if (typeof connection !== 'string' || !/^[1-9]\d{0,8}$/.test(connection)) {
        refuse(response, problem(400, 'connection must be the number of a connection of the run, from 1.'));
      } else if (from !== 'client' && from !== 'server') {
        refuse(response, problem(400, 'from must be client or server.'));
      } else if (Number(connection) > run.connections) {
        refuse(
          response,
          problem(404, `This run has no connection ${connection}; it has ${run.connections}.`),
        );
      } else {
        const bytes = run.bytes(Number(connection), from);
        response
          .type('application/octet-stream')
          .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
      }
    })
    .all(allowOnly('GET, HEAD'));

  api.use((request, response) => {
    refuse(response, problem(404, `The API has no ${request.originalUrl}.`));
  });

  function findRun(request: Request<{ id: string }>, response: Response): Run | undefined {
    const run = runs.get(request.params.id);
    if (!run) {
      refuse(
        response,
        problem(404, 'There is no such run. A run is forgotten when newer ones need its room.'),
      );
    }
    return run;
  }

  return api;
}

const isJson = (request: IncomingMessage) =>
  /^\s*application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '');

function refuse(response: Response, answer: Problem): void {
  sendProblem(response, answer);
}

function allowOnly(methods: string) {
  return (request: Request, response: Response) => {
    const answer = problem(405, `${request.originalUrl} takes ${methods} only, not ${request.method}.`);
    sendProblem(response, answer, { Allow: methods });
  };
}

function readScenario(text: string): Scenario | Problem {
  const json = parseJson(text);
  if ('malformed' in json) return problem(400, `The scenario is not JSON: ${json.malformed}.`);
  const result = scenarioSchema.safeParse(json.value);
  if (result.success) return result.data;
  const errors = inputErrors(result.error);
  const [first] = errors;
  const place = first?.path ? `at ${first.path}: ` : '';
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return problem(400, `The scenario is not valid, ${place}${first?.rule ?? 'unknown rule'}${more}.`, errors);
}
