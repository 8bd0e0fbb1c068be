/** Text for a stream that may take it slowly: small pieces go together, and nobody writes more than is taken. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';

const PIECE = 65_536;

export class Output {
  readonly #stream: Writable;
  #text = '';
  #written = false;
  /** An empty line goes before the next text. */
  #apart = false;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  /** Writes the texts one after another, and all that was written before. */
  async write(texts: Iterable<string>): Promise<void> {
    for (const text of texts) {
      this.#text += this.#apart ? `\n${text}` : text;
      this.#apart = false;
      this.#written = true;
      if (this.#text.length >= PIECE) await this.#flush();
    }
    await this.#flush();
  }

  /** What is written from here on, if anything is, stands apart from what was written before. */
  separate(): void {
    this.#apart = this.#written;
  }

  async #flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text !== '' && !this.#stream.write(text)) await once(this.#stream, 'drain');
  }
}
