/**
 * Writes an answer straight on the connection, head included: for a head by hand, and for HTTP/1.0, which Node does not
 * speak. Nothing can follow such an answer, so the connection is closed after it.
 */
import { STATUS_CODES } from 'node:http';
import { formatHead, type ChunkExtension } from '../../lessons/protocol/format-http.ts';
import type { Answer } from '../../lessons/schema/scenario.ts';
import { Announced } from './announced.ts';
import { fieldsOf, type Line, type Pen, type Written } from './pen.ts';

/** `length`: bytes of content to announce; null for none. */
export class RawPen implements Pen {
  readonly #answer: Answer;
  readonly #line: Line;
  readonly #announced: Announced | null;
  #held: Uint8Array | null = null;

  constructor(answer: Answer, line: Line, length: number | null) {
    this.#answer = answer;
    this.#line = line;
    this.#announced = length === null ? null : new Announced(length, answer);
  }

  begin(): void {
    const head = this.#head();
    if (this.#answer.flush === false) this.#held = head;
    else if (head.length > 0) this.#line.write(head);
  }

  write(bytes: Uint8Array, _extensions: readonly ChunkExtension[], done: Written): void {
    this.raw(this.#announced?.take(bytes) ?? bytes, done);
  }

  raw(bytes: Uint8Array, done: Written): void {
    const all = this.#held === null ? bytes : Buffer.concat([this.#held, bytes]);
    this.#held = null;
    if (all.length > 0) this.#line.write(all, done);
    else setImmediate(done);
  }

  end(): void {
    if (this.#held !== null) this.raw(new Uint8Array(), () => {});
    this.#line.close();
  }

  cut(): void {
    this.#line.close();
  }

  reset(): void {
    this.#line.reset();
  }

  #head(): Uint8Array {
    const { rawHead, status = 200 } = this.#answer;
    if (rawHead !== undefined) return Buffer.from(rawHead);
    const fields = [
      ...fieldsOf(this.#answer),
      ...(this.#announced?.fields ?? []),
      { name: 'Date', value: new Date().toUTCString() },
      { name: 'Connection', value: 'close' },
    ];
    return formatHead({ status, reason: STATUS_CODES[status] ?? '', version: '1.0', fields });
  }
}
