/** Which answer is whose turn: a reconnection may get another one than the request before it. */
import { given } from '../schema/given.ts';
import type { Answer, Scenario } from '../schema/scenario.ts';

/** The answer to request `attempt` of a run, counted from 1. */
export function answerTo(scenario: Scenario, attempt: number): Answer {
  const { attempts = [] } = scenario;
  const own = attempt > 1 ? attempts[Math.min(attempt - 2, attempts.length - 1)] : undefined;
  return own === undefined ? scenario : { ...scenario, ...given(own) };
}
