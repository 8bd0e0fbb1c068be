/** A request to the lab and its response, in either protocol. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

export type LabRequest = IncomingMessage | Http2ServerRequest;
export type LabResponse = ServerResponse | Http2ServerResponse;

export const isHttp2 = (request: LabRequest): request is Http2ServerRequest => request.httpVersionMajor === 2;

/** With the port, where it is not that of the scheme. */
export const hostOf = (request: LabRequest): string | undefined =>
  isHttp2(request) ? request.authority : request.headers.host;
