/** The content of a request: whose is taken, how much of it, and how it is read. Nobody looks at it but the tap. */
import { constants } from 'node:http2';
import type { ServerResponse } from 'node:http';
import type { Problem } from '../contract.ts';
import { problem } from '../problem.ts';
import type { Run } from '../run.ts';
import { ScenarioRun } from '../scenario-run.ts';
import { isHttp2, type LabRequest, type LabResponse } from './request.ts';

/** Whether the request is one that a run is to be asked with, content and all. */
const takesContent = (run: Run | null, { method }: LabRequest): boolean =>
  method === 'POST' && run instanceof ScenarioRun && run.scenario.fetch?.method === method;

/** RFC 9112 6.3: a request of HTTP/1.x has content when it says how that is framed. */
function hasContent(request: LabRequest): boolean {
  const { 'transfer-encoding': coding, 'content-length': length = 0 } = request.headers;
  return !isHttp2(request) && (coding !== undefined || Number(length) > 0);
}

const tooLarge = (most: number): Problem =>
  problem(413, `The content of a request has ${most} bytes at most.`);

/** Why the content of a request is not taken; null when it is, or when its head announces none. */
export function refusalOfContent(run: Run | null, request: LabRequest, most: number): Problem | null {
  if (!hasContent(request)) return null;
  const { headers } = request;
  if (!takesContent(run, request)) return problem(400, 'A request to the lab has no content.');
  if (headers['transfer-encoding'] !== undefined) {
    return problem(411, 'The content of a request needs a Content-Length here (RFC 9110 15.5.12).');
  }
  return Number(headers['content-length']) > most ? tooLarge(most) : null;
}

/**
 * Calls `then` when the request is complete: at once, unless content is taken. `refuse` is called in its place when
 * there is too much of it; when it does not come in `time` milliseconds, the request is given up.
 */
export function whenComplete(
  run: Run | null,
  request: LabRequest,
  response: LabResponse,
  { most, time }: { readonly most: number; readonly time: number },
  then: () => void,
  refuse: (answer: Problem) => void,
): void {
  if (!takesContent(run, request)) {
    then();
    return;
  }
  // node:http gives a request so much time by itself.
  if (isHttp2(request)) {
    const { stream } = request;
    stream.setTimeout(time, () => {
      stream.close(constants.NGHTTP2_CANCEL);
    });
  } else if (hasContent(request) && request.headers.expect?.toLowerCase() === '100-continue') {
    (response as ServerResponse).writeContinue();
  }
  let length = 0;
  const count = (bytes: Buffer) => {
    length += bytes.length;
    if (length <= most) return;
    request.off('data', count);
    request.off('end', complete);
    refuse(tooLarge(most));
    // RFC 9113 8.1: with this code the answer counts, and the client sends no more.
    if (isHttp2(request)) request.stream.close(constants.NGHTTP2_NO_ERROR);
  };
  const complete = () => {
    if (isHttp2(request)) request.stream.setTimeout(0);
    then();
  };
  request.on('data', count);
  request.once('end', complete);
}
