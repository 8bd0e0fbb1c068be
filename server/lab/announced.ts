/** Content whose length is announced by a Content-Length. */
import type { FieldLine } from '../../lessons/protocol/format-http.ts';
import type { Answer } from '../../lessons/schema/scenario.ts';

export class Announced {
  /** The field line that announces it. */
  readonly fields: readonly FieldLine[];
  #left: number;

  /** `length`: bytes of content in all. */
  constructor(length: number, { then }: Answer) {
    this.fields = [{ name: 'Content-Length', value: String(length) }];
    // The last byte of an announced length comes only with the end of the answer.
    this.#left = length - Number(then !== 'end');
  }

  /** What of the next bytes is to be written: none past the last one. */
  take(bytes: Uint8Array): Uint8Array {
    const part = bytes.subarray(0, this.#left);
    this.#left -= part.length;
    return part;
  }
}
