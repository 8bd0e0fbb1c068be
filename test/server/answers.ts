/** One request by node:http, which lets a test set any header field, `Host` and `Origin` included. */
import http from 'node:http';
import type { Problem } from '../../server/contract.ts';

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

export interface Question {
  readonly method?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string;
}

export function ask(url: string, { method = 'GET', headers = {}, body }: Question = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    request.once('error', reject);
    request.end(body);
  });
}

/** The answer as problem details; fails when it is not such an answer, or tells of our code. */
export function problemOf({ status, headers, text }: Answer): Problem {
  if (headers['content-type'] !== 'application/problem+json') throw new Error(`${status}: ${text}`);
  if (/node_modules|\.ts\b|:\d+:\d+/.test(text)) throw new Error(`An answer that tells of our code: ${text}`);
  const problem = JSON.parse(text) as Problem;
  if (problem.status !== status) throw new Error(`${status} with a body that says ${problem.status}`);
  return problem;
}
