/**
 * Writes an answer as a response of Node's own HTTP/1.x server. The head and the order of pipelined responses are
 * Node's; the chunks are cut here, so that each is one write with its chunk-size, its extensions and its data.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatChunk, formatLastChunk, type ChunkExtension } from '../../lessons/protocol/format-http.ts';
import type { Answer } from '../../lessons/schema/scenario.ts';
import { Announced } from './announced.ts';
import { compress } from './compress.ts';
import { fieldsOf, type Line, type Pen, type Written } from './pen.ts';

/** `length`: bytes of content to announce; null for another framing. */
export class Http1Pen implements Pen {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #answer: Answer;
  readonly #line: Line;
  readonly #announced: Announced;
  /** Whether the content is chunked, and the chunks are made here. */
  #chunked = false;
  #write: (bytes: Uint8Array, done: Written) => void;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    answer: Answer,
    line: Line,
    length: number | null,
  ) {
    this.#request = request;
    this.#response = response;
    this.#answer = answer;
    this.#line = line;
    this.#announced = new Announced(length, answer);
    this.#write = (bytes, done) => response.write(bytes, done);
  }

  begin(): void {
    const { status = 200, gzip, framing, trailers, flush } = this.#answer;
    const response = this.#response;
    if (gzip) this.#write = compress(this.#request, response, gzip);
    // So Node does not take chunks by itself.
    if (framing === 'close') response.removeHeader('Transfer-Encoding');
    const fields = [
      ...fieldsOf(this.#answer),
      ...this.#announced.fields,
      ...(trailers ? [{ name: 'Trailer', value: trailers.map(({ name }) => name).join(', ') }] : []),
      ...(framing === 'close' ? [{ name: 'Connection', value: 'close' }] : []),
    ];
    response.writeHead(
      status,
      fields.flatMap(({ name, value }) => [name, value]),
    );
    if (response.chunkedEncoding && !gzip) {
      // Node goes on writing whatever it is given, and leaves the chunks to us.
      response.chunkedEncoding = false;
      this.#chunked = true;
    }
    // Node would hold the head back until the first content.
    if (flush !== false) response.flushHeaders();
  }

  write(bytes: Uint8Array, extensions: readonly ChunkExtension[], done: Written): void {
    if (this.#chunked) {
      this.#write(formatChunk(bytes, extensions), done);
      return;
    }
    const part = this.#announced.take(bytes);
    if (part.length > 0) this.#write(part, done);
    else setImmediate(done);
  }

  raw(bytes: Uint8Array, done: Written): void {
    this.#response.write(bytes, done);
  }

  end(): void {
    if (this.#chunked) this.#response.end(formatLastChunk(this.#answer.trailers));
    else this.#response.end();
  }

  cut(): void {
    this.#line.close();
  }

  reset(): void {
    this.#line.reset();
  }
}
