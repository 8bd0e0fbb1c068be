/**
 * Writes an answer as frames by hand, past Node's HTTP/2: for a head with a Connection field, which RFC 9113 8.2.2
 * forbids and Node would leave out. Frames of one stream may come between those of others, and its fields change no table,
 * so Node's own part of the connection goes on as if nothing had been.
 */
import { constants, type Http2ServerResponse } from 'node:http2';
import type { ChunkExtension } from '../../lessons/protocol/format-http.ts';
import { formatField, formatFrame, LEAST_MAX_FRAME_SIZE } from '../../lessons/protocol/format-http2.ts';
import { DATA, END_HEADERS, END_STREAM, HEADERS } from '../../lessons/protocol/http2/frame-header.ts';
import { joined } from '../../lessons/protocol/joined.ts';
import type { Answer } from '../../lessons/schema/scenario.ts';
import { fieldsOf, type Line, type Pen, type Written } from './pen.ts';
import type { Tap } from './tap.ts';

export class Http2HandPen implements Pen {
  readonly #response: Http2ServerResponse;
  readonly #answer: Answer;
  readonly #line: Line;
  readonly #tap: Tap;
  readonly #streamId: number;
  #begun = false;

  constructor(response: Http2ServerResponse, answer: Answer, line: Line, tap: Tap) {
    this.#response = response;
    this.#answer = answer;
    this.#line = line;
    this.#tap = tap;
    this.#streamId = response.stream.id ?? 0;
  }

  begin(): void {
    if (this.#answer.flush !== false) this.#head();
  }

  write(bytes: Uint8Array, _extensions: readonly ChunkExtension[], done: Written): void {
    this.#head();
    const frames: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += LEAST_MAX_FRAME_SIZE) {
      frames.push(this.#frame(DATA, 0, bytes.subarray(at, at + LEAST_MAX_FRAME_SIZE)));
    }
    this.#tap.write(joined(frames), done);
  }

  /** A scenario for HTTP/2 has no bytes past the framing. */
  raw(_bytes: Uint8Array, done: Written): void {
    setImmediate(done);
  }

  end(): void {
    this.#head();
    this.#tap.write(this.#frame(DATA, END_STREAM, new Uint8Array()));
    this.#response.stream.close(constants.NGHTTP2_NO_ERROR);
  }

  cut(): void {
    this.#line.close();
  }

  reset(): void {
    this.#response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }

  #head(): void {
    if (this.#begun) return;
    this.#begun = true;
    const { status = 200 } = this.#answer;
    const fields = [{ name: ':status', value: String(status) }, ...fieldsOf(this.#answer)];
    const block = fields.map(({ name, value }) => formatField(name.toLowerCase(), value));
    this.#tap.write(this.#frame(HEADERS, END_HEADERS, joined(block)));
  }

  #frame(type: number, flags: number, payload: Uint8Array): Uint8Array {
    return formatFrame(type, flags, this.#streamId, payload);
  }
}
