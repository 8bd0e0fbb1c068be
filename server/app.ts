/** The page's origin: the guard, the API, then the page. Errors are problem details and tell nothing of our code. */
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { createApi } from './api.ts';
import { refusal } from './guard.ts';
import { LIMITS } from './limits.ts';
import { problem, sendProblem } from './problem.ts';
import type { Runs } from './runs.ts';

export interface AppParts {
  readonly runs: Runs;
  readonly labPort: () => number;
  readonly loopbackOnly: boolean;
  /** Serves the page's files. */
  readonly page: RequestHandler;
}

export function createApp({ runs, labPort, loopbackOnly, page }: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use((request, response, next) => {
    response.set('X-Content-Type-Options', 'nosniff');
    const refused = refusal(request, loopbackOnly);
    if (refused) sendProblem(response, refused);
    else next();
  });
  app.use('/api', createApi(runs, labPort));
  app.use(page);
  app.use((request, response) => {
    sendProblem(response, problem(404, `There is no ${request.path}.`));
  });
  app.use(onError);
  return app;
}

const DETAILS: Readonly<Record<number, string>> = {
  413: `A scenario may have ${LIMITS.scenarioBytes} bytes at most.`,
  415: 'A scenario is sent as UTF-8 and without a Content-Encoding.',
};

const onError: ErrorRequestHandler = (error: { status?: number }, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const status = error.status !== undefined && error.status < 500 ? error.status : 500;
  if (status === 500) console.error(error);
  const detail =
    DETAILS[status] ?? (status === 500 ? 'Something went wrong here.' : 'The request cannot be read.');
  sendProblem(response, problem(status, detail));
};
