/** Questions to the page's own server: an answer, or what went wrong in words. */
import type { Problem } from '../../server/contract.ts';
import { PROBLEMS } from '../words/problems.ts';

/** What went wrong, in words, and what to do about it. */
export interface RunProblem {
  readonly what: string;
  readonly remedy: string;
}

export const SERVER_GONE: RunProblem = PROBLEMS.serverGone;

/** Milliseconds. */
const PATIENCE = 10_000;

/** `remedy`: what to do where the server refuses. An answer without content (204) has nothing in it. */
export async function ask<T extends object>(
  method: 'GET' | 'POST',
  path: string,
  remedy: string,
  body?: object,
): Promise<T | RunProblem> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return SERVER_GONE;
  }
  if (answer.status === 204) return {} as T;
  try {
    if (answer.ok) return (await answer.json()) as T;
    return { what: ((await answer.json()) as Problem).detail, remedy };
  } catch {
    return PROBLEMS.serverAnswered(answer.status);
  }
}
