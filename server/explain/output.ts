/** Text for a stream that may take it slowly: small pieces go together, and nobody writes more than is taken. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';

const PIECE = 65_536;

export class Output {
  readonly #stream: Writable;
  #text = '';

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  /** Writes the texts one after another, and all that was written before. */
  async write(texts: Iterable<string>): Promise<void> {
    for (const text of texts) {
      this.#text += text;
      if (this.#text.length >= PIECE) await this.#flush();
    }
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text !== '' && !this.#stream.write(text)) await once(this.#stream, 'drain');
  }
}
