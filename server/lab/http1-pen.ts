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
  /** Null unless the framing is a length. */
  readonly #announced: Announced | null;
  /** Whether the content is chunked, and the chunks are made here. */
  #chunked = false;
  /** What writes content that is compressed; null when it is not. */
  #compressed: ((bytes: Uint8Array, done: Written) => void) | null = null;

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
    this.#announced = length === null ? null : new Announced(length, answer);
  }

  begin(): void {
    const { status = 200, gzip, framing, trailers, flush } = this.#answer;
    const response = this.#response;
    if (gzip) this.#compressed = compress(this.#request, response, gzip);
    // So Node does not take chunks by itself.
    if (framing === 'close') response.removeHeader('Transfer-Encoding');
    const fields = [
      ...fieldsOf(this.#answer),
      ...(this.#announced?.fields ?? []),
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
      this.#write(extensions.length > 0 ? formatChunk(bytes, extensions) : chunkOf(bytes), done);
      return;
    }
    const part = this.#announced?.take(bytes) ?? bytes;
    if (part.length === 0) setImmediate(done);
    else if (this.#compressed) this.#compressed(part, done);
    else this.#write(part, done);
  }

  raw(bytes: Uint8Array, done: Written): void {
    this.#write(bytes, done);
  }

  /** Once the head is on the wire, the connection takes what the response would hand on to it as it is. */
  #write(bytes: Uint8Array, done: Written): void {
    const { socket } = this.#response;
    if (socket && this.#answer.flush !== false && !this.#compressed) this.#line.write(bytes, done);
    else this.#response.write(bytes, done);
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

/** The latest content that was made a chunk, and that chunk: the same event goes to many. */
let latest: { readonly content: Uint8Array; readonly chunk: Uint8Array } | null = null;

function chunkOf(content: Uint8Array): Uint8Array {
  if (latest?.content !== content) latest = { content, chunk: formatChunk(content) };
  return latest.chunk;
}
