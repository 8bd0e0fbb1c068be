/** Writes an answer as a response on a stream of Node's own HTTP/2 server. */
import { constants, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { ChunkExtension } from '../../lessons/protocol/format-http.ts';
import type { Answer } from '../../lessons/schema/scenario.ts';
import { compress } from './compress.ts';
import { fieldsOf, type Line, type Pen, type Written } from './pen.ts';

export class Http2Pen implements Pen {
  readonly #request: Http2ServerRequest;
  readonly #response: Http2ServerResponse;
  readonly #answer: Answer;
  readonly #line: Line;
  #write: (bytes: Uint8Array, done: Written) => void;

  constructor(request: Http2ServerRequest, response: Http2ServerResponse, answer: Answer, line: Line) {
    this.#request = request;
    this.#response = response;
    this.#answer = answer;
    this.#line = line;
    this.#write = (bytes, done) => response.write(bytes, done);
  }

  begin(): void {
    const { flush, gzip } = this.#answer;
    if (gzip) this.#write = compress(this.#request, this.#response, gzip);
    if (flush !== false) this.#head();
  }

  #head(): void {
    const response = this.#response;
    if (response.headersSent) return;
    const { status = 200, trailers = [] } = this.#answer;
    response.addTrailers(Object.fromEntries(trailers.map(({ name, value }) => [name, value])));
    const fields: Record<string, string[]> = {};
    for (const { name, value } of fieldsOf(this.#answer)) (fields[name.toLowerCase()] ??= []).push(value);
    response.writeHead(status, fields);
  }

  write(bytes: Uint8Array, _extensions: readonly ChunkExtension[], done: Written): void {
    this.#head();
    this.#write(bytes, done);
  }

  /** A scenario for HTTP/2 has no bytes past the framing. */
  raw(_bytes: Uint8Array, done: Written): void {
    setImmediate(done);
  }

  end(): void {
    this.#head();
    this.#response.end();
  }

  cut(): void {
    this.#line.close();
  }

  reset(): void {
    this.#response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }
}
