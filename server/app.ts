/** The page's origin: the guard, the API, the sandbox, then the page. Errors are problem details and tell nothing of our code. */
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { createApi, type ApiParts } from './api.ts';
import { refusal } from './guard.ts';
import { allowOnly, problem, sendProblem } from './problem.ts';
import { sandbox } from './sandbox.ts';
import type { Log } from './log.ts';

export interface AppParts extends ApiParts {
  readonly loopbackOnly: boolean;
  readonly log: Log;
  /** Serves the page's files. */
  readonly page: RequestHandler;
}

export function createApp(parts: AppParts): Express {
  const { loopbackOnly, page, lab } = parts;
  const app = express();
  // The policy for content goes with the page's own files; there is no TLS here that could be made strict.
  app.use(helmet({ contentSecurityPolicy: false, strictTransportSecurity: false }));
  app.use((request, response, next) => {
    const refused = refusal(request, loopbackOnly);
    if (refused) sendProblem(response, refused);
    else next();
  });
  app.use('/api', createApi(parts));
  app.route('/sandbox').get(sandbox(lab)).all(allowOnly('GET, HEAD'));
  app.use(page);
  app.use((request, response) => {
    sendProblem(response, problem(404, `There is no ${request.path}.`));
  });
  app.use(onError(parts));
  return app;
}

function onError({ limits, log }: AppParts): ErrorRequestHandler {
  const details: Readonly<Record<number, string>> = {
    413: `A scenario or a workload may have ${limits.scenarioBytes} bytes at most.`,
    415: 'A scenario is sent as UTF-8 and without a Content-Encoding.',
    500: 'Something went wrong here.',
  };
  return (error: { status?: number }, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = error.status !== undefined && error.status < 500 ? error.status : 500;
    if (status === 500) log.error({ error, url: request.url }, 'a request failed');
    sendProblem(response, problem(status, details[status] ?? 'The request cannot be read.'));
  };
}
