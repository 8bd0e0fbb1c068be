/**
 * `GET /sandbox`: the document in which the code of a learner runs, in a frame of the page. Its origin is nobody's, and
 * it may ask the lab, and nobody else: the page, its API, its storage and the network are out of reach of what runs
 * there. Also where it is opened by itself, which runs nothing.
 */
import type { RequestHandler } from 'express';
import { hashOf } from './content-hash.ts';
import { isLoopbackName } from './guard.ts';
import type { Ports } from './lab/parts.ts';
import { SANDBOX_SCRIPT } from './sandbox-script.ts';

const BODY = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sandbox</title>
<script>${SANDBOX_SCRIPT}</script>
</html>
`;

const POLICY = [
  "default-src 'none'",
  `script-src ${hashOf(SANDBOX_SCRIPT)}`,
  'worker-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-scripts',
];

export const sandbox =
  (lab: () => Ports): RequestHandler =>
  (request, response) => {
    const origins = labOrigins(request.headers.host ?? '', lab());
    response
      .set('Cache-Control', 'no-cache')
      .set('Content-Security-Policy', [...POLICY, `connect-src ${origins.join(' ') || "'none'"}`].join('; '))
      .type('html')
      .send(BODY);
  };

/** Those of the lab under the names that the page asks it by (`client/io/lab.ts`). A policy knows no IPv6 address. */
function labOrigins(host: string, { port }: Ports): string[] {
  const name = /^([\w.-]+)(?::\d+)?$/.exec(host)?.[1];
  return [
    ...(name === undefined ? [] : [`http://${name}:${port}`]),
    ...(isLoopbackName(host) ? [`http://*.localhost:${port}`] : []),
  ];
}
