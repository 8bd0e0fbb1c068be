/** The API of `contract.ts`, below `/api`. Everything it refuses is answered with problem details. */
import express, { type Request, type Response, type Router } from 'express';
import { scenarioSchema } from '../lessons/schema/scenario.ts';
import type { RunCreated } from './contract.ts';
import type { Ports } from './lab/parts.ts';
import type { Limits } from './limits.ts';
import { allowOnly, noRoom, problem, sendProblem } from './problem.ts';
import { readInput, takeInput } from './read-input.ts';
import type { Run } from './run.ts';
import type { Runs } from './runs.ts';
import { ScenarioRun } from './scenario-run.ts';
import { createWorkloadsApi } from './workloads-api.ts';

export interface ApiParts {
  readonly runs: Runs;
  /** The lab's ports. They are asked for at each run, as the lab opens after the API was made. */
  readonly lab: () => Ports;
  readonly limits: Limits;
}

export function createApi(parts: ApiParts): Router {
  const { runs, lab, limits } = parts;
  const api = express.Router();

  api.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });

  api.use('/workloads', createWorkloadsApi(parts));

  api
    .route('/runs')
    .post(takeInput(limits.scenarioBytes), (request, response) => {
      const input = readInput(request, 'scenario', scenarioSchema);
      if ('detail' in input) {
        sendProblem(response, input);
        return;
      }
      const run = runs.create(input.value, input.bytes);
      if (!run) {
        sendProblem(response, noRoom());
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
    })
    .all(allowOnly('POST'));

  api
    .route('/runs/:id')
    .get((request, response) => {
      const run = findRun(request, response);
      if (run instanceof ScenarioRun) response.json(run.summary());
      else if (run)
        sendProblem(response, problem(404, `This run plays a workload: see /api/workloads/${run.id}.`));
    })
    .all(allowOnly('GET, HEAD'));

  api
    .route('/runs/:id/bytes')
    .get((request, response) => {
      const run = findRun(request, response);
      if (!run) return;
      const { connection, from } = request.query;
      if (typeof connection !== 'string' || !/^[1-9]\d{0,8}$/.test(connection)) {
        sendProblem(
          response,
          problem(400, 'connection must be the number of a connection of the run, from 1.'),
        );
      } else if (from !== 'client' && from !== 'server') {
        sendProblem(response, problem(400, 'from must be client or server.'));
      } else if (Number(connection) > run.connections) {
        sendProblem(
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
    sendProblem(response, problem(404, `The API has no ${request.originalUrl}.`));
  });

  function findRun(request: Request<{ id: string }>, response: Response): Run | undefined {
    const run = runs.get(request.params.id);
    if (!run) {
      sendProblem(
        response,
        problem(404, 'There is no such run. A run is forgotten when newer ones need its room.'),
      );
    }
    return run;
  }

  return api;
}
