/**
 * Who may use the page's origin. Any site the learner visits can send requests to loopback; two rules keep it out:
 * what changes something must come from the page itself, and on loopback only loopback names are answered, so that
 * a foreign name which now resolves to 127.0.0.1 (DNS rebinding) gets nothing.
 */
import type { IncomingMessage } from 'node:http';
import type { Problem } from './contract.ts';
import { problem } from './problem.ts';

const LOOPBACK_HOST = /^(?:localhost|[\w-]+(?:\.[\w-]+)*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;
/** Whether a Host field names this machine by a name that nobody else can have. */
export const isLoopbackName = (host: string): boolean => LOOPBACK_HOST.test(host);

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** Whether listening on `host` reaches this machine alone; null is the default, loopback. */
export function isLoopback(host: string | null): boolean {
  return host === null || host === '::1' || LOOPBACK_HOST.test(host);
}

/** Why the request is refused; null when it is not. An upgrade counts as something that changes. */
export function refusal(request: IncomingMessage, loopbackOnly: boolean): Problem | null {
  const { host = '', origin } = request.headers;
  if (loopbackOnly && !LOOPBACK_HOST.test(host)) {
    return problem(403, `This server answers to localhost only, not to the host ${JSON.stringify(host)}.`);
  }
  const changes = request.headers.upgrade !== undefined || !SAFE_METHODS.includes(request.method ?? '');
  if (changes && origin !== undefined && !isSameHost(origin, host)) {
    return problem(403, `Only the page itself may ask for this, not a page of the origin ${origin}.`);
  }
  return null;
}

function isSameHost(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
