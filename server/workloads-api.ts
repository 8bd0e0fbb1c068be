/** Workloads that a real browser plays at the lab: below `/api/workloads`, as `contract.ts` says. */
import express, { type Request, type Response, type Router } from 'express';
import { unplayable } from '../lessons/protocol/connection-pool/real-run.ts';
import { workloadSchema } from '../lessons/schema/workload.ts';
import type { ApiParts } from './api.ts';
import type { WorkloadBegins, WorkloadCreated } from './contract.ts';
import { allowOnly, noRoom, problem, sendProblem } from './problem.ts';
import { invalid, readInput, takeInput } from './read-input.ts';
import { WorkloadRun } from './workload-run.ts';

export function createWorkloadsApi({ runs, lab, limits }: ApiParts): Router {
  const api = express.Router();

  api
    .route('/')
    .post(takeInput(limits.scenarioBytes), (request, response) => {
      const input = readInput(request, 'workload', workloadSchema);
      if ('detail' in input) {
        sendProblem(response, input);
        return;
      }
      const host = request.hostname;
      const errors = unplayable(input.value, host);
      if (errors.length > 0) {
        sendProblem(response, invalid('workload', errors));
        return;
      }
      const ports = lab();
      const run = runs.createWorkload(input.value, input.bytes, { ...ports, host });
      if (!run) {
        sendProblem(response, noRoom());
        return;
      }
      const created: WorkloadCreated = {
        id: run.id,
        labPort: ports.port,
        labTlsPort: ports.tlsPort,
        documents: run.real.documents,
      };
      response.status(201).location(`/api/workloads/${run.id}`).json(created);
    })
    .all(allowOnly('POST'));

  api
    .route('/:id')
    .get((request, response) => {
      const run = findRun(request, response);
      if (run) response.json(run.summary());
    })
    .all(allowOnly('GET, HEAD'));

  api
    .route('/:id/begin')
    .post((request, response) => {
      const run = findRun(request, response);
      if (!run) return;
      const inMilliseconds = run.begin();
      if (inMilliseconds === null) {
        sendProblem(response, problem(409, 'This workload has begun before: make it anew to play it again.'));
      } else {
        const begins: WorkloadBegins = { inMilliseconds };
        response.json(begins);
      }
    })
    .all(allowOnly('POST'));

  api
    .route('/:id/release')
    .post((request, response) => {
      const run = findRun(request, response);
      if (!run) return;
      run.release();
      response.status(204).end();
    })
    .all(allowOnly('POST'));

  function findRun(request: Request<{ id: string }>, response: Response): WorkloadRun | null {
    const run = runs.get(request.params.id);
    if (run instanceof WorkloadRun) return run;
    const detail = 'There is no such run of a workload. A run is forgotten when newer ones need its room.';
    sendProblem(response, problem(404, detail));
    return null;
  }

  return api;
}
