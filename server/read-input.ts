/** Reads what a request brings as JSON, by a schema: or says what is wrong with it, as problem details. */
import type { IncomingMessage } from 'node:http';
import express, { type Request, type RequestHandler } from 'express';
import type * as z from 'zod';
import { inputErrors, type InputError } from '../lessons/schema/issues.ts';
import type { Problem } from './contract.ts';
import { parseJson } from './json.ts';
import { problem } from './problem.ts';

export interface Input<T> {
  readonly value: T;
  /** Its size. */
  readonly bytes: number;
}

const isJson = (request: IncomingMessage) =>
  /^\s*application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '');

/** Takes the body of a request for `readInput`; 413 past `limit` bytes. */
export const takeInput = (limit: number): RequestHandler =>
  express.text({ type: isJson, limit, inflate: false });

/** `what`: what it is to be, such as `scenario`. */
export function readInput<T>(request: Request, what: string, schema: z.ZodType<T>): Input<T> | Problem {
  if (!isJson(request)) return problem(415, `A ${what} is sent as application/json.`);
  const body: unknown = request.body;
  const text = typeof body === 'string' ? body : '';
  const json = parseJson(text);
  if ('malformed' in json) return problem(400, `The ${what} is not JSON: ${json.malformed}.`);
  const result = schema.safeParse(json.value);
  if (!result.success) return invalid(what, inputErrors(result.error));
  return { value: result.data, bytes: Buffer.byteLength(text) };
}

/** With the first of the errors in words. */
export function invalid(what: string, errors: readonly InputError[]): Problem {
  const [first] = errors;
  const place = first?.path ? `at ${first.path}: ` : '';
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return problem(400, `The ${what} is not valid, ${place}${first?.rule ?? 'unknown rule'}${more}.`, errors);
}
