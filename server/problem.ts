/** Errors as problem details (RFC 9457). They name what is wrong, never where in our code. */
import { STATUS_CODES, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
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
