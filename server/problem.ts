/** Errors as problem details (RFC 9457). They name what is wrong, never where in our code. */
import { STATUS_CODES, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { InputError } from '../lessons/schema/issues.ts';
import type { Problem } from './contract.ts';

export function problem(status: number, detail: string, errors?: readonly InputError[]): Problem {
  return { title: STATUS_CODES[status] ?? 'Error', status, detail, ...(errors && { errors }) };
}

export function sendProblem(
  response: ServerResponse,
  answer: Problem,
  headers: OutgoingHttpHeaders = {},
): void {
  const body = Buffer.from(`${JSON.stringify(answer)}\n`);
  response.writeHead(answer.status, {
    'Content-Type': 'application/problem+json',
    'Content-Length': body.length,
    ...headers,
  });
  response.end(body);
}

/** For a run that is to be made. */
export const noRoom = (): Problem =>
  problem(503, 'Every run the server has room for has an open stream. Close some first.');

/** For what has a path, but not this method. */
export function allowOnly(methods: string): RequestHandler {
  return (request, response) => {
    const answer = problem(405, `${request.originalUrl} takes ${methods} only, not ${request.method}.`);
    sendProblem(response, answer, { Allow: methods });
  };
}
